"""What was taken down is left out of the datasets that are made from files, too."""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from datetime import datetime

import msgspec
from msgspec.structs import replace

from dosvoces.bulk import storage
from dosvoces.exports.dataset import RecordSource
from dosvoces.exports.removed import read_removed
from dosvoces.store import Entry, RemovedStory, Selection, Store
from dosvoces.store.engines import exists, is_named, parse_address


class TakenDown(msgspec.Struct, frozen=True):
    """Articles, and outlets as a whole, that were taken down."""

    stories: tuple[RemovedStory, ...] = ()
    outlets: frozenset[str] = frozenset()


def read_taken_down(where: str, *, create: bool = False) -> TakenDown:
    """What was taken down: of the store *where*, of a dataset's list, or of the default store if any.

    With *create* a default store that is not there yet is made: the one that workers share.
    """
    if where.endswith(".jsonl"):
        return TakenDown(tuple(read_removed(storage.read(where), where)))
    if not where and not is_named("") and not exists(parse_address("")):
        return TakenDown()
    with Store(where, create=create and not where) as store:
        blocked = (each for each in store.removals() if each.kind == "outlet" and each.lifted_at is None)
        return TakenDown(tuple(store.removed()), frozenset(each.name for each in blocked))


class Remaining:
    """The records of *source* without what was *taken* down, and without links to it."""

    def __init__(self, source: RecordSource, taken: TakenDown) -> None:
        self._source = source
        self._taken = taken
        self._ids = frozenset(each.id for each in taken.stories)
        self._left_out = 0

    def one_moment(self) -> AbstractContextManager[None]:
        """All that is read in the block belongs to one moment."""
        return self._source.one_moment()

    def last_change(self) -> datetime | None:
        """When the newest part of it was stored or removed."""
        times = (self._source.last_change(), *(each.removed_at for each in self._taken.stories))
        return max((time for time in times if time is not None), default=None)

    def damaged(self) -> dict[str, str]:
        """What could not be read of them."""
        return self._source.damaged()

    def outlets(self, chosen: Selection) -> list[str]:
        """The outlets that have any of the records."""
        return [outlet for outlet in self._source.outlets(chosen) if outlet not in self._taken.outlets]

    def entries(self, chosen: Selection, *, skip: Collection[str] = ()) -> Iterator[Entry]:
        """The records that *chosen* describes and nobody took down."""
        self._left_out = 0
        for entry in self._source.entries(chosen, skip=skip):
            if self._is_taken(entry.record.article.id, entry.record.article.outlet):
                self._left_out += 1
                continue
            other = entry.record.counterpart
            if other is not None and self._is_taken(other.id, other.outlet):
                kept = tuple(each for each in entry.record.segments if each.origin != "human")
                entry = replace(entry, record=replace(entry.record, counterpart=None, segments=kept))
            yield entry

    def _is_taken(self, article_id: str, outlet: str) -> bool:
        return article_id in self._ids or outlet in self._taken.outlets

    def left_out(self, chosen: Selection) -> dict[str, int]:
        """How many articles were left out, by reason."""
        taken = {"removed": self._left_out} if self._left_out else {}
        return self._source.left_out(chosen) | taken

    def first_days(self, chosen: Selection) -> list[tuple[str, int]]:
        """How many clusters of *chosen* begin on each day, in order."""
        return self._source.first_days(chosen)

    def removed(self, since: datetime | None = None) -> list[RemovedStory]:
        """The articles that were taken down since then, by id."""
        found = {each.id: each for each in self._source.removed(since)}
        found |= {each.id: each for each in self._taken.stories if since is None or each.removed_at >= since}
        return [found[key] for key in sorted(found)]
