"""The temporary folder of an export, which is renamed when it is whole and resumed when it is not."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec

from dosvoces.core.files import explain, sync_disk
from dosvoces.core.version import __version__
from dosvoces.exports.replacing import (
    LOCK,
    check_movable,
    check_replaceable,
    finish_replacing,
    locked,
    replace,
)

_JOURNAL = "journal.json"


class Journal(msgspec.Struct, kw_only=True):
    """How far an export has come."""

    #: Version of dosvoces that wrote it; what another one would write on may look different.
    dosvoces: str
    #: What was asked for; another export does not go on from here.
    request: dict[str, Any]
    #: Outlets that are written as a whole.
    done: list[str] = []
    #: How long each growing file is at that point.
    sizes: dict[str, int] = {}
    #: Which start of the machine it was: after a power cut nothing is known of what reached the disk.
    boot: str
    #: What was counted up to that point.
    counts: dict[str, int] = {}
    #: What was left out for being damaged, and why.
    damaged: dict[str, str] = {}


#: Folder of what a format puts together at the end and needs no more then.
PARTS = ".parts"


class Workspace:
    """Files that grow outlet by outlet; after each the way so far is safe from being killed."""

    def __init__(self, folder: Path, journal: Journal) -> None:
        self.folder = folder
        self.journal = journal
        self._open: dict[str, IO[bytes]] = {}

    def file(self, name: str) -> IO[bytes]:
        """The growing file *name*."""
        if name not in self._open:
            self._open[name] = self.path(name).open("ab")
        return self._open[name]

    def path(self, name: str) -> Path:
        """Where the file *name* is; its folder is there."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def keep(self, name: str) -> None:
        """The file *name*, written at once, is whole."""
        self.journal.sizes[name] = (self.folder / name).stat().st_size

    def checkpoint(self, outlet: str | None) -> None:
        """Everything so far is safe from being killed; *outlet* is done."""
        for name, file in self._open.items():
            file.flush()
            self.journal.sizes[name] = file.tell()
        if outlet is not None:
            self.journal.done.append(outlet)
        new = self.folder / f"{_JOURNAL}.new"
        new.write_bytes(msgspec.json.encode(self.journal))
        new.replace(self.folder / _JOURNAL)

    def close(self) -> None:
        """Closes the files."""
        for file in self._open.values():
            file.close()
        self._open.clear()

    def clean(self) -> list[Path]:
        """Removes what is no part of the dataset; gives the paths of its files, in order."""
        # Without the journal nobody goes on from the parts.
        (self.folder / _JOURNAL).unlink(missing_ok=True)
        shutil.rmtree(self.folder / PARTS, ignore_errors=True)
        return sorted(path for path in self.folder.rglob("*") if path.is_file() and path.name != LOCK)


def _load(folder: Path, request: dict[str, Any]) -> Journal:
    """The journal to go on from: an interrupted export's of the same, else a new one in an empty folder."""
    try:
        journal = msgspec.json.decode((folder / _JOURNAL).read_bytes(), type=Journal)
    except (OSError, msgspec.MsgspecError):
        journal = None
    plain = msgspec.json.decode(msgspec.json.encode(request))
    if (
        journal is not None
        and journal.dosvoces == __version__
        and journal.boot == _find_boot()
        and journal.request == plain
    ):
        _cut_back(folder, journal)
        return journal
    for path in folder.iterdir():
        if path.name != LOCK:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return Journal(dosvoces=__version__, request=plain, boot=_find_boot())


def _find_boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def _cut_back(folder: Path, journal: Journal) -> None:
    """Takes away what was written after the last whole outlet."""
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        name = path.relative_to(folder).as_posix()
        if name in journal.sizes:
            os.truncate(path, journal.sizes[name])
        elif name not in (LOCK, _JOURNAL):
            path.unlink()


@contextmanager
def working(final: Path, request: dict[str, Any]) -> Iterator[Workspace]:
    """A workspace that becomes the folder *final* when the block ends well; else it stays, to go on from.

    What stands in *final* and is no part of the dataset there is kept, in its place. Raises
    :exc:`~dosvoces.core.errors.ExportError` when *final* is there and is no dataset of ours.
    """
    try:
        # `.` and links stand for the folder that is meant.
        final = final.resolve()
        check_replaceable(final)
        folder = final.with_name(f".{final.name}.part")
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder, final):
            finish_replacing(final)
            workspace = Workspace(folder, _load(folder, request))
            # Rather now than after hours of writing.
            check_movable(final, folder)
            try:
                yield workspace
            finally:
                workspace.close()
            # One for all: a dataset may have thousands of files, and waiting for each takes longer than
            # writing them.
            sync_disk(folder)
            replace(final, folder)
    except OSError as error:
        raise explain(error, final) from error
