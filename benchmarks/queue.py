"""What the queue and its database can take.

``python -m benchmarks.queue [--jobs 2000] [--outlets 10000] [--addresses 1000000]`` prints jobs a second that
do nothing, added and made by one and two workers, then how long the schedule and the workers look for what is
due and for the next job, with so many outlets and known addresses (made up), in milliseconds: the median and
the slowest of twenty.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from benchmarks.postgres import Server
from dosvoces.core.outlets import Outlet, Source
from dosvoces.operations.cluster.queue import FIRST, Job, defer
from dosvoces.operations.cluster.scheduler import ClusterScheduler
from dosvoces.store import Store
from dosvoces.store.jobs import SCHEMA, find_names, install, read_queues
from dosvoces.store.schedule import Plan, load_due, save_plans

#: A worker of the real application whose one task does nothing.
_IDLE = """
import asyncio, sys
from dosvoces.operations.cluster.jobs import Work
from dosvoces.operations.cluster.worker import make_app
from dosvoces.store import Store

async def nothing(context, words, since=""):
    pass

async def main():
    with Store(sys.argv[1]) as store:
        shared = Work(store, "")
        shared.command = nothing
        app = make_app(shared)
        async with app.open_async():
            await app.run_worker_async(
                queues=["bulk"], concurrency=10, wait=False, listen_notify=False, delete_jobs="successful")

asyncio.run(main())
"""


def measure(what: str, work: Callable[[], object], times: int = 20) -> None:
    """Prints how long *work* takes."""
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    print(
        f"{what}: {1000 * statistics.median(seconds):.1f} ms, at most {1000 * max(seconds):.1f}", flush=True
    )


def measure_jobs(store: Store, address: str, jobs: int, workers: int) -> None:
    """Prints how many jobs a second are added and made."""
    begun = time.perf_counter()
    defer(store, [Job(queue="bulk", name=f"nothing/{n}", words=("bulk", str(n))) for n in range(jobs)])
    added = time.perf_counter() - begun
    command = [sys.executable, "-c", _IDLE, address]
    begun = time.perf_counter()
    running = [subprocess.Popen(command, env=os.environ) for _ in range(workers)]
    while sum(state.waiting for state in read_queues(store)) == jobs:  # until they have started
        time.sleep(0.01)
    begun, left = time.perf_counter(), jobs
    while left := sum(state.waiting + state.running for state in read_queues(store)):
        time.sleep(0.1)
    made = time.perf_counter() - begun
    assert not left and all(worker.wait(60) == 0 for worker in running)
    print(f"{workers} workers: {jobs / added:.0f} jobs/s added, {jobs / made:.0f} jobs/s made", flush=True)


def fill(store: Store, outlets: int, addresses: int) -> None:
    """Makes up so many outlets with plans and so many known addresses."""
    now = datetime.now(UTC)
    save_plans(
        store,
        [
            Plan(outlet=f"o{n}", seconds=1800, next_at=now + timedelta(seconds=30 + n % 3600))
            for n in range(outlets)
        ],
    )
    rows = """
        INSERT INTO resources (
            url, outlet, status, checked_at, next_check_at, checks, changes, failures, reason)
        SELECT 'https://o' || n % :outlets || '.example/' || n, 'o' || n % :outlets, 200, now(),
            now() + (n % 1000 - 500) * interval '1 minute', 1, 1, 0, ''
        FROM generate_series(1, :addresses) n"""
    with store._writing("filling") as connection:
        connection.execute(sa.text(rows), {"outlets": outlets, "addresses": addresses})
    with store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def measure_queries(store: Store, outlets: int) -> None:
    """Prints how long looking for what is due and claiming a job take."""

    def outlet(key: str) -> Outlet:
        source = Source(kind="feed", url=f"https://{key}.example/feed")
        return Outlet(
            name=key,
            country="ES",
            zone="UTC",
            domains=(f"{key}.example",),
            language="es",
            sources=(source,),
            key=key,
        )

    followed = {f"o{n}": (f"o{n}", outlet(f"o{n}")) for n in range(outlets)}
    scheduler = ClusterScheduler(store, followed)
    now = datetime.now(UTC)
    measure("due, nothing is", lambda: load_due(store, now, now + timedelta(days=2)))
    measure("a tick, nothing is due", scheduler.tick)
    defer(
        store,
        [
            Job(queue="crawl", name=f"crawl/o{n}", words=(f"o{n}",), lock=f"host/o{n}", priority=FIRST)
            for n in range(outlets)
        ],
    )
    measure(f"names of {outlets} jobs", lambda: find_names(store))
    measure(f"a tick, {outlets} wait", scheduler.tick)

    def claim() -> None:
        with store._engine.begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
            connection.exec_driver_sql("SELECT * FROM procrastinate_fetch_job_v2(ARRAY['crawl'], NULL)").one()

    measure(f"claiming one of {outlets}", claim)
    measure("addresses to look at again", lambda: store.due("o7", now))
    measure("a known address", lambda: store.resource("https://o7.example/7"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--outlets", type=int, default=10_000)
    parser.add_argument("--addresses", type=int, default=1_000_000)
    options = parser.parse_args()
    with Server() as server:
        address = server.create()
        with Store(address) as store:
            install(store)
            for workers in (1, 2):
                measure_jobs(store, address, options.jobs, workers)
            fill(store, options.outlets, options.addresses)
            measure_queries(store, options.outlets)


if __name__ == "__main__":
    main()
