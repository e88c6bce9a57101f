"""Workers of the queue that several machines share: each job is a command that one of them runs."""

import hashlib
import logging
import time
from collections.abc import Mapping, Sequence

from dosvoces.bulk.driving import Options, Report
from dosvoces.bulk.jobs import Failed, Job, describe, find_done, find_failure, measure_source
from dosvoces.core.errors import StoreError
from dosvoces.operations.cluster import queue
from dosvoces.operations.cluster.outage import Outage
from dosvoces.store import Store
from dosvoces.store.jobs import install, list_jobs, read_queues, read_workers

#: Seconds between two looks at the queue at least, how many times as long as a look that is, and after how
#: many seconds nobody seems to take its jobs.
_TICK, _REST, _PATIENCE = 0.5, 20, 60.0

#: What one process of a worker does at most, since its start costs more than a small file: files, and bytes;
#: and how many such processes there are to be at least, in all and for each worker, so that all have some.
_FILES, _BYTES, _SHARES, _SHARES_EACH = 10, 64 * 1024 * 1024, 16, 4

#: Seconds after which a worker that is not heard of counts for none.
_SILENT = 60.0

#: The statuses of jobs that are to be done yet.
_UNDER_WAY = ("todo", "doing")

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
            waiting[job.name] = job
    with Store() as store:
        install(store)
        name = "translate" if options.uses_gpu else "bulk"
        there = _find_queued(store, name, waiting, *_UNDER_WAY)
        workers = sum(worker.silent < _SILENT for worker in read_workers(store))
        shares = share_out([job for key, job in waiting.items() if key not in there], workers)
        _add(store, name, shares)
        _follow(store, name, waiting, report, {share[0].name for share in shares if len(share) == 1})


def share_out(jobs: Sequence[Job], workers: int) -> list[list[Job]]:
    """*jobs* by the process that does them, of so many *workers*: small files together, others alone."""
    least = max(_SHARES, _SHARES_EACH * workers)
    most, shares, size = min(_FILES, max(1, len(jobs) // least)), list[list[Job]](), 0
    for job in jobs:
        measured = measure_source(job.source)
        fits = measured is not None and size + measured <= _BYTES
        if shares and fits and len(shares[-1]) < most:
            shares[-1].append(job)
            size += measured or 0
        else:
            shares.append([job])
            size = _BYTES if measured is None else measured
    return shares


def _find_queued(store: Store, queue_name: str, jobs: Mapping[str, Job], *statuses: str) -> set[str]:
    """The names of those of *jobs* that are in the queue in one of *statuses*."""
    folders = {job.folder for job in jobs.values()}
    rows = (row.arguments.get("words") for status in statuses for row in list_jobs(store, status, queue_name))
    # Others may have added what is no job of ours.
    performed = (
        words for words in rows if words and words[:2] == ["bulk", "perform"] and words[2] in folders
    )
    return {name for words in performed for name in words[3:]}


def _add(store: Store, queue_name: str, shares: Sequence[Sequence[Job]]) -> None:
    """Adds the jobs, each of *shares* as one of the queue's."""
    for share in shares:
        for job in share:
            describe(job)
    added = [
        queue.Job(
            queue=queue_name,
            name=f"bulk/{hashlib.sha256(share[0].folder.encode()).hexdigest()[:12]}/{share[0].name}",
            words=("bulk", "perform", share[0].folder, *(job.name for job in share)),
            priority=queue.LAST,
        )
        for share in shares
    ]
    queue.defer(store, added)


def _follow(store: Store, queue_name: str, waiting: dict[str, Job], report: Report, alone: set[str]) -> None:
    """Reports each of *waiting* when it is not in the queue any more; those in *alone* share no process."""
    begun, warned, outage = time.monotonic(), False, Outage(_log)
    while waiting:
        looked = time.monotonic()
        try:
            there = _find_queued(store, queue_name, waiting, *_UNDER_WAY)
            late = not warned and time.monotonic() - begun > _PATIENCE
            stands = late and not any(
                state.running for state in read_queues(store) if state.queue == queue_name
            )
            gone = [job for name, job in waiting.items() if name not in there]
            outcomes = {job.name: find_done(job) or find_failure(job) for job in gone}
            # What was given up with others in one process is tried again without them.
            failed = _find_queued(store, queue_name, waiting, "failed") if gone else set()
            again = [job for job in gone if not outcomes[job.name] and job.name in failed - alone]
            _add(store, queue_name, [[job] for job in again])
            alone |= {job.name for job in again}
        except StoreError as error:
            # Workers go on without us, and so do we when the database is there again.
            outage.note(error)
        else:
            outage.end()
            for job in gone:
                if job not in again:
                    report(waiting.pop(job.name), outcomes[job.name] or _explain(queue_name, job))
            if waiting and stands:
                warned = True
                _log.warning(
                    "no worker takes jobs of the queue %s: start dosvoces worker --queues %s",
                    queue_name,
                    queue_name,
                )
        # A hundred thousand jobs take seconds to look at.
        time.sleep(max(_TICK, _REST * (time.monotonic() - looked)))


def _explain(name: str, job: Job) -> Failed:
    return Failed(
        f"its job in the queue {name} was given up or cancelled, or made by a worker that does not see "
        f"{job.folder}; dosvoces queue status tells what was given up"
    )
