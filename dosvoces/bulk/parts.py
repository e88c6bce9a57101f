"""Parts: the outputs of steps, Parquet files of packed values with the columns they are merged by."""

import heapq
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from dosvoces.bulk import storage
from dosvoces.core.errors import BulkError
from dosvoces.store.payloads import pack, unpack

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as error:
    raise BulkError("work in bulk needs Parquet's library: install dosvoces[bulk]") from error

T = TypeVar("T")

#: The time of what is merged by its place alone.
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)

#: Rows, and bytes, after which a row group ends: what a merge holds of each file that it reads.
_ROWS, _BYTES = 100, 1024 * 1024

#: What a value is merged by, and what it is packed in; equal parts are equal byte by byte.
_SCHEMA = pa.schema([("time", pa.timestamp("us", tz="UTC")), ("key", pa.string()), ("value", pa.binary())])


class Piece(msgspec.Struct, frozen=True):
    """A file, or some row groups of a Parquet file: from *first* to the one before *end*."""

    address: str
    first: int = 0
    end: int = 0


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What a job reads."""

    pieces: tuple[Piece, ...]
    #: Outlets that are wanted of it; empty: all.
    outlets: tuple[str, ...] = ()


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What a job made."""

    #: How many of what.
    counts: dict[str, int]
    rows: int
    #: The time of the first row.
    first: datetime | None
    #: What could not be done, in words; the first few.
    problems: tuple[str, ...] = ()


def check_version(begun: str, here: str) -> None:
    """Raises :exc:`~dosvoces.core.errors.BulkError` when a step *begun* elsewhere had another version."""
    if begun != here:
        raise BulkError(
            f"the work was begun with version {begun}, and here is {here}: install the same everywhere"
        )


class PartWriter:
    """Writes values into the file at *path* by their times and, among equal times, their keys."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer = pq.ParquetWriter(path, _SCHEMA, compression="none", use_dictionary=False)
        self._rows: list[tuple[datetime, str, bytes]] = []
        self._bytes = 0
        self._last: tuple[datetime, str] | None = None
        self._is_sorted = True
        self.rows = 0
        self.first: datetime | None = None

    def add(self, time: datetime, key: str, value: Any) -> None:
        """Write *value*."""
        payload = pack(value)
        self._is_sorted &= self._last is None or self._last <= (time, key)
        self._last = (time, key)
        self.first = min(time, self.first or time)
        self.rows += 1
        self._bytes += len(payload)
        self._rows.append((time, key, payload))
        if len(self._rows) >= _ROWS or self._bytes >= _BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            columns = [
                pa.array(column, kind)
                for column, kind in zip(zip(*self._rows, strict=True), _SCHEMA.types, strict=True)
            ]
            self._writer.write_table(pa.Table.from_arrays(columns, schema=_SCHEMA))
        self._rows, self._bytes = [], 0

    def close(self) -> None:
        """End the file, sorted."""
        self._flush()
        self._writer.close()
        if not self._is_sorted:
            _sort(self.path)


def _sort(path: Path) -> None:
    """Sorts a file whose inputs were not in the order of time, in memory: it holds one input, packed."""
    table = pq.read_table(path, use_threads=False)
    order = sorted(range(len(table)), key=lambda row: (table["time"][row].value, table["key"][row].as_py()))
    with pq.ParquetWriter(path, _SCHEMA, compression="none", use_dictionary=False) as writer:
        for begin in range(0, len(order), _ROWS):
            writer.write_table(table.take(order[begin : begin + _ROWS]))


@contextmanager
def open_parquet(address: str) -> Iterator[Any]:
    """The Parquet file at *address*; raises :exc:`~dosvoces.core.errors.BulkError` when it is damaged."""
    try:
        with storage.open_file(address) as file, pq.ParquetFile(file, pre_buffer=False) as opened:
            yield opened
    except pa.ArrowException as error:
        raise BulkError(f"{address}: no Parquet file, or damaged: {error}") from error


def read_part(address: str, kind: type[T]) -> Iterator[tuple[datetime, str, T]]:
    """The times, keys and values of the part at *address*, one row group at a time."""
    with open_parquet(address) as part:
        for number in range(part.num_row_groups):
            rows = part.read_row_group(number, use_threads=False)
            for time, key, value in zip(*(column.to_pylist() for column in rows.columns), strict=True):
                yield time, key, unpack(value, kind)


def merge_parts(parts: Sequence[tuple[datetime, str]], kind: type[T]) -> Iterator[T]:
    """The values of all *parts*, each given as the time of its first row and its address, in order.

    A part is opened when its first row's time has come, so that memory grows with how many lie upon each
    other, not with how many there are.
    """
    waiting = sorted(parts, reverse=True)
    heap: list[tuple[datetime, str, str, T, Iterator[tuple[datetime, str, T]]]] = []
    while waiting or heap:
        while waiting and (not heap or waiting[-1][0] <= heap[0][0]):
            address = waiting.pop()[1]
            rows = read_part(address, kind)
            if (row := next(rows, None)) is not None:
                heapq.heappush(heap, (row[0], row[1], address, row[2], rows))
        _, _, address, value, rows = heap[0]
        yield value
        if (row := next(rows, None)) is not None:
            heapq.heapreplace(heap, (row[0], row[1], address, row[2], rows))
        else:
            heapq.heappop(heap)
