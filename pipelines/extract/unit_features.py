"""Features of units for their classifier: words, zones, place in the tree and on the page, neighbours.

None depends on the roles that the rules give. Values are floats, which the classifier compares in half the
time that whole numbers take.
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import accumulate

from pipelines.extract.document import Element
from pipelines.extract.page_units import PageUnits
from pipelines.extract.unit_tree import UnitTree
from pipelines.extract.word_features import OTHER_TAG, TAGS, describe_words
from pipelines.extract.zone_corrections import OUTSIDE_ZONES
from pipelines.extract.zones import Zone, read_names

_ZONES: tuple[Zone, ...] = (
    "advertising", "aside", "author", "byline", "caption", "comments", "consent", "embed", "form", "hidden",
    "infobox",
    "navigation", "newsletter", "related", "social", "standfirst", "tags",
)  # fmt: skip
#: Prose of more weight than this is a paragraph by which distances are told.
_PARAGRAPH = 80
_FARTHEST_UNITS = 60.0


def describe(page: PageUnits, places: Sequence[int]) -> dict[str, list[float]]:
    """The features by name, each a column of values for the units at *places*."""
    columns: dict[str, list[float]] = {}
    columns.update(describe_words(page, places))
    columns.update(_describe_zones(page, places))
    columns.update(_describe_tree(page, places))
    columns.update(_describe_likeness(page, places))
    columns.update(_describe_place(page, places))
    columns.update(_describe_neighbours(page, places))
    return columns


def _describe_zones(page: PageUnits, places: Sequence[int]) -> dict[str, list[float]]:
    """What the names of the elements around a unit say, before anything corrects them."""
    masses: dict[Element, float] = {}
    for unit, weight in zip(page.units, page.weights, strict=True):
        for mark in unit.named:
            masses[mark.element] = masses.get(mark.element, 0.0) + weight
    units = [page.units[place] for place in places]
    columns: dict[str, list[float]] = {f"zone_{zone}": [0.0] * len(units) for zone in _ZONES}
    for row, unit in enumerate(units):
        for number, mark in enumerate(unit.named):
            if (column := columns.get(f"zone_{mark.zone}")) is not None:
                column[row] = float(len(unit.named) - number)
    columns["zones"] = [float(len(unit.named)) for unit in units]
    columns["zones_outside"] = [page.outside[place] for place in places]
    columns["zone_share"] = [
        max((masses[mark.element] for mark in unit.named if mark.zone in OUTSIDE_ZONES), default=0.0)
        / page.total
        for unit in units
    ]
    return columns


def _describe_tree(page: PageUnits, places: Sequence[int]) -> dict[str, list[float]]:
    """Where a unit stands in the tree, and what the elements above it hold."""
    tree, total = page.tree, page.total
    elements = [page.units[place].element for place in places]
    columns: dict[str, list[float]] = {
        "depth": [float(min(60, tree.depths[element])) for element in elements]
    }
    ancestors = [tree.ancestors(element) for element in elements]
    for step in range(3):
        sums = [tree.sums[above[step]] for above in ancestors]
        columns[f"above{step + 1}_weight"] = [one.weight / total for one in sums]
        columns[f"above{step + 1}_units"] = [math.log1p(one.units) for one in sums]
        columns[f"above{step + 1}_links"] = [one.linked / max(1, one.chars) for one in sums]
        columns[f"above{step + 1}_words"] = [math.log1p(one.words / one.units) for one in sums]
    columns["own_share"] = [
        page.counts[place] / max(1, tree.sums[element].words)
        for place, element in zip(places, elements, strict=True)
    ]
    headed = tree.above([unit.element for unit in page.units if unit.tag == "h1"])
    around = tree.above(elements)
    within = [element for element in tree.order if element in around]
    tagged = {tag: {element for element in within if element.tag == tag} for tag in ("article", "main")}
    to_article = tree.steps_to(tagged["article"], within)
    for name, steps in (
        ("to_half", tree.steps_to({one for one in within if tree.sums[one].weight > 0.5 * total}, within)),
        ("to_some", tree.steps_to({one for one in within if tree.sums[one].weight > 0.15 * total}, within)),
        ("to_heading", tree.steps_to(headed, within)),
        ("to_named_body", tree.steps_to({one for one in within if _is_named_body(one)}, within)),
        ("to_article", to_article),
        ("to_main", tree.steps_to(tagged["main"], within)),
    ):
        columns[name] = [steps[element] for element in elements]
    columns["article_weight"] = [
        _article_weight(tree, element, to_article[element]) / total for element in elements
    ]
    return columns


def _describe_likeness(page: PageUnits, places: Sequence[int]) -> dict[str, list[float]]:
    """How many units of the page look like it by tag and class, and what they hold."""
    columns: dict[str, list[float]] = {}
    numbers: dict[tuple[str, str], int] = {}
    signs = {
        element: numbers.setdefault((str(element.tag), (element.get("class") or "")[:60]), len(numbers))
        for element in page.tree.order
    }
    paths: dict[Element, Hashable] = {}
    for element in {unit.element for unit in page.units}:
        parent, above, _ = page.tree.ancestors(element)
        paths[element] = (signs[element], signs[parent], signs[above])
    for name, looks in (("same_sign", signs), ("same_path", paths)):
        kinds: list[Hashable] = [looks[unit.element] for unit in page.units]
        count = Counter(kinds)
        sums: dict[Hashable, list[float]] = {kind: [0.0, 0.0, 0.0] for kind in count}
        for kind, unit, weight, number in zip(kinds, page.units, page.weights, page.counts, strict=True):
            own = sums[kind]
            own[0] += weight
            own[1] += number
            own[2] += unit.link_share
        chosen = [kinds[place] for place in places]
        columns[f"{name}_units"] = [math.log1p(count[kind]) for kind in chosen]
        columns[f"{name}_weight"] = [sums[kind][0] / page.total for kind in chosen]
        columns[f"{name}_words"] = [math.log1p(sums[kind][1] / count[kind]) for kind in chosen]
        columns[f"{name}_links"] = [sums[kind][2] / count[kind] for kind in chosen]
    return columns


def _describe_place(page: PageUnits, places: Sequence[int]) -> dict[str, list[float]]:
    """Where a unit stands on the page, counted in units, words and prose."""
    size = len(page.units)
    said = list(accumulate(page.counts, initial=0))
    mass = list(accumulate(page.weights, initial=0.0))
    linked = list(
        accumulate((u.link_share * n for u, n in zip(page.units, page.counts, strict=True)), initial=0.0)
    )
    top = _find_top(page)
    prose = [place for place, weight in enumerate(page.weights) if weight > _PARAGRAPH]
    times = Counter(page.keys)
    nth = _count_before(page.keys)
    columns: dict[str, list[float]] = {
        "place": [place / size for place in places],
        "place_units": [float(min(500, place)) for place in places],
        "place_words": [said[place + 1] / max(1, said[-1]) for place in places],
        "place_prose": [mass[place + 1] / page.total for place in places],
        "from_heading": [-999.0 if top < 0 else float(max(-200, min(400, place - top))) for place in places],
        "prose_from_heading": [(mass[place + 1] - mass[max(0, top)]) / page.total for place in places],
        "repeats": [float(times[page.keys[place]]) for place in places],
        "nth": [float(nth[place]) for place in places],
        "prose_before": [_distance(prose, place, -1) for place in places],
        "prose_after": [_distance(prose, place, 1) for place in places],
    }
    for reach in (1, 3, 10):
        spans = [(max(0, place - reach), min(size, place + reach + 1)) for place in places]
        columns[f"prose_within{reach}"] = [mass[end] - mass[start] for start, end in spans]
        columns[f"links_within{reach}"] = [
            (linked[end] - linked[start]) / max(1, said[end] - said[start]) for start, end in spans
        ]
    return columns


def _describe_neighbours(page: PageUnits, places: Sequence[int]) -> dict[str, list[float]]:
    """What stands just before and after a unit."""
    size = len(page.units)
    told: dict[str, Sequence[float]] = {
        "words": [math.log1p(count) for count in page.counts],
        "link_share": [unit.link_share for unit in page.units],
        "tag": [TAGS.get(unit.tag, OTHER_TAG) for unit in page.units],
        "weight": page.weights,
        "zones_outside": page.outside,
    }
    columns: dict[str, list[float]] = {}
    for step in (-2, -1, 1, 2):
        others = [place + step if 0 <= place + step < size else -1 for place in places]
        for name, values in told.items():
            columns[f"{name}{step:+d}"] = [-1.0 if other < 0 else values[other] for other in others]
        columns[f"is_sibling{step:+d}"] = [
            other >= 0 and _are_siblings(page, place, other)
            for place, other in zip(places, others, strict=True)
        ]
    return columns


def _are_siblings(page: PageUnits, one: int, other: int) -> bool:
    parents = page.tree.parents
    return parents[page.units[one].element] is parents[page.units[other].element]


def _find_top(page: PageUnits) -> int:
    """The place of the headline: the h1 that is it, the first h1 or the first unit that says it; or -1."""
    says = [place for place, key in enumerate(page.keys) if page.key and key == page.key]
    heads = [place for place, unit in enumerate(page.units) if unit.tag == "h1"]
    return next(iter([place for place in says if page.units[place].tag == "h1"] or heads or says), -1)


def _count_before(keys: Iterable[str]) -> list[int]:
    """For each key, how often it has come up so far."""
    seen: Counter[str] = Counter()
    found = []
    for key in keys:
        seen[key] += 1
        found.append(seen[key])
    return found


def _distance(prose: Sequence[int], place: int, direction: int) -> float:
    """Units to the nearest paragraph before or after *place*."""
    if direction < 0:
        index = bisect_left(prose, place) - 1
        return min(_FARTHEST_UNITS, float(place - prose[index])) if index >= 0 else _FARTHEST_UNITS
    index = bisect_right(prose, place)
    return min(_FARTHEST_UNITS, float(prose[index] - place)) if index < len(prose) else _FARTHEST_UNITS


def _article_weight(tree: UnitTree, element: Element, steps: float) -> float:
    """The prose of the article that *element* stands in, *steps* up; of the page where there is none."""
    above: Element | None = element
    while above is not None and steps:
        element, above, steps = above, tree.parents[above], steps - 1
    return tree.sums[above if above is not None else element].weight


def _is_named_body(element: Element) -> bool:
    """Whether the names of *element* say that it is the story's text."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:400].strip()
    return "articleBody" in (element.get("itemprop") or "") or (bool(names) and read_names(names) == "body")
