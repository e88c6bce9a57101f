"""Lines that announce other stories, and what they announce: ``More stories``, ``VIDEO RELACIONADO``."""

from collections.abc import Iterable, Sequence
from itertools import islice

from dosvoces.core.record import Role
from pipelines import furniture
from pipelines.extract.document import Element
from pipelines.extract.unit import PROSE, SENTENCE, Unit

#: How far above a line its box is, the other stories in it, and characters of the line that announces them.
_BOX_HEIGHT, _FEWEST_LED, _LONGEST_LEAD = 3, 2, 60
#: What a title without a link may have been taken for, and its characters.
_TITLES: frozenset[Role | None] = frozenset({"paragraph", "heading", "related"})
_LONGEST_TITLE = 120


def relate_led_lists(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """The list under a lead-in like "More stories" is of other stories, however its items are linked."""
    led = False
    for unit in inside:
        role = roles.get(unit.index)
        if role in ("related", "furniture") and _is_lead(unit):
            led = True
        elif led and role == "list_item" and unit.links:
            roles[unit.index] = "related"
        elif role in (*PROSE, "heading"):
            led = False


def label_leads(inside: Sequence[Unit], roles: dict[int, Role]) -> set[int]:
    """Label a few words that announce the other stories below: bold, known, or alone in a box with them.

    Returns the indices of those words and stories.
    """
    boxes: dict[Element, list[Unit]] = {}
    for unit in inside:
        for element in (unit.element, *islice(unit.element.iterancestors(), _BOX_HEIGHT)):
            boxes.setdefault(element, []).append(unit)
    settled = _relate_led_boxes(boxes.values(), roles)
    alone = {
        units[0].index
        for units in boxes.values()
        if len(units) > _FEWEST_LED and all(roles.get(unit.index) == "related" for unit in units[1:])
    }
    for place, unit in enumerate(inside):
        if len(unit.text) > _LONGEST_LEAD or SENTENCE.search(unit.text):
            continue
        role = roles.get(unit.index)
        may_lead = role == "paragraph" and (unit.index in alone or unit.bold >= len(unit.text))
        if not may_lead and not (role == "furniture" and _is_lead(unit)):
            continue
        end = place + 1
        while end < len(inside) and roles.get(inside[end].index) == "related":
            end += 1
        if end - place > _FEWEST_LED:
            roles[unit.index] = "furniture"
            settled.update(one.index for one in inside[place:end])
    return settled


def _relate_led_boxes(boxes: Iterable[Sequence[Unit]], roles: dict[int, Role]) -> set[int]:
    """A box of a lead-in and a title or two, though they are no links, is of other stories or videos.

    Returns the indices of their units.
    """
    found: set[int] = set()
    for first, *others in boxes:
        is_box = 0 < len(others) <= _FEWEST_LED
        are_titles = all(_is_bare_title(unit) and roles.get(unit.index) in _TITLES for unit in others)
        if is_box and are_titles and roles.get(first.index) == "furniture" and _is_lead(first):
            roles.update({unit.index: "related" for unit in others})
            found |= {first.index, *(unit.index for unit in others)}
    return found


def _is_bare_title(unit: Unit) -> bool:
    """Whether *unit* is a few words that are no sentence, as a title is."""
    return len(unit.text) <= _LONGEST_TITLE and not SENTENCE.search(unit.text)


def _is_lead(unit: Unit) -> bool:
    """Whether *unit* announces other stories or offers."""
    is_short = unit.link_share < 0.5 and len(unit.text) < 60
    return is_short and furniture.recognise(unit.text) in ("related", "advertising")
