"""Downloads of a selection of stories: JSONL, TMX, CSV."""

from collections.abc import Iterable, Iterator

from dosvoces.core import tmx
from dosvoces.exports import csv, jsonl
from dosvoces.exports.rows import Exported, SegmentRow, make_segment_rows
from dosvoces.exports.tmx import make_units

#: Stories in one download; `dosvoces export` has no limit.
MOST = 2000

#: Kinds of files: how they are called and what they are.
KINDS = {
    "jsonl": "application/x-ndjson",
    "tmx": "application/x-tmx+xml",
    "csv": "text/csv; charset=utf-8",
}


def _write_jsonl(records: Iterable[Exported]) -> Iterator[bytes]:
    for exported in records:
        yield jsonl.encode_line(exported.record)


def _write_tmx(records: Iterable[Exported]) -> Iterator[bytes]:
    # Both directions in one file: TMX says so with `*all*`.
    yield tmx.write_header("*all*")
    for exported in records:
        yield from (tmx.write_unit(unit) for _, unit in make_units(exported))
    yield tmx.FOOTER


def _write_csv(records: Iterable[Exported]) -> Iterator[bytes]:
    yield csv.write_header(SegmentRow)
    for exported in records:
        for row in make_segment_rows(exported):
            yield csv.write_row(row)


def write(kind: str, records: Iterable[Exported]) -> Iterator[bytes]:
    """The bytes of a file of *kind*, in pieces; raises :exc:`KeyError` for a kind that there is not."""
    return {"jsonl": _write_jsonl, "tmx": _write_tmx, "csv": _write_csv}[kind](records)
