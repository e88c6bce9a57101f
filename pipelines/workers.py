"""The worker processes: where pages are read, so that no page can hold up, hang or kill the crawl.

A page that takes too long, needs too much memory or crashes a library costs itself alone: its worker is
replaced and the caller gets a :exc:`WorkerError` with a reason to count.
"""

import asyncio
import logging
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import msgspec
from pebble import ProcessExpired, ProcessPool

from dosvoces.core.outlets import Outlet
from dosvoces.core.record import Article, Page

P = ParamSpec("P")
T = TypeVar("T")

#: Pages after which a worker is replaced, so that what a library leaks stays bounded.
PAGES_PER_WORKER = 5_000

#: How many times the time of one task it may wait for a worker; far more than ever wait before it.
QUEUE_FACTOR = 50

#: Workers taken without being asked: four read more pages than many polite crawls can fetch.
MOST_WORKERS = 4

#: Exit codes of a worker that was killed from outside; the last one stands for its fork server's own death.
_KILLED = (-signal.SIGKILL, -signal.SIGTERM, 255)

#: How often a task is begun whose worker is killed from outside: one that uses up the machine's memory ends.
_TRIES = 4

_log = logging.getLogger(__name__)


class WorkerError(Exception):
    """A task gave nothing; *reason* is ``timeout``, ``memory``, ``crash`` or the name of the error."""

    def __init__(self, reason: str, message: str = "") -> None:
        super().__init__(message or reason)
        self.reason = reason


def _context() -> BaseContext:
    """How workers are started: never forked from the crawl itself, whose threads' locks they would inherit.

    Where there is a fork server, workers are forked from a process that has imported what they need and does
    nothing else: they start at once and share its memory.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pipelines.workers", "pipelines.preloaded"])
    return context


class Workers:
    """A pool of processes for functions of their input; Scrapy bounds how many tasks wait."""

    def __init__(self, count: int = 0, seconds: float = 20.0, memory_mb: int = 1024) -> None:
        self.count = count or min(os.cpu_count() or 1, MOST_WORKERS)
        self.seconds = seconds
        self.memory_mb = memory_mb
        self._pool = self._make_pool()

    def _make_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.count,
            max_tasks=PAGES_PER_WORKER,
            initializer=_start_worker,
            initargs=(self.memory_mb,),
            context=_context(),
        )

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What *function* returns in a worker.

        Its own errors are raised as they are, whatever else keeps it from returning as :exc:`WorkerError`.
        """
        try:
            # The pool's own limit counts from when a worker takes the task; this one is for when none does.
            async with asyncio.timeout(self.seconds * QUEUE_FACTOR):
                return await self._run_again_when_killed(function, args, kwargs)
        except TimeoutError as error:
            raise WorkerError("timeout", f"more than {self.seconds:g} s") from error
        except MemoryError as error:
            raise WorkerError("memory", f"more than {self.memory_mb} MiB") from error
        except ProcessExpired as error:
            raise WorkerError("crash", f"worker ended with exit code {error.exitcode}") from error
        except BrokenProcessPool as error:
            raise WorkerError("crash", "the worker processes ended") from error

    async def _run_again_when_killed(self, function: Callable[..., T], args: Any, kwargs: Any) -> T:
        """What *function* returns; a task whose worker was killed from outside is not to blame for it."""
        for _ in range(_TRIES - 1):
            try:
                return await asyncio.wrap_future(self._schedule(function, args, kwargs))
            except BrokenProcessPool:
                pass
            except ProcessExpired as error:
                if error.exitcode not in _KILLED:
                    raise
        return await asyncio.wrap_future(self._schedule(function, args, kwargs))

    def _schedule(self, function: Callable[..., T], args: Any, kwargs: Any) -> "Future[T]":
        try:
            return self._pool.schedule(function, args=args, kwargs=kwargs, timeout=self.seconds)
        except (RuntimeError, BrokenProcessPool):
            # Idle workers that are killed from outside break the whole pool; a new one is all it takes.
            _log.warning("The worker processes ended; starting new ones.")
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool = self._make_pool()
            return self._pool.schedule(function, args=args, kwargs=kwargs, timeout=self.seconds)

    def close(self) -> None:
        """Stop the processes; tasks that wait are given up."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _start_worker(memory_mb: int) -> None:
    """What a worker does first: limit itself, and end with the crawl even when that is killed."""
    if memory_mb:
        limit = _mapped() + memory_mb * 1024 * 1024
        hardest = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hardest != resource.RLIM_INFINITY:
            limit = min(limit, hardest)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hardest))
    threading.Thread(target=end_with_parent, daemon=True).start()


def _mapped() -> int:
    """Bytes of address space that this process has already.

    A worker imports what the program that started it imports, and some libraries reserve a gigabyte unused.
    """
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 1024**3


def end_with_parent() -> None:
    """Waits for the parent process and ends this one with it, at once."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


@lru_cache(maxsize=256)
def _decode_outlet(outlet: bytes) -> Outlet:
    return msgspec.msgpack.decode(outlet, type=Outlet)


def read_article(page: bytes, outlet: bytes) -> bytes:
    """The article on *page*, in MessagePack; raises what :func:`~pipelines.article.build_article` does."""
    from pipelines.article import build_article

    article = build_article(msgspec.msgpack.decode(page, type=Page), _decode_outlet(outlet))
    return msgspec.msgpack.encode(article)


async def build_article_in(workers: Workers, page: Page, outlet: Outlet) -> Article:
    """The article on *page*, built by one of the *workers*."""
    article = await workers.run(read_article, msgspec.msgpack.encode(page), msgspec.msgpack.encode(outlet))
    return msgspec.msgpack.decode(article, type=Article)
