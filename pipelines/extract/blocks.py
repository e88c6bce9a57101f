"""From units to blocks: what each piece of text near the story is, in reading order."""

import re
from collections.abc import Sequence

from dosvoces.record import Block, Role
from pipelines import furniture
from pipelines.extract.body import OUTSIDE_ZONES, Evidence
from pipelines.extract.document import Element
from pipelines.extract.text import fold, share_words, words
from pipelines.extract.units import Unit

#: Furniture that is kept: as many lines before the story, after it, and characters of one line.
_NEAR_BEFORE, _NEAR_AFTER, _NEAR_LENGTH = 30, 60, 320

_BYLINE = re.compile(
    r"^(?:by|por|texto(?:s)?|written by|words by|reporting by|escrito por|redacci[oó]n)\b\s*:?\s*\S.{1,100}$",
    re.I,
)
_FURNITURE_ZONES = {
    "navigation", "comments", "social", "newsletter", "advertising", "author", "tags", "form",
}  # fmt: skip


class Labels:
    """Everything a unit is compared with to find its role."""

    def __init__(self, headline: str, description: str, evidence: Evidence) -> None:
        self.headline = fold(headline)
        self.description = fold(description)
        self.evidence = evidence


def build(units: Sequence[Unit], holder: Element | None, labels: Labels) -> tuple[Block, ...]:
    """The blocks of the story that *holder* holds, with what stands near it."""
    if not units:
        return ()
    members = _members(units, holder)
    inside = [unit for unit in units if unit.index in members]
    if not inside:
        return ()
    roles: dict[int, Role] = {}
    for unit in inside:
        if role := _role(unit, labels):
            roles[unit.index] = role
    _settle(inside, roles, labels)
    first, last = inside[0].index, inside[-1].index
    top = _headline_index(units, first, labels)
    for unit in units[top:first]:
        if role := _role_before(unit, labels):
            roles[unit.index] = role
    for unit in units[last + 1 : last + 1 + 3 * _NEAR_AFTER]:
        if len(unit.text) <= _NEAR_LENGTH and (sort := furniture.recognise(unit.text)):
            roles[unit.index] = "related" if sort == "related" else "furniture"
    return _make(units, roles)


def _members(units: Sequence[Unit], holder: Element | None) -> set[int]:
    """Indices of the units under *holder*."""
    if holder is None:
        return set()
    inside = set(holder.iter())
    return {unit.index for unit in units if unit.element in inside}


def _headline_index(units: Sequence[Unit], first: int, labels: Labels) -> int:
    """Where the printed headline stands before the story; the story's beginning when it does not."""
    for index in range(first - 1, max(-1, first - 80), -1):
        if units[index].tag == "h1" or (labels.headline and fold(units[index].text) == labels.headline):
            return index
    return first


def _role(unit: Unit, labels: Labels) -> Role | None:
    """The role of a unit inside the story's element, by its zones, words and tag."""
    text = unit.text
    folded = fold(text)
    if unit.tag == "h1" or (labels.headline and folded == labels.headline):
        return (
            "headline"
            if folded == labels.headline or share_words(folded, labels.headline) > 0.5
            else "heading"
        )
    zones = [mark.zone for mark in unit.zones]
    if "hidden" in zones:
        return None
    if any(zone in _FURNITURE_ZONES for zone in zones):
        return "furniture" if len(text) <= _NEAR_LENGTH else None
    if "related" in zones:
        return "related" if len(text) <= _NEAR_LENGTH else None
    if "pullquote" in zones:
        return None
    if furniture.is_credit(text):
        return "credit"
    if "credit" in zones:
        return "credit"
    if "caption" in zones or "figure" in unit.inside or unit.tag in ("caption", "legend"):
        return "caption"
    if "byline" in zones and len(text) < 200:
        return "byline"
    if sort := furniture.recognise(text):
        return "related" if sort == "related" else "furniture"
    if _BYLINE.match(text) and not text.endswith(".") and len(words(text)) <= 14:
        return "byline"
    if "standfirst" in zones or (labels.description and folded == labels.description and len(folded) > 30):
        return "description"
    if unit.is_heading:
        return "heading"
    if "blockquote" in unit.inside or unit.tag == "blockquote":
        return "quote"
    if "table" in unit.inside:
        return "table" if _is_data_table(unit) else "paragraph"
    if "li" in unit.inside:
        return "list_item"
    return "paragraph"


def _role_before(unit: Unit, labels: Labels) -> Role | None:
    """The role of a unit between the headline and the story's element."""
    role = _role(unit, labels)
    if role in ("paragraph", "heading", "list_item"):
        zones = [mark.zone for mark in unit.zones]
        if any(zone in OUTSIDE_ZONES or zone == "aside" for zone in zones):
            return None
        return "description" if len(words(unit.text)) >= 6 and unit.link_share < 0.3 else "furniture"
    if role in ("quote", "table"):
        return None
    return role


def _is_data_table(unit: Unit) -> bool:
    """Whether the table around *unit* holds data; a layout table holds paragraphs."""
    return unit.tag in ("td", "th") and len(unit.text) < 200


def _settle(inside: Sequence[Unit], roles: dict[int, Role], labels: Labels) -> None:
    """Second look at the roles, each unit among its neighbours."""
    _relate_link_lines(inside, roles)
    _drop_repeats(inside, roles)
    _trim_end(inside, roles)


def _relate_link_lines(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """Lines that are nothing but a link are related stories, unless they are headings of prose that follows."""
    for place, unit in enumerate(inside):
        role = roles.get(unit.index)
        if role not in ("paragraph", "list_item", "heading", "quote") or unit.link_share < 0.8:
            continue
        following = inside[place + 1] if place + 1 < len(inside) else None
        if role == "heading" and following is not None and roles.get(following.index) == "paragraph":
            continue
        roles[unit.index] = "related"


def _drop_repeats(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """A text that was already said in the body is a pull quote or a second layout of the same."""
    seen: dict[str, int] = {}
    for unit in inside:
        if roles.get(unit.index) not in ("paragraph", "quote", "heading", "list_item", "description"):
            continue
        folded = fold(unit.text)
        if len(folded) > 30 and folded in seen:
            del roles[unit.index]
        seen.setdefault(folded, unit.index)


def _trim_end(inside: Sequence[Unit], roles: dict[int, Role]) -> None:
    """Headings after the last paragraph head nothing of the story."""
    for unit in reversed(inside):
        role = roles.get(unit.index)
        if role == "heading":
            roles[unit.index] = "furniture"
        elif role in ("paragraph", "quote", "list_item", "table"):
            return


def _make(units: Sequence[Unit], roles: dict[int, Role]) -> tuple[Block, ...]:
    """Blocks of the units with a role."""
    chosen = [(unit, roles[unit.index]) for unit in units if unit.index in roles]
    return tuple(
        Block(position=position, role=role, text=unit.text) for position, (unit, role) in enumerate(chosen)
    )
