"""Taking pages out of an archive: their records are overwritten in place, and the index forgets them.

Each record becomes one of the same length that says it was removed, so that all others stay where articles
and indexes say they are.
"""

import fcntl
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import msgspec

from dosvoces.core.addresses import clean_if_sound
from dosvoces.core.errors import PageError
from spiders.archive import complete_indexes
from spiders.cdxj import index_file, write_index
from spiders.remote_archive import is_remote, list_remote, open_remote, send_file, spool_of
from spiders.replay import read_index_lines
from spiders.warc import format_date
from spiders.warc_reader import Record, read_records

#: Headers by which the records of one exchange name its response.
_NAMES = ("warc-record-id", "warc-concurrent-to", "warc-refers-to")

#: Bytes of a metadata record, which has two lines.
_MOST = 1024 * 1024

_GZIP_HEAD = b"\x1f\x8b\x08\x10\0\0\0\0\0\xff"  # deflate, with a comment, of no time and no system


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which pages are meant: those at *urls*, cleaned ones, or all that were fetched for *outlet*."""

    urls: frozenset[str] = frozenset()
    outlet: str = ""


class Removed(msgspec.Struct, kw_only=True):
    """What was found in an archive, and taken out of it unless it was only counted."""

    #: Answers, those that said that nothing had changed too.
    captures: int = 0
    files: int = 0
    #: Files that were left as they are, and why.
    left: dict[str, str] = {}


class _Place(msgspec.Struct, frozen=True):
    """The bytes of one record."""

    start: int
    end: int
    is_answer: bool


def remove_captures(address: str, wanted: Wanted, *, only_count: bool = False) -> Removed:
    """Takes *wanted* out of the archive at *address*, a folder or an S3 address; or *only* counts it.

    Doing it again is harmless. A file that another process writes, or that cannot be written, is left and
    named.
    """
    done = Removed()
    folder = Path(spool_of(address)).expanduser()
    if folder.is_dir():
        complete_indexes(folder)
        for path in sorted(folder.glob("*.warc.gz")):
            _try(done, path, path.name, wanted, only_count)
    if is_remote(address):
        try:
            files = list_remote(address)
        except PageError as error:
            done.left[error.url] = str(error)
            return done
        for each in files:
            _remove_remote(done, each, wanted, only_count)
    return done


def _try(done: Removed, path: Path, name: str, wanted: Wanted, only_count: bool) -> bool:
    """Deals with the file at *path*; whether it was changed."""
    try:
        if not _may_have(path, wanted):
            return False
        with _alone(path):
            places = _find(path, wanted)
            if places and not only_count:
                _overwrite(path, places)
    except BlockingIOError:
        done.left[name] = "a crawl is writing it"
        return False
    except OSError as error:
        done.left[name] = error.strerror or str(error)
        return False
    done.captures += sum(place.is_answer for place in places)
    done.files += bool(places)
    return bool(places)


def _may_have(path: Path, wanted: Wanted) -> bool:
    """Whether the index of the file at *path* has an address that is *wanted*."""
    index = index_file(path)
    if wanted.outlet or not index.exists():
        return True
    with index.open(encoding="utf-8") as lines:
        return any(_read_url(line) in wanted.urls for line in lines)


def _read_url(line: str) -> str:
    try:
        return clean_if_sound(str(msgspec.json.decode(line.split(" ", 2)[2])["url"]))
    except (IndexError, KeyError, TypeError, msgspec.MsgspecError):
        return ""


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else writes, sends or indexes the file at *path*; raises BlockingIOError when somebody does."""
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _find(path: Path, wanted: Wanted) -> list[_Place]:
    is_wanted = _matcher(wanted)
    places: list[_Place] = []
    last: Record | None = None
    with path.open("rb") as file:
        for record in read_records(file, frozenset({"metadata"}), _MOST):
            places += _close(last, record.offset)
            last = record if isinstance(record, Record) and is_wanted(record) else None
    return [*places, *_close(last, path.stat().st_size)]


def _close(record: Record | None, end: int) -> list[_Place]:
    if record is None:
        return []
    return [_Place(record.offset, end, record.type in ("response", "revisit"))]


def _matcher(wanted: Wanted) -> Callable[[Record], bool]:
    """Tells which records belong to what is *wanted*, met in their order."""
    exchanges: set[str] = set()

    def is_wanted(record: Record) -> bool:
        if record.type == "metadata" and wanted.outlet:
            fields = record.block.decode("utf-8", "replace").splitlines()
            if f"outlet: {wanted.outlet}" in fields:
                exchanges.add(record.headers.get("warc-concurrent-to", ""))
        if any(record.headers.get(name) in exchanges for name in _NAMES):
            return True
        url = record.headers.get("warc-target-uri", "").strip("<>")
        return bool(url and wanted.urls) and clean_if_sound(url) in wanted.urls

    return is_wanted


def _overwrite(path: Path, places: list[_Place]) -> None:
    # Without an index it is made anew, by us or whoever opens the archive next, whenever we are killed.
    index_file(path).unlink(missing_ok=True)
    with path.open("r+b") as file:
        for place in places:
            file.seek(place.start)
            file.write(_make_blank(place.end - place.start))
        file.flush()
        os.fsync(file.fileno())
    write_index(path, read_index_lines(path))


def _make_blank(length: int) -> bytes:
    """A record of *length* bytes, compressed, that says nothing but that one was removed."""
    text = b"removed: at the request of its publisher or of a person\r\n"
    head = (
        f"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{uuid4()}>\r\n"
        f"WARC-Date: {format_date(datetime.now(UTC))}\r\nContent-Type: application/warc-fields\r\n"
        f"Content-Length: {len(text)}\r\n\r\n"
    )
    record = head.encode() + text + b"\r\n\r\n"
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(record) + packer.flush()
    tail = zlib.crc32(record).to_bytes(4, "little") + len(record).to_bytes(4, "little")
    padding = length - len(_GZIP_HEAD) - 1 - len(packed) - len(tail)
    if padding < 0:
        raise OSError(f"a record of {length} bytes is too short to be overwritten")
    return _GZIP_HEAD + b" " * padding + b"\0" + packed + tail


def _remove_remote(done: Removed, address: str, wanted: Wanted, only_count: bool) -> None:
    """Deals with one file at an S3 *address*: fetched, changed here, and put back."""
    system, name = open_remote(address)
    with TemporaryDirectory(prefix="dosvoces-") as folder:
        path = Path(folder) / name.rpartition("/")[2]
        remote_index = name.removesuffix(path.name) + index_file(path).name
        try:
            if _fetch(system, remote_index, index_file(path)) and not _may_have(path, wanted):
                return
            _fetch(system, name, path)
            if _try(done, path, path.name, wanted, only_count) and not only_count:
                send_file(system, path, name)
                send_file(system, index_file(path), remote_index)
        except OSError as error:
            done.left[path.name] = str(error)


def _fetch(system: Any, name: str, to: Path) -> bool:
    """Copies the object *name* to *to*; False when there is none."""
    from pyarrow import fs

    if system.get_file_info(name).type == fs.FileType.NotFound:
        return False
    with system.open_input_file(name) as source, to.open("wb") as target:
        while piece := source.read(1024 * 1024):
            target.write(piece)
    return True
