"""Processes that call functions for this one, which outlives whatever those do.

Each has a pipe of its own and no lock in common with others: one that is killed, at any moment, costs what it
was doing, and is noticed at once.
"""

import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, TypeVar

from dosvoces.core.errors import DosvocesError
from dosvoces.core.forking import make_context

T = TypeVar("T")

#: Seconds within which a process is there: on a busy machine, imports alone have taken twenty.
_START = 300.0


class ChildDied(Exception):
    """A child process ended before it answered."""

    def __init__(self, exit_code: int | None) -> None:
        super().__init__(f"the process ended with exit code {exit_code}")
        self.exit_code = exit_code


class ChildTimeout(Exception):
    """A child process was ended since it took too long."""


class ChildProcess:
    """A process that calls one function at a time, begun when it is first needed, and anew when it has died.

    It begins with *start*; *modules* are what it is forked with. After *most* calls, 0 for never, another
    one takes its place. Only one that *has_children* may start processes itself; it must be closed.
    """

    def __init__(
        self,
        modules: Sequence[str],
        start: Callable[[], object],
        *,
        most: int = 0,
        has_children: bool = False,
    ) -> None:
        self._context: Any = make_context(modules)
        self._begin_with, self._most, self._has_children = start, most, has_children
        self._lock = threading.Lock()
        self._closed = False
        self._process: Any = None
        self._calls = 0

    def call(self, function: Callable[..., T], *arguments: Any, seconds: float | None = None) -> T:
        """What *function* returns there.

        Its own errors are raised as they are; :exc:`ChildTimeout` after so many *seconds*, which the start
        of the process is no part of, and :exc:`ChildDied` when the process ends, or cannot be started.
        """
        if self._most and self._calls >= self._most:
            self._end()
        if self._process is None:
            self._start()
        self._calls += 1
        # One that has died is noticed when its answer is read.
        with suppress(OSError):
            self._connection.send((function, arguments))
        good, value = self._receive(seconds)
        if not good:
            raise value
        result: T = value
        return result

    def close(self) -> None:
        """End the process; a call under way raises :exc:`ChildDied`, as any later one does."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()

    def _start(self) -> None:
        with self._lock:
            if self._closed:
                raise ChildDied(None)
            self._connection, theirs = self._context.Pipe()
            process = self._context.Process(
                target=_serve, args=(theirs, self._begin_with), daemon=not self._has_children
            )
            try:
                process.start()
            except (OSError, EOFError) as error:
                self._connection.close()
                raise ChildDied(255) from error
            finally:
                theirs.close()
            self._process, self._calls = process, 0
        self._receive(_START)

    def _receive(self, seconds: float | None) -> tuple[bool, Any]:
        try:
            if self._connection.poll(seconds):
                answer: tuple[bool, Any] = self._connection.recv()
                return answer
        except (EOFError, OSError):
            raise ChildDied(self._end(dies=True)) from None
        self._end()
        raise ChildTimeout

    def _end(self, *, dies: bool = False) -> int | None:
        """Be without a process; gives the exit code, that of its own death if it *dies* anyway."""
        with self._lock:
            process, self._process = self._process, None
        self._connection.close()
        if dies:
            process.join(1)
        process.kill()
        process.join()
        code: int | None = process.exitcode
        process.close()
        return code


class Pool:
    """Has *children* work at the same time, each for one thread."""

    def __init__(self, children: Sequence[ChildProcess]) -> None:
        self._children, self._free = children, SimpleQueue[ChildProcess]()
        for child in children:
            self._free.put(child)
        self._threads = ThreadPoolExecutor(len(children))

    def submit(self, use: Callable[[ChildProcess], T]) -> Future[T]:
        """What comes of *use*, called with a child in a thread as soon as one is free."""
        return self._threads.submit(self._use, use)

    def _use(self, use: Callable[[ChildProcess], T]) -> T:
        child = self._free.get()
        try:
            return use(child)
        finally:
            self._free.put(child)

    def close(self) -> None:
        """End the processes; what waits is cancelled."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for child in self._children:
            child.close()
        self._threads.shutdown()


def _serve(connection: Connection, start: Callable[[], object]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started it decides
    start()
    with suppress(EOFError, ConnectionError):  # nobody asks any more
        connection.send((True, None))
        while True:
            function, arguments = connection.recv()
            connection.send(_answer(function, arguments))


def _answer(function: Callable[..., object], arguments: Sequence[Any]) -> tuple[bool, object]:
    try:
        return True, function(*arguments)
    except BaseException as error:
        if not isinstance(error, DosvocesError):
            error.add_note(traceback.format_exc())
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:
            return False, RuntimeError(f"{type(error).__name__}: {error}")
        return False, error
