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

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def merged(
    done: Sequence[tuple[Job, Done]], path: Path, progress: Callable[[int, int | None], None]
) -> Iterator[tuple[Store, Counter[str]]]:
    """A store at *path* with what all of *done* gave, and what became of their articles."""
    parts = [(each.made.first, output_of(job)) for job, each in done if each.made.first]
    total = sum(each.made.rows for _, each in done)
    clock, counts, settled = _Clock(), Counter[str](), 0
    with Store(str(path), clock=clock) as store, closing(Noncanonical()) as noncanonical:
        pages = merge_parts(parts, Extracted)
        while batch := list(islice(pages, _AT_ONCE)):
            clock.now = max(page.article.retrieved_at for page in batch if page.article)
            counts += settle(store, noncanonical, batch)
            settled += len(batch)
            progress(settled, total)
        counts += decide_all(store, noncanonical)
        yield store, counts
