"""Names that phrases take for words, and write small: surnames that are words of the other language."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from pipelines.languages.table import ENGLISH, GIVEN, NAME, RARE, SPANISH, SURNAME, UNCOMMON
from pipelines.languages.tokens import evidence
from translations.alignment.words import fold_words
from translations.phrases.analogies import BACKWARD, Rendering
from translations.phrases.words import Token
from translations.postediting.vocabulary import DICTIONARY

#: Probability below which what phrases have for a name that is a word of the target comes from a few
#: sentences in which it stood beside: of 120 such words in news seven of ten were kept by translators.
UNSURE = 0.3


def is_name(word: str, language: str) -> bool:
    """Whether *word* has a capital, and no dictionary of *language* has it."""
    is_listed = evidence(word.lower()).flags & DICTIONARY.get(language, -1)
    return word[0].isupper() and word[1:].islower() and not is_listed


def is_kept_name(word: str, renderings: Iterable[Rendering], source: str, target: str) -> bool:
    """Whether *word*, which has a capital, stays as it is, whatever phrases have for it.

    "Rubio" in English is a name, not a colour, and "Costello" keeps its capital.
    """
    if not is_name(word, source):
        return False
    small = word.lower()
    best = max(renderings, key=lambda each: each.forward * each.backward**BACKWARD, default=None)
    if best is None:
        return False
    is_rare = bool(evidence(small).flags & DICTIONARY[target]) and best.forward < UNSURE
    # "Lucía" is how the target writes "Lucia".
    return best.words == (small,) or (is_rare and fold_words(" ".join(best.words)) != fold_words(word))


def keep_people(
    tokens: Sequence[Token], sentence: str, find_row: Callable[[Sequence[str]], int | None]
) -> list[Token]:
    """*tokens* of *sentence*, surnames that are words to be said as they are: "Aaron Judge", "Camila Rojas".

    Not where phrases have given name and surname together: "Sierra Leone".
    """
    kept, begin = list(tokens), 0
    while begin < len(kept):
        end = begin + 1
        if _is_given(kept[begin].text):
            while (
                end < len(kept)
                and sentence[kept[end - 1].end : kept[end].start] == " "
                and _may_be_surname(kept[end].text)
            ):
                end += 1
        words = [token.text for token in kept[begin:end]]
        if end - begin > 1 and find_row(words) is None and find_row(words[:2]) is None:
            for place in range(begin + 1, end):
                if evidence(kept[place].text.lower()).flags & (ENGLISH | SPANISH) and not kept[place].said:
                    kept[place] = msgspec.structs.replace(kept[place], said=((kept[place].text,),))
        begin = end
    return kept


def _is_given(word: str) -> bool:
    """Whether *word* is a given name, and no commoner as a word or a title."""
    flags = evidence(word.lower()).flags
    return _is_capitalised(word) and bool(
        flags & GIVEN and (flags & (NAME | UNCOMMON) or not flags & (ENGLISH | SPANISH))
    )


def _may_be_surname(word: str) -> bool:
    return _is_capitalised(word) and bool(evidence(word.lower()).flags & (SURNAME | NAME | RARE | GIVEN))


def _is_capitalised(word: str) -> bool:
    return word[0].isupper() and word[1:].islower()
