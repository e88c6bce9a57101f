"""Processes of this machine: each has one job at a time, and is replaced when it dies."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from dosvoces.bulk.driving import TRIES, Options, Report, count_workers
from dosvoces.bulk.jobs import Failed, Job, attempt
from pipelines.workers import end_with_parent


def run_local(jobs: Sequence[Job], options: Options, report: Report) -> None:
    """Runs *jobs* in processes of this machine, which end with this one, however it ends."""
    waiting = deque((job, 1) for job in jobs)
    count = min(count_workers(options), len(jobs))
    gpus = _count_gpus() if options.uses_gpu else 0
    processes = [_Process(number, count, gpus) for number in range(count)]
    try:
        while waiting or any(process.work for process in processes):
            for process in processes:
                if waiting and not process.work:
                    process.begin(*waiting.popleft())
            busy = {process.connection: process for process in processes if process.work}
            for connection in wait(list(busy)):
                _take(busy[connection], waiting, report)
    finally:
        for process in processes:
            process.close()


def _take(process: "_Process", waiting: deque[tuple[Job, int]], report: Report) -> None:
    """Takes what *process* says of its job; what a dead one had is begun again, some times."""
    job, trial = process.take_work()
    try:
        outcome = process.connection.recv()
    except (EOFError, ConnectionError):
        code = process.replace()
        if trial < TRIES:
            waiting.appendleft((job, trial + 1))
            return
        outcome = Failed(f"its process died {TRIES} times, the last time with exit code {code}")
    report(job, outcome)


class _Process:
    """A process and its end of a pipe."""

    def __init__(self, number: int, count: int, gpus: int) -> None:
        self._gpu = str(number % gpus) if gpus else ""
        self._threads = max(1, (os.cpu_count() or 1) // count)
        self.work: tuple[Job, int] | None = None
        self._start()

    def _start(self) -> None:
        context = _context()
        self.connection, theirs = context.Pipe()
        # No daemon: those may have no processes of their own, and reading pages needs one.
        self._process = context.Process(target=_work, args=(theirs, self._gpu, self._threads), daemon=False)
        self._process.start()
        theirs.close()

    def begin(self, job: Job, trial: int) -> None:
        """Have it do *job*."""
        self.work = (job, trial)
        # One that has died is noticed when its answer is read.
        with suppress(OSError):
            self.connection.send(job)

    def take_work(self) -> tuple[Job, int]:
        """What it was given; it may be given more."""
        work, self.work = self.work, None
        if work is None:
            raise RuntimeError("a process answered that had no job")
        return work

    def replace(self) -> int | None:
        """Start another one in its place; gives its exit code."""
        self._process.join()
        code: int | None = self._process.exitcode
        self.connection.close()
        self._start()
        return code

    def close(self) -> None:
        """End it; a job under way is given up, and an idle one has nothing to lose."""
        self._process.terminate()
        self.connection.close()
        self._process.join()


def _context() -> Any:
    """How processes are started: afresh, so that each may have a fork server of its own for reading pages."""
    return multiprocessing.get_context("spawn")


def _work(connection: Connection, gpu: str, threads: int) -> None:
    threading.Thread(target=end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started it decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if gpu and "CUDA_VISIBLE_DEVICES" not in os.environ:
        os.environ["CUDA_VISIBLE_DEVICES"] = gpu
    os.environ.setdefault("DOSVOCES_THREADS", str(threads))
    while True:
        try:
            job = connection.recv()
        except EOFError:
            return
        connection.send(attempt(job))


def _count_gpus() -> int:
    from translations.engines.device import count_gpus

    return count_gpus()
