"""Rows of `sentences` by story and by block or number, a few dozen in one statement."""

from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import chain, islice, repeat
from typing import Any, Literal

import sqlalchemy as sa

from dosvoces.store.tables import sentences

Key = Literal["block", "number"]

#: Places asked for in one statement; SQLite takes a thousand alternatives at most.
_AT_ONCE = 64


@lru_cache(maxsize=64)
def _name_places(count: int) -> tuple[str, ...]:
    return tuple(f"{name}_{at}" for at in range(count) for name in ("seq", "key"))


@lru_cache(maxsize=64)
def _select(key: Key, names: tuple[str, ...], count: int) -> sa.Select[Any]:
    """The rows of *count* places; to make the statement takes longer than to answer it."""
    columns = sentences.c
    places = (
        (columns.seq == sa.bindparam(f"seq_{at}")) & (columns[key] == sa.bindparam(f"key_{at}"))
        for at in range(count)
    )
    query = sa.select(*(columns[name] for name in names)).where(sa.or_(*places))
    return query.order_by(columns.seq, columns.number)


def load_rows(
    connection: sa.Connection, key: Key, names: tuple[str, ...], wanted: Collection[tuple[int, int]]
) -> Iterator[Any]:
    """The columns *names* of the rows whose story and *key* are among *wanted*, in order if those are."""
    waiting = iter(wanted)
    while some := [*islice(waiting, _AT_ONCE)]:
        # A few statements for all counts: places that there are not make up the difference.
        count = -(-len(some) // 4) * 4
        places = chain(*some, repeat(-1, 2 * (count - len(some))))
        numbers = dict(zip(_name_places(count), places, strict=True))
        yield from connection.execute(_select(key, names, count), numbers).all()
