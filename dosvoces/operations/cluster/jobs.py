"""What a worker does for each kind of job: a command in a process of its own, watched to its end."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dosvoces.core.errors import (
    DosvocesError,
    JobError,
    JobGivenBack,
    PermanentJobError,
    StoreAway,
    StoreError,
)
from dosvoces.core.outlets import Outlet, find
from dosvoces.health.review import review
from dosvoces.operations.cluster.outage import Outage
from dosvoces.operations.cluster.queue import LAST, Job, defer
from dosvoces.operations.command_process import CommandProcess, explain
from dosvoces.operations.crawl import CrawlReport
from dosvoces.operations.crawl_process import CrawlProcess, died
from dosvoces.operations.machine import review_machine
from dosvoces.operations.outcome import found_in, keep_outcome, log_outcome, next_plan
from dosvoces.operations.schedule import bounds_of, first_plan
from dosvoces.operations.scheduler import LONGEST, SHUTDOWN_SECONDS
from dosvoces.store import Store
from dosvoces.store.jobs import StoredJob
from dosvoces.store.locks import lock_name
from dosvoces.store.schedule import load_plans

if TYPE_CHECKING:
    from procrastinate import JobContext

#: Seconds between two looks at a process, and two tries of a database that is away.
_TICK, _PAUSE = 0.1, 1.0

#: How long after a crawl editions are paired: what is new is translated by then.
_ALIGN_AFTER = timedelta(minutes=15)

#: The commands that a job may be.
COMMANDS = ("align", "bulk", "export", "replay", "translate")

_log = logging.getLogger("dosvoces.worker")


class Work:
    """What the jobs of one worker share."""

    def __init__(self, store: Store, address: str, options: Sequence[str] = (), json_logs: bool = False):
        self.store = store
        self.stopping = False
        #: The numbers of the jobs under way.
        self.running: set[int] = set()
        #: Seconds by which this machine's clock is ahead of the database's, by which jobs begin.
        self.clock_ahead = 0.0
        self._address = address
        self._settings = options
        self._json_logs = json_logs

    def now(self) -> datetime:
        """The time by the database's clock."""
        return datetime.now(UTC) - timedelta(seconds=self.clock_ahead)

    async def crawl(self, context: "JobContext", words: Sequence[str], since: str = "") -> None:
        """Crawls the outlet that *words* name, plans its next crawl and, with *since*, goes on until then."""
        with self._noted(context):
            await self._crawl(context, words, since)

    @contextmanager
    def _noted(self, context: "JobContext") -> Iterator[None]:
        number = context.job.id or 0
        self.running.add(number)
        try:
            yield
        finally:
            self.running.discard(number)

    async def _crawl(self, context: "JobContext", words: Sequence[str], since: str) -> None:
        (place,) = words
        try:
            outlet = find(place)
        except DosvocesError as error:
            key = context.job.queueing_lock or place
            await self._patiently(self._keep, died(key.removeprefix("crawl/"), str(error)), None, since)
            raise JobError(f"{place} cannot be crawled on this machine: {error}") from error
        process = CrawlProcess(
            {outlet.key: place},
            store=self._address,
            settings=self._settings,
            json_logs=self._json_logs,
            own_session=True,
            forked=True,
            options=("--since", since) if since else (),
        )
        await self._watch(process, context)
        (report,) = process.read_reports()
        await self._patiently(self._keep, report, outlet, since)
        if since and (report.ended != "finished" or not report.was_reached):
            why = report.message or (report.ended if report.was_reached else "no source could be read")
            message = f"the back-fill of {outlet.key} ended early: {why}"
            raise JobGivenBack(message) if self.stopping else JobError(message)
        if since and report.counts.get("skipped/page_limit"):
            part = backfill(outlet, place, since, context.job.lock or "", context.job.id)
            await self._patiently(defer, self.store, [part])
        if found_in(report) and outlet.editions:
            pairing = Job(
                queue="align",
                name=f"align/{outlet.key}",
                words=("align", "--outlet", outlet.key),
                after=self.now() + _ALIGN_AFTER,
            )
            await self._patiently(defer, self.store, [pairing])
        self._check_wanted(context)

    async def _patiently(self, function: Callable[..., object], *arguments: object) -> None:
        """Call *function* when the database is there: what a crawl leaves is no less worth for an outage.

        What else is wrong with the store fails the job.
        """
        outage = Outage(_log)
        while True:
            try:
                await asyncio.to_thread(function, *arguments)
                outage.end()
                return
            except StoreAway as error:
                if self.stopping:
                    raise
                outage.note(error)
            await asyncio.sleep(_PAUSE)

    async def command(self, context: "JobContext", words: Sequence[str], since: str = "") -> None:
        """Runs the command *words*, which raises :exc:`~dosvoces.core.errors.JobError` unless it ends with 0.

        Two workers never run one job at once, even when one of them was paused and taken for dead.
        """
        if not words or words[0] not in COMMANDS:
            raise JobError(f"{' '.join(words)} is no command for a job; those are {', '.join(COMMANDS)}")
        name = context.job.queueing_lock or f"job {context.job.id}"
        with self._noted(context), lock_name(self.store, f"job {name}") as free:
            if not free:
                raise JobError(f"{name} is being done by another worker")
            process = CommandProcess(
                words,
                variables={"DOSVOCES_STORE": self._address} if self._address else {},
                own_session=True,
                forked=True,
            )
            try:
                await self._watch(process, context)
            finally:
                process.close()
        self._check_wanted(context)
        if process.status:
            kind = PermanentJobError if process.status == PermanentJobError.exit_code else JobError
            raise kind(f"dosvoces {' '.join(words)}: {explain(process.status)}")

    async def _watch(self, process: CommandProcess, context: "JobContext") -> None:
        """Wait for the end of *process*; end it when the worker stops, the job is cancelled, or it hangs."""
        try:
            while not process.ended:
                late = isinstance(process, CrawlProcess) and process.seconds > LONGEST
                if self.stopping or late or context.should_abort():
                    process.end(SHUTDOWN_SECONDS)
                await asyncio.sleep(_TICK)
        except BaseException:
            process.terminate()
            raise

    def _check_wanted(self, context: "JobContext") -> None:
        from procrastinate.exceptions import JobAborted

        if context.should_abort():
            raise JobAborted("it was cancelled")
        if self.stopping and context.job.task_name == "command":
            raise JobGivenBack("its worker was told to stop")

    def _keep(self, report: CrawlReport, outlet: Outlet | None, since: str) -> None:
        """Plan the outlet's next crawl, which a back-fill leaves as it is, and look after its health."""
        if since:
            return
        bounds, now = bounds_of(outlet), datetime.now(UTC)
        before = load_plans(self.store).get(report.outlet) or first_plan(report.outlet, bounds, now)
        plan = next_plan(before, report, bounds, now, stopping=self.stopping)
        log_outcome(report, plan)
        keep_outcome(self.store, report, plan, now, news=not self.stopping, changed=plan != before)
        review(self.store, now, [report.outlet])
        review_machine(self.store, now)

    def give_up(self, job: StoredJob) -> None:
        """Note that *job* kills every worker that takes it; a crawl is tried again with growing pauses."""
        _log.error("%s is given up: the workers that took it died", job.name)
        if job.queue != "crawl" or job.arguments.get("since"):
            return
        (place,) = job.arguments["words"]
        key = job.name.removeprefix("crawl/")
        try:
            outlet = find(place)
        except DosvocesError:
            outlet = None
        try:
            self._keep(died(key, "the workers that crawled it died"), outlet, "")
        except StoreError as error:
            _log.error("%s", error)


def backfill(outlet: Outlet, place: str, since: str, lock: str, after: int | None = None) -> Job:
    """A crawl of *outlet* back to the day *since*, that lets new stories go first; *after* another part."""
    return Job(
        queue="crawl",
        name=f"backfill/{outlet.key}/{since}/{after or 0}",
        words=(place,),
        lock=lock,
        priority=LAST,
        since=since,
    )
