"""CSV: the tables, harmless in spreadsheets; lists and objects as JSON in a cell."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from dosvoces.core.errors import ExportError
from dosvoces.core.files import explain
from dosvoces.core.safe_text import escape_cell, mask_unsafe, unescape_cell
from dosvoces.exports.fragments import make_fragment_rows
from dosvoces.exports.rows import TABLES, Exported, Kind, Row, make_article_row, make_segment_rows
from dosvoces.exports.workspace import Workspace

#: An article in one cell is long, but not this long.
_LONGEST_CELL = 64 * 1024 * 1024

#: Characters of a first line: of ours has some 700.
_LONGEST_HEAD = 64 * 1024

#: Cells that hold a number, a truth value, a time or JSON of ours are no formulas.
_PLAIN = (int, float, bool)


def _make_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return escape_cell(mask_unsafe(value))
    if isinstance(value, datetime):
        # All in one form: pandas takes a column for text where some times have fractions and some have none.
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, _PLAIN):
        return msgspec.json.encode(value).decode()
    return mask_unsafe(msgspec.json.encode(value).decode())


def write_row(row: Row) -> bytes:
    """The line of a row, RFC 4180."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_make_cell(getattr(row, field)) for field in row.__struct_fields__])
    return buffer.getvalue().encode()


def write_header(kind: Kind) -> bytes:
    """The first line of a table, behind the mark by which Excel on Windows knows UTF-8."""
    return codecs.BOM_UTF8 + (",".join(kind.__struct_fields__) + "\r\n").encode()


def write_table(kind: Kind, rows: Iterable[Row]) -> Iterator[bytes]:
    """A table of *rows* of one *kind*, line by line."""
    yield write_header(kind)
    yield from map(write_row, rows)


def read_row(cells: dict[str, str], kind: Kind) -> Any:
    """The row that was written as *cells*; raises :exc:`msgspec.ValidationError` when it is none."""
    values: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.name not in cells and not field.required:
            continue
        cell = cells[field.name]
        if field.type is str or field.type == str | None:
            values[field.name] = None if not cell and field.type is not str else unescape_cell(cell)
        elif _is_json(field.type):
            values[field.name] = msgspec.json.decode(cell)
        else:
            values[field.name] = cell or None
    return msgspec.convert(values, type=kind, strict=False)


def _needed(kind: Kind) -> list[str]:
    """The columns that a table of *kind* always had."""
    return [field.name for field in msgspec.structs.fields(kind) if field.required]


def _is_json(kind: Any) -> bool:
    return getattr(kind, "__origin__", None) is tuple


class DatasetFormat:
    """The tables."""

    def __init__(self, workspace: Workspace) -> None:
        self._files = {}
        for name, kind in TABLES.items():
            file = workspace.file(f"csv/{name}.csv")
            if file.tell() == 0:
                file.write(write_header(kind))
            self._files[name] = file

    def add(self, exported: Exported) -> None:
        """Write one record."""
        self._files["articles"].write(write_row(make_article_row(exported)))
        for row in make_segment_rows(exported):
            self._files["segments"].write(write_row(row))
        for fragment in make_fragment_rows(exported):
            self._files["fragments"].write(write_row(fragment))

    def end_outlet(self) -> None:
        """Nothing is held back."""

    def finish(self) -> None:
        """Nothing is left to write."""


def read_rows(path: Path, kind: Kind) -> Iterator[Any]:
    """The rows of the table at *path*; raises ExportError when it is no table of these."""
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline(_LONGEST_HEAD)
            if head.startswith("sep="):  # a line for Excel alone
                head = file.readline(_LONGEST_HEAD)
            delimiter = max(",;\t", key=head.count)
            columns = next(csv.reader([head], delimiter=delimiter), [])
            if missing := [name for name in _needed(kind) if name not in columns]:
                raise ExportError(f"{path}: no table of {kind.__name__}s: it has no column {missing[0]}")
            for number, cells in enumerate(csv.DictReader(file, columns, delimiter=delimiter), 2):
                try:
                    yield read_row(cells, kind)
                except (msgspec.MsgspecError, KeyError, TypeError) as error:
                    raise ExportError(f"{path}, row {number}: no {kind.__name__}: {error}") from error
    except UnicodeDecodeError as error:
        raise ExportError(f"{path}: not in UTF-8; save it as “CSV UTF-8”: {error}") from error
    except csv.Error as error:
        raise ExportError(f"{path}: damaged: {error}") from error
    except OSError as error:
        raise explain(error, path) from error
