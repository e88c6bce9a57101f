"""Atomic writing of files: a file takes its name only when it is whole."""

import ctypes
import errno
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

import zstandard

from dosvoces.core.errors import ExportError

#: What the operating system's errors mean to somebody who exports.
_MEANINGS = {
    errno.ENOSPC: "the disk is full; free some space and run again",
    errno.EDQUOT: "your share of the disk is used up; free some space and run again",
    errno.EFBIG: "the file is larger than this disk or account allows",
    errno.EACCES: "you may not write there; name another place",
    errno.EROFS: "that disk may only be read; name another place",
    errno.ENOENT: "the folder does not exist; create it",
    errno.ENOTDIR: "a file is in the place of a folder; name another place",
    errno.EISDIR: "it is a folder; name a file",
    errno.ENAMETOOLONG: "the name is too long; name another file",
}


def explain(error: OSError, path: Path | str) -> ExportError:
    """The error to raise for *error* that came up while writing or reading *path*."""
    meaning = _MEANINGS.get(error.errno or 0, error.strerror or str(error))
    if error.errno == errno.ENOENT and Path(path).parent.is_dir():
        meaning = "there is no such file"
    return ExportError(f"{path}: {meaning}")


def make_private_folder(folder: Path) -> None:
    """Makes *folder* and those above it that are missing, for nobody else on the machine to look into."""
    if not folder.parent.exists():
        make_private_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Makes the names in *folder* outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_disk(folder: Path) -> None:
    """Makes everything written so far to the disk that *folder* is on outlast a power cut.

    One wait for any number of files; raises :exc:`OSError` when the disk could not take one of them.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Python has only `os.sync`, which waits for all disks and tells no error.
        library = ctypes.CDLL(None, use_errno=True)
        if not hasattr(library, "syncfs"):
            os.sync()
        elif library.syncfs(handle):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    finally:
        os.close(handle)


def _lock(file: IO[bytes], path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise ExportError(
            f"{path}: another export is writing it; wait for it or name another file"
        ) from error


def _is_stream(path: Path) -> bool:
    """Whether *path* is a device, a pipe or a name of an open file: nothing may take its place."""
    is_open_file = path.is_symlink() and path.is_relative_to("/dev")
    return is_open_file or (path.exists() and not path.is_file() and not path.is_dir())


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A file that becomes *path* when the block ends well, and leaves no trace when it does not.

    What was at *path* stays readable until then; a device or a pipe is written into as it is. A killed
    process leaves ``.NAME.part``, which the next one takes over. Raises
    :exc:`~dosvoces.core.errors.ExportError` when the disk is full and for everything else the system refuses.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        if _is_stream(path):
            with path.open("wb") as stream:
                yield stream
            return
        with part.open("ab") as file:
            _lock(file, path)
            file.truncate(0)
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                part.replace(path)
                sync_folder(path.parent)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise explain(error, path) from error


@contextmanager
def writing_or_stdout(where: str) -> Iterator[BinaryIO]:
    """Standard output for ``-``, else as :func:`writing`."""
    if where != "-":
        with writing(Path(where)) as file:
            yield file
        return
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Whoever reads has enough, as `head` does; what is buffered must not be tried again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def compressed(file: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """*file*, compressed on the way where *name* ends in ``.zst``."""
    if not name.endswith(".zst"):
        yield file
        return
    compressor = zstandard.ZstdCompressor(level=9, write_checksum=True)
    with compressor.stream_writer(file, closefd=False) as stream:
        yield cast("BinaryIO", stream)
