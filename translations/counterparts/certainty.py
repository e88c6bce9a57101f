"""How sure it is that the two sides of a bead are exactly each other's, in two editions of one story.

An edition of news is seldom translated whole. Sentences that were left out or written anew have neighbours
that an aligner takes for their partners, with a little in common: how much that says depends on how much else
of the two texts goes together. :data:`WEIGHTS` are a logistic regression over beads of which the truth is
known, fitted by ``python -m benchmarks.certainty --fit``.
"""

import math
from collections.abc import Sequence

from translations.alignment import Bead
from translations.counterparts.shared import Shared

#: The least ratio of the lengths of a text and its translation.
_LEAST_RATIO = 0.6
#: The score from which more of it says less.
_HIGH = 0.4

#: Of what :func:`measure` gives, in its order.
WEIGHTS = (0.7, 4.95, 14.63, 3.76, -2.08, -2.86, -1.39)


def measure(bead: Bead, source: Sequence[str], target: Sequence[str], shared: Shared) -> tuple[float, ...]:
    """What tells whether *bead* of two texts, given as sentences, is right; no side of it is empty.

    A constant, its score, the score up to where more says less, the share of the text of which less is
    shared, how many sentences it joins, how far its lengths are from the texts' ratio and the logarithm
    of the shorter one.
    """
    said, echoed = (
        max(1, sum(len(text[at]) for at in side))
        for text, side in ((source, bead.source), (target, bead.target))
    )
    ratio = min(max(shared.ratio, _LEAST_RATIO), 1 / _LEAST_RATIO)
    return (
        1.0,
        bead.score,
        min(bead.score, _HIGH),
        min(shared.source, shared.target),
        len(bead.source) + len(bead.target) - 2,
        abs(math.log(echoed / (said * ratio))),
        math.log(min(said, echoed)),
    )


def estimate(bead: Bead, source: Sequence[str], target: Sequence[str], shared: Shared) -> float:
    """The probability that *bead* is right, 0 to 1; no side of it is empty."""
    told = sum(
        weight * value for weight, value in zip(WEIGHTS, measure(bead, source, target, shared), strict=True)
    )
    return round(1 / (1 + math.exp(-told)), 4)
