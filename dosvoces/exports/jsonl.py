"""JSON Lines: one bilingual record per line, as the published JSON Schema describes it."""

from collections.abc import Iterable
from typing import BinaryIO

import msgspec

from dosvoces.errors import ExportError
from dosvoces.record import BilingualRecord, from_json, to_json


def encode_line(record: BilingualRecord) -> bytes:
    """The line of *record*, read back to be sure that everybody can; raises ExportError when nobody could."""
    try:
        line = to_json(record)
        from_json(line)
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise ExportError(f"{record.article.id}: the record does not fit its schema: {error}") from error
    return line + b"\n"


def write(records: Iterable[BilingualRecord], file: BinaryIO) -> int:
    """Writes *records* to *file*; gives their number."""
    number = 0
    for record in records:
        file.write(encode_line(record))
        number += 1
    return number
