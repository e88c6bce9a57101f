"""A crawl in a process of its own, since Twisted's reactor starts once in each; its reports as they come."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from typing import IO

import msgspec

from dosvoces.operations.crawl import CrawlReport, stopped

#: The status of a command that Ctrl-C ended.
_INTERRUPTED = 130


class CrawlProcess:
    """Crawls *outlets*, their keys or files by key, into *store* in another process.

    *settings* are ``NAME=VALUE``, logs are JSON lines with *json_logs*. Of *own_session*, Ctrl-C reaches this
    process alone. Raises ``OSError`` when there is no room for another process or its reports.
    """

    def __init__(
        self,
        outlets: Mapping[str, str],
        *,
        store: str = "",
        settings: Sequence[str] = (),
        json_logs: bool = False,
        own_session: bool = False,
    ) -> None:
        command = [sys.executable, "-m", "dosvoces", "--json", "crawl", *outlets.values()]
        command += ["--logs", "json" if json_logs else "text"]
        command += ["--store", store] if store else []
        command += [part for setting in settings for part in ("--set", setting)]
        #: Outlets not reported yet; a report comes when the outlet's lock is free again.
        self.under_way = set(outlets)
        self._begun = time.monotonic()
        self._told: float | None = None
        self._read = 0
        # A file and no pipe: a crawl that nobody reads for a while must not wait.
        self._out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when all is read
        try:
            self._process = subprocess.Popen(command, stdout=self._out, start_new_session=own_session)
        except BaseException:
            self._out.close()
            raise

    @property
    def ended(self) -> bool:
        """Whether the process is gone."""
        return self._process.poll() is not None

    @property
    def done(self) -> bool:
        """Whether the process is gone and all its reports are read."""
        return self._out.closed

    @property
    def seconds(self) -> float:
        """How long ago it began, by a clock that nobody sets."""
        return time.monotonic() - self._begun

    def end(self, grace: float) -> None:
        """Tell it to end soon and whole, once; kill it when it was told *grace* seconds ago."""
        if self._told is None:
            self._told = time.monotonic()
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGINT)
        elif time.monotonic() - self._told > grace:
            self._process.kill()

    def terminate(self) -> None:
        """End it at once, and wait until it is gone."""
        self._process.terminate()
        self._process.wait()

    def wait(self, until: float) -> None:
        """Wait for its end until the monotonic clock says *until*; then kill it."""
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def read_reports(self) -> list[CrawlReport]:
        """The reports that came since the last call; those still missing when the process is gone say so."""
        if self._out.closed:
            return []
        ended = self.ended  # asked before reading: what is written until then is read
        # At a place of ours: the process writes to the same open file.
        unread = os.pread(self._out.fileno(), os.fstat(self._out.fileno()).st_size - self._read, self._read)
        whole = unread if ended else unread[: unread.rfind(b"\n") + 1]
        self._read += len(whole)
        reports = [report for line in whole.splitlines() if (report := _decode(line))]
        reports = [report for report in reports if report.outlet in self.under_way]
        self.under_way -= {report.outlet for report in reports}
        if ended:
            self._out.close()
            reports += [self._report_missing(key) for key in sorted(self.under_way)]
            self.under_way.clear()
        return reports

    def _report_missing(self, outlet: str) -> CrawlReport:
        """The report on an outlet of which the process left none: told to end before it began, or killed."""
        status = self._process.returncode
        if self._told is not None and status in (_INTERRUPTED, -signal.SIGINT):
            return stopped(outlet)
        return died(outlet, _explain(status))


def died(outlet: str, message: str) -> CrawlReport:
    """The report on an outlet whose crawl left none."""
    return CrawlReport(outlet=outlet, ended="died", seconds=0, counts={}, message=message)


def _decode(line: bytes) -> CrawlReport | None:
    """The report of *line*, None when it is half a line: the process was killed or the disk is full."""
    try:
        return msgspec.json.decode(line, type=CrawlReport)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _explain(status: int) -> str:
    if status < 0:
        return f"its process was ended by signal {-status} ({signal.strsignal(-status)})"
    return f"its process ended with status {status} and without a report"
