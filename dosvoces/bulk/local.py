"""Processes of this machine: each has one job at a time, and is replaced when it dies."""

import os
from collections.abc import Sequence
from concurrent.futures import as_completed
from functools import partial

from dosvoces.bulk.driving import TRIES, Options, Report, count_workers
from dosvoces.bulk.jobs import Done, Failed, Job, attempt
from dosvoces.core.child_processes import ChildDied, ChildProcess, Pool
from pipelines.workers import PRELOADED


def run_local(jobs: Sequence[Job], options: Options, report: Report) -> None:
    """Runs *jobs* in processes of this machine, which end with this one, however it ends."""
    count = min(count_workers(options), len(jobs))
    if not count:
        return
    gpus = _count_gpus() if options.uses_gpu else 0
    pool = Pool([_make_child(number, count, gpus) for number in range(count)])
    try:
        under_way = {pool.submit(partial(_do, job)): job for job in jobs}
        for each in as_completed(under_way):
            report(under_way[each], each.result())
    finally:
        # A job under way is given up, and an idle process has nothing to lose.
        pool.close()


def _do(job: Job, child: ChildProcess) -> Done | Failed:
    """What came of *job*, which is begun again, some times, when its process dies."""
    code = None
    for _ in range(TRIES):
        try:
            return child.call(attempt, job)
        except ChildDied as error:
            code = error.exit_code
    return Failed(f"its process died {TRIES} times, the last time with exit code {code}")


def _make_child(number: int, count: int, gpus: int) -> ChildProcess:
    gpu, threads = str(number % gpus) if gpus else "", max(1, (os.cpu_count() or 1) // count)
    # Reading pages takes another process.
    return ChildProcess(
        [*PRELOADED, "dosvoces.bulk.jobs"], partial(_prepare, gpu, threads), has_children=True
    )


def _prepare(gpu: str, threads: int) -> None:
    if gpu and "CUDA_VISIBLE_DEVICES" not in os.environ:
        os.environ["CUDA_VISIBLE_DEVICES"] = gpu
    os.environ.setdefault("DOSVOCES_THREADS", str(threads))


def _count_gpus() -> int:
    from translations.engines.device import count_gpus

    return count_gpus()
