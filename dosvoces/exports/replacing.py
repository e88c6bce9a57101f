"""Replacing an old dataset by a new one; what its owner keeps in the same folder stays there.

Every step is a rename, and each may be the last of a killed process: ``NAME`` becomes ``.NAME.old``,
``.NAME.part`` becomes ``NAME``, the owner's files move over, and only what the old manifest lists is deleted.
As long as ``.NAME.old`` is there, the next export goes on from that point.
"""

import errno
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from dosvoces.core.errors import ExportError
from dosvoces.core.files import sync_disk, sync_folder
from dosvoces.exports.manifest import NAME as MANIFEST

#: The file that the process holds which writes the folder.
LOCK = ".lock"

#: Stands next to a database that somebody has open; parted from it, what was written last is lost.
_OPEN_DATABASE = re.compile("(.+)-(wal|journal)")


class _File(msgspec.Struct):
    path: str


class _Manifest(msgspec.Struct):
    """What the manifest has in every version."""

    dosvoces: str
    files: list[_File]


def _find_listed(folder: Path) -> frozenset[str] | None:
    """Paths of the files of the dataset in *folder*, which may be empty; None when it has something else."""
    own = (MANIFEST, LOCK)
    try:
        made = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=_Manifest)
    except (OSError, msgspec.MsgspecError):
        return None if any(path.name != LOCK for path in folder.iterdir()) else frozenset(own)
    return frozenset((*own, *(file.path for file in made.files)))


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _find_others(folder: Path, listed: frozenset[str], new: Path) -> list[str]:
    """Files and folders in *folder* that are not *listed*; folders whole when *new* has none of the name."""
    parents = {parent.as_posix() for name in listed for parent in Path(name).parents}
    found, waiting = [], [folder]
    while waiting:
        for path in waiting.pop().iterdir():
            name = path.relative_to(folder).as_posix()
            if _is_folder(path) and (name in parents or _is_folder(new / name)):
                waiting.append(path)
            elif _is_folder(path) or name not in listed:
                found.append(name)
    return sorted(found)


def check_replaceable(final: Path) -> None:
    """Raises :exc:`~dosvoces.core.errors.ExportError` when *final* is there and is no dataset of ours."""
    if not final.name:
        raise ExportError(f"{final} cannot be replaced by a dataset; name a folder in it")
    if final.exists() and not final.is_dir():
        raise ExportError(f"{final}: a file is in the place of a folder; name another place")
    if final.exists() and _find_listed(final) is None:
        raise ExportError(f"{final} is there and is no dataset of dosvoces; name another folder")


@contextmanager
def locked(folder: Path, final: Path) -> Iterator[None]:
    """Nobody else writes the dataset *final* in *folder*; raises ExportError when somebody does."""
    path = folder / LOCK
    with path.open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Whoever had it may have put the folder in place since the file was opened.
            mine = os.path.samestat(os.fstat(lock.fileno()), path.stat())
        except (BlockingIOError, FileNotFoundError):
            mine = False
        if not mine:
            raise ExportError(f"{final}: another export is writing it; wait for it")
        yield


def _clashes(folder: Path, name: str) -> bool:
    """Whether *folder* has something where *name* would be."""
    above = [folder / parent for parent in Path(name).parents]
    return os.path.lexists(folder / name) or any(os.path.lexists(p) and not _is_folder(p) for p in above)


def _find_hindrance(final: Path, name: str, new: Path) -> str:
    path = final / name
    if _clashes(new, name):
        return "has the name of a file of the new dataset"
    if (beside := _OPEN_DATABASE.fullmatch(name)) and (final / beside[1]).is_file():
        return "belongs to an open database"
    if (path / "index.lock").exists():
        return "is in use by git"
    if path.lstat().st_dev != final.stat().st_dev:
        return "is on another disk"
    if _is_folder(path) and not os.access(path, os.W_OK):
        return "may not be moved by you"
    return ""


def check_movable(final: Path, new: Path) -> None:
    """Raises ExportError when something of the owner's in *final* cannot stay once *new* takes its place."""
    check_replaceable(final)
    if not final.exists():
        return
    others = _find_others(final, _find_listed(final) or frozenset(), new)
    hindrances = {name: found for name in others if (found := _find_hindrance(final, name, new))}
    if hindrances:
        said = ", ".join(f"{name} {hindrance}" for name, hindrance in hindrances.items())
        raise ExportError(f"{final} has files of yours that would be in the way: {said}; move them elsewhere")


def _delete_listed(folder: Path, listed: frozenset[str]) -> None:
    """Deletes the dataset in *folder*, its manifest last, and the folder when nothing else is in it."""
    for root, folders, files in os.walk(folder, topdown=False):
        for path in (Path(root) / name for name in (*files, *folders)):
            name = path.relative_to(folder).as_posix()
            if _is_folder(path):
                _delete_empty(path)
            elif name in listed and name != MANIFEST:
                path.unlink()
    if all(path.name == MANIFEST for path in folder.iterdir()):
        (folder / MANIFEST).unlink(missing_ok=True)
        folder.rmdir()


def _delete_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise


def _name_old(final: Path) -> Path:
    return final.with_name(f".{final.name}.old")


def _retire(old: Path, final: Path) -> None:
    """Moves what is the owner's from *old* to *final*, and deletes the rest."""
    listed = _find_listed(old)
    if listed is None:
        raise ExportError(f"{old} is in the way and is no dataset of dosvoces; move it elsewhere")
    others = _find_others(old, listed, final)
    # A rename would silently take the place of a file.
    if clashing := [name for name in others if _clashes(final, name)]:
        raise ExportError(f"{', '.join(clashing)} is in {final} and, yours, in {old}; move one elsewhere")
    for name in others:
        (final / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            (old / name).rename(final / name)
        except OSError as error:
            raise ExportError(
                f"{old / name} is yours and cannot be moved to {final}: {error.strerror}; move it elsewhere"
            ) from error
    if others:
        sync_disk(final)
    _delete_listed(old, listed)


def finish_replacing(final: Path) -> None:
    """Brings to an end what a killed process began: puts the old dataset back, or lets it go."""
    old = _name_old(final)
    if not os.path.lexists(old):
        return
    if not _is_folder(old) or _find_listed(old) is None:
        raise ExportError(f"{old} is in the way and is no dataset of dosvoces; move it elsewhere")
    if not final.exists():
        old.rename(final)
        sync_folder(final.parent)
        return
    # Who put it in place may still be at it.
    with locked(final, final):
        try:
            _retire(old, final)
        finally:
            (final / LOCK).unlink(missing_ok=True)


def replace(final: Path, new: Path) -> None:
    """Puts the dataset *new*, which is locked, in the place of *final*, and lets go of the lock."""
    check_movable(final, new)
    old = _name_old(final)
    try:
        if final.exists():
            final.rename(old)
        new.rename(final)
    except BaseException:
        if old.exists() and not final.exists():
            old.rename(final)
        raise
    sync_folder(final.parent)
    try:
        if old.exists():
            _retire(old, final)
    finally:
        (final / LOCK).unlink(missing_ok=True)
