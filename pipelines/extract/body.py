"""Where the story is: the element that holds its paragraphs, found by text, structure and declared text."""

import re
from collections.abc import Sequence

from pipelines import furniture
from pipelines.extract.document import Element
from pipelines.extract.text import fold, shingles, words
from pipelines.extract.units import Unit
from pipelines.extract.zones import Zone

#: Zones whose text is not the story's, unless they hold most of the page's prose.
OUTSIDE_ZONES: tuple[Zone, ...] = (
    "navigation", "hidden", "comments", "related", "social", "newsletter", "advertising", "author", "tags", "form",
)  # fmt: skip
#: Zones that a wrongly named wrapper can give to a whole story, so that a majority of the prose overrules them.
_DOUBTFUL_SHARE = 0.5
#: Zones of a few lines; more prose than this many characters in one is a story's, in an element never closed.
_SMALL_ZONES = frozenset(
    {"newsletter", "social", "tags", "form", "byline", "credit", "standfirst", "advertising"}
)
_MOST_SMALL = 1000
#: Comments are often more text than the story; they are believed whatever their share.
_CERTAIN_ZONES = frozenset({"comments", "hidden"})
#: Characters of prose below which a page has no story outside its doubtful zones.
_LITTLE_PROSE = 250
#: The lowest element with this share of the story's prose holds it.
_HOLDING_SHARE = 0.72

#: Elements that a fold hides one by one.
_FOLDABLE = frozenset({"p", "h2", "h3", "h4", "blockquote"})

_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$|[.!?]\s+[\"“«¿¡]?[A-ZÁÉÍÓÚÑ]")


class Evidence:
    """The text that the page's metadata says is the story, as shingles."""

    def __init__(self, declared: str) -> None:
        tokens = words(declared)
        self.length = len(tokens)
        self.shingles = shingles(tokens, 4) if self.length >= 40 else set()

    def support(self, text: str) -> float | None:
        """Share of *text* found in the declared text; None when nothing can be said."""
        if not self.shingles:
            return None
        tokens = words(text)
        if len(tokens) < 4:
            return None
        own = shingles(tokens, 4)
        return len(own & self.shingles) / len(own)


def prose_weight(unit: Unit) -> float:
    """How much *unit* looks like a paragraph of a story, in characters."""
    size = len(unit.text)
    if size < 25 or unit.is_heading or unit.link_share > 0.5:
        return 0.0
    if furniture.recognise(unit.text):
        return 0.0
    weight = min(size, 800) * (1 - unit.link_share)
    if not _SENTENCE_END.search(unit.text):
        weight *= 0.25
    elif size < 80:
        weight *= 0.6
    if unit.inside & {"figure"} or unit.in_zone("caption", "credit", "byline"):
        weight *= 0.2
    if unit.tag in ("p", "blockquote", "pre"):
        weight *= 1.3
    if unit.tag in ("li", "td", "dd"):
        weight *= 0.6
    return weight


def _drop_headline_zones(units: Sequence[Unit], headline: str) -> None:
    """Take off the zones that hold the printed headline: what holds it holds the story or its head."""
    top = next((u for u in units if u.tag == "h1" and headline and fold(u.text) == headline), None)
    if top is None:
        return
    wrong = {mark.element for mark in top.zones if mark.zone != "hidden"}
    if wrong:
        for unit in units:
            if any(mark.element in wrong for mark in unit.zones):
                unit.zones = tuple(mark for mark in unit.zones if mark.element not in wrong)


def _drop_disproved_zones(units: Sequence[Unit], evidence: Evidence) -> None:
    """Take zones off the prose that the page's declared text confirms word by word."""
    if not evidence.shingles:
        return
    for unit in units:
        if (
            unit.zones
            and len(unit.text) > 60
            and unit.link_share < 0.5
            and unit.in_zone(*OUTSIDE_ZONES, "aside")
        ):
            if (evidence.support(unit.text) or 0.0) > 0.9:
                unit.zones = tuple(mark for mark in unit.zones if mark.zone not in (*OUTSIDE_ZONES, "aside"))


def _show_folded(units: Sequence[Unit], weights: Sequence[float]) -> None:
    """Take ``hidden`` off paragraphs whose siblings are visible prose: a fold that a script opens."""
    visible: dict[Element | None, int] = {}
    for unit, weight in zip(units, weights, strict=True):
        if weight and not unit.in_zone("hidden"):
            parent = unit.element.getparent()
            visible[parent] = visible.get(parent, 0) + 1
    for unit in units:
        for mark in unit.zones:
            if (
                mark.zone == "hidden"
                and visible.get(mark.element.getparent(), 0) >= 2
                and mark.element.tag in _FOLDABLE
            ):
                unit.zones = tuple(other for other in unit.zones if other is not mark)


def drop_doubtful_zones(units: Sequence[Unit], weights: Sequence[float]) -> None:
    """Take zones off the units where the zone's element holds most of the page's prose: a misnamed wrapper."""
    total = sum(weights) or 1.0
    mass: dict[Element, float] = {}
    for unit, weight in zip(units, weights, strict=True):
        for mark in unit.zones:
            mass[mark.element] = mass.get(mark.element, 0.0) + weight
    small = {mark.element for unit in units for mark in unit.zones if mark.zone in _SMALL_ZONES}
    doubtful = {
        element
        for element, share in mass.items()
        if share > _DOUBTFUL_SHARE * total or (element in small and share > max(_MOST_SMALL, 0.15 * total))
    }
    if not doubtful:
        return
    for unit in units:
        if any(mark.element in doubtful for mark in unit.zones):
            unit.zones = tuple(
                mark for mark in unit.zones if mark.element not in doubtful or mark.zone in _CERTAIN_ZONES
            )


def find_holder(
    units: Sequence[Unit],
    evidence: Evidence,
    marked: Element | None,
    headline: str = "",
    is_free: bool = True,
) -> Element | None:
    """The lowest element that holds the story's prose; None when the page has none.

    *marked* is the element that microdata or a selector names as the body, believed if it holds any prose.
    """
    if not units:
        return None
    weights = [prose_weight(unit) for unit in units]
    _drop_disproved_zones(units, evidence)
    _drop_headline_zones(units, fold(headline))
    _show_folded(units, weights)
    drop_doubtful_zones(units, weights)
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
    mass: dict[Element, float] = {}
    for unit, weight in zip(units, story, strict=True):
        if weight:
            element: Element | None = unit.element
            while element is not None:
                mass[element] = mass.get(element, 0.0) + weight
                element = element.getparent()
    if not mass:
        return None
    root = max(mass, key=lambda element: mass[element])
    total = mass[root]
    if marked is not None and mass.get(marked, 0.0) > 0.3 * total:
        return marked
    top = units[0].element.getroottree().getroot()
    article = _choose_article(top, mass)
    return _widen(_descend(top if article is None else article, mass, total), mass)


def _choose_article(root: Element, mass: dict[Element, float]) -> Element | None:
    """The one of several articles on a page that is far the longest or has the h1; None when neither singles one out."""
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
    return headed[0]


def _widen(holder: Element, mass: dict[Element, float]) -> Element:
    """*holder* or its parent, when elements of the same name and class beside it hold prose too: a story in parts."""
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
        if inner.tag in (
            "p",
            "h1",
            "h2",
            "h3",
            "li",
            "td",
            "span",
            "blockquote",
            "dd",
            "b",
            "i",
            "em",
            "strong",
        ):
            return holder
        holder = inner
