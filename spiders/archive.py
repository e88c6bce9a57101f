"""An archive: a folder of WARC files, each closed at a size, each with an index beside it.

Every record is a gzip member of its own and the records of one exchange are written at once, so that a
process that is killed leaves at most one damaged exchange, at the end of its file. Nothing is ever appended
to a file that another process began.
"""

import contextlib
import fcntl
import logging
import os
import re
import threading
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from scrapy import Request
from scrapy.http import Response

from spiders.cdxj import MACHINE, index_file, write_index
from spiders.warc import Archived, make_exchange, make_warcinfo

_NAME = re.compile(r"dosvoces-\d{17}-(.+)-\d+-\d{5}\.warc\.gz")

_log = logging.getLogger(__name__)


class Archive:
    """The WARC files that one process writes into *folder*; a file is closed when it has *megabytes*.

    Threads may share it. What processes that were killed have left gets its index when an archive is opened.
    """

    def __init__(self, folder: str, megabytes: float = 1000, operator: str = "") -> None:
        self.folder = Path(folder).expanduser()
        self._most = int(megabytes * 1_000_000)
        self._operator = operator
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._file: int | None = None
        self._path = self.folder
        self._size = 0
        self._lines: list[str] = []
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        complete_indexes(self.folder)

    def write(
        self,
        request: Request,
        response: Response,
        moment: datetime,
        fields: dict[str, str],
        rendered: bytes | None = None,
    ) -> Archived:
        """Archive one exchange, and what was *rendered* of it.

        *fields* go into its metadata record. Raises OSError and leaves nothing half done.
        """
        with self._lock:
            file = self._open_file()
            exchange = make_exchange(request, response, moment, fields, rendered)
            start = self._size + exchange.offset
            self._append(file, exchange.data)
            self._lines.append(exchange.index_line(self._path.name, start))
            archived = Archived(f"{self._path.name}:{start}", moment)
            if self._size >= self._most:
                self._close_file()
            return archived

    def _open_file(self) -> int:
        if self._file is None:
            self._file = self._create_file()
            # Held while the file grows: tells others that it is not an orphan.
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._size, self._lines = 0, []
            self._append(self._file, make_warcinfo(self._path.name, self._operator))
        return self._file

    def _create_file(self) -> int:
        while True:
            begun = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")[:17]
            name = f"dosvoces-{begun}-{MACHINE}-{os.getpid()}-{next(self._numbers):05}.warc.gz"
            self._path = self.folder / name
            # Another archive of this process may have begun a file in the same thousandth of a second.
            with contextlib.suppress(FileExistsError):
                return os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)

    def _append(self, file: int, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(file, view) :]
        except OSError:
            # The disk is full: what was there stays readable to its end.
            os.ftruncate(file, self._size)
            os.lseek(file, self._size, os.SEEK_SET)
            raise
        self._size += len(data)

    def _close_file(self) -> None:
        if self._file is None:
            return
        file, self._file = self._file, None
        with contextlib.suppress(OSError):
            os.fsync(file)
        try:
            write_index(self._path, self._lines)
        except OSError as error:  # its exchanges are archived: the next archive that is opened indexes it
            _log.error("The index of %s is not made: %s", self._path, error)
        finally:
            os.close(file)

    def close(self) -> None:
        """Close the file under way and write its index."""
        with self._lock:
            self._close_file()


def complete_indexes(folder: Path) -> list[Path]:
    """Indexes this machine's WARC files in *folder* that have no index and that no process is writing.

    Gives those files. One that cannot be indexed, for a full disk or want of rights, is logged and left for
    next time. What processes that died in the middle of it have left is removed.
    """
    done = []
    for path in sorted(folder.glob("*.warc.gz")):
        if index_file(path).exists() or _is_elsewhere(path):
            continue
        try:
            with path.open("rb") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except OSError:
                    continue
                from spiders.replay import read_index_lines

                write_index(path, read_index_lines(path))
                done.append(path)
        except OSError as error:
            _log.error("The index of %s is not made: %s", path, error)
    for part in folder.glob(f"*.cdxj.{MACHINE}.*.part"):
        number = part.name.split(".")[-2]
        if number.isdigit() and not _is_alive(int(number)):
            with contextlib.suppress(OSError):
                part.unlink()
    return done


def _is_elsewhere(path: Path) -> bool:
    """Whether another machine made the file: the locks of its processes need not be known here."""
    named = _NAME.fullmatch(path.name)
    return named is not None and named[1] != MACHINE


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True
