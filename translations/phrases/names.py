"""Names that phrases take for words, and write small: surnames that are words of the other language."""

from collections.abc import Iterable

from pipelines.languages.tokens import evidence
from translations.alignment.words import fold_words
from translations.phrases.analogies import BACKWARD, Rendering
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
    best = find_best(renderings)
    if best is None:
        return False
    is_rare = bool(evidence(small).flags & DICTIONARY[target]) and best.forward < UNSURE
    # "Lucía" is how the target writes "Lucia".
    return best.words == (small,) or (is_rare and fold_words(" ".join(best.words)) != fold_words(word))


def find_best(renderings: Iterable[Rendering]) -> Rendering | None:
    """The likeliest of *renderings*, both ways; ``None`` of none."""
    return max(renderings, key=lambda each: each.forward * each.backward**BACKWARD, default=None)
