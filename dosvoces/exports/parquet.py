"""Parquet: ``parquet/articles`` and ``parquet/segments``, partitioned by outlet and month."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from dosvoces.core.errors import ExportError
from dosvoces.core.safe_text import make_name
from dosvoces.exports.rows import ArticleRow, Exported, SegmentRow, make_article_row, make_segment_rows
from dosvoces.exports.workspace import Workspace

try:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from dosvoces.exports.columns import find_schema, make_table
except ImportError as error:
    raise ExportError("Parquet needs its library: install dosvoces[parquet]") from error

#: Rows in a group; a reader holds one group at a time.
_GROUPS = {"articles": 1000, "segments": 20_000}

#: Bytes of JSON after which a group ends earlier: that many are held for each of six files at most, however
#: long the articles are and however many an outlet has in a month.
_GROUP_BYTES = 2 * 1024 * 1024

#: Bytes of JSON that are parsed at once, which takes seven times their memory.
_PIECE_BYTES = 512 * 1024

_KINDS: dict[str, type[ArticleRow] | type[SegmentRow]] = {"articles": ArticleRow, "segments": SegmentRow}

#: Columns whose values are almost all different: a dictionary of them only costs.
_DISTINCT = ("id", "url", "canonical_url", "headline", "source_text", "target_text", "content_hash")


class _Part:
    """A file of one table, outlet and month, written group by group."""

    def __init__(self, workspace: Workspace, table: str, name: str) -> None:
        self.name = name
        self._workspace = workspace
        self._schema = find_schema(_KINDS[table])
        self._lines = bytearray()
        self._pieces: list[pa.Table] = []
        self._rows = self._bytes = 0
        self._group = _GROUPS[table]
        columns = [column for column in self._schema.names if column not in _DISTINCT]
        self._writer = pq.ParquetWriter(
            workspace.path(name),
            self._schema,
            compression="zstd",
            compression_level=6,
            use_dictionary=columns,
        )

    def add(self, row: ArticleRow | SegmentRow) -> None:
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
    """``parquet/TABLE/OUTLET/YYYY-MM/SPLIT.parquet``."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._place = ""
        self._parts: dict[str, _Part] = {}

    def _part(self, table: str, split: str) -> _Part:
        name = f"parquet/{table}/{self._place}/{split}.parquet"
        if name not in self._parts:
            self._parts[name] = _Part(self._workspace, table, name)
        return self._parts[name]

    def add(self, exported: Exported) -> None:
        """Write one record."""
        # Not `outlet=…/month=…`: both are columns, which half of the readers refuse to find in the path as
        # well.
        place = f"{make_name(exported.record.article.outlet)}/{exported.month}"
        if place != self._place:
            self.end_outlet()
            self._place = place
        self._part("articles", exported.split).add(make_article_row(exported))
        for row in make_segment_rows(exported):
            self._part("segments", exported.split).add(row)

    def end_outlet(self) -> None:
        """End the month."""
        for part in self._parts.values():
            part.close()
        self._parts.clear()

    def finish(self) -> None:
        """Nothing is left to write."""


def read_rows(path: Path, kind: type[ArticleRow] | type[SegmentRow]) -> Iterator[Any]:
    """The rows of one Parquet file, a few at a time."""
    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            for batch in file.iter_batches(batch_size=200, use_threads=False):
                for row in batch.to_pylist():
                    yield msgspec.convert(row, type=kind)
    except (pa.ArrowException, msgspec.ValidationError) as error:
        raise ExportError(f"{path}: no table of {kind.__name__}s: {error}") from error
