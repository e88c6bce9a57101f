"""Whatever a page does to its worker costs that page alone."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import misbehaviour
import pytest

from dosvoces.core.errors import PageError
from dosvoces.core.outlets import Outlet
from dosvoces.core.record import Page
from pipelines import preloaded
from pipelines.workers import WorkerError, Workers, build_article_in

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(count=1, seconds=1.0, memory_mb=2048)
    yield pool
    pool.close()


def run(workers: Workers, function: Callable[..., Any], *arguments: Any) -> Any:
    async def once() -> Any:
        return await workers.run(function, *arguments)

    return asyncio.run(once())


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (misbehaviour.hang, "timeout"),
        (misbehaviour.spin, "timeout"),
        (misbehaviour.end, "crash"),
        (misbehaviour.crash, "crash"),
        (misbehaviour.hoard, "memory"),
    ],
)
def test_a_page_that_breaks_its_worker_is_told_why_and_the_next_one_is_read(
    workers: Workers, function: Callable[[], Any], reason: str
) -> None:
    with pytest.raises(WorkerError) as caught:
        run(workers, function)
    assert caught.value.reason == reason
    assert run(workers, misbehaviour.double, 21) == 42


def test_errors_of_the_function_itself_come_through(workers: Workers) -> None:
    with pytest.raises(ZeroDivisionError, match="by mistake"):
        run(workers, misbehaviour.stumble)


def test_pages_that_wait_survive_the_one_that_breaks_the_worker(workers: Workers) -> None:
    async def together() -> list[Any]:
        tasks = [workers.run(misbehaviour.double, 1), workers.run(misbehaviour.end)]
        tasks += [workers.run(misbehaviour.double, number) for number in range(2, 30)]
        return await asyncio.gather(*tasks, return_exceptions=True)

    results = asyncio.run(together())
    assert isinstance(results.pop(1), WorkerError)
    assert results == [2 * number for number in range(1, 30)]


def test_an_idle_worker_that_is_killed_is_replaced(workers: Workers) -> None:
    os.kill(run(workers, misbehaviour.pid), signal.SIGKILL)
    time.sleep(0.5)
    assert run(workers, misbehaviour.double, 4) == 8


def test_a_page_is_not_to_blame_when_the_fork_server_dies(workers: Workers, tmp_path: Path) -> None:
    run(workers, misbehaviour.pid)
    begun = tmp_path / "begun"

    async def kill_meanwhile() -> bool:
        task = asyncio.create_task(workers.run(misbehaviour.hang_once, begun))
        while not begun.exists():
            await asyncio.sleep(0.01)
        os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)  # type: ignore[attr-defined]
        return await task

    assert asyncio.run(kill_meanwhile())


def test_a_page_becomes_an_article_or_the_reason_why_not(workers: Workers) -> None:
    outlet = Outlet(
        name="O", country="INT", zone="UTC", domains=("o.example",), language="en", sources=(), key="o"
    )
    page = Page(url="https://o.example/", body=b"", outlet="o", retrieved_at=datetime.now(UTC))
    with pytest.raises(PageError) as caught:
        asyncio.run(build_article_in(workers, page, outlet))
    assert (caught.value.reason, caught.value.url) == ("empty", "https://o.example/")


def test_workers_are_forked_from_a_process_that_has_read_a_page() -> None:
    assert [preloaded.read_page(language).in_language for language in ("en", "es")] == ["en", "es"]


def test_workers_end_with_a_crawl_that_is_killed() -> None:
    program = (
        "import asyncio, sys, time; sys.path.insert(0, sys.argv[1]); import misbehaviour\n"
        "from pipelines.workers import Workers\n"
        "async def main():\n"
        "    pool = Workers(count=1, seconds=60)\n"
        "    print(await pool.run(misbehaviour.pid), flush=True)\n"
        "    await pool.run(misbehaviour.hang)\n"
        "if __name__ == '__main__': asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", program, str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as crawl:
        assert crawl.stdout
        worker = Path(f"/proc/{crawl.stdout.readline().strip()}/stat")
        time.sleep(0.3)
        crawl.kill()
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc")
    end = time.monotonic() + 50  # before it ends by itself
    while worker.exists() and worker.read_text().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() < end, "the worker outlived the crawl"
        time.sleep(0.05)
