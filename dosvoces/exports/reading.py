"""Reading exports back: typed records from a file, a dataset, an address or a store."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

import msgspec
import zstandard

from dosvoces.core.errors import ExportError
from dosvoces.core.files import explain
from dosvoces.core.record import BilingualRecord, Segment, from_json
from dosvoces.exports.joining import join_exported, join_rows
from dosvoces.exports.rows import ArticleRow, Exported, SegmentRow

if TYPE_CHECKING:
    from http.client import HTTPResponse

#: No record is this long; a damaged or hostile file must not fill the memory with one line.
_LONGEST_LINE = 256 * 1024 * 1024

#: In which of its formats a dataset is read: the exact and quick ones first.
_BEST = ("jsonl", "parquet", "csv", "tmx", "moses")

#: Bytes taken out of their compression at once: the most hostile file makes 32 MB of them.
_PIECE = 1024

#: Seconds without a byte after which an address counts as dead.
_PATIENCE = 60


def read(where: str | Path) -> Iterator[BilingualRecord | Segment]:
    """The records at *where*, one after the other, however many there are.

    *where* is a JSON Lines file (``.jsonl``, ``.jsonl.zst``), a folder of a dataset or one of its formats, a
    CSV or Parquet table of articles with its segments beside it, a store (file or ``postgresql://…``), or an
    ``http(s)`` address of a JSON Lines or TMX file. TMX and Moses files have no articles: they give
    :class:`~dosvoces.core.record.Segment`. Raises :exc:`~dosvoces.core.errors.ExportError` and
    :exc:`~dosvoces.core.errors.StoreError`.
    """
    text = str(where)
    if urlsplit(text).scheme in ("sqlite", "postgres", "postgresql", "postgresql+psycopg"):
        return _read_store(text)
    if urlsplit(text).scheme in ("http", "https"):
        return _read_stream(text)
    path = Path(where)
    if path.is_dir():
        return _read_folder(path)
    if path.suffix == ".csv":
        return _read_csv(path.parent)
    if path.suffix == ".parquet":
        return (exported.record for exported in read_part(path))
    if path.name.endswith((".jsonl", ".jsonl.zst", ".tmx")):
        return _read_stream(text)
    if is_database(path):
        return _read_store(text)
    if path.suffix == ".ids" or path.with_name(path.name + ".ids").exists():
        return _read_moses(path if path.suffix == ".ids" else path.with_name(path.name + ".ids"))
    if not path.exists():
        raise ExportError(f"{path}: there is no such file")
    raise ExportError(
        f"{path}: no format that can be read; give .jsonl, .jsonl.zst, .tmx, a dataset or a store"
    )


def read_segments(where: str | Path) -> Iterator[Segment]:
    """The segments of everything at *where*; see :func:`read`."""
    for item in read(where):
        if isinstance(item, Segment):
            yield item
        else:
            yield from item.segments


def is_database(path: Path) -> bool:
    """Whether a SQLite file is at *path*."""
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def _read_store(url: str) -> Iterator[BilingualRecord]:
    from dosvoces.store import Store

    with Store(url, create=False) as store:
        yield from store.records()


class _Frames(io.RawIOBase):
    """What the zstandard frames of *packed* hold, one after the other.

    Raises :exc:`zstandard.ZstdError` where *packed* ends inside a frame, which the library's own stream takes
    for the end.
    """

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._decompressor = zstandard.ZstdDecompressor()
        # An empty file has no frame and is none of zstandard's, so one is awaited from the beginning.
        self._frame: zstandard.ZstdDecompressionObj | None = self._decompressor.decompressobj()
        self._ahead = b""
        self._content = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._content:
            piece = self._ahead or self._packed.read(_PIECE)
            if not piece:
                if self._frame is not None:
                    raise zstandard.ZstdError("it ends inside a frame")
                return 0
            frame = self._frame or self._decompressor.decompressobj()
            self._content = memoryview(frame.decompress(piece))
            self._frame, self._ahead = (None, frame.unused_data) if frame.eof else (frame, b"")
        size = min(len(buffer), len(self._content))
        buffer[:size] = self._content[:size]
        self._content = self._content[size:]
        return size


class _Answer(io.RawIOBase):
    """The body of a server's *response*; raises :exc:`ConnectionError` where it breaks off.

    The library takes that for the end, and lines that arrived whole for all that there are.
    """

    def __init__(self, response: "HTTPResponse") -> None:
        self._response = response

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        from http.client import HTTPException

        try:
            size = self._response.readinto(buffer)
        except HTTPException:
            size = -1
        # What is left of the length that the server named; None where it named none.
        if size < 0 or (not size and self._response.length):
            raise ConnectionError("it ends before all of it has come; fetch it again")
        return size

    def close(self) -> None:
        self._response.close()
        super().close()


def _fetch(url: str) -> io.BufferedReader:
    # Imported late: half of what `import dosvoces` would take, and files need none of it.
    import urllib.error
    import urllib.request
    from http.client import HTTPException

    try:
        return io.BufferedReader(_Answer(urllib.request.urlopen(url, timeout=_PATIENCE)))
    except (urllib.error.URLError, HTTPException) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        raise ExportError(f"{url}: cannot be fetched: {getattr(error, 'reason', error)}") from error


@contextmanager
def _opened(where: str) -> Iterator[io.BufferedReader]:
    """The bytes at *where*, taken out of their compression."""
    try:
        remote = urlsplit(where).scheme in ("http", "https")
        with _fetch(where) if remote else Path(where).open("rb") as raw:
            if urlsplit(where).path.endswith(".zst"):
                yield io.BufferedReader(_Frames(raw))
            else:
                yield raw
    except OSError as error:
        raise explain(error, where) from error
    except zstandard.ZstdError as error:
        raise ExportError(f"{where}: damaged or cut off: {error}") from error


def open_lines(where: str) -> Iterator[tuple[int, bytes]]:
    """The lines at *where* that are not empty, with their numbers."""
    with _opened(where) as file:
        yield from _read_lines(file)


def _read_lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if not line.isspace():
            yield number, line


def _is_document(file: io.BufferedReader, where: str) -> bool:
    """Whether *file* is TMX: by its name, or where that is ``/file?format=tmx`` by its beginning."""
    name = urlsplit(where).path.removesuffix(".zst")
    # Behind the marks of UTF-8 and UTF-16, in which every other byte is nought.
    start = file.peek(16)[:16].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    return name.endswith(".tmx") or (not name.endswith(".jsonl") and start.startswith(b"<"))


def _read_stream(where: str) -> Iterator[BilingualRecord | Segment]:
    with _opened(where) as file:
        if _is_document(file, where):
            from dosvoces.exports.tmx import read_segments

            yield from read_segments(file, where)
            return
        for number, line in _read_lines(file):
            try:
                yield from_json(line)
            except msgspec.MsgspecError as error:
                raise ExportError(f"{where}:{number}: no bilingual record: {error}") from error


def _read_folder(folder: Path) -> Iterator[BilingualRecord | Segment]:
    readers: dict[str, Callable[[Path], Iterator[BilingualRecord | Segment]]] = {
        "jsonl": lambda path: _read_files(path, "*.jsonl.zst"),
        "parquet": _read_parquet,
        "csv": _read_csv,
        "tmx": lambda path: _read_files(path, "*.tmx"),
        "moses": lambda path: (item for ids in sorted(path.glob("*.ids")) for item in _read_moses(ids)),
    }
    # A dataset may be called like a format.
    whole = (folder / "manifest.json").is_file()
    for name in _BEST:
        if folder.name == name and not whole:
            return readers[name](folder)
        if (folder / name).is_dir():
            return readers[name](folder / name)
    if (folder / "hashes").is_dir() or (folder.name == "hashes" and not whole):
        raise ExportError(
            f"{folder} has digests instead of texts; make the texts again with: dosvoces rebuild"
        )
    if whole:
        return iter(())
    raise ExportError(f"{folder} is no dataset of dosvoces: it has none of {', '.join(_BEST)}")


def _read_files(folder: Path, pattern: str) -> Iterator[BilingualRecord | Segment]:
    for path in sorted(folder.glob(pattern)):
        yield from _read_stream(str(path))


def _read_parquet(folder: Path) -> Iterator[BilingualRecord]:
    from dosvoces.exports.parquet import read_rows

    def read_table(table: str, kind: type[ArticleRow] | type[SegmentRow]) -> Iterator[Any]:
        for path in sorted((folder / table).rglob("*.parquet")):
            yield from read_rows(path, kind)

    return join_rows(read_table("articles", ArticleRow), read_table("segments", SegmentRow))


def read_part(path: Path) -> Iterator[Exported]:
    """The records of one Parquet file of articles, with their segments out of all files of the same split."""
    from dosvoces.exports.parquet import read_keys, read_rows

    articles = next((parent for parent in path.parents if parent.name == "articles"), None)
    if articles is None:
        raise ExportError(
            f"{path}: articles and segments have to stand in folders of these names, side by side"
        )
    beside = articles.with_name("segments") / path.relative_to(articles)
    keys = read_keys(path)
    segments = (
        row
        for part in sorted(beside.parent.glob(f"{path.stem.partition('-')[0]}*.parquet"))
        for row in read_rows(part, SegmentRow)
        if (row.article_id, row.version, row.record_language) in keys
    )
    yield from join_exported(read_rows(path, ArticleRow), segments)


def _read_csv(folder: Path) -> Iterator[BilingualRecord]:
    from dosvoces.exports.csv import read_rows

    articles = read_rows(folder / "articles.csv", ArticleRow)
    return join_rows(articles, read_rows(folder / "segments.csv", SegmentRow))


def _read_moses(ids: Path) -> Iterator[Segment]:
    from dosvoces.exports.moses import read_pairs

    return read_pairs(ids)
