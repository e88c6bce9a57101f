"""Roles overruled by the classifier of units, where it is sure and within bounds."""

from collections.abc import Container
from typing import NamedTuple

from dosvoces.core.record import BODY_ROLES, Role
from pipelines import furniture
from pipelines.extract.blocks import Plan
from pipelines.extract.decision_trees import DecisionTrees
from pipelines.extract.page_units import PageUnits
from pipelines.extract.roles import LONGEST_KEPT, Labels, prose_role
from pipelines.extract.unit_features import describe

#: Roles that a unit which surely is the story's text may have had, and those of one that surely is not. What
#: benchmarks keep by convention (headline, byline, standfirst, caption, credit) is not the classifier's.
_ADDED: frozenset[Role | None] = frozenset({None, "related", "furniture"})
_DROPPED: frozenset[Role | None] = frozenset({"paragraph", "quote", "list_item", "table", "heading"})
#: Sorts of furniture whose words are surer than the classifier.
_SURE_SORTS = frozenset({"newsletter", "subscription", "social", "advertising", "author"})
#: Probabilities beyond which it overrules the rules. Measured out of fold, as are the bounds below.
SURE, SURELY_NOT = 0.85, 0.2
#: What the rules know no role for has to be surer: a second layout, a teaser that nobody named.
_SURE_OF_UNKNOWN = 0.95
#: More than these shares of the words that the rules keep are never added or dropped ...
_MOST_ADDED, _MOST_DROPPED = 0.6, 0.2
#: ... unless the rules keep no more words than this.
_NEXT_TO_NOTHING = 60


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
    places = _choose(plan, _ADDED | _DROPPED) + [u.index for u in plan.beside if u.index not in roles]
    chances = classifier.classify(describe(page, places))
    beside = {unit.index for unit in plan.beside}
    added, dropped = [], []
    for place, chance in zip(places, chances, strict=True):
        role = roles.get(units[place].index)
        is_paid = not labels.is_free and any(mark.zone == "hidden" for mark in units[place].named)
        least = _SURE_OF_UNKNOWN if role is None and place not in beside else SURE
        if role in _ADDED and chance > least and not is_paid:
            added.append(units[place])
        elif chance < SURELY_NOT and role in _DROPPED:
            dropped.append(units[place])
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


def _choose(plan: Plan, roles: Container[Role | None]) -> list[int]:
    """The places of the units inside the story's element that have one of *roles*.

    Without embedded posts, dialogs, invitations by their words and settled units.
    """
    return [
        unit.index
        for unit in plan.inside
        if plan.roles.get(unit.index) in roles
        and not unit.in_zone("embed", "consent")
        and not (plan.roles.get(unit.index) == "furniture" and furniture.recognise(unit.text) in _SURE_SORTS)
        and unit.index not in plan.settled
    ]
