"""People's names that phrases would translate: "Pedro Sánchez" is no Peter, "Aaron Judge" no judge."""

from collections.abc import Iterable, Sequence

import msgspec

from pipelines.languages.table import GIVEN, SURNAME
from pipelines.languages.tokens import evidence
from translations.alignment.words import fold_words
from translations.phrases.analogies import Rendering
from translations.phrases.model import Direction
from translations.phrases.names import UNSURE, find_best
from translations.phrases.words import Token
from translations.postediting.full_names import TITLES, find_full_names

#: Probability of a name given its rendering below which that is another name rather than the same in the
#: other language: "Peter" is seldom "Pedro" (.22), "Rome" mostly "Roma" (.78).
_SAME = 0.3


def keep_people(tokens: Sequence[Token], sentence: str, direction: Direction) -> list[Token]:
    """*tokens* of *sentence*, names of people said as they are, with accents in Spanish: each one token.

    Where phrases have the beginning of one these say more: "Cristóbal Colón", "Sierra Leone".
    """
    kept, place = list[Token](), 0
    for start, end in find_full_names(sentence, direction.source):
        while place < len(tokens) and tokens[place].start < start:
            kept.append(tokens[place])
            place += 1
        name = list[Token]()
        while place < len(tokens) and tokens[place].end <= end:
            name.append(tokens[place])
            place += 1
        words = [token.text for token in name]
        said = tuple(_write_accents(word, direction) for word in words)
        beginnings = (words[:size] for size in range(2, len(words) + 1) if words[size - 1][0].isupper())
        is_whole = bool(name) and (name[0].start, name[-1].end) == (start, end)
        if is_whole and all(direction.find_row(each) is None for each in beginnings):
            kept.append(Token(sentence[start:end], start, end, (said,)))
        else:
            kept += name
    return _keep_single([*kept, *tokens[place:]], direction)


def _keep_single(tokens: list[Token], direction: Direction) -> list[Token]:
    """*tokens*, given names and surnames by themselves to be said as they are."""
    kept = list(tokens)
    for place, token in enumerate(tokens):
        word = token.text
        if token.said or not (word[0].isupper() and word[1:].islower()):
            continue
        before = tokens[place - 1].text if place else ""
        after = tokens[place + 1].text if place + 1 < len(tokens) else ""
        # "Isabel II", "papa Francisco", "Virgen María" have names of their own in each language.
        is_part = after[:1].isupper() or before[:1].isupper() or before in TITLES
        if not is_part and is_of_person(word, direction.find_renderings(word), direction.target):
            kept[place] = msgspec.structs.replace(token, said=((word,),))
    return kept


def _write_accents(word: str, direction: Direction) -> str:
    """*word* of a name with the accents that Spanish surely gives it: "Calderon" is "Calderón"."""
    best = find_best(direction.find_renderings(word))
    if direction.target != "es" or best is None or len(best.words) != 1 or best.forward < UNSURE:
        return word
    (other,) = best.words
    return other if other[0].isupper() and fold_words(other) == fold_words(word) else word


def is_of_person(word: str, renderings: Iterable[Rendering], target: str) -> bool:
    """Whether *word*, with a capital, is a given name that phrases have as another one: Pedro as Peter.

    Or, in English, a name that loses its accents.
    """
    best = find_best(renderings)
    if best is None or len(best.words) != 1:
        return False
    (other,) = best.words
    flags = evidence(word.lower()).flags
    if fold_words(other) == fold_words(word):
        return target == "en" and other.lower() != word.lower() and bool(flags & (GIVEN | SURNAME))
    is_given = bool(flags & evidence(other.lower()).flags & GIVEN) and other[0].isupper()
    return is_given and best.backward < _SAME and word.lower() not in TITLES
