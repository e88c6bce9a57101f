"""The tree above a page's units: what each element holds, and how far up something stands."""

from collections.abc import Container, Iterable, Sequence

from pipelines.extract.document import Element
from pipelines.extract.unit import Unit

#: Steps up that are told; more are as many.
FARTHEST = 40.0


class Sums:
    """What stands inside one element."""

    __slots__ = ("chars", "linked", "units", "weight", "words")

    def __init__(self) -> None:
        self.weight = 0.0
        self.units = self.words = self.chars = self.linked = 0

    def add(self, other: "Sums") -> None:
        """Add what *other* holds."""
        self.weight += other.weight
        self.units += other.units
        self.words += other.words
        self.chars += other.chars
        self.linked += other.linked


def find_inside(elements: Iterable[Element], holders: Sequence[Element]) -> dict[Element, bool]:
    """Whether each of *elements* and those above it, up to one of *holders*, stands inside it or is it."""
    inside: dict[Element, bool] = dict.fromkeys(holders, True)
    for element in elements:
        if element in inside:
            continue
        path: list[Element] = []
        above: Element | None = element
        while above is not None and above not in inside:
            path.append(above)
            above = above.getparent()
        inside.update(dict.fromkeys(path, above is not None and inside[above]))
    return inside


class UnitTree:
    """The elements that hold *units* and those above them, up to the root, with the sums of each."""

    def __init__(self, units: Sequence[Unit], weights: Sequence[float], counts: Sequence[int]) -> None:
        self.parents: dict[Element, Element | None] = {}
        self.depths: dict[Element, int] = {}
        for unit in units:
            self._add(unit.element)
        #: Lower elements last.
        self.order = sorted(self.parents, key=self.depths.__getitem__)
        self.sums = {element: Sums() for element in self.order}
        for unit, weight, count in zip(units, weights, counts, strict=True):
            sums = self.sums[unit.element]
            sums.weight += weight
            sums.units += 1
            sums.words += count
            sums.chars += len(unit.text)
            sums.linked += unit.linked
        for element in reversed(self.order):
            parent = self.parents[element]
            if parent is not None:
                self.sums[parent].add(self.sums[element])

    def _add(self, element: Element) -> None:
        path: list[Element] = []
        above: Element | None = element
        while above is not None and above not in self.parents:
            path.append(above)
            self.parents[above] = above.getparent()
            above = self.parents[above]
        depth = 0 if above is None else self.depths[above]
        for one in reversed(path):
            depth += 1
            self.depths[one] = depth

    def ancestors(self, element: Element) -> list[Element]:
        """The three elements above *element*; the root again where there are no more."""
        found: list[Element] = []
        for _ in range(3):
            parent = self.parents[element]
            element = element if parent is None else parent
            found.append(element)
        return found

    def steps_to(self, wanted: Container[Element], within: Sequence[Element]) -> dict[Element, float]:
        """How many steps up from each element the nearest of the *wanted* is, itself included.

        *within* are the elements of the tree that are looked at, lower ones last, with all above them.
        """
        steps: dict[Element, float] = {}
        for element in within:
            if element in wanted:
                steps[element] = 0.0
                continue
            parent = self.parents[element]
            above = FARTHEST if parent is None else steps[parent] + 1
            steps[element] = above if above < FARTHEST else FARTHEST
        return steps

    def above(self, elements: Sequence[Element]) -> set[Element]:
        """*elements* of the tree with all that stand above them."""
        found: set[Element] = set()
        for element in elements:
            above: Element | None = element
            while above is not None and above not in found:
                found.add(above)
                above = self.parents[above]
        return found
