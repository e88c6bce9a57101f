"""Tables for spreadsheets and programs, from the rows that pages show."""

import csv
import io
from collections.abc import Iterable

import msgspec

from dosvoces.core.safe_text import escape_cell


def write_csv(kind: type[msgspec.Struct], rows: Iterable[msgspec.Struct]) -> bytes:
    """*rows* of *kind* for spreadsheets, RFC 4180; empty cells where there is no value."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(kind.__struct_fields__)
    for row in rows:
        values = ("" if value is None else value for value in msgspec.structs.astuple(row))
        writer.writerow([escape_cell(value) if isinstance(value, str) else value for value in values])
    return ("\ufeff" + buffer.getvalue()).encode(errors="replace")


def write_jsonl(rows: Iterable[msgspec.Struct]) -> bytes:
    """*rows* as one JSON object a line."""
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
