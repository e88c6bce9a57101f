"""Adding jobs: each is one command of dosvoces, made by whichever worker is free.

:func:`defer` is all that others need: ``defer(store, [Job(queue="bulk", name="bulk/part-7", words=("bulk",
"extract", "in/part-7.warc.gz", "out"))])`` has the command made once on some machine, tried again with
growing waits when it fails, and taken up by another worker when its own dies.
"""

import functools
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from dosvoces.store import Store
from dosvoces.store.jobs import FORGET_FAILED, deferring

if TYPE_CHECKING:
    from procrastinate.manager import JobManager

#: What a worker takes when nothing else is said.
QUEUES = ("crawl", "translate", "align", "export", "bulk")

#: New stories come before everything else, back-fills after it.
FIRST, LAST = 10, -10


#: Jobs added at once after which the database counts anew: without, a worker's first look among 10,000 took
#: half a minute.
_MANY = 500


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Something that one worker is to do."""

    queue: str
    #: There is one job of this name at a time.
    name: str
    #: The command line behind ``dosvoces``; of the crawl queue the outlet's key, or file, alone.
    words: tuple[str, ...]
    #: Jobs of one lock come one after the other; by default the name.
    lock: str = ""
    #: The higher the sooner.
    priority: int = 0
    #: Not before then.
    after: datetime | None = None
    #: A crawl that goes back to this day, as ``2026-01-31``.
    since: str = ""


def defer(store: Store, jobs: Sequence[Job]) -> int:
    """Adds *jobs* to the queue, all at once or none; gives how many were not there already by their name.

    A job takes the place of one of its name that was given up.
    """
    if not jobs:
        return 0
    from procrastinate.jobs import Job as Row

    with deferring(store, [job.name for job in jobs]) as (connection, names):
        new = {job.name: job for job in jobs if job.name not in names}
        rows = [
            Row(
                queue=job.queue,
                task_name=task_of(job.queue),
                priority=job.priority,
                lock=job.lock or job.name,
                queueing_lock=job.name,
                task_kwargs={"words": list(job.words), **({"since": job.since} if job.since else {})},
                scheduled_at=job.after,
            )
            for job in new.values()
        ]
        if rows:
            connection.execute(FORGET_FAILED, {"names": list(new)})
            _manager().batch_defer_jobs(jobs=rows, connection=connection)
        if len(rows) >= _MANY:
            connection.execute("ANALYZE procrastinate_jobs")
    return len(rows)


def task_of(queue: str) -> str:
    """The name of the task that the jobs of *queue* are."""
    return "crawl" if queue == "crawl" else "command"


@functools.cache
def _manager() -> "JobManager":
    """Procrastinate's, without connections of its own."""
    from procrastinate import App, PsycopgConnector

    connector: Any = PsycopgConnector()
    return App(connector=connector).job_manager
