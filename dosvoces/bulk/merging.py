"""The ordered merge of extractions: by the time at which pages were fetched, into a store of its own.

Versions, twins and near-duplicates are settled by what settles them in a replay, so what comes out is what a
replay of the same pages in that order gives.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

from dosvoces.bulk.jobs import Done, Job, output_of
from dosvoces.bulk.parts import NO_TIME, merge_parts
from dosvoces.operations.extraction import Extracted
from dosvoces.operations.settling import Noncanonical, decide_all, settle
from dosvoces.store import Store

#: Pages settled in one transaction.
_AT_ONCE = 200


class _Clock:
    """Tells the time at which the last page was fetched: what is stored depends on no other clock."""

    def __init__(self) -> None:
        self.now = NO_TIME

    def set(self, now: datetime) -> None:
        """Make it *now*."""
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def settle_parts(
    store: Store,
    noncanonical: Noncanonical,
    parts: Sequence[tuple[datetime, str]],
    progress: Callable[[int], None],
    tick: Callable[[datetime], None] = lambda _: None,
) -> Counter[str]:
    """Stores the pages of *parts*, each given as the time of its first and its address, by their times.

    What declared another address is put into *noncanonical*. *tick* is told the time of each batch before it
    is stored.
    """
    counts, settled = Counter[str](), 0
    pages = merge_parts(parts, Extracted)
    while batch := list(islice(pages, _AT_ONCE)):
        tick(max(page.article.retrieved_at for page in batch if page.article))
        counts += settle(store, noncanonical, batch)
        settled += len(batch)
        progress(settled)
    return counts


@contextmanager
def merged(
    done: Sequence[tuple[Job, Done]], path: Path, progress: Callable[[int, int | None], None]
) -> Iterator[tuple[Store, Counter[str]]]:
    """A store at *path* with what all of *done* gave, and what became of their articles."""
    parts = [(each.made.first, output_of(job)) for job, each in done if each.made.first]
    total = sum(each.made.rows for _, each in done)
    clock = _Clock()
    with Store(str(path), clock=clock) as store, closing(Noncanonical()) as noncanonical:
        counts = settle_parts(store, noncanonical, parts, lambda settled: progress(settled, total), clock.set)
        counts += decide_all(store, noncanonical)
        yield store, counts
