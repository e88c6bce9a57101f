"""The element that holds the story, found by text, structure and declared text."""

from collections.abc import Sequence

from pipelines.extract import comments
from pipelines.extract.document import Element
from pipelines.extract.evidence import Evidence
from pipelines.extract.unit import Unit
from pipelines.extract.unit_tree import UnitTree
from pipelines.extract.zone_corrections import OUTSIDE_ZONES, correct_zones

#: Characters of prose below which a page has no story outside its doubtful zones.
_LITTLE_PROSE = 250
#: The lowest element with this share of the story's prose holds it.
_HOLDING_SHARE = 0.72
#: Elements of one paragraph or less.
_LINE_TAGS = frozenset({"p", "h1", "h2", "h3", "li", "span", "blockquote", "dd", "b", "i", "em", "strong"})


def find_holder(
    units: Sequence[Unit],
    prose: Sequence[float],
    tree: UnitTree,
    evidence: Evidence,
    marked: Element | None,
    headline: str,
) -> Element | None:
    """The lowest element that holds the story's prose; None when the page has none.

    *prose* says how much each of *units* looks like a paragraph and *tree* where they stand; *marked* is the
    element that microdata or a selector names as the body, believed if it holds any prose.
    """
    if not units:
        return None
    weights = list(prose)
    start = comments.find_start(units)
    if start is not None and sum(weights[:start]) > _LITTLE_PROSE:
        weights[start:] = [0.0] * (len(weights) - start)
    correct_zones(units, weights, evidence, headline)
    story = [
        0.0 if unit.in_zone(*OUTSIDE_ZONES) else weight for unit, weight in zip(units, weights, strict=True)
    ]
    if sum(story) < _LITTLE_PROSE < sum(weights):
        story = [
            0.0 if unit.in_zone("comments", "hidden") else w for unit, w in zip(units, weights, strict=True)
        ]
        if sum(story) < _LITTLE_PROSE:
            story = weights
    if evidence.shingles:
        story = [
            w * (1.0 if (support := evidence.support(unit.text)) is None else 0.4 + 2.0 * support)
            for unit, w in zip(units, story, strict=True)
        ]
    mass = _add_up(tree, units, story)
    if not mass:
        return None
    root = max(mass, key=lambda element: mass[element])
    total = mass[root]
    if marked is not None and mass.get(marked, 0.0) > 0.3 * total:
        return marked
    top = units[0].element.getroottree().getroot()
    article = _choose_article(top, mass)
    return _widen(_descend(top if article is None else article, mass, total), mass)


def _add_up(tree: UnitTree, units: Sequence[Unit], weights: Sequence[float]) -> dict[Element, float]:
    """The *weights* of *units* summed for each element that holds any."""
    mass: dict[Element, float] = {}
    for unit, weight in zip(units, weights, strict=True):
        if weight:
            mass[unit.element] = mass.get(unit.element, 0.0) + weight
    for element in reversed(tree.order):
        parent = tree.parents[element]
        if parent is not None and element in mass:
            mass[parent] = mass.get(parent, 0.0) + mass[element]
    return mass


def _choose_article(root: Element, mass: dict[Element, float]) -> Element | None:
    """The one of several articles that is far the longest or has the h1; None when there is no such one.

    Nor where another has prose and no heading, as the story's next part.
    """
    articles = [element for element in root.iter("article") if mass.get(element, 0.0) >= _LITTLE_PROSE]
    if len(articles) < 2:
        return None
    first, second = sorted(articles, key=lambda element: -mass[element])[:2]
    nested = first in second.iterancestors() or second in first.iterancestors()
    if not nested and mass[first] > 3 * mass[second] and mass[first] > 0.3 * max(mass.values()):
        return first
    headed = [element for element in articles if element.find(".//h1") is not None]
    if not headed or mass[headed[0]] < 0.1 * max(mass.values()):
        return None
    if len(headed) > 1 and headed[0] in headed[1].iterancestors():
        return None
    if any(one.getparent() is headed[0].getparent() and not _is_headed(one) for one in articles):
        return None
    return headed[0]


def _is_headed(article: Element) -> bool:
    """Whether *article* has a heading, as each of several stories has."""
    return next(article.iter("h1", "h2", "h3", "h4", "h5"), None) is not None


def _widen(holder: Element, mass: dict[Element, float]) -> Element:
    """*holder*, or its parent when elements of the same name and class beside it hold prose too."""
    parent = holder.getparent()
    if parent is None or not holder.get("class") or holder.tag in ("article", "body", "td", "tr"):
        return holder
    twins = [
        child for child in parent if child.tag == holder.tag and child.get("class") == holder.get("class")
    ]
    others = sum(
        mass.get(child, 0.0) for child in twins if child is not holder and child.find(".//h1") is None
    )
    return parent if others > 0.2 * mass.get(holder, 0.0) else holder


def _descend(root: Element, mass: dict[Element, float], total: float) -> Element:
    """The lowest element under *root* with the holding share of *total*."""
    holder = root
    while True:
        inner = max(
            (child for child in holder if isinstance(child.tag, str)),
            key=lambda c: mass.get(c, 0.0),
            default=None,
        )
        if inner is None or mass.get(inner, 0.0) < _HOLDING_SHARE * min(total, mass.get(root, total)):
            return holder
        if inner.tag in _LINE_TAGS:
            return holder
        holder = inner
