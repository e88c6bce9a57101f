"""Taking down: a story or an outlet out of the store and out of the archive, and never again into either."""

from collections.abc import Callable, Collection, Sequence

import msgspec

from dosvoces.core.errors import SettingError
from dosvoces.store import Store
from dosvoces.store.removal_targets import Survey, Target, find_target, survey
from dosvoces.store.removing import clean_up, remove
from spiders.archive_removal import Removed, Wanted, remove_captures


class Plan(msgspec.Struct, frozen=True):
    """What is going to be removed."""

    target: Target
    found: Survey
    wanted: Wanted


class RemovalReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was removed, or would be."""

    #: ``story`` or ``outlet``, and its id or key.
    kind: str
    name: str
    #: How many stories, versions, translations ..., and ``archived pages``.
    counts: dict[str, int]
    #: Files of archives that were left as they are, and why.
    left: dict[str, str] = {}


def plan(store: Store, name: str, outlets: Collection[str]) -> Plan:
    """What removing the story or outlet *name* takes; *outlets* are the keys that have a file.

    Raises :exc:`~dosvoces.core.errors.SettingError` when it names nothing.
    """
    target = find_target(store, name, outlets)
    if target is None:
        raise SettingError(
            f"{store.url} has no story with the id or address {name!r}, and there is no outlet of that key; "
            "the page of a story shows its id, and dosvoces outlets list the keys"
        )
    outlet = target.name if target.kind == "outlet" else ""
    ids = {*target.ids, *target.removed}
    return Plan(target, survey(store, target), Wanted(urls=frozenset(store.addresses(ids)), outlet=outlet))


def count(planned: Plan, archives: Sequence[str]) -> RemovalReport:
    """How much of what is going to be removed as *planned*."""
    return _report(planned, [remove_captures(each, planned.wanted, only_count=True) for each in archives])


def carry_out(
    store: Store,
    planned: Plan,
    reason: str,
    archives: Sequence[str],
    advance: Callable[[int, int], None] = lambda *_: None,
) -> RemovalReport:
    """Removes what is *planned*, first from *store*, then from *archives*; run again, it goes on.

    What was removed before is looked for in the archives alone.
    """
    remove(store, planned.target, planned.found, reason, advance)
    clean_up(store)
    return _report(planned, [remove_captures(each, planned.wanted) for each in archives])


def _report(planned: Plan, removed: Sequence[Removed]) -> RemovalReport:
    left = {name: why for each in removed for name, why in each.left.items()}
    counts = {**planned.found.counts, "archived pages": sum(each.captures for each in removed)}
    return RemovalReport(kind=planned.target.kind, name=planned.target.name, counts=counts, left=left)
