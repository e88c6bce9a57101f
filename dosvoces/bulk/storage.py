"""Where inputs come from and outputs go: folders, S3 addresses, and for reading http(s) addresses.

A file is written whole and takes its name then, or not at all. On S3 a stream that breaks off may leave half
an object under the name, so whoever writes puts a marker behind it that tells the object's length.
"""

import gzip
import http.client
import os
import shutil
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from dosvoces.core.errors import BulkError, SettingError
from dosvoces.core.files import explain, sync_folder
from dosvoces.core.logs import hide_credentials
from spiders.remote_archive import open_remote
from spiders.replay import find_archives

#: Seconds without a byte after which an address counts as dead; and how often it is tried.
_PATIENCE, _TRIES = 60, 5

#: What a list of WARC files ends in, as Common Crawl's do.
_LISTS = (".paths", ".paths.gz")

_WARC = (".warc", ".warc.gz")

_PIECE = 1024 * 1024

#: Bytes of a list of files at most: a month of Common Crawl's has some 50 KB.
_LONGEST_LIST = 64 * _PIECE

#: What files are called that are being written; a process that is killed leaves one.
PART = ".part"

#: Seconds after which such a file is nobody's: what is whole elsewhere is copied into it, without a pause.
_LEFT_AFTER = 3600


def is_remote(address: str) -> bool:
    """Whether *address* is no path."""
    return urllib.parse.urlsplit(address).scheme in ("http", "https", "s3")


def absolute(address: str) -> str:
    """*address* as it reads from whatever folder and on whatever machine that sees the same files."""
    return address if is_remote(address) else str(Path(address).expanduser().absolute())


def join(folder: str, name: str) -> str:
    """The address of *name* in *folder*."""
    head, mark, query = folder.partition("?")
    return f"{head.rstrip('/')}/{name}{mark}{query}"


def name_of(address: str) -> str:
    """The last part of *address*."""
    return urllib.parse.urlsplit(address).path.rstrip("/").rpartition("/")[2]


def _open_s3(address: str) -> tuple[Any, str]:
    """The file system of an S3 *address*, and the path in it."""
    try:
        return open_remote(address)
    except SettingError as error:
        raise BulkError(str(error)) from error


def _refused(address: str, what: str, error: OSError) -> BulkError:
    """The error to raise when the file at *address* cannot be written, read or whatever is tried."""
    return BulkError(hide_credentials(f"{address}: cannot be {what}: {error}"))


def measure(address: str) -> int | None:
    """Bytes of the file at *address*; None when it is not there, or its server does not say."""
    if address.startswith("s3://"):
        system, path = _open_s3(address)
        try:
            found = system.get_file_info(path)
        except OSError as error:
            raise _refused(address, "looked up", error) from error
        return int(found.size) if found.is_file else None
    if is_remote(address):
        return None
    local = Path(address)
    return local.stat().st_size if local.is_file() else None


def read(address: str) -> bytes | None:
    """What the small file at *address* has; None when it is not there."""
    if measure(address) is None:
        return None
    with open_file(address) as file:
        data: bytes = file.read()
        return data


@contextmanager
def open_file(address: str) -> Iterator[Any]:
    """The file at *address*, a path or an S3 address, open for reading at any place."""
    try:
        if address.startswith("s3://"):
            system, path = _open_s3(address)
            with system.open_input_file(path) as file:
                yield file
        else:
            with Path(address).open("rb") as file:
                yield file
    except OSError as error:
        raise _refused(address, "read", error) from error


def put(source: Path, address: str) -> None:
    """Writes the file *source* to *address*, in place of what is there."""
    with source.open("rb") as file:
        _put(file, address)


def put_bytes(data: bytes, address: str) -> None:
    """Writes *data* to *address*, in place of what is there."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        _put(file, address)


def _put(file: IO[bytes], address: str) -> None:
    if not address.startswith("s3://"):
        _put_in_folder(file, Path(address))
        return
    system, path = _open_s3(address)
    try:
        # pyarrow guesses a compression from the name unless it is told that there is none.
        with system.open_output_stream(path, compression=None) as stream:
            shutil.copyfileobj(file, stream, _PIECE)
    except OSError as error:
        raise _refused(address, "written", error) from error


def _put_in_folder(file: IO[bytes], path: Path) -> None:
    """Writes *file* to *path*; two processes may do so at once."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=f".{path.name}.", suffix=PART, dir=path.parent)
        try:
            with open(handle, "wb") as whole:  # noqa: PTH123 - a handle, not a path
                shutil.copyfileobj(file, whole, _PIECE)
                whole.flush()
                os.fsync(whole.fileno())
            Path(part).replace(path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise explain(error, path) from error


def remove(address: str) -> None:
    """Removes the file at *address*, if it is there."""
    try:
        if address.startswith("s3://"):
            system, path = _open_s3(address)
            system.delete_file(path)
        else:
            Path(address).unlink()
    except FileNotFoundError:
        return
    except OSError as error:
        raise _refused(address, "removed", error) from error


def list_names(folder: str) -> list[str]:
    """The names of the files anywhere below *folder*, relative to it, in order."""
    if not folder.startswith("s3://"):
        root = Path(folder)
        return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    from pyarrow import fs

    system, path = _open_s3(folder)
    selector = fs.FileSelector(path, recursive=True, allow_not_found=True)
    try:
        found = system.get_file_info(selector)
    except OSError as error:
        raise _refused(folder, "listed", error) from error
    return sorted(info.path.removeprefix(f"{path}/") for info in found if info.is_file)


@contextmanager
def local_copy(address: str) -> Iterator[Path]:
    """The file at *address* on this machine's disk; what had to be fetched is deleted after the block."""
    if not is_remote(address):
        path = Path(address)
        if not path.is_file():
            raise BulkError(f"{address}: there is no such file")
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="dosvoces-") as folder:
        path = Path(folder) / name_of(address)
        fetch(address, path)
        yield path


def fetch(address: str, to: Path) -> None:
    """Copies the file at *address* to the path *to*; what breaks off goes on from there, some times."""
    if not address.startswith(("http://", "https://")):
        with open_file(address) as source, to.open("wb") as target:
            shutil.copyfileobj(source, target, _PIECE)
        return
    with to.open("wb") as target:
        for trial in range(1, _TRIES + 1):
            try:
                if _fetch_rest(address, target):
                    return
                problem = "it broke off"
            except urllib.error.HTTPError as error:
                problem = str(error)
                if error.code < 500 and error.code != 429:
                    break
            except (OSError, http.client.HTTPException) as error:
                problem = str(error)
            if trial < _TRIES:
                time.sleep(2.0**trial)
    raise BulkError(f"{address}: cannot be fetched: {problem}")


def _fetch_rest(address: str, target: IO[bytes]) -> bool:
    """Fetches what *target* does not have of the file at *address*; whether it is whole then."""
    have = target.tell()
    request = urllib.request.Request(address, headers={"Range": f"bytes={have}-"} if have else {})
    with urllib.request.urlopen(request, timeout=_PATIENCE) as reply:
        if have and reply.status != 206:
            have = 0
            target.seek(0)
            target.truncate()
        shutil.copyfileobj(reply, target, _PIECE)
        length = reply.headers.get("Content-Length")
    return length is None or target.tell() == have + int(length)


def find_inputs(addresses: Sequence[str]) -> list[str]:
    """The WARC files that *addresses* are, contain or list, each once, in order.

    An address is a file, a folder, an S3 object or folder, an http(s) file, or a list of such
    (``warc.paths.gz``), whose lines are relative to its host or bucket, or to its folder on disk.
    """
    found = [file for address in addresses for file in _find(address)]
    return list(dict.fromkeys(found))


def _find(address: str) -> list[str]:
    if name_of(address).endswith(_LISTS):
        return _read_list(address)
    if not is_remote(address):
        return [str(path.resolve()) for path in find_archives(Path(address).expanduser())]
    if address.startswith("s3://") and measure(address) is None:
        names = [name for name in list_names(address) if name.endswith(_WARC)]
        if not names:
            raise BulkError(f"{address}: there is no such object, and no WARC file below it")
        return [join(address, name) for name in names]
    return [address]


def _read_list(address: str) -> list[str]:
    try:
        with local_copy(address) as path, path.open("rb") as file:
            opened = gzip.GzipFile(fileobj=file) if address.endswith(".gz") else file
            text = opened.read(_LONGEST_LIST).decode()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BulkError(f"{address}: no list of files: {error}") from error
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    parts = urllib.parse.urlsplit(address)
    if is_remote(address):
        root = f"{parts.scheme}://{parts.netloc}" + (f"?{parts.query}" if parts.query else "")
        return [line if is_remote(line) else join(root, line.lstrip("/")) for line in lines]
    folder = Path(address).resolve().parent
    return [line if is_remote(line) else os.path.normpath(folder / line) for line in lines]


def clean(folder: str) -> None:
    """Removes what killed processes left half written in *folder*; others may be writing there."""
    if is_remote(folder):
        return
    for path in Path(folder).glob(f".*{PART}"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _LEFT_AFTER:
                path.unlink()
