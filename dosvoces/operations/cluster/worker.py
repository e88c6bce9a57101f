"""A worker: takes jobs from the queue, as many as it may at a time, until it is told to stop."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dosvoces.core import settings
from dosvoces.core.errors import DosvocesError, JobGivenBack
from dosvoces.operations.cluster.jobs import Work
from dosvoces.store import Store
from dosvoces.store.jobs import SCHEMA, connection_info, install, take_up_stalled

if TYPE_CHECKING:
    from procrastinate import App

#: Tries of a job that fails, and the seconds before the second; each further wait is four times as long.
MOST_TRIES, _FIRST_WAIT = 5, 30

#: Heartbeats in the time after which a worker is taken for dead.
_BEATS = 3

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
                stalled_worker_timeout=seconds,
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
    while True:
        await asyncio.sleep(seconds / _BEATS)
        try:
            back, given_up = await asyncio.to_thread(take_up_stalled, shared.store, seconds)
        except DosvocesError as error:
            _log.error("%s", error)
            continue
        for job in back:
            _log.warning("%s is taken up again: its worker died", job.name)
        for job in given_up:
            await asyncio.to_thread(shared.give_up, job)


def make_app(shared: Work) -> "App":
    """Procrastinate's application with our tasks, ``crawl`` and ``command``."""
    from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
    from procrastinate.jobs import Job as Row

    class Growing(BaseRetryStrategy):
        """Tries again with growing waits; what was given back, at once."""

        def get_retry_decision(self, *, exception: BaseException, job: Row) -> RetryDecision | None:
            if isinstance(exception, JobGivenBack):
                return RetryDecision(retry_in={"seconds": 0})
            if job.attempts + 1 >= MOST_TRIES:
                return None
            return RetryDecision(retry_in={"seconds": _FIRST_WAIT * 4**job.attempts})

    connector: Any = PsycopgConnector(
        conninfo=connection_info(shared.store),
        kwargs={"options": f"-c search_path={SCHEMA}"},
        min_size=1,
        max_size=4,
    )
    app = App(connector=connector)
    # A crawl that fails is planned anew by what became of it.
    app.task(name="crawl", pass_context=True)(shared.crawl)
    app.task(name="command", pass_context=True, retry=Growing())(shared.command)
    return app
