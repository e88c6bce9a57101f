"""All units of a page, and what is computed of them once for every judge of units and pages."""

from collections.abc import Sequence

from pipelines.extract.evidence import Evidence
from pipelines.extract.prose import prose_weight
from pipelines.extract.text import fold, words
from pipelines.extract.unit import Unit
from pipelines.extract.unit_tree import UnitTree
from pipelines.extract.zone_corrections import OUTSIDE_ZONES


class PageUnits:
    """All units of a page with what is computed once for their features."""

    def __init__(self, units: Sequence[Unit], evidence: Evidence, headline: str, description: str) -> None:
        self.units = units
        self.evidence = evidence
        self.headline = headline
        self.key = fold(headline)[:200]
        self.title_words = frozenset(words(headline))
        self.description_words = frozenset(words(description))
        self.tokens = [words(unit.text) for unit in units]
        self.counts = [len(tokens) for tokens in self.tokens]
        self.weights = [prose_weight(unit) for unit in units]
        self.total = max(1.0, sum(self.weights))
        self.tree = UnitTree(units, self.weights, self.counts)
        self.outside = [float(sum(mark.zone in OUTSIDE_ZONES for mark in unit.named)) for unit in units]
        self.keys = [fold(unit.text)[:200] for unit in units]
