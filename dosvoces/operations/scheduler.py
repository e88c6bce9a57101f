"""The scheduler: one process that starts crawls when outlets are due, and learns their pace.

A process crawls a group of outlets, each of which is planned anew as soon as its own crawl has ended. What is
planned is kept in the store; locks on outlets keep crawls apart, even from those that others start by hand.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Self

from dosvoces.core.errors import StoreError
from dosvoces.health.alerts import Teller
from dosvoces.health.review import review
from dosvoces.operations.crawl import CrawlReport
from dosvoces.operations.crawl_process import CrawlProcess, died
from dosvoces.operations.machine import review_machine
from dosvoces.operations.outcome import keep_outcome, log_outcome, next_plan
from dosvoces.operations.schedule import Bounds, first_plan, is_due
from dosvoces.store import Store
from dosvoces.store.schedule import Plan, load_plans

#: Seconds between two looks at what is due and what has ended.
_TICK = 1.0

#: Outlets that one process crawls: as many as it takes at once by default.
GROUP = 16

#: Seconds that crawls get, all at once, to end whole when they are told to. Scrapy makes the requests that
#: it has taken up, 64 at most, at the outlet's pace; a crawl that needs longer is killed, which costs those.
SHUTDOWN_SECONDS = 90.0

#: Seconds after which a crawl is slow: outlets that need longer are crawled apart from the others, which need
#: not wait for them.
_SLOW = 600.0

#: Seconds after which a crawl is told to end: it hangs, or the outlet is so slow that the rest waits for next
#: time.
LONGEST = 3 * 3600.0

_log = logging.getLogger("dosvoces.schedule")


def _now() -> datetime:
    return datetime.now(UTC)


class Scheduler:
    """Crawls *outlets*, keys or files by key, as their plans say.

    At most *processes* crawls go on at a time, and as many again that are slow; they end with the block.
    """

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
        self._store, self._teller = store, Teller(store)
        self._outlets = outlets
        self._processes = processes
        self._clock = clock
        self._address = address
        self._settings = settings
        self._json_logs = json_logs
        known, now = load_plans(store), clock()
        self.plans: dict[str, Plan] = {
            key: known.get(key) or first_plan(key, bounds, now) for key, (_, bounds) in outlets.items()
        }
        self._crawls: list[CrawlProcess] = []
        #: Outlets whose last crawl was slow.
        self._slow: set[str] = set()
        self._stopping = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End what is under way, whole."""
        self._stopping = True
        until = time.monotonic() + SHUTDOWN_SECONDS
        for crawl in self._crawls:
            crawl.end(SHUTDOWN_SECONDS)
        for crawl in self._crawls:
            crawl.wait(until)
        self._collect()

    def run(self, stop: threading.Event) -> None:
        """Crawl until *stop* is set."""
        while not stop.is_set():
            self.tick()
            stop.wait(_TICK)

    def tick(self) -> None:
        """Note what has ended, then start what is due."""
        self._collect()
        for crawl in self._crawls:
            if crawl.seconds > LONGEST:
                crawl.end(SHUTDOWN_SECONDS)
        now = self._clock()
        busy = {key for crawl in self._crawls for key in crawl.under_way}
        due = [
            plan
            for key, plan in self.plans.items()
            if key not in busy and is_due(plan, self._outlets[key][1], now)
        ]
        due.sort(key=lambda plan: plan.next_at)
        for slow in (False, True):
            waiting = [plan.outlet for plan in due if (plan.outlet in self._slow) == slow]
            while waiting and self._has_room(slow):
                group, waiting = waiting[:GROUP], waiting[GROUP:]
                if not self._start(group):
                    return

    def _has_room(self, slow: bool) -> bool:
        """Whether another crawl may be started, of *slow* outlets or of others."""
        kinds = [
            crawl.seconds > _SLOW or not self._slow.isdisjoint(crawl.under_way) for crawl in self._crawls
        ]
        return kinds.count(slow) < self._processes and len(kinds) < 2 * self._processes

    def _start(self, group: Sequence[str]) -> bool:
        _log.info("crawling %s", " ".join(group))
        try:
            crawl = CrawlProcess(
                {key: self._outlets[key][0] for key in group},
                store=self._address,
                settings=self._settings,
                json_logs=self._json_logs,
                own_session=True,  # Ctrl-C reaches the schedule alone, which ends its crawls
            )
        except OSError as error:
            _log.error("no crawl can be started: %s", error)
            for key in group:
                self._note(died(key, str(error)))
            return False
        self._crawls.append(crawl)
        return True

    def _collect(self) -> None:
        reports = [report for crawl in self._crawls for report in crawl.read_reports()]
        self._crawls = [crawl for crawl in self._crawls if not crawl.done]
        for report in reports:
            self._note(report)
        if reports:
            self._look_after([report.outlet for report in reports])

    def _note(self, report: CrawlReport) -> None:
        key = report.outlet
        before, bounds, now = self.plans[key], self._outlets[key][1], self._clock()
        self.plans[key] = plan = next_plan(before, report, bounds, now, stopping=self._stopping)
        if report.seconds > _SLOW:
            self._slow.add(key)
        elif report.ended == "finished":
            self._slow.discard(key)
        log_outcome(report, plan)
        try:
            # One that is killed for the schedule's end is no news.
            keep_outcome(self._store, report, plan, now, news=not self._stopping, changed=plan != before)
        except StoreError as error:  # gone for a minute: the plan is kept with the next crawl
            _log.error("%s", error)

    def _look_after(self, outlets: Sequence[str]) -> None:
        try:
            review(self._store, self._clock(), outlets)
            review_machine(self._store, self._clock())
            self._teller.tell()
        except StoreError as error:
            _log.error("%s", error)
