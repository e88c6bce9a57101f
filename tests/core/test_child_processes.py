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

from dosvoces.core.child_processes import Helper, HelperDied, Pool


@pytest.fixture
def helper() -> Iterator[Helper]:
    helper = Helper([], int, has_children=True)
    yield helper
    helper.close()


def find_servers() -> tuple[int, int]:
    """Whom this process is forked from, and one that it starts."""
    other = Helper([], int)
    try:
        return os.getppid(), other.call(os.getppid)
    finally:
        other.close()


def compute(helper: Helper) -> tuple[int, int]:
    """A result that fills a pipe several times, and how often the process died before it was there."""
    deaths = 0
    while True:
        try:
            return len(helper.call(operator.mul, b"x", 10**6)), deaths
        except HelperDied:
            deaths += 1


def test_processes_killed_at_any_moment_neither_hang_others_nor_lose_what_they_were_asked() -> None:
    chance, helpers = random.Random(1), [Helper([], int) for _ in range(2)]
    pool, ended, killed = Pool(helpers), threading.Event(), 0
    results = [pool.submit(compute) for _ in range(200)]
    while killed < 30 and not all(result.done() for result in results):
        ended.wait(chance.uniform(0, 0.01))
        process = chance.choice(helpers)._process
        with suppress(AttributeError, ValueError, ProcessLookupError):  # there is none, or no more
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
    found = [result.result(60) for result in results]
    pool.close()
    assert {size for size, _ in found} == {10**6}
    assert sum(deaths for _, deaths in found) > 5


def test_what_a_process_starts_comes_from_its_own_fork_server(helper: Helper) -> None:
    mine, other = helper.call(find_servers)
    assert mine == other


def test_processes_end_with_the_server_that_they_are_forked_from(helper: Helper) -> None:
    process = helper.call(os.getpid)
    os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)  # type: ignore[attr-defined]
    with pytest.raises(HelperDied):
        helper.call(signal.pause)
    command = Path(f"/proc/{process}/cmdline")
    while command.exists() and command.read_bytes():
        time.sleep(0.005)
    assert helper.call(os.getpid) != process


def test_another_server_is_started_when_the_address_of_one_was_tidied_away(helper: Helper) -> None:
    server = helper.call(os.getppid)
    shutil.rmtree(Path(forkserver._forkserver._forkserver_address).parent)  # type: ignore[attr-defined]
    other = Helper([], int)
    assert other.call(os.getppid) != server == helper.call(os.getppid)
    other.close()


def test_a_closed_one_starts_no_process(helper: Helper) -> None:
    helper.close()
    with pytest.raises(HelperDied):
        helper.call(os.getpid)
