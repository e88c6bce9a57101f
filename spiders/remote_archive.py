"""An archive at an S3 address: files are written on this machine and sent when they are whole.

A file that was not sent, for a network that is down or a process that was killed, stays and is sent by the
next crawl on this machine that archives.
"""

import fcntl
import hashlib
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from dosvoces.core import settings
from dosvoces.core.child_processes import ChildDied, ChildProcess, ChildTimeout
from dosvoces.core.errors import PageError, SettingError
from spiders.cdxj import index_file

_PIECE = 1024 * 1024

#: Seconds in which a server that works tells what is in a folder: ten times what a far one takes.
_PATIENCE = 15.0

_WHOLE = "allow_delayed_open=true"

_log = logging.getLogger(__name__)


def is_remote(address: str) -> bool:
    """Whether *address* is no folder or file of this machine."""
    return address.startswith("s3://")


def _show(address: str) -> str:
    """*address* without the password that it may have."""
    return address.replace("".join(urlsplit(address).netloc.rpartition("@")[:2]), "")


def spool_of(address: str) -> str:
    """The folder in which files are written that go to *address*; a folder is its own."""
    if not is_remote(address):
        if "://" in address:
            raise SettingError(
                f"{_show(address)} is neither a folder nor s3://bucket/folder (DOSVOCES_ARCHIVE)"
            )
        return address
    # Without its password: files wait for the same place when that is changed.
    digest = hashlib.sha256(_show(address).encode()).hexdigest()[:8]
    return str(_outgoing() / digest)


def _outgoing() -> Path:
    return Path(settings.get("DOSVOCES_HOME")) / "outgoing"


def find_unsent() -> list[tuple[datetime, Path]]:
    """The WARC files on this machine that are whole and wait to be sent: since when, and which."""
    found = []
    for path in _outgoing().glob("*/*.warc.gz"):
        with suppress(FileNotFoundError):  # it was sent this moment
            if index_file(path).exists():
                found.append((datetime.fromtimestamp(path.stat().st_mtime, UTC), path))
    return sorted(found)


def _find_library(address: str) -> Any:
    """The library of file systems; the error says what to install for *address*."""
    try:
        from pyarrow import fs
    except ImportError as error:
        raise SettingError(f"{_show(address)}: S3 needs a library: install dosvoces[parquet]") from error
    return fs


def open_remote(address: str) -> tuple[Any, str]:
    """The file system of the S3 *address*, and the path in it."""
    fs = _find_library(address)
    # A small file goes in one request.
    options = "" if "allow_delayed_open" in address else ("&" if "?" in address else "?") + _WHOLE
    try:
        system, path = fs.FileSystem.from_uri(address + options)
    except (OSError, ValueError) as error:
        raise SettingError(f"{_show(address)} is no address of an S3 object or folder: {error}") from error
    return system, str(path).rstrip("/")


def send(address: str) -> list[str]:
    """Sends what is whole and waits on this machine for *address*; gives the names of the WARC files.

    One that cannot be sent is logged and stays, and so do all others where nothing answers.
    """
    sent, failed = [], False
    system, folder = open_remote(address)
    for path in sorted(Path(spool_of(address)).glob("*.warc.gz")):
        if not index_file(path).exists():
            continue
        if failed and not _answers(address):
            break
        failed = False
        try:
            with path.open("rb") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    continue  # another process sends it
                for each in (path, index_file(path)):
                    send_file(system, each, f"{folder}/{each.name}")
                path.unlink()
                index_file(path).unlink()
                sent.append(path.name)
        except OSError as error:
            _log.error("%s is not sent to %s yet: %s", path, _show(address), error)
            failed = True
    return sent


def _answers(address: str) -> bool:
    """Whether another file may be sent there: each that cannot takes minutes where nothing answers."""
    try:
        check_remote(address)
    except (OSError, SettingError) as error:
        _log.error("no more files are sent for now: %s", error)
        return False
    return True


def send_file(system: Any, path: Path, to: str) -> None:
    """Copies the file at *path* to the name *to* in the file system *system*."""
    # pyarrow guesses a compression from the name unless it is told that there is none.
    with path.open("rb") as source, system.open_output_stream(to, compression=None) as target:
        shutil.copyfileobj(source, target, _PIECE)


def check_remote(address: str) -> str:
    """The S3 *address* without its password; raises OSError when its folder cannot be looked into.

    A process does that which can be ended: the library waits for minutes where a server never answers.
    """
    _find_library(address)
    child = ChildProcess(["dosvoces.core.errors"], _load_library)
    try:
        child.call(_look_into, address, seconds=_PATIENCE)
    except ChildTimeout as error:
        raise OSError(f"{_show(address)} did not answer within {_PATIENCE:g} s") from error
    except ChildDied as error:
        raise OSError(f"{_show(address)} could not be looked into: {error}") from error
    finally:
        child.close()
    return _show(address)


def _load_library() -> None:
    """Import what S3 needs, which is no part of a server's time."""
    with suppress(ImportError):  # whoever opens the address says so
        import pyarrow.fs  # noqa: F401


def _look_into(address: str) -> None:
    system, path = open_remote(address)
    from pyarrow import fs

    system.get_file_info(fs.FileSelector(path, allow_not_found=True))


def list_remote(address: str) -> list[str]:
    """The addresses of the WARC files that the S3 *address* is or has below it."""
    system, path = open_remote(address)  # first, since it says what to install
    from pyarrow import fs

    parts = urlsplit(address)
    query, user = f"?{parts.query}" if parts.query else "", "".join(parts.netloc.rpartition("@")[:2])
    try:
        if system.get_file_info(path).is_file:
            return [address]
        found = system.get_file_info(fs.FileSelector(path, recursive=True, allow_not_found=True))
    except OSError as error:
        raise PageError(
            f"{_show(address)}: cannot be read: {error}", url=_show(address), reason="missing"
        ) from error
    names = [each.path for each in found if each.is_file and each.path.endswith((".warc", ".warc.gz"))]
    if not names:
        raise PageError(f"{_show(address)}: there is no WARC file", url=_show(address), reason="missing")
    names.sort(key=lambda name: name.rpartition("/")[2])
    return [f"s3://{user}{name}{query}" for name in names]


@contextmanager
def fetched(address: str) -> Iterator[Path]:
    """The file at *address* on this machine while the block lasts."""
    if not is_remote(address):
        yield Path(address)
        return
    system, path = open_remote(address)
    with TemporaryDirectory(prefix="dosvoces-") as folder:
        copy = Path(folder) / path.rpartition("/")[2]
        try:
            with system.open_input_file(path) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target, _PIECE)
        except OSError as error:
            raise PageError(
                f"{_show(address)}: cannot be read: {error}", url=_show(address), reason="missing"
            ) from error
        yield copy
