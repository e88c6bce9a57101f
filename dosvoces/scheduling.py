"""The schedule at work: one process that starts crawls when outlets are due, and learns their pace.

A crawl is a process of its own, since Twisted's reactor starts once in each. What is planned is kept in the
store after every crawl; locks on outlets keep crawls apart, even from those that others start by hand.
"""

import contextlib
import logging
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import IO

import msgspec

from dosvoces.crawl import CrawlReport
from dosvoces.errors import StoreError
from dosvoces.health import OutletRun
from dosvoces.health_alerts import tell
from dosvoces.health_review import review
from dosvoces.schedule import Bounds, Plan, after_clash, after_crawl, after_failure, first_plan, is_due
from dosvoces.store import Store
from dosvoces.store.health import save_run
from dosvoces.store.schedule import load_plans, save_plan

#: Seconds between two looks at what is due and what has ended.
_TICK = 1.0

#: Outlets that one process crawls: as many as it takes at once by default.
GROUP = 16

#: Seconds that crawls get to end whole when the schedule is stopped. Scrapy makes the requests that it has
#: taken up, 64 at most, at the outlet's pace; a crawl that needs longer is killed, which costs those alone.
_LAST_WISHES = 90.0

#: Hours after which a crawl is told to end: it hangs, or the outlet is so slow that the rest waits for next
#: time.
_LONGEST = 3 * 3600.0

_log = logging.getLogger("dosvoces.schedule")


def _now() -> datetime:
    return datetime.now(UTC)


class _Crawl:
    """A crawl under way of some outlets."""

    def __init__(self, outlets: Sequence[str], command: Sequence[str], begun: datetime) -> None:
        self.outlets = outlets
        self.begun = begun
        self._out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when read
        # A session of its own: Ctrl-C reaches the schedule alone, which ends its crawls one by one.
        self._process = subprocess.Popen(command, stdout=self._out, start_new_session=True)

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def tell_to_end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGINT)

    def wait(self, seconds: float) -> None:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def reports(self) -> dict[str, CrawlReport]:
        """What became of the outlets; those of a crawl that died are missing."""
        self._out.seek(0)
        reports = {}
        with self._out:
            for line in self._out:
                with contextlib.suppress(msgspec.DecodeError):
                    report = msgspec.json.decode(line, type=CrawlReport)
                    reports[report.outlet] = report
        return reports


class Scheduler:
    """Crawls *outlets*, keys or files by key, as their plans say, at most *processes* crawls at a time."""

    def __init__(
        self,
        store: Store,
        address: str,
        outlets: Mapping[str, tuple[str, Bounds]],
        *,
        processes: int = 2,
        settings: Sequence[str] = (),
        json_logs: bool = False,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._store = store
        self._outlets = outlets
        self._processes = processes
        self._clock = clock
        self._command = [sys.executable, "-m", "dosvoces", "--json", "crawl"]
        self._options = ["--logs", "json" if json_logs else "text"]
        self._options += ["--store", address] if address else []
        self._options += [part for setting in settings for part in ("--set", setting)]
        known, now = load_plans(store), clock()
        self.plans: dict[str, Plan] = {
            key: known.get(key) or first_plan(key, bounds, now) for key, (_, bounds) in outlets.items()
        }
        self._crawls: list[_Crawl] = []
        self._stopping = False

    def run(self, stop: threading.Event) -> None:
        """Crawl until *stop* is set; then end what is under way, whole."""
        try:
            while not stop.is_set():
                self.tick()
                stop.wait(_TICK)
        finally:
            self._stopping = True
            for crawl in self._crawls:
                crawl.tell_to_end()
            for crawl in self._crawls:
                crawl.wait(_LAST_WISHES)
            self._collect()

    def tick(self) -> None:
        """Note what has ended, then start what is due."""
        self._collect()
        now = self._clock()
        for crawl in self._crawls:
            if (now - crawl.begun).total_seconds() > _LONGEST:
                crawl.tell_to_end()
        busy = {key for crawl in self._crawls for key in crawl.outlets}
        due = [plan for plan in self.plans.values() if is_due(plan, now) and plan.outlet not in busy]
        due.sort(key=lambda plan: plan.next_at)
        while due and len(self._crawls) < self._processes:
            group, due = [plan.outlet for plan in due[:GROUP]], due[GROUP:]
            _log.info("crawling %s", " ".join(group))
            command = [*self._command, *(self._outlets[key][0] for key in group), *self._options]
            self._crawls.append(_Crawl(group, command, now))

    def _collect(self) -> None:
        ended = [crawl for crawl in self._crawls if crawl.ended]
        self._crawls = [crawl for crawl in self._crawls if crawl not in ended]
        for crawl in ended:
            reports = crawl.reports()
            for key in crawl.outlets:
                self._note(key, reports.get(key))
            self._look_after(crawl.outlets)

    def _note(self, key: str, report: CrawlReport | None) -> None:
        plan, bounds, now = self.plans[key], self._outlets[key][1], self._clock()
        if report and report.ended == "shutdown" and self._stopping:
            pass  # it goes on where it was ended, as soon as the schedule is started again
        elif report and report.ended in ("locked", "shutdown"):
            plan = after_clash(plan, bounds, now)
        elif report is None or report.ended != "finished" or not _was_reached(report):
            plan = after_failure(plan, bounds, now)
        else:
            plan = after_crawl(plan, found_in(report), bounds, now)
        self.plans[key] = plan
        _log.info(
            "%s: %s, %s found, next at %s",
            key,
            report.ended if report else "died",
            found_in(report) if report else "nothing",
            plan.next_at.isoformat(timespec="seconds"),
            extra={"outlet": key, "reason": report.ended if report else "died"},
        )
        try:
            # It could not note itself how it ended; one that is killed for the schedule's end is no news.
            if not self._stopping and (report is None or report.ended == "error"):
                ended, message = (report.ended, report.message) if report else ("died", "")
                save_run(
                    self._store, OutletRun(outlet=key, finished=now, ended=ended, counts={}, message=message)
                )
            save_plan(self._store, plan)
        except StoreError as error:  # gone for a minute: the plan is kept with the next crawl
            _log.error("%s", error)

    def _look_after(self, outlets: Sequence[str]) -> None:
        try:
            review(self._store, self._clock(), outlets)
            tell(self._store)
        except StoreError as error:
            _log.error("%s", error)


def found_in(report: CrawlReport) -> int:
    """The new and changed stories that a crawl found."""
    return report.counts.get("articles/new", 0) + report.counts.get("articles/changed", 0)


def _was_reached(report: CrawlReport) -> bool:
    """Whether any source of the outlet could be read."""
    announced = report.counts.get("announced/stories", 0) + report.counts.get("unchanged/sources", 0)
    failed = any(name.startswith("failed/source_") for name in report.counts)
    return bool(announced) or not failed
