"""Processes that call functions for another one: killed at any moment, they cost what they were doing."""

import operator
import os
import random
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import forkserver
from pathlib import Path

import pytest

from dosvoces.core.child_processes import ChildDied, ChildProcess, Pool


@pytest.fixture
def child() -> Iterator[ChildProcess]:
    child = ChildProcess([], int, has_children=True)
    yield child
    child.close()


def find_servers() -> tuple[int, int]:
    """Whom this process is forked from, and one that it starts."""
    other = ChildProcess([], int)
    try:
        return os.getppid(), other.call(os.getppid)
    finally:
        other.close()


def compute(child: ChildProcess) -> tuple[int, int]:
    """A result that fills a pipe several times, and how often the process died before it was there."""
    deaths = 0
    while True:
        try:
            return len(child.call(operator.mul, b"x", 10**6)), deaths
        except ChildDied:
            deaths += 1


def test_processes_killed_at_any_moment_neither_hang_others_nor_lose_what_they_were_asked() -> None:
    chance, children = random.Random(1), [ChildProcess([], int) for _ in range(2)]
    pool, ended, killed = Pool(children), threading.Event(), 0
    results = [pool.submit(compute) for _ in range(200)]
    while killed < 30 and not all(result.done() for result in results):
        ended.wait(chance.uniform(0, 0.01))
        process = chance.choice(children)._process
        with suppress(AttributeError, ValueError, ProcessLookupError):  # there is none, or no more
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
    found = [result.result(300) for result in results]
    pool.close()
    assert {size for size, _ in found} == {10**6}
    assert sum(deaths for _, deaths in found) > 5


def test_what_a_process_starts_comes_from_its_own_fork_server(child: ChildProcess) -> None:
    mine, other = child.call(find_servers)
    assert mine == other


def test_processes_end_with_the_server_that_they_are_forked_from(child: ChildProcess) -> None:
    process = child.call(os.getpid)
    os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)  # type: ignore[attr-defined]
    with pytest.raises(ChildDied):
        child.call(signal.pause)
    command = Path(f"/proc/{process}/cmdline")
    while command.exists() and command.read_bytes():
        time.sleep(0.005)
    assert child.call(os.getpid) != process


def test_another_server_is_started_when_the_address_of_one_was_tidied_away(child: ChildProcess) -> None:
    server = child.call(os.getppid)
    shutil.rmtree(Path(forkserver._forkserver._forkserver_address).parent)  # type: ignore[attr-defined]
    other = ChildProcess([], int)
    assert other.call(os.getppid) != server == child.call(os.getppid)
    other.close()


def test_a_closed_one_starts_no_process(child: ChildProcess) -> None:
    child.close()
    with pytest.raises(ChildDied):
        child.call(os.getpid)
