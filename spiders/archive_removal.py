"""Taking pages out of an archive: their records are overwritten in place, and the index forgets them.

Each record becomes one of the same length that says it was removed, so that all others stay where articles
and indexes say they are.
"""

import fcntl
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    """The bytes of one record, and the numbers of those who want it removed."""

    start: int
    end: int
    is_answer: bool
    wanted_by: frozenset[int]


class _Request(msgspec.Struct, frozen=True):
    """All that is wanted, looked for at once, since each file is read from end to end."""

    wanted: Sequence[Wanted]
    done: Sequence[Removed]
    only_count: bool
    #: By address, the numbers of those who want what was fetched there.
    by_url: Mapping[str, frozenset[int]]
    by_outlet: Mapping[str, frozenset[int]]

    def find_in(self, index: Path) -> frozenset[int]:
        """Whose pages the file with that *index* may have."""
        if not index.exists():
            return frozenset(range(len(self.wanted)))
        found = frozenset[int]().union(*self.by_outlet.values())
        if self.by_url:
            with index.open(encoding="utf-8") as lines:
                found = found.union(*(self.by_url.get(_read_url(line), ()) for line in lines))
        return found


def _make_request(wanted: Sequence[Wanted], only_count: bool) -> _Request:
    by_url: dict[str, frozenset[int]] = {}
    by_outlet: dict[str, frozenset[int]] = {}
    for number, each in enumerate(wanted):
        for url in each.urls:
            by_url[url] = by_url.get(url, frozenset()) | {number}
        if each.outlet:
            by_outlet[each.outlet] = by_outlet.get(each.outlet, frozenset()) | {number}
    return _Request(wanted, [Removed() for _ in wanted], only_count, by_url, by_outlet)


def remove_captures(address: str, wanted: Sequence[Wanted], *, only_count: bool = False) -> list[Removed]:
    """Takes *wanted* out of the archive at *address*, a folder or an S3 address; or *only* counts it.

    Gives what was found of each of them. Doing it again is harmless. A file that another process writes, or
    that cannot be written, is left and named.
    """
    request = _make_request(wanted, only_count)
    folder = Path(spool_of(address)).expanduser()
    if folder.is_dir():
        complete_indexes(folder)
        for path in sorted(folder.glob("*.warc.gz")):
            _try(request, path)
    if is_remote(address):
        try:
            files = list_remote(address)
        except PageError as error:
            _leave(request, error.url, str(error))
            return list(request.done)
        for each in files:
            _remove_remote(request, each)
    return list(request.done)


def _leave(request: _Request, name: str, why: str, wanted_by: Iterable[int] | None = None) -> None:
    """Notes that the file *name* was left, for those who may have pages in it."""
    for number in range(len(request.wanted)) if wanted_by is None else wanted_by:
        request.done[number].left[name] = why


def _try(request: _Request, path: Path) -> bool:
    """Deals with the file at *path*; whether it was changed, or would be."""
    wanted_by: Iterable[int] | None = None
    try:
        wanted_by = request.find_in(index_file(path))
        if not wanted_by:
            return False
        with _alone(path):
            places = _find(path, request)
            if places and not request.only_count:
                _overwrite(path, places)
    except BlockingIOError:
        _leave(request, path.name, "a crawl is writing it", wanted_by)
        return False
    except OSError as error:
        _leave(request, path.name, error.strerror or str(error), wanted_by)
        return False
    for number, done in enumerate(request.done):
        own = [place for place in places if number in place.wanted_by]
        done.captures += sum(place.is_answer for place in own)
        done.files += bool(own)
    return bool(places)


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


def _find(path: Path, request: _Request) -> list[_Place]:
    match = _matcher(request)
    places: list[_Place] = []
    last: tuple[Record, frozenset[int]] | None = None
    with path.open("rb") as file:
        for record in read_records(file, frozenset({"metadata"}), _MOST):
            places += _close(last, record.offset)
            wanted_by = match(record) if isinstance(record, Record) else frozenset()
            last = (record, wanted_by) if isinstance(record, Record) and wanted_by else None
    return [*places, *_close(last, path.stat().st_size)]


def _close(found: tuple[Record, frozenset[int]] | None, end: int) -> list[_Place]:
    if found is None:
        return []
    record, wanted_by = found
    return [_Place(record.offset, end, record.type in ("response", "revisit"), wanted_by)]


def _matcher(request: _Request) -> Callable[[Record], frozenset[int]]:
    """Tells who wants each record, met in their order."""
    nobody: frozenset[int] = frozenset()
    exchanges: dict[str, frozenset[int]] = {}

    def match(record: Record) -> frozenset[int]:
        if record.type == "metadata" and request.by_outlet:
            for line in record.block.decode("utf-8", "replace").splitlines():
                name, _, value = line.partition(": ")
                if name == "outlet" and value in request.by_outlet:
                    exchanges[record.headers.get("warc-concurrent-to", "")] = request.by_outlet[value]
        url = record.headers.get("warc-target-uri", "").strip("<>")
        found = request.by_url.get(clean_if_sound(url), nobody) if url and request.by_url else nobody
        return found.union(*(exchanges.get(record.headers.get(name, ""), nobody) for name in _NAMES))

    return match


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


def _remove_remote(request: _Request, address: str) -> None:
    """Deals with one file at an S3 *address*: fetched, changed here, and put back."""
    system, name = open_remote(address)
    with TemporaryDirectory(prefix="dosvoces-") as folder:
        path = Path(folder) / name.rpartition("/")[2]
        remote_index = name.removesuffix(path.name) + index_file(path).name
        try:
            if _fetch(system, remote_index, index_file(path)) and not request.find_in(index_file(path)):
                return
            _fetch(system, name, path)
            if _try(request, path) and not request.only_count:
                send_file(system, path, name)
                send_file(system, index_file(path), remote_index)
        except OSError as error:
            _leave(request, path.name, str(error))


def _fetch(system: Any, name: str, to: Path) -> bool:
    """Copies the object *name* to *to*; False when there is none."""
    from pyarrow import fs

    if system.get_file_info(name).type == fs.FileType.NotFound:
        return False
    with system.open_input_file(name) as source, to.open("wb") as target:
        while piece := source.read(1024 * 1024):
            target.write(piece)
    return True
