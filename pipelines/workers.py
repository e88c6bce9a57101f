"""The worker processes: where pages are read, so that no page can hold up, hang or kill the crawl.

A page that takes too long, needs too much memory or crashes a library costs itself alone: its worker is
replaced and the caller gets a :exc:`WorkerError` with a reason to count.
"""

import asyncio
import os
import resource
import signal
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import ParamSpec, TypeVar

import msgspec

from dosvoces.core.child_processes import ChildDied, ChildProcess, ChildTimeout, Pool
from dosvoces.core.outlets import Outlet
from dosvoces.core.record import Article, Page

P = ParamSpec("P")
T = TypeVar("T")

#: Pages after which a worker is replaced, so that what a library leaks stays bounded.
PAGES_PER_WORKER = 5_000

#: Workers taken without being asked: four read more pages than many polite crawls can fetch.
MOST_WORKERS = 4

#: Exit codes of a worker that was killed from outside; the last one stands for its fork server's own death.
_KILLED = (-signal.SIGKILL, -signal.SIGTERM, 255)

#: How often a task is begun whose worker is killed from outside: one that uses up the machine's memory ends.
_TRIES = 4


class WorkerError(Exception):
    """A task gave nothing; *reason* is ``timeout``, ``memory``, ``crash`` or the name of the error."""

    def __init__(self, reason: str, message: str = "") -> None:
        super().__init__(message or reason)
        self.reason = reason


#: What the process that workers are forked from imports.
PRELOADED = ("pipelines.workers", "pipelines.preloaded")


class Workers:
    """A pool of processes for functions of their input; Scrapy bounds how many tasks wait."""

    def __init__(self, count: int = 0, seconds: float = 20.0, memory_mb: int = 1024) -> None:
        self.count = count or min(os.cpu_count() or 1, MOST_WORKERS)
        self.seconds = seconds
        self.memory_mb = memory_mb
        start = partial(_start_worker, memory_mb)
        self._pool = Pool([ChildProcess(PRELOADED, start, most=PAGES_PER_WORKER) for _ in range(self.count)])

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What *function* returns in a worker.

        Its own errors are raised as they are, whatever else keeps it from returning as :exc:`WorkerError`.
        """
        try:
            return await asyncio.wrap_future(
                self._pool.submit(partial(self._call, partial(function, *args, **kwargs)))
            )
        except ChildTimeout as error:
            raise WorkerError("timeout", f"more than {self.seconds:g} s") from error
        except MemoryError as error:
            raise WorkerError("memory", f"more than {self.memory_mb} MiB") from error
        except ChildDied as error:
            raise WorkerError("crash", f"worker ended with exit code {error.exit_code}") from error

    def _call(self, function: Callable[[], T], child: ChildProcess) -> T:
        """What *function* returns; a task whose worker was killed from outside is not to blame for it."""
        for _ in range(_TRIES - 1):
            try:
                return child.call(function, seconds=self.seconds)
            except ChildDied as error:
                if error.exit_code not in _KILLED:
                    raise
        return child.call(function, seconds=self.seconds)

    def close(self) -> None:
        """Stop the processes; tasks that wait are given up."""
        self._pool.close()


def _start_worker(memory_mb: int) -> None:
    """What a worker does first: limit itself."""
    if memory_mb:
        limit = _mapped() + memory_mb * 1024 * 1024
        hardest = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hardest != resource.RLIM_INFINITY:
            limit = min(limit, hardest)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hardest))


def _mapped() -> int:
    """Bytes of address space that this process has already.

    A worker imports what the program that started it imports, and some libraries reserve a gigabyte unused.
    """
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 1024**3


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
