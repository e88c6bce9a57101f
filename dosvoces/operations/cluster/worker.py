"""A worker: takes jobs from the queue, as many as it may at a time, until it is told to stop."""

import asyncio
import contextlib
import logging
import math
import signal
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from dosvoces.core import settings
from dosvoces.core.errors import DosvocesError, JobGivenBack, PermanentJobError
from dosvoces.operations.cluster.jobs import Work
from dosvoces.operations.cluster.outage import Outage
from dosvoces.store import Store
from dosvoces.store.jobs import GIVE_BACK, SCHEMA, ask_time, connection_info, install, take_up_stalled

if TYPE_CHECKING:
    from procrastinate import App

#: Tries of a job that fails, and the seconds before the second; each further wait is four times as long.
MOST_TRIES, _FIRST_WAIT = 5, 30

#: Heartbeats in the time after which a worker is taken for dead.
_BEATS = 3

#: Seconds after which a worker that is not heard of is forgotten.
_FORGOTTEN_AFTER = 86400.0

#: Seconds for which a connection is waited for and tried for, and between two such tries: a database that is
#: there again is asked soon, before others take this worker for dead.
_PATIENCE, _RECONNECTING, _PAUSE = 3.0, 2.0, 1.0

#: Seconds by which two clocks differ that somebody should set.
_CLOCKS_APART = 60.0

_log = logging.getLogger("dosvoces.worker")


def work(
    store: Store,
    address: str,
    queues: Sequence[str],
    *,
    concurrency: int = 1,
    options: Sequence[str] = (),
    json_logs: bool = False,
    wait: bool = True,
) -> None:
    """Takes jobs of *queues* from the queue of *store* until SIGTERM or SIGINT, or without *wait* to its end.

    *address* and *options*, ``NAME=VALUE``, are those of the commands that are run. Told to stop, what is
    under way ends whole or is given back.
    """
    install(store)
    asyncio.run(_work(Work(store, address, options, json_logs), [*queues], concurrency, wait))


async def _work(shared: Work, queues: Sequence[str], concurrency: int, wait: bool) -> None:
    seconds = float(settings.get("DOSVOCES_WORKER_SECONDS"))
    app = make_app(shared)
    async with app.open_async():
        taking = asyncio.create_task(
            app.run_worker_async(
                queues=queues,
                concurrency=concurrency,
                wait=wait,
                fetch_job_polling_interval=float(settings.get("DOSVOCES_QUEUE_SECONDS")),
                # With notifications a worker ends, with status 0, when the database is away for a moment.
                listen_notify=False,
                delete_jobs="successful",
                install_signal_handlers=False,
                update_heartbeat_interval=seconds / _BEATS,
                # What prunes the table of workers at the start of one must not take the living for dead.
                stalled_worker_timeout=_FORGOTTEN_AFTER,
            )
        )
        watching = asyncio.create_task(_take_up(shared, seconds))

        def stop() -> None:
            shared.stopping = True
            taking.cancel()

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        try:
            await taking
        except asyncio.CancelledError:
            if not shared.stopping:
                raise
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching


async def _take_up(shared: Work, seconds: float) -> None:
    """Take up the jobs of workers that died, which nobody else does."""
    witness, outage = Witness(seconds, time.monotonic()), Outage(_log)
    while True:
        await asyncio.sleep(seconds / _BEATS)
        try:
            asked, told = time.monotonic(), await asyncio.to_thread(ask_time, shared.store)
            outage.end()
            _compare_clocks(shared, told)
            if not witness.note(asked, told):
                continue
            back, given_up = await asyncio.to_thread(take_up_stalled, shared.store, seconds)
        except DosvocesError as error:
            outage.note(error)
            witness.lose()
            continue
        for job in back:
            _log.warning("%s is taken up again: its worker died", job.name)
        for job in given_up:
            try:
                await asyncio.to_thread(shared.give_up, job)
            except (LookupError, TypeError, ValueError) as error:  # added by others, it is no job of ours
                _log.error("%s has no arguments of a job: %s", job.name, error)


class Witness:
    """Whether this worker may say that another one was not heard of for *seconds*.

    Only one that had the database at hand all the while may: after an outage all seem dead, after a pause all
    others do, and after the database's clock was set whoever was heard of before.
    """

    def __init__(self, seconds: float, begun: float) -> None:
        self._seconds = seconds
        self._asked = self._since = begun
        self._told: float | None = None

    def note(self, asked: float, told: float) -> bool:
        """Notes when the database was *asked*, by a clock that nobody sets, and the time that it *told*."""
        passed = asked - self._asked
        moved = passed if self._told is None else told - self._told
        if passed > 2 * self._seconds / _BEATS or abs(moved - passed) > self._seconds / 2:
            self._since = asked
        self._asked, self._told = asked, told
        return asked - self._since >= self._seconds

    def lose(self) -> None:
        """Notes that the database was asked and did not answer."""
        self._asked = -math.inf


def _compare_clocks(shared: Work, told: float) -> None:
    """Notes by how much this machine's clock is ahead of the database's, and warns when that is new."""
    ahead = time.time() - told
    if abs(ahead - shared.clock_ahead) <= _CLOCKS_APART:
        return
    shared.clock_ahead = ahead
    if abs(ahead) > _CLOCKS_APART:
        how = "ahead of" if ahead > 0 else "behind"
        _log.warning("this machine's clock is %.0f s %s the database's: set it", abs(ahead), how)


def make_app(shared: Work) -> "App":
    """Procrastinate's application with our tasks, ``crawl`` and ``command``."""
    from procrastinate import App, BaseRetryStrategy, RetryDecision
    from procrastinate.jobs import Job as Row

    class Growing(BaseRetryStrategy):
        """Tries again with growing waits; what was given back, at once."""

        def get_retry_decision(self, *, exception: BaseException, job: Row) -> RetryDecision | None:
            if isinstance(exception, JobGivenBack):
                return RetryDecision(retry_at=shared.now())
            if job.task_name == "crawl" and not job.task_kwargs.get("since"):
                return None  # its plan says when it is tried again
            if isinstance(exception, PermanentJobError) or job.attempts + 1 >= MOST_TRIES:
                return None
            return RetryDecision(retry_at=shared.now() + timedelta(seconds=_FIRST_WAIT * 4**job.attempts))

    # Who looks for dead workers tells of a database that is away.
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    logging.getLogger("procrastinate.worker").addFilter(_shorten)
    connector: Any = _make_connector(shared)
    app = App(connector=connector)
    app.task(name="crawl", pass_context=True, retry=Growing())(shared.crawl)
    app.task(name="command", pass_context=True, retry=Growing())(shared.command)
    return app


def _shorten(record: logging.LogRecord) -> bool:
    """Have the log say why a job failed; where in the program is told of our own faults alone."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, DosvocesError):
        record.msg, record.args, record.exc_info = f"{record.getMessage()}: {error}", (), None
    return True


def _make_connector(shared: Work) -> Any:
    """What Procrastinate asks the database with: it waits for one that is away, as long as that takes.

    Else a heartbeat or an end that cannot be noted would end the worker, or leave a job that nobody does.
    """
    from procrastinate import PsycopgConnector
    from procrastinate.exceptions import ConnectorException
    from psycopg import InterfaceError, OperationalError
    from psycopg.errors import RaiseException

    class Patient(PsycopgConnector):
        async def execute_query_async(self, query: Any, **arguments: Any) -> None:
            try:
                await patiently(super().execute_query_async, query, arguments)
            except ConnectorException as error:
                if "job_id" not in arguments or not isinstance(error.__cause__, RaiseException):
                    raise
                # This worker was paused or cut off, and taken for dead.
                _log.warning("job %s was taken up by another worker meanwhile", arguments["job_id"])

        async def execute_query_one_async(self, query: Any, **arguments: Any) -> dict[str, Any]:
            row: dict[str, Any] = await patiently(super().execute_query_one_async, query, arguments)
            return row

        async def execute_query_all_async(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:
            rows: list[dict[str, Any]] = await patiently(super().execute_query_all_async, query, arguments)
            return rows

    async def ask_plainly(query: Any, **arguments: Any) -> None:
        await PsycopgConnector.execute_query_async(connector, query, **arguments)

    async def patiently(ask: Any, query: str, arguments: dict[str, Any]) -> Any:
        while True:
            try:
                return await ask(query, **arguments)
            except ConnectorException as error:
                # One that is told to stop waits for nobody: what it had is taken up by others.
                if shared.stopping or not isinstance(error.__cause__, OperationalError | InterfaceError):
                    raise
                _log.debug("%s", error.__cause__)
            await asyncio.sleep(_PAUSE)
            if "queues" in arguments and "worker_id" in arguments:
                # The answer that named a job may be what was lost.
                give_back = {"worker": arguments["worker_id"], "running": sorted(shared.running)}
                await patiently(ask_plainly, GIVE_BACK, give_back)

    connector = Patient(
        conninfo=connection_info(shared.store),
        kwargs={"options": f"-c search_path={SCHEMA}"},
        min_size=1,
        max_size=4,
        timeout=_PATIENCE,
        reconnect_timeout=_RECONNECTING,
    )
    return connector
