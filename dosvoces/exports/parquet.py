"""Parquet: the tables ``parquet/articles``, ``segments`` and ``fragments``, a few files for each split."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

import msgspec

from dosvoces.core.errors import ExportError
from dosvoces.core.files import writing
from dosvoces.exports.fragments import make_fragment_rows
from dosvoces.exports.rows import TABLES, Exported, Kind, Row, make_article_row, make_segment_rows
from dosvoces.exports.workspace import PARTS, Workspace

try:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from dosvoces.exports.columns import find_schema, make_table
except ImportError as error:
    raise ExportError("Parquet needs its library: install dosvoces[parquet]") from error

#: Rows in a group; a reader holds one group at a time.
_GROUPS = {"articles": 1000, "segments": 20_000, "fragments": 20_000}

#: Bytes of JSON after which a group ends earlier: that many are held for each of six files at most, however
#: long the articles are and however many an outlet has in a month.
_GROUP_BYTES = 2 * 1024 * 1024

#: Bytes of JSON that are parsed at once, which takes seven times their memory.
_PIECE_BYTES = 512 * 1024

#: Bytes after which a split goes on in another file: what the Hugging Face hub advises at most is 500 MB.
_SHARD_BYTES = 256 * 1024 * 1024

#: Columns whose values are almost all different: a dictionary of them only costs.
_DISTINCT = ("id", "url", "canonical_url", "headline", "source_text", "target_text", "content_hash")


def _open(path: Path | IO[bytes], schema: pa.Schema) -> pq.ParquetWriter:
    columns = [column for column in schema.names if column not in _DISTINCT]
    return pq.ParquetWriter(path, schema, compression="zstd", compression_level=6, use_dictionary=columns)


class _Part:
    """A file of one table, outlet and split, written group by group."""

    def __init__(self, workspace: Workspace, table: str, name: str) -> None:
        self.name = name
        self._workspace = workspace
        self._schema = find_schema(TABLES[table])
        self._lines = bytearray()
        self._pieces: list[pa.Table] = []
        self._rows = self._bytes = 0
        self._group = _GROUPS[table]
        self._writer = _open(workspace.path(name), self._schema)

    def add(self, row: Row) -> None:
        line = msgspec.json.encode(row)
        self._lines += line + b"\n"
        self._rows += 1
        self._bytes += len(line)
        if len(self._lines) >= _PIECE_BYTES:
            self._parse()
        if self._rows == self._group or self._bytes >= _GROUP_BYTES:
            self._flush()

    def _parse(self) -> None:
        if self._lines:
            self._pieces.append(make_table(self._lines, self._schema))
            self._lines = bytearray()

    def _flush(self) -> None:
        self._parse()
        if self._pieces:
            self._writer.write_table(pa.concat_tables(self._pieces), row_group_size=self._group)
            self._pieces, self._rows, self._bytes = [], 0, 0

    def close(self) -> None:
        self._flush()
        self._writer.close()
        self._workspace.keep(self.name)


class DatasetFormat:
    """``parquet/TABLE/SPLIT-NUMBER.parquet``, put together from a part for each outlet, as exports go on."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._parts: dict[str, _Part] = {}

    def _part(self, table: str, exported: Exported) -> _Part:
        outlet = len(self._workspace.journal.done)
        name = f"{PARTS}/{table}/{exported.split}/{outlet:06}.parquet"
        if name not in self._parts:
            self._parts[name] = _Part(self._workspace, table, name)
        return self._parts[name]

    def add(self, exported: Exported) -> None:
        """Write one record."""
        # Also where a table has no rows: who reads the dataset looks for its file of each split.
        parts = {table: self._part(table, exported) for table in TABLES}
        parts["articles"].add(make_article_row(exported))
        for row in make_segment_rows(exported):
            parts["segments"].add(row)
        for fragment in make_fragment_rows(exported):
            parts["fragments"].add(fragment)

    def end_outlet(self) -> None:
        """End the outlet's parts."""
        for part in self._parts.values():
            part.close()
        self._parts.clear()

    def finish(self) -> None:
        """Put the parts together, in the order of the outlets."""
        for table in TABLES:
            for folder in sorted((self._workspace.folder / PARTS / table).glob("*")):
                self._join(table, folder)

    def _join(self, table: str, split: Path) -> None:
        schema, limit = find_schema(TABLES[table]), _GROUPS[table]
        groups, number = _collect_groups(sorted(split.glob("*.parquet")), limit), 0
        group = next(groups, None)
        while group is not None or not number:
            path = self._workspace.path(f"parquet/{table}/{split.name}-{number:05}.parquet")
            with path.open("wb") as file, _open(file, schema) as writer:
                while group is not None:
                    writer.write_table(group, row_group_size=limit)
                    group = next(groups, None)
                    if file.tell() >= _SHARD_BYTES:
                        break
            number += 1


def write_table(rows: Iterable[Row], table: str, path: Path) -> None:
    """Writes *rows* of *table* as one Parquet file, a group at a time."""
    schema, limit = find_schema(TABLES[table]), _GROUPS[table]
    with writing(path) as file, _open(file, schema) as writer:
        rest = iter(rows)
        while some := list(islice(rest, limit)):
            lines = b"".join(msgspec.json.encode(row) + b"\n" for row in some)
            writer.write_table(make_table(lines, schema))


def _collect_groups(parts: Iterable[Path], limit: int) -> Iterator[pa.Table]:
    """The row groups of *parts*, small ones of many outlets together."""
    pieces: list[pa.Table] = []
    for part in parts:
        with pq.ParquetFile(part, pre_buffer=False) as file:
            for number in range(file.num_row_groups):
                piece = file.read_row_group(number, use_threads=False)
                if pieces and (
                    sum(map(len, pieces)) + len(piece) > limit
                    or sum(each.nbytes for each in pieces) + piece.nbytes > _GROUP_BYTES
                ):
                    yield pa.concat_tables(pieces)
                    pieces = []
                pieces.append(piece)
    if pieces:
        yield pa.concat_tables(pieces)


def read_rows(path: Path, kind: Kind) -> Iterator[Any]:
    """The rows of one Parquet file, a few at a time."""
    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            for batch in file.iter_batches(batch_size=200, use_threads=False):
                for row in batch.to_pylist():
                    yield msgspec.convert(row, type=kind)
    except (pa.ArrowException, msgspec.ValidationError) as error:
        raise ExportError(f"{path}: no table of {kind.__name__}s: {error}") from error


def read_keys(path: Path) -> frozenset[tuple[str, int, str]]:
    """Id, version and target language of the articles in one Parquet file."""
    try:
        table = pq.read_table(path, columns=["id", "version", "target_language"], use_threads=False)
    except (pa.ArrowException, KeyError) as error:
        raise ExportError(f"{path}: no table of articles: {error}") from error
    return frozenset(zip(*(column.to_pylist() for column in table.columns), strict=True))
