"""Log-likelihoods of the languages, summed over the words of a text."""

import math
from collections.abc import Sequence
from functools import lru_cache

from pipelines.languages.table import ENGLISH, GRAMMAR, LANGUAGES, LISTED, NAME, SPANISH
from pipelines.languages.tokens import Token, evidence

#: Log-prior per language of the table: what stands on a Spanish or English site is Spanish or English.
PRIOR = {"es": 0.0, "en": 0.0, "pt": -3.5, "gl": -4.5, "ca": -3.0, "fr": -3.0, "it": -3.0, "de": -3.0}
#: No word says more than this, nats: any list has odd entries.
CLIP = -7.0
#: An English topic word says no more than this against Spanish, which borrows freely ("los podcasts").
BORROWED_CLIP = -4.5
#: Texts up to this many words can be a name and nothing else, or a title in capitals.
SHORT = 4

#: Weights in tenths: of a name; of a capitalised word that may be one; of a word; of the commonest words,
#: which tell the language of a text whose topic words are borrowed.
_NAME, _LISTED, _WORD, _GRAMMAR = 1, 5, 10, 13
#: Steps per nat of a packed score, and bits per language: room for two million words.
_STEPS, _LANE = 16, 32
_MASK = (1 << _LANE) - 1
_PRIOR = tuple(PRIOR[code] for code in LANGUAGES)


def total(words: Sequence[Token], prior: Sequence[float] = _PRIOR) -> list[float]:
    """Log-likelihood of each of the table's languages, *prior* included."""
    against = 0
    title = sum(token.capital for token in words) > 0.6 * len(words)
    many = len(words) > SHORT
    first = True
    for _, _, word, capital, branded in words:
        packed, flags = _packed(word)
        if not capital:
            against += packed * (_GRAMMAR if flags & GRAMMAR else _WORD)
        elif branded or (many and flags & NAME) or not (first or title):
            against += packed * _NAME
        else:
            against += packed * (_LISTED if flags & LISTED else _WORD)
        first = False
    scale = 10 * _STEPS
    return [value - (against >> shift & _MASK) / scale for value, shift in zip(prior, _SHIFTS, strict=True)]


_SHIFTS = tuple(_LANE * number for number in range(len(LANGUAGES)))


@lru_cache(maxsize=100_000)
def _packed(word: str) -> tuple[int, int]:
    """What a word says against each language, side by side in one number, so that a sum is one addition."""
    scores, flags, _ = evidence(word)
    borrowed = flags & (ENGLISH | SPANISH | GRAMMAR) == ENGLISH
    packed = 0
    for number, score in enumerate(scores):
        least = BORROWED_CLIP if borrowed and not number else CLIP
        packed |= round(-max(score, least) * _STEPS) << _LANE * number
    return packed, flags


def mean_fit(words: Sequence[Token], language: str) -> float:
    """Mean log-likelihood of *language* over the words that are no names; 0 when all are at home there."""
    column = LANGUAGES.index(language)
    found = [max(evidence(token.word).scores[column], CLIP) for token in words if not token.capital]
    return sum(found) / len(found) if found else 0.0


def margin(totals: Sequence[float], best: int) -> float:
    """How far *best* stands above all others together, nats."""
    rest = [value for number, value in enumerate(totals) if number != best]
    top = max(rest)
    return totals[best] - top - math.log(sum(math.exp(max(-50.0, value - top)) for value in rest))


def to_confidence(gap: float, base: float, slope: float) -> float:
    """Probability of being right at a margin of *gap* nats, by a logistic curve fitted to held cases."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, base + slope * gap))))
