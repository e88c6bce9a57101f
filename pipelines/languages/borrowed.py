"""Single words borrowed from the other language, told by their dictionary, their use and their shape."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.languages.spans import Span
from pipelines.languages.table import ENGLISH, LANGUAGES, LISTED, NAME, SPANISH, table
from pipelines.languages.tokens import Token, evidence, is_plain

_DICTIONARIES = {"es": SPANISH, "en": ENGLISH}
_OTHER = {"es": "en", "en": "es"}


class _Odds(NamedTuple):
    """How much likelier a word is in the other language, nats, at least."""

    use: float
    shape: float
    together: float
    #: What it may lack to the likeliest language of all.
    likeliest: float


#: By the language of the text.  An English word that the Spanish press prints ("crowdfunding") is about as
#: likely in both by use: of 118 among the tuned cases these odds tell 103, none that is wrong, those for
#: English 80.  The English dictionary lacks dishes that English has taken over ("quesadillas").
_ODDS = {"es": _Odds(0.0, 1.5, 2.3, -1.0), "en": _Odds(2.1, 3.0, 8.0, -0.5)}
#: The same of a word of no dictionary in Spanish text ("lawfare"), and its shortest, letters. Among the
#: tuned cases three of 176 words with such odds are in no language of the two, and none in the other one.
_UNLISTED, _LONG = _Odds(0.0, 4.5, 4.5, -0.6), 6
#: How much likelier a neighbour is that belongs to such a word, nats.
_USE = 2.1
#: How sure such a word is.
_SURE = 0.9
#: What joins it to another: "socio-economic" is one word.
_COMPOUND = re.compile(r"(?<=\w)[-‐‑/](?=\w)|\w[-‐‑/](?=\w)")
#: Shortest of them, letters.
_SHORTEST = 4


def find_borrowed(text: str, words: Sequence[Token], language: str) -> Iterator[Span]:
    """Those of the *words* of *text* in small letters that the other language alone has, and that look it.

    Among words of *language*, Spanish or English, one is not worth a change of language to the pass over all
    of them: "bullying", "curandero". A neighbour that is likelier in the other belongs to it: "making of".
    """
    other = _OTHER.get(language)
    if other is None:
        return
    for number, word in enumerate(words):
        is_small = not word.capital and text[word.start].islower()
        if not is_small or len(word.word) < _SHORTEST or not _is_of(word.word, other):
            continue
        if _COMPOUND.match(text, word.end) or _COMPOUND.match(text, max(0, word.start - 2)):
            continue
        start, end = word.start, word.end
        if number and _joins(text, words[number - 1], word, words[number - 1], other):
            start = words[number - 1].start
        elif number + 1 < len(words) and _joins(text, word, words[number + 1], words[number + 1], other):
            end = words[number + 1].end
        yield Span(start, end, other, _SURE)


def _is_of(word: str, other: str) -> bool:
    """Whether *word* is of *other* by its use and its shape, and in no other dictionary than that one's."""
    scores, flags, _ = evidence(word)
    listed = flags & (SPANISH | ENGLISH | NAME | LISTED)
    is_long = other == "en" and len(word) >= _LONG and is_plain(word)
    if listed != _DICTIONARIES[other] and (listed or not is_long):
        return False
    use = _lead(scores, other)
    odds = _ODDS[_OTHER[other]] if listed else _UNLISTED
    if use < odds.use or scores[LANGUAGES.index(other)] < odds.likeliest:
        return False
    shape = _lead(table().shape(word), other)
    return shape > odds.shape and shape + use > odds.together


def _joins(text: str, first: Token, second: Token, neighbour: Token, other: str) -> bool:
    """Whether a blank joins two words, of which the *neighbour* is likelier in *other*."""
    if text[first.end : second.start] != " " or neighbour.capital:
        return False
    scores, flags, _ = evidence(neighbour.word)
    return bool(flags & _DICTIONARIES[other]) and _lead(scores, other) > _USE


def _lead(scores: Sequence[float], other: str) -> float:
    """How much likelier something is in *other* than in the one of both languages that it is not."""
    return scores[LANGUAGES.index(other)] - scores[LANGUAGES.index(_OTHER[other])]
