"""Blocks from units: the story and what is printed near it, in reading order."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain, takewhile

from dosvoces.core.record import Block, Role
from pipelines import furniture
from pipelines.extract.document import Element
from pipelines.extract.pictures import is_credit
from pipelines.extract.prose import prose_weight
from pipelines.extract.role_refinement import refine
from pipelines.extract.roles import LONGEST_KEPT, Labels, role_before, role_of
from pipelines.extract.text import collapse
from pipelines.extract.unit import Unit
from pipelines.extract.unit_tree import find_inside
from pipelines.extract.zone_corrections import OUTSIDE_ZONES, correct_inside
from pipelines.extract.zones import Zone

#: How far from the story its headline and its furniture are looked for, in units.
_REACH_BEFORE, _REACH_AFTER = 80, 150
#: Lines after the story that are kept at most, and words of those that only their place makes furniture.
_MOST_AFTER, _FEW_WORDS = 40, 14
#: Steps up from the story's element within which its other parts stand, and elements that are too wide.
_STEPS_BESIDE, _OUTERMOST = 3, frozenset({"body", "html"})
#: Weight of a paragraph.
_PARAGRAPH = 60
_NEAR_ZONES: tuple[Zone, ...] = ("social", "newsletter", "comments")
#: Shortened addresses inside an embedded post; the block's *cites* says where the post stands.
_MEDIA_LINK = re.compile(r"(?:https?://)?(?:pic\.(?:twitter|x)\.com|t\.co)/\w+")
#: A caption with its credit behind it: ``Una calle de Lima. Foto: Ana Ruiz``.
_CREDITED = re.compile(
    r"^(.{10,}?[.?!…”\"»)])\s*([(\[]?(?:Fotos?|Fotograf[ií]as?|Photos?|Im[aá]gen(?:es)?|Images?|Picture|Cr[eé]ditos?|Credits?|"
    r"Cortes[ií]a|Courtesy|Video|V[ií]deo)\b.{0,20}?[:/].{2,80})$",
    re.I | re.S,
)


class Plan:
    """The units of a page with the roles that they will have as blocks."""

    def __init__(self, units: Sequence[Unit], holders: Sequence[Element], labels: Labels) -> None:
        self.units = units
        marked = (mark.element for unit in units for mark in unit.zones)
        within = find_inside(chain((unit.element for unit in units), marked), holders)
        self.inside = [unit for unit in units if within[unit.element]]
        #: Paragraphs beside the story's element, which may be the rest of a story in several parts.
        self.beside = _find_beside(units, holders, self.inside)
        self.roles: dict[int, Role] = {}
        #: The indices of units whose roles no classifier changes.
        self.settled: set[int] = set()
        if not self.inside:
            return
        for unit in self.inside:
            unit.zones = tuple(
                mark for mark in unit.zones if within[mark.element] and mark.element not in holders
            )
        self._assign(labels)
        if correct_inside(self.inside, self.roles, labels.is_free):
            self._assign(labels)
        self._add_before(labels)
        self._add_after()

    def _assign(self, labels: Labels) -> None:
        """Give the units inside their roles."""
        self.roles.clear()
        for unit in self.inside:
            if role := role_of(unit, labels):
                self.roles[unit.index] = role
        self.settled = refine(self.inside, self.roles, labels)

    def _add_before(self, labels: Labels) -> None:
        """What stands between the headline and the story."""
        first = self.inside[0].index
        top = first
        for index in range(first - 1, max(-1, first - _REACH_BEFORE), -1):
            if self.units[index].tag == "h1" or labels.is_headline(self.units[index].text):
                top = index
                break
        for unit in self.units[top:first]:
            if role := role_before(unit, labels):
                self.roles[unit.index] = role

    def _add_after(self) -> None:
        """The furniture that follows the story."""
        last = self.inside[-1].index
        kept = 0
        for unit in self.units[last + 1 : last + 1 + _REACH_AFTER]:
            if len(unit.text) > LONGEST_KEPT or unit.in_zone("hidden"):
                continue
            role = furniture.role_of(unit.text)
            if role is None and unit.in_zone(*_NEAR_ZONES) and len(unit.text.split()) <= _FEW_WORDS:
                role = "furniture"
            if role and kept < _MOST_AFTER:
                self.roles[unit.index] = role
                kept += 1

    def build(self, times: Mapping[int, datetime]) -> tuple[Block, ...]:
        """The blocks; *times* are those of live-blog entries by the unit that begins each."""
        made: list[Block] = []
        chosen = [unit for unit in self.units if unit.index in self.roles]
        place = 0
        while place < len(chosen):
            unit = chosen[place]
            group = _group(chosen, place, self.roles)
            role = self.roles[unit.index]
            text = (" | " if role == "table" else " ").join(one.text for one in group)
            if role == "quote" and _embed(unit) is not None:
                text = collapse(_MEDIA_LINK.sub(" ", text)) or text
            if role == "caption" and (found := _CREDITED.match(text)) and is_credit(found[2]):
                made.append(Block(position=len(made), role="caption", text=found[1]))
                role, text = "credit", found[2]
            made.append(
                Block(
                    position=len(made),
                    role=role,
                    text=text,
                    time=times.get(unit.index),
                    cites=_cited(unit) if role == "quote" else None,
                )
            )
            place += len(group)
        return tuple(made)


def _find_beside(units: Sequence[Unit], holders: Sequence[Element], inside: Sequence[Unit]) -> list[Unit]:
    """The paragraphs, in no zone of another purpose, a few steps around the one of *holders* that there is.

    A heading below it begins something else.
    """
    scope = holders[0] if len(holders) == 1 else None
    if scope is None or not inside or scope.tag in _OUTERMOST:
        return []
    for _ in range(_STEPS_BESIDE):
        parent = scope.getparent()
        if parent is None or parent.tag in _OUTERMOST:
            break
        scope = parent
    if scope is holders[0]:
        return []
    after = takewhile(lambda unit: not unit.is_heading, units[inside[-1].index + 1 :])
    near = [*units[: inside[0].index], *after]
    around = find_inside((unit.element for unit in near), [scope])
    return [
        unit
        for unit in near
        if around[unit.element]
        and unit.tag == "p"
        and prose_weight(unit) > _PARAGRAPH
        and not any(mark.zone in OUTSIDE_ZONES for mark in unit.zones)
    ]


def _group(chosen: Sequence[Unit], place: int, roles: Mapping[int, Role]) -> Sequence[Unit]:
    """The units from *place* on that make one block: a table row's cells, an embedded post's lines."""
    unit = chosen[place]
    role = roles[unit.index]
    if role not in ("table", "quote"):
        return chosen[place : place + 1]
    whole = _row(unit) if role == "table" else _embed(unit)
    if whole is None:
        return chosen[place : place + 1]
    end = place + 1
    while (
        end < len(chosen)
        and roles[chosen[end].index] == role
        and whole in (_row(chosen[end]), _embed(chosen[end]))
    ):
        end += 1
    return chosen[place:end]


def _row(unit: Unit) -> Element | None:
    return next(unit.element.iterancestors("tr"), None) if "table" in unit.inside else None


def _embed(unit: Unit) -> Element | None:
    return next((mark.element for mark in unit.zones if mark.zone == "embed"), None)


def _cited(unit: Unit) -> str | None:
    """The address of what a quote quotes: its ``cite``, or the last link of an embedded post."""
    embed = _embed(unit)
    if embed is not None:
        declared = embed.get("cite") or embed.get("data-instgrm-permalink") or embed.get("data-href")
        links = [link.get("href") or "" for link in embed.iter("a")]
        posts = [
            link
            for link in links
            if "/status/" in link or "/p/" in link or "/video/" in link or "/posts/" in link
        ]
        return declared or next(reversed(posts or links), None)
    quote = next(unit.element.iterancestors("blockquote"), unit.element)
    cite = quote.get("cite") or ""
    return cite if cite.startswith(("http://", "https://")) else None
