"""A crawl in a process of its own, since Twisted's reactor starts once in each; its reports as they come."""

import os
import signal
from collections.abc import Mapping, Sequence

import msgspec

from dosvoces.operations.command_process import CommandProcess, explain
from dosvoces.operations.crawl import CrawlReport, stopped

#: The status of a command that Ctrl-C ended.
_INTERRUPTED = 130


class CrawlProcess(CommandProcess):
    """Crawls *outlets*, their keys or files by key, into *store* in another process.

    *settings* are ``NAME=VALUE``, logs are JSON lines with *json_logs*; *options* are further ones of the
    command ``crawl``; *own_session*, *forked* and what it raises are as of a command.
    """

    def __init__(
        self,
        outlets: Mapping[str, str],
        *,
        store: str = "",
        settings: Sequence[str] = (),
        json_logs: bool = False,
        own_session: bool = False,
        forked: bool = False,
        options: Sequence[str] = (),
    ) -> None:
        words = ["crawl", *outlets.values(), "--logs", "json" if json_logs else "text", *options]
        words += [part for setting in settings for part in ("--set", setting)]
        #: Outlets not reported yet; a report comes when the outlet's lock is free again.
        self.under_way = set(outlets)
        self._read = 0
        # No argument: everybody on the machine may read those, and the address may have a password.
        variables = {"DOSVOCES_STORE": store} if store else {}
        super().__init__(words, variables=variables, own_session=own_session, forked=forked)

    @property
    def done(self) -> bool:
        """Whether the process is gone and all its reports are read."""
        return self._out.closed

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
            self.close()
            reports += [self._report_missing(key) for key in sorted(self.under_way)]
            self.under_way.clear()
        return reports

    def _report_missing(self, outlet: str) -> CrawlReport:
        """The report on an outlet of which the process left none: told to end before it began, or killed."""
        status = self.status
        if self._told is not None and status in (_INTERRUPTED, -signal.SIGINT):
            return stopped(outlet)
        return died(outlet, explain(status))


def died(outlet: str, message: str) -> CrawlReport:
    """The report on an outlet whose crawl left none."""
    return CrawlReport(outlet=outlet, ended="died", seconds=0, counts={}, message=message)


def _decode(line: bytes) -> CrawlReport | None:
    """The report of *line*, None when it is half a line: the process was killed or the disk is full."""
    try:
        return msgspec.json.decode(line, type=CrawlReport)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
