"""Workers of the queue that several machines share: each job is a command that one of them runs."""

import hashlib
import logging
import time
from collections.abc import Sequence

from dosvoces.bulk.driving import Options, Report
from dosvoces.bulk.jobs import Failed, Job, describe, find_done, find_failure
from dosvoces.core.errors import StoreError
from dosvoces.operations.cluster import queue
from dosvoces.operations.cluster.outage import Outage
from dosvoces.store import Store
from dosvoces.store.jobs import find_names, install, read_queues

#: Seconds between two looks at the queue, and after which nobody seems to take its jobs.
_TICK, _PATIENCE = 0.5, 60.0

_log = logging.getLogger(__name__)


def run_on_cluster(jobs: Sequence[Job], options: Options, report: Report) -> None:
    """Has *jobs* done by the workers on the store in PostgreSQL that ``DOSVOCES_STORE`` names.

    All workers need dosvoces and the folders of inputs and outputs. Those that run a model go to the workers
    that translate. What is in the queue is done also when this process ends; started again, it waits for it.
    """
    waiting: dict[str, Job] = {}
    for job in jobs:
        if done := find_done(job):
            report(job, done)
        else:
            waiting[_name(job)] = job
    with Store() as store:
        install(store)
        name = "translate" if options.uses_gpu else "bulk"
        _add(store, name, waiting)
        _follow(store, name, waiting, report)


def _name(job: Job) -> str:
    folder = hashlib.sha256(job.folder.encode()).hexdigest()[:12]
    return f"bulk/{folder}/{job.name}"


def _add(store: Store, name: str, waiting: dict[str, Job]) -> None:
    """Adds what is not in the queue already."""
    there = find_names(store)
    new = {key: job for key, job in waiting.items() if key not in there}
    for job in new.values():
        describe(job)
    queue.defer(
        store,
        [
            queue.Job(
                queue=name, name=key, words=("bulk", "perform", job.folder, job.name), priority=queue.LAST
            )
            for key, job in new.items()
        ],
    )


def _follow(store: Store, name: str, waiting: dict[str, Job], report: Report) -> None:
    """Reports each of *waiting* when it is not in the queue any more."""
    begun, warned, outage = time.monotonic(), False, Outage(_log)
    while waiting:
        try:
            there = find_names(store)
            idle = not any(state.running for state in read_queues(store) if state.queue == name)
        except StoreError as error:
            # Workers go on without us, and so do we when the database is there again.
            outage.note(error)
        else:
            outage.end()
            for key in [key for key in waiting if key not in there]:
                job = waiting.pop(key)
                report(job, find_done(job) or find_failure(job) or _explain(name, job))
            if waiting and idle and not warned and time.monotonic() - begun > _PATIENCE:
                warned = True
                _log.warning(
                    "no worker takes jobs of the queue %s: start dosvoces worker --queues %s", name, name
                )
        time.sleep(_TICK)


def _explain(name: str, job: Job) -> Failed:
    return Failed(
        f"its job in the queue {name} was given up or cancelled, or made by a worker that does not see "
        f"{job.folder}; dosvoces queue status tells what was given up"
    )
