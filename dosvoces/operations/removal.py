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


def plan(store: Store, names: Sequence[str], outlets: Collection[str]) -> list[Plan]:
    """What removing the stories and outlets *names* takes; *outlets* are the keys that have a file.

    Raises :exc:`~dosvoces.core.errors.SettingError` when one of them names nothing.
    """
    targets = [_find_target(store, name, outlets) for name in names]
    return [
        Plan(target, found, _make_wanted(store, target))
        for target, found in zip(targets, survey(store, targets), strict=True)
    ]


def _find_target(store: Store, name: str, outlets: Collection[str]) -> Target:
    target = find_target(store, name, outlets)
    if target is None:
        raise SettingError(
            f"{store.url} has no story with the id or address {name!r}, and there is no outlet of that key; "
            "the page of a story shows its id, and dosvoces outlets list the keys"
        )
    return target


def _make_wanted(store: Store, target: Target) -> Wanted:
    urls = frozenset(store.addresses({*target.ids, *target.removed}))
    return Wanted(urls=urls, outlet=target.name if target.kind == "outlet" else "")


def count(planned: Sequence[Plan], archives: Sequence[str]) -> list[RemovalReport]:
    """How much of what is going to be removed as *planned*."""
    return _report(planned, archives, only_count=True)


def carry_out(
    store: Store,
    planned: Sequence[Plan],
    reason: str,
    archives: Sequence[str],
    advance: Callable[[int, int], None] = lambda *_: None,
) -> list[RemovalReport]:
    """Removes what is *planned*, first from *store*, then from *archives*; run again, it goes on.

    What was removed before is looked for in the archives alone. What takes long, the merging of the search
    index and the reading of the archives, is done once for all.
    """
    for each in planned:
        remove(store, each.target, each.found, reason, advance)
    clean_up(store)
    return _report(planned, archives)


def _report(
    planned: Sequence[Plan], archives: Sequence[str], *, only_count: bool = False
) -> list[RemovalReport]:
    wanted = [each.wanted for each in planned]
    removed = [remove_captures(each, wanted, only_count=only_count) for each in archives]
    return [
        _report_one(each, [of_archive[number] for of_archive in removed])
        for number, each in enumerate(planned)
    ]


def _report_one(planned: Plan, removed: Sequence[Removed]) -> RemovalReport:
    left = {name: why for each in removed for name, why in each.left.items()}
    counts = {**planned.found.counts, "archived pages": sum(each.captures for each in removed)}
    return RemovalReport(kind=planned.target.kind, name=planned.target.name, counts=counts, left=left)
