"""Zones that their elements' names promise wrongly, taken off again by what the elements hold."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from dosvoces.core.record import BODY_ROLES, Role
from pipelines.extract.document import Element
from pipelines.extract.evidence import Evidence
from pipelines.extract.prose import prose_weight
from pipelines.extract.text import fold
from pipelines.extract.unit import Unit
from pipelines.extract.zones import Zone

#: Zones whose text is not the story's, unless they hold most of the page's prose.
OUTSIDE_ZONES: tuple[Zone, ...] = (
    "navigation", "hidden", "comments", "consent", "related", "social", "newsletter", "advertising", "author",
    "tags", "form",
)  # fmt: skip
#: A zone with the tag and class of the element that opens it.
_Name: TypeAlias = tuple[Zone, str, str]
#: A wrongly named wrapper can put a whole story into a zone; a majority of the prose overrules it.
_DOUBTFUL_SHARE = 0.5
#: Zones of a few lines; more prose than this many characters in one is a story's, in an element never closed.
_SMALL_ZONES = frozenset(
    {"newsletter", "social", "tags", "form", "byline", "credit", "standfirst", "advertising"}
)
_MOST_SMALL = 1000
#: Characters of prose that may be a story.
_SHORT_STORY = 250
#: Classes of what the law asks for.
_DISCLAIMER = re.compile(r"disclaimer|aviso-legal", re.I)
#: Comments are often more text than the story; they are believed whatever their share.
_CERTAIN_ZONES = frozenset({"comments", "hidden"})
#: Weight of a paragraph.
_PARAGRAPH = 80
#: Prose in the story's element, in characters, and the share of it kept, below which zones are not believed.
_MUCH_PROSE, _LEAST_KEPT = 600, 0.3
_SURE_INSIDE = frozenset({"comments", "hidden", "newsletter", "advertising", "caption", "credit", "byline"})
#: Hidden prose is the story's where it is more than this share of what is kept.
_HIDDEN_SHARE = 0.3
#: Elements that a fold hides one by one.
_FOLDED = frozenset({"p", "h2", "h3", "h4", "blockquote"})


def correct_zones(units: Sequence[Unit], weights: Sequence[float], evidence: Evidence, headline: str) -> None:
    """Take zones off *units*, in place, where declared text, headline, folds or sheer prose contradict them.

    *weights* say how much each unit looks like prose.
    """
    _drop_disproved(units, evidence)
    _drop_around_headline(units, fold(headline))
    _drop_linkless(units, weights)
    _show_folded(units, weights)
    _drop_doubtful(units, weights)


def _drop_disproved(units: Sequence[Unit], evidence: Evidence) -> None:
    """Take zones off the prose that the declared text confirms word by word, and off what stands with it."""
    if not evidence.shingles:
        return
    confirmed: dict[Element, int] = {}
    for unit in units:
        is_prose = bool(unit.zones) and len(unit.text) > 60 and unit.link_share < 0.5
        if is_prose and unit.in_zone(*OUTSIDE_ZONES, "aside") and (evidence.support(unit.text) or 0.0) > 0.9:
            for mark in unit.zones:
                confirmed[mark.element] = confirmed.get(mark.element, 0) + 1
            unit.zones = tuple(mark for mark in unit.zones if mark.zone not in (*OUTSIDE_ZONES, "aside"))
    for unit in units:
        if any(confirmed.get(mark.element, 0) > 2 for mark in unit.zones):
            unit.zones = tuple(mark for mark in unit.zones if confirmed.get(mark.element, 0) <= 2)


def _drop_around_headline(units: Sequence[Unit], headline: str) -> None:
    """Take off the zones that hold the printed headline: what holds it holds the story or its head."""
    top = next((u for u in units if u.tag == "h1" and headline and fold(u.text) == headline), None)
    if top is None:
        return
    wrong = {mark.element for mark in top.zones if mark.zone != "hidden"}
    if wrong:
        for unit in units:
            if any(mark.element in wrong for mark in unit.zones):
                unit.zones = tuple(mark for mark in unit.zones if mark.element not in wrong)


def _drop_linkless(units: Sequence[Unit], weights: Sequence[float]) -> None:
    """Take ``related`` off prose without a link anywhere in its element: it leads to no other story."""
    linked: dict[Element, int] = {}
    prose: dict[Element, float] = {}
    for unit, weight in zip(units, weights, strict=True):
        for mark in unit.zones:
            if mark.zone == "related":
                linked[mark.element] = linked.get(mark.element, 0) + unit.linked
                prose[mark.element] = prose.get(mark.element, 0.0) + weight * ("li" not in unit.inside)
    wrong = {element for element, count in linked.items() if not count and prose[element] > _PARAGRAPH}
    for unit in units:
        if wrong and any(mark.element in wrong for mark in unit.zones):
            unit.zones = tuple(mark for mark in unit.zones if mark.element not in wrong)


def _show_folded(units: Sequence[Unit], weights: Sequence[float]) -> None:
    """Take ``hidden`` off paragraphs whose siblings are visible prose: a fold that a script opens."""
    visible: dict[Element | None, int] = {}
    hidden: dict[Element, int] = {}
    for unit, weight in zip(units, weights, strict=True):
        if not weight:
            continue
        marks = [mark for mark in unit.zones if mark.zone == "hidden"]
        for mark in marks:
            hidden[mark.element] = hidden.get(mark.element, 0) + 1
        if not marks:
            parent = unit.element.getparent()
            visible[parent] = visible.get(parent, 0) + 1
    folds = {
        element
        for element, count in hidden.items()
        if visible.get(element.getparent(), 0) >= 2
        and (element.tag in _FOLDED or (element.tag in ("div", "section") and count >= 2))
    }
    parents = {element.getparent() for element in folds}
    for unit in units:
        for mark in unit.zones:
            opens = mark.element in folds or (
                mark.element.tag in _FOLDED and mark.element.getparent() in parents
            )
            if mark.zone == "hidden" and opens:
                unit.zones = tuple(other for other in unit.zones if other is not mark)


def _drop_doubtful(units: Sequence[Unit], weights: Sequence[float]) -> None:
    """Take zones off where the zone's element holds most of the page's prose: a misnamed wrapper."""
    total = sum(weights) or 1.0
    mass: dict[Element, float] = {}
    for unit, weight in zip(units, weights, strict=True):
        for mark in unit.zones:
            mass[mark.element] = mass.get(mark.element, 0.0) + weight
    doubtful = _find_doubtful(units, mass, total) | _find_doubtful_names(units, weights, total)
    if not doubtful:
        return
    for unit in units:
        if any(mark.element in doubtful for mark in unit.zones):
            unit.zones = tuple(
                mark for mark in unit.zones if mark.element not in doubtful or mark.zone in _CERTAIN_ZONES
            )


def _find_doubtful(units: Sequence[Unit], mass: Mapping[Element, float], total: float) -> set[Element]:
    """The elements that hold so much of the page's prose that their names cannot be right."""
    small = {mark.element for unit in units for mark in unit.zones if mark.zone in _SMALL_ZONES}
    return {
        element
        for element, share in mass.items()
        if (
            share > _DOUBTFUL_SHARE * total
            and not _is_legal(str(element.tag), element.get("class"), total - share)
        )
        or (element in small and share > max(_MOST_SMALL, 0.15 * total))
    }


def _is_legal(tag: str, classes: str | None, rest: float) -> bool:
    """Whether an element is a footer or a disclaimer beside a story of *rest* characters, however short.

    What the law asks for may be longer than the story.
    """
    return rest > _SHORT_STORY and (tag == "footer" or bool(_DISCLAIMER.search(classes or "")))


def _find_doubtful_names(units: Sequence[Unit], weights: Sequence[float], total: float) -> set[Element]:
    """The elements whose name a stylesheet gives to most of the page's prose, paragraph by paragraph.

    Not where a wider element of that zone holds them all: there the zone is one place, told by its own mass.
    """
    prose: dict[_Name, float] = {}
    elements: dict[_Name, set[Element]] = {}
    within: set[_Name] = set()
    for zones, group in groupby(zip(units, weights, strict=True), lambda pair: pair[0].zones):
        names: dict[_Name, bool] = {}
        opened: set[Zone] = set()
        for zone, element in zones:
            name = (zone, str(element.tag), element.get("class") or "")
            elements.setdefault(name, set()).add(element)
            names.setdefault(name, zone in opened)
            opened.add(zone)
        held = [weight for _, weight in group] if names else []
        for name, is_within in names.items():
            prose[name] = sum(held, prose.get(name, 0.0))
            if is_within:
                within.add(name)
    return {
        element
        for name, share in prose.items()
        if share > _DOUBTFUL_SHARE * total
        and not _is_legal(*name[1:], total - share)
        and name[0] not in _CERTAIN_ZONES
        and name not in within
        and len(elements[name]) > 1
        for element in elements[name]
    }


def correct_inside(inside: Sequence[Unit], roles: Mapping[int, Role], is_free: bool) -> bool:
    """Take zones off the units *inside* the story's element, in place, where *roles* keep too little of it.

    Hidden prose is shown where it is much beside what is kept (folds, tabs) and nobody has to pay for it; all
    zones but the surest go where most of the prose was lost. Returns whether any zone went.
    """
    weights = [prose_weight(unit) for unit in inside]
    kept = sum(w for unit, w in zip(inside, weights, strict=True) if roles.get(unit.index) in BODY_ROLES)
    hidden = _find_hidden_prose(inside, weights) if is_free else []
    has_changed = False
    if sum(weights[place] for place in hidden) > _HIDDEN_SHARE * kept:
        for place in hidden:
            unit = inside[place]
            unit.zones = tuple(mark for mark in unit.zones if mark.zone != "hidden")
        has_changed = True
    if sum(weights) > _MUCH_PROSE and kept < _LEAST_KEPT * sum(weights):
        for unit in inside:
            has_changed |= any(mark.zone not in _SURE_INSIDE for mark in unit.zones)
            unit.zones = tuple(mark for mark in unit.zones if mark.zone in _SURE_INSIDE)
    return has_changed


def _find_hidden_prose(inside: Sequence[Unit], weights: Sequence[float]) -> list[int]:
    """The places of prose that is hidden, stands in no other place without a story and is said once."""
    seen: set[str] = set()
    places = []
    for place, (unit, weight) in enumerate(zip(inside, weights, strict=True)):
        if not weight:
            continue
        text = fold(unit.text)
        outside = [mark.zone for mark in unit.zones if mark.zone in OUTSIDE_ZONES]
        if outside and text not in seen and set(outside) == {"hidden"}:
            places.append(place)
        seen.add(text)
    return places
