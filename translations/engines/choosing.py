"""Which of several translations of a sentence is the best.

The neural model says how likely each is as a translation of the sentence, and the sentence as one of it
(noisy channel: Yee, Dauphin and Auli 2019); phrases say what they think of their own; and what others, the
model's own among them, say too is seldom wrong (minimum Bayes risk: Kumar and Byrne 2004).
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from translations.engines.argos import Opinion
from translations.engines.protocol import Translated

#: What the model's opinion of the sentence as a translation of the candidate counts beside the other way, and
#: what agreement with other candidates does.
BACKWARD, AGREEMENT = 0.4, 4.0
_WORD = re.compile(r"\w+|[^\w\s]")


class Proposal(NamedTuple):
    """What phrases make of a sentence, and its weighted log probability."""

    answer: Translated
    total: float


class Rated(NamedTuple):
    """A proposal, and what is thought of it."""

    answer: Translated
    total: float
    #: What the model thinks of it as a translation, and of the sentence as a translation of it.
    forward: Opinion
    backward: Opinion
    #: How many of its words the others have, 0 to 1.
    agreement: float

    @property
    def score(self) -> float:
        """How sure it is, 0 to 1."""
        opinion = (self.forward.average + self.backward.average) / 2
        return round(math.exp(min(0.0, opinion) + AGREEMENT * (self.agreement - 1)), 4)


def rate(
    proposals: Sequence[Proposal],
    own: Sequence[Translated],
    forward: Iterator[Opinion],
    backward: Iterator[Opinion],
) -> list[Rated]:
    """The *proposals* of one sentence with an opinion each both ways, beside the model's *own*."""
    texts = [each.answer.text for each in proposals]
    agreements = _agree([*texts, *(each.text for each in own)], len(texts))
    rated = zip(proposals, agreements, strict=False)
    return [Rated(*each, next(forward), next(backward), agreement) for each, agreement in rated]


def rank(candidates: Sequence[Rated]) -> list[Rated]:
    """*candidates* of one sentence, best first; those that are as good keep their order."""
    best = max((each.total for each in candidates), default=0.0)

    def weigh(each: Rated) -> float:
        opinion = each.forward.average + BACKWARD * each.backward.average
        return opinion + AGREEMENT * each.agreement - (best - each.total) / each.forward.length

    return sorted(candidates, key=weigh, reverse=True)


def _agree(texts: Sequence[str], first: int) -> list[float]:
    """The share of words that each of *texts* has in common with others: the *first* ones count half."""
    bags = [Counter(_WORD.findall(text.lower())) for text in texts]
    sizes = [bag.total() or 1 for bag in bags]
    kinds = [kind for kind in (range(first), range(first, len(texts))) if kind]

    def compare(place: int, other: int) -> float:
        return 2 * (bags[place] & bags[other]).total() / (sizes[place] + sizes[other])

    return [
        sum(sum(compare(place, other) for other in kind) / len(kind) for kind in kinds) / len(kinds)
        for place in range(len(texts))
    ]
