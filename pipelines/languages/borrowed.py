"""Single words borrowed from the other language, told by their dictionary, their use and their shape."""

from collections.abc import Iterator, Sequence

from pipelines.languages.spans import Span
from pipelines.languages.table import ENGLISH, LANGUAGES, LISTED, NAME, SPANISH, table
from pipelines.languages.tokens import Token, evidence

_DICTIONARIES = {"es": SPANISH, "en": ENGLISH}
_OTHER = {"es": "en", "en": "es"}
#: How much likelier the word is in the other language, nats: by its shape alone, by shape and use together.
#: In 177,000 words of newstest2012 and FLORES-dev no word passes that was not found before.
_SHAPE, _TOGETHER = 3.0, 8.0
#: By use alone at least, as a neighbour that belongs to it has to be.
_USE = 2.1
#: What a word may lack to the likeliest language of all.
_LIKELIEST = -0.5
#: How sure such a word is.
_SURE = 0.9
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
        if word.capital or len(word.word) < _SHORTEST or not _is_of(word.word, other):
            continue
        start, end = word.start, word.end
        if number and _joins(text, words[number - 1], word, words[number - 1], other):
            start = words[number - 1].start
        elif number + 1 < len(words) and _joins(text, word, words[number + 1], words[number + 1], other):
            end = words[number + 1].end
        yield Span(start, end, other, _SURE)


def _is_of(word: str, other: str) -> bool:
    """Whether *word* is in the dictionary of *other* alone, and of it by its use and its shape."""
    scores, flags, _ = evidence(word)
    if flags & (SPANISH | ENGLISH | NAME | LISTED) != _DICTIONARIES[other]:
        return False
    use = _lead(scores, other)
    if use < _USE or scores[LANGUAGES.index(other)] < _LIKELIEST:
        return False
    shape = _lead(table().shape(word), other)
    return shape > _SHAPE and shape + use > _TOGETHER


def _joins(text: str, first: Token, second: Token, neighbour: Token, other: str) -> bool:
    """Whether a blank joins two words, of which the *neighbour* is likelier in *other*."""
    if text[first.end : second.start] != " " or neighbour.capital:
        return False
    scores, flags, _ = evidence(neighbour.word)
    return bool(flags & _DICTIONARIES[other]) and _lead(scores, other) > _USE


def _lead(scores: Sequence[float], other: str) -> float:
    """How much likelier something is in *other* than in the one of both languages that it is not."""
    return scores[LANGUAGES.index(other)] - scores[LANGUAGES.index(_OTHER[other])]
