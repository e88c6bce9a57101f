"""Roles overruled by the classifier of units, where it is sure and within bounds."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from dosvoces.core.record import BODY_ROLES, Role
from pipelines import furniture
from pipelines.extract import comments
from pipelines.extract.blocks import Plan
from pipelines.extract.decision_trees import DecisionTrees
from pipelines.extract.document import Element
from pipelines.extract.page_units import PageUnits
from pipelines.extract.pictures import is_caption
from pipelines.extract.roles import LONGEST_KEPT, Labels, is_cell, prose_role
from pipelines.extract.unit import Unit
from pipelines.extract.unit_features import describe
from pipelines.extract.zone_corrections import OUTSIDE_ZONES

#: Roles that a unit which surely is the story's text may have had, and those of one that surely is not. What
#: benchmarks keep by convention (headline, byline, standfirst, caption, credit) is not the classifier's, but
#: in lists and tables what looks like a byline or credit, and beside a picture what is long for a caption.
#: Nor are tables of data, which it was right about less often than the rules.
_ADDED: frozenset[Role | None] = frozenset({None, "related", "furniture"})
_DROPPED: frozenset[Role | None] = frozenset({"paragraph", "quote", "list_item", "heading"})
_LINES: frozenset[Role | None] = frozenset({"byline", "credit"})
_LISTS = frozenset({"li", "dl"})
_LONG_CAPTION, _ENDS = 110, (".", "!", "?", "…", ":", '"', "”", "»")
#: Sorts of furniture that a story does not go on behind.
_FURTHER_SORTS = frozenset({"related", "comments"})
#: Probabilities beyond which it overrules the rules. Measured out of fold, as are the bounds below.
SURE, SURELY_NOT = 0.85, 0.2
#: What the rules know no role for has to be surer: a second layout, a teaser that nobody named.
_SURE_OF_UNKNOWN = 0.95
#: More than these shares of the words that the rules keep are never added or dropped ...
_MOST_ADDED, _MOST_DROPPED = 0.6, 0.2
#: ... unless the rules keep no more words than this.
_NEXT_TO_NOTHING = 60
#: Probability of what goes on right below the story's element, its fewest words, and the units looked at.
_GOES_ON, _FEWEST_WORDS, _MOST_BELOW = 0.7, 20, 80


class Overruled(NamedTuple):
    """How many units the classifier added to the story and dropped from it."""

    added: int
    dropped: int

    def __str__(self) -> str:
        return f"classifier: {self.added} added, {self.dropped} dropped"


def reclassify(plan: Plan, labels: Labels, page: PageUnits, classifier: DecisionTrees) -> Overruled:
    """Change the roles of *plan*, in place, where *classifier* is sure; returns what was overruled."""
    units, roles = plan.units, plan.roles
    counts = page.counts
    kept = sum(counts[unit.index] for unit in units if roles.get(unit.index) in BODY_ROLES)
    beside = {unit.index for unit in plan.beside}
    places = _choose(plan, labels) + [place for place in beside if place not in roles]
    below = _find_below(plan, page)
    asked = [*dict.fromkeys((*places, *below))]
    chances = dict(zip(asked, classifier.classify(describe(page, asked)), strict=True))
    _share_chances(chances, plan, counts)
    added, dropped = [], []
    for place in places:
        role = roles.get(units[place].index)
        is_paid = not labels.is_free and any(mark.zone == "hidden" for mark in units[place].named)
        least = _SURE_OF_UNKNOWN if role is None and place not in beside else SURE
        if role is None and _is_pictured(units[place]):
            continue
        if role not in _DROPPED and chances[place] > least and not is_paid:
            added.append(units[place])
        elif chances[place] < SURELY_NOT and role in _DROPPED:
            dropped.append(units[place])
    further = [unit for unit in _go_on(plan, below, chances) if not _is_pictured(unit)]
    if sum(counts[unit.index] for unit in further) >= _FEWEST_WORDS:
        added += [unit for unit in further if unit not in added]
    if kept > _NEXT_TO_NOTHING and sum(counts[unit.index] for unit in added) > _MOST_ADDED * kept:
        added = []
    if sum(counts[unit.index] for unit in dropped) > _MOST_DROPPED * kept:
        dropped = []
    for unit in added:
        roles[unit.index] = prose_role(unit)
    for unit in dropped:
        if len(unit.text) <= LONGEST_KEPT:
            roles[unit.index] = "furniture"
        else:
            del roles[unit.index]
    return Overruled(len(added), len(dropped))


def _is_pictured(unit: Unit) -> bool:
    """Whether *unit* stands with a picture, as its caption does."""
    return "figure" in unit.inside and unit.inside.isdisjoint({"table", "blockquote"})


def _share_chances(chances: dict[int, float], plan: Plan, counts: Sequence[int]) -> None:
    """Give, in place, the items of each list the mean of their *chances*, by words.

    What is said in one of them is the story's or is not as the others are.
    """
    wholes: dict[Element, list[int]] = {}
    for place in chances:
        unit = plan.units[place]
        if plan.roles.get(unit.index) == "list_item":
            whole = next(unit.element.iterancestors("ul", "ol"), None)
            if whole is not None:
                wholes.setdefault(whole, []).append(place)
    for places in wholes.values():
        total = sum(counts[place] for place in places)
        mean = sum(counts[place] * chances[place] for place in places) / max(1, total)
        chances.update(dict.fromkeys(places, mean))


def _choose(plan: Plan, labels: Labels) -> list[int]:
    """The places of the units inside the story's element whose roles are the classifier's.

    Without embedded posts, dialogs, comments, settled units and furniture told by its words.
    """
    return [
        unit.index
        for unit in plan.inside
        if _is_open(unit, role := plan.roles.get(unit.index))
        and not unit.in_zone("embed", "consent", "comments")
        and not (role == "furniture" and (furniture.recognise(unit.text) or labels.is_own_address(unit.text)))
        and unit.index not in plan.settled
    ]


def _is_open(unit: Unit, role: Role | None) -> bool:
    """Whether the classifier may overrule the *role* of *unit*."""
    if role in _LINES:
        return not unit.inside.isdisjoint(_LISTS) or ("table" in unit.inside and is_cell(unit))
    if role == "caption":
        is_named = "figure" in unit.inside or any(mark.zone == "caption" for mark in unit.named)
        is_prose = len(unit.text) >= _LONG_CAPTION and unit.text.endswith(_ENDS)
        return is_prose and not is_named and not is_caption(unit.text)
    return role in _ADDED or role in _DROPPED


def _find_below(plan: Plan, page: PageUnits) -> list[int]:
    """The places of the units right below the story's element.

    Up to one in a zone of another purpose, one that begins another story, or one with a text of this story.
    None where readers can reply to what stands there.
    """
    found = []
    first = plan.inside[-1].index + 1
    said = {page.keys[unit.index] for unit in plan.inside}
    for unit in islice(plan.units, first, first + _MOST_BELOW):
        if comments.is_reply(unit.text):
            return []
        if _begins_another(unit) or unit.in_zone(*OUTSIDE_ZONES) or page.keys[unit.index] in said:
            break
        found.append(unit.index)
    return found


def _begins_another(unit: Unit) -> bool:
    """Whether another story, a list of them or comments begin with *unit*."""
    if unit.tag == "h1" or (unit.is_heading and unit.links):
        return True
    return furniture.recognise(unit.text) in _FURTHER_SORTS or furniture.is_commenter(unit.text)


def _go_on(plan: Plan, below: list[int], chances: Mapping[int, float]) -> list[Unit]:
    """Those of the units *below* the story's element with which it goes on: each likely, but for single ones.

    A list or questions in a section of their own.
    """
    end, unlikely = 0, 0
    for number, place in enumerate(below):
        unlikely = 0 if chances[place] > _GOES_ON else unlikely + 1
        if unlikely > 1:
            break
        if not unlikely and not plan.units[place].is_heading:
            end = number + 1
    return [plan.units[place] for place in below[:end]]
