"""Reading of WARC files, record by record, whoever wrote them and however damaged they are."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

import msgspec
from warcio.bufferedreaders import ChunkedDataReader

from spiders.warc_stream import DamagedError, WarcStream

#: Bytes of a record's own headers; a real one has some 600.
_MOST_HEAD = 65_536

#: Bytes of HTTP headers in a response; servers themselves allow 8 to 64 KB.
_MOST_HTTP_HEAD = 262_144

#: Bytes of a record that are read through to reach the next one: some ten seconds of unpacking. Beyond that
#: the next one is looked for in the file.
_MOST_SKIPPED = 4 * 1024**3


class Record(msgspec.Struct, frozen=True):
    """A record of a WARC file."""

    #: ``response``, ``metadata``, ``warcinfo`` ...
    type: str
    #: Its own headers, names in lower case.
    headers: dict[str, str]
    #: What it holds; empty when nobody wanted it.
    block: bytes
    offset: int


class Damage(msgspec.Struct, frozen=True):
    """A place in a WARC file that gave no record; *reason* is ``truncated``, ``damaged`` or ``too_large``."""

    reason: str
    offset: int


class Answer(msgspec.Struct, frozen=True):
    """The HTTP response in a record."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def read_records(
    file: BinaryIO, types: frozenset[str], most: int, offset: int = 0
) -> Iterator[Record | Damage]:
    """The records of the WARC *file* from *offset* on.

    Blocks of those of *types* are read, up to *most* bytes each.
    """
    stream = WarcStream(file, offset)
    while True:
        start = stream.place
        try:
            stream.skip_blank()
            start = stream.place
            head = stream.read_head(_MOST_HEAD)
            if not head:
                return
            record = _read_block(stream, _read_head(head, start), types, most)
        except DamagedError as damage:
            yield Damage(damage.reason, start)
            if not stream.find_next(start):
                return
        else:
            yield record


def _read_head(head: bytes, offset: int) -> Record:
    first, _, rest = head.partition(b"\n")
    if not first.startswith(b"WARC/1.") and not first.startswith(b"WARC/0."):
        raise DamagedError("damaged")
    headers = dict(_read_lines(rest.decode("utf-8", "replace"), lower=True))
    return Record(headers.get("warc-type", "").lower(), headers, b"", offset)


def _read_lines(text: str, *, lower: bool = False) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for line in text.splitlines():
        if line.startswith((" ", "\t")) and lines:  # the value goes on
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} {line.strip()}")
        elif ":" in line:
            name, _, value = line.partition(":")
            lines.append((name.strip().lower() if lower else name.strip(), value.strip()))
    return lines


def _read_block(stream: WarcStream, record: Record, types: frozenset[str], most: int) -> Record | Damage:
    length = record.headers.get("content-length", "")
    if not re.fullmatch(r"\d{1,15}", length):
        raise DamagedError("damaged")
    left = int(length)
    if left > _MOST_SKIPPED:
        raise DamagedError("too_large")
    wanted, fits = record.type in types, left <= most
    block = stream.read(left) if wanted and fits else b""
    if wanted and fits and len(block) < left:
        raise DamagedError("truncated")
    # What is too large is read through, not searched: a page must not be able to pass for the next record.
    stream.skip(left - len(block))
    return (
        msgspec.structs.replace(record, block=block)
        if fits or not wanted
        else Damage("too_large", record.offset)
    )


_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})\b")


def read_answer(block: bytes) -> Answer | None:
    """The HTTP response in the block of a response record, None when there is none."""
    match = _STATUS.match(block)
    if not match:
        return None
    ends = [
        (at, size)
        for mark, size in ((b"\r\n\r\n", 4), (b"\n\n", 2))
        if (at := block.find(mark, 0, _MOST_HTTP_HEAD)) >= 0
    ]
    if not ends:
        return None
    at, size = min(ends)
    lines = block[:at].decode("latin-1").split("\n", 1)
    headers = _read_lines(lines[1]) if len(lines) > 1 else []
    body = block[at + size :]
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers):
        # Some archives keep the chunks, some keep only what the header said of them; warcio tells which.
        body = ChunkedDataReader(BytesIO(body)).read()
    return Answer(int(match[1]), headers, body)
