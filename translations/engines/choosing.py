"""Which of several translations of a sentence is the best.

The neural model says how likely each is as a translation of the sentence, and the sentence as one of it
(noisy channel: Yee, Dauphin and Auli 2019); phrases say what they think of their own; and what others, the
model's own among them, say too is seldom wrong (minimum Bayes risk: Kumar and Byrne 2004).
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from translations.engines.argos import Opinion
from translations.engines.protocol import Translated

#: What the model's opinion of the sentence as a translation of a hypothesis counts beside the other way, and
#: what agreement with others does.
BACKWARD, AGREEMENT = 0.4, 4.0
#: How much better one of the model's own has to be than the best of the phrases, of which the model thinks
#: less by nature.
HANDICAP = 0.3
#: Hypotheses about which the model is asked both ways: with all ten no other was chosen that was better.
SHORTLIST = 3
_WORD = re.compile(r"\w+|[^\w\s]")


class Proposal(NamedTuple):
    """What phrases make of a sentence, and its weighted log probability."""

    answer: Translated
    total: float


class Hypothesis(NamedTuple):
    """A translation that may be taken."""

    answer: Translated
    #: Its weighted log probability where phrases made it; None for one of the model's own.
    total: float | None
    #: How many of its words the others have, 0 to 1.
    agreement: float


class Rated(NamedTuple):
    """A hypothesis, and what the model thinks of it."""

    hypothesis: Hypothesis
    #: As a translation of the sentence.
    forward: Opinion
    #: Of the sentence as a translation of it; the same as the other way where it was not asked.
    backward: Opinion

    @property
    def text(self) -> str:
        """What it says."""
        return self.hypothesis.answer.text

    @property
    def score(self) -> float:
        """How sure it is, 0 to 1."""
        opinion = (self.forward.average + self.backward.average) / 2
        return round(math.exp(min(0.0, opinion) + AGREEMENT * (self.hypothesis.agreement - 1)), 4)


def gather(made: Sequence[Proposal], own: Sequence[Translated]) -> tuple[list[Hypothesis], list[Hypothesis]]:
    """The hypotheses about one sentence: what phrases *made* of it, and the model's *own*."""
    agreements = _agree([each.answer.text for each in made], [each.text for each in own])
    return (
        [Hypothesis(*each, agreement) for each, agreement in zip(made, agreements, strict=False)],
        [Hypothesis(each, None, told) for each, told in zip(own, agreements[len(made) :], strict=True)],
    )


def rank(rated: Sequence[Rated]) -> list[Rated]:
    """The hypotheses about one sentence, best first; those that are as good keep their order."""
    totals = [each.hypothesis.total for each in rated if each.hypothesis.total is not None]
    best = max(totals, default=0.0)

    def weigh(each: Rated) -> float:
        opinion = each.forward.average + BACKWARD * each.backward.average
        total = each.hypothesis.total
        behind = HANDICAP if total is None else (best - total) / each.forward.length
        return opinion + AGREEMENT * each.hypothesis.agreement - behind

    return sorted(rated, key=weigh, reverse=True)


def _agree(proposed: Sequence[str], own: Sequence[str]) -> list[float]:
    """The share of words that each text has in common with others; *proposed* and *own* ones count half."""
    bags = [Counter(_WORD.findall(text.lower())) for text in (*proposed, *own)]
    sizes = [bag.total() or 1 for bag in bags]
    kinds = [kind for kind in (range(len(proposed)), range(len(proposed), len(bags))) if kind]

    def compare(place: int, other: int) -> float:
        return 2 * (bags[place] & bags[other]).total() / (sizes[place] + sizes[other])

    return [
        sum(sum(compare(place, other) for other in kind) / len(kind) for kind in kinds) / len(kinds)
        for place in range(len(bags))
    ]
