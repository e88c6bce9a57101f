"""Workers on one PostgreSQL, killed at random: is every story stored once, and every host left in peace?

``python -m benchmarks.cluster [--outlets 40] [--stories 12] [--workers 4] [--kills 20] [--seed 1]`` serves
that many sites, each on a loopback address of its own, lets workers follow them while one is killed with
SIGKILL at each of the random moments and started again, and ends with status 1 when a story is missing or
stored twice, or a site's own log shows two requests sooner after each other than its delay. With ``--scale``
nobody is killed, and one, two and four workers, one crawl at a time each, follow sites that make them wait:
pages a second from when the workers are there, the starts of crawls included. With four workers and N sites
that is at most proportional where N is a multiple of four.
"""

import argparse
import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec
import tomlkit

from benchmarks.postgres import Server
from dosvoces.core.outlets import load
from dosvoces.newsstand.server import Connection, Log
from dosvoces.newsstand.site_content import missing_page
from dosvoces.newsstand.sites import KEYS, load_site
from dosvoces.newsstand.variants import VariantSite, describe_outlet
from dosvoces.operations.cluster.scheduler import ClusterScheduler
from dosvoces.store import Store
from dosvoces.store.jobs import find_names, list_jobs, read_workers
from dosvoces.store.schedule import Plan, load_plans, save_plan

#: The share of its delay by which a request may come sooner by the site's clock: it is sent at the right
#: time, but on a busy machine read later, or on a connection that had to be opened first.
_JITTER = 0.25


class Sites:
    """So many sites of generated pages, each on its own loopback address, and the log of their requests."""

    def __init__(self, number: int, stories: int, folder: Path, delay: float, latency: float = 0.0) -> None:
        self.log = Log()
        self.outlets: dict[str, tuple[str, object]] = {}
        self._latency = latency
        self._started = threading.Event()
        self._connections: list[Connection] = []
        self._sites = [(f"site-{n:02}", f"127.0.1.{n + 1}") for n in range(number)]
        self._stories, self._folder, self._delay = stories, folder, delay
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Sites":
        self._thread.start()
        assert self._started.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._end, servers = asyncio.get_running_loop(), asyncio.Event(), []
        for key, host in self._sites:
            opened = socket.create_server((host, 0), backlog=64)
            base = f"http://{host}:{opened.getsockname()[1]}"
            lookup = VariantSite(base, self._stories).look_up
            missing = missing_page(load_site(KEYS[0]), base)
            kind = partial(Slow, self._latency) if self._latency else Connection
            connect = self._track(partial(kind, key, lookup, missing, self.log))
            servers.append(await self._loop.create_server(connect, sock=opened))
            path = self._folder / f"{key}.toml"
            described = describe_outlet(base) | {
                "name": key,
                "domains": [host],
                "delay": self._delay,
                "interval": [1, 1],
            }
            path.write_text(tomlkit.dumps(described))
            self.outlets[key] = (str(path), load(path))
        self._started.set()
        await self._end.wait()
        for server in servers:
            server.close()
        for connection in self._connections:
            connection._transport.close()
        await asyncio.sleep(0.1)

    def _track(self, connect: Callable[[], Connection]) -> Callable[[], Connection]:
        """*connect*, whose connections are closed in the end."""

        def make() -> Connection:
            self._connections.append(connect())
            return self._connections[-1]

        return make


class Slow(Connection):
    """Answers after a while, as sites do that are far away or busy."""

    def __init__(self, latency: float, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self._seconds = latency

    def data_received(self, data: bytes) -> None:
        asyncio.get_running_loop().call_later(self._seconds, self._late, data)

    def _late(self, data: bytes) -> None:
        if not self._transport.is_closing():
            super().data_received(data)


class Worker:
    """A worker's process; it and what it began are gone when it is killed."""

    def __init__(
        self,
        address: str,
        home: Path,
        number: int,
        concurrency: int,
        queues: str = "crawl",
        more: Sequence[str] = (),
    ) -> None:
        self._command = [sys.executable, "-m", "dosvoces", "--quiet", "worker", "--queues", queues]
        self._command += ["--concurrency", str(concurrency), "--set", "AUTOTHROTTLE_ENABLED=false"]
        self._command += [word for each in more for word in ("--set", each)]
        self._environment = os.environ | {
            "DOSVOCES_STORE": address,
            "DOSVOCES_HOME": str(home),
            "DOSVOCES_WORKERS": "1",
            "DOSVOCES_WORKER_SECONDS": "3",
            "DOSVOCES_QUEUE_SECONDS": "0.5",
        }
        self.log = (home / f"worker-{number}.log").open("ab")
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self._command, env=self._environment, stderr=self.log, stdout=self.log
        )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def workers(number: int, address: str, home: Path, concurrency: int) -> Iterator[list[Worker]]:
    """So many workers, told to stop in the end."""
    running = [Worker(address, home, n, concurrency) for n in range(number)]
    try:
        yield running
    finally:
        for worker in running:
            worker.process.terminate()
        for worker in running:
            assert worker.process.wait(120) == 0
            worker.log.close()


class Outcome(NamedTuple):
    """What a run left behind."""

    seconds: float
    #: Those from when the workers were there until the last story was stored.
    crawling: float
    kills: int
    mistakes: list[str]
    requests: int
    stories: int
    #: Jobs that were given up.
    given_up: int


def find_hurried(moments: list[float], least: float) -> list[float]:
    """The gaps of fewer than *least* seconds between requests, in their order by the site's clock.

    A request that is read late shortens the gap behind it and lengthens the one before by as much: a short
    gap counts when the two together are too short as well, and when there is none before it.
    """
    gaps = [b - a for a, b in pairwise(moments)]
    before = [0.0, *gaps]
    return [gap for gap, other in zip(gaps, before, strict=False) if gap < least and gap + other < 2 * least]


def judge(sites: Sites, store: Store, stories: int, delay: float) -> list[str]:
    """Whatever is not as it was promised."""
    found: dict[str, list[str]] = defaultdict(list)
    for article in store.articles(versions="all"):
        found[article.outlet].append(article.canonical_url)
    mistakes = []
    for key in sites.outlets:
        urls = found[key]
        if len(set(urls)) != stories:
            mistakes.append(f"{key}: {len(set(urls))} of {stories} stories")
        if len(urls) != len(set(urls)):
            mistakes.append(f"{key}: {len(urls) - len(set(urls))} stories are stored twice")
    times: dict[str, list[float]] = defaultdict(list)
    for request in sites.log.requests:
        times[request["site"]].append(request["time"])
    for key, moments in times.items():
        if close := find_hurried(moments, delay * (1 - _JITTER)):
            mistakes.append(f"{key}: {len(close)} requests too soon, the soonest after {min(close):.3f} s")
    return mistakes


def live_through(
    folder: Path,
    server: Server,
    *,
    outlets: int,
    stories: int,
    number: int,
    kills: int,
    seed: int,
    delay: float = 1.0,
    concurrency: int = 2,
    longest: float = 600,
) -> Outcome:
    """Follows *outlets* with *number* workers, killed *kills* times, until all stories are there."""
    chance, address = random.Random(seed), server.create()
    begun, killed = time.monotonic(), 0
    with (
        Sites(outlets, stories, folder, delay) as sites,
        Store(address) as store,
        workers(number, address, folder, concurrency) as running,
    ):
        scheduler = ClusterScheduler(store, sites.outlets)  # type: ignore[arg-type]
        while len(read_workers(store)) < number:
            time.sleep(0.05)
        ready = time.monotonic()
        next_kill = time.monotonic() + chance.uniform(1, 4)
        while time.monotonic() - begun < longest:
            scheduler.tick()
            # A failure is planned for a minute later; nobody has to wait for it here.
            for plan in load_plans(store).values():
                if plan.failures:
                    save_plan(store, Plan(outlet=plan.outlet, seconds=60, next_at=scheduler._clock()))
            if killed < kills and time.monotonic() >= next_kill:
                victim = chance.choice(running)
                victim.kill()
                victim.start()
                killed += 1
                next_kill = time.monotonic() + chance.uniform(0.5, 3)
            done = store.counts()["articles"] >= outlets * stories
            if done and killed >= kills:
                break
            time.sleep(0.2)
        crawling = time.monotonic() - ready
        mistakes = judge(sites, store, stories, delay)
        # Jobs of the last workers to die are taken up too.
        end = time.monotonic() + 180
        while any(name.startswith("crawl/") for name in find_names(store)) and time.monotonic() < end:
            time.sleep(0.2)
        mistakes += [f"{name} is still there" for name in sorted(find_names(store)) if "crawl/" in name]
        mistakes += [mistake for mistake in judge(sites, store, stories, delay) if mistake not in mistakes]
        requests = len(sites.log.requests)
        again = len(list_jobs(store, "failed"))
        return Outcome(
            time.monotonic() - begun,
            crawling,
            killed,
            mistakes,
            requests,
            store.counts()["articles"],
            again,
        )


def scale(outlets: int, stories: int) -> None:
    """Prints pages a second by the number of workers, each with one crawl at a time."""
    single = 0.0
    for number in (1, 2, 4):
        with tempfile.TemporaryDirectory() as folder, Server() as server:
            outcome = live_through(
                Path(folder),
                server,
                outlets=outlets,
                stories=stories,
                number=number,
                kills=0,
                seed=1,
                concurrency=1,
            )
        speed = outcome.stories / outcome.crawling
        single = single or speed
        share = speed / single / number
        print(
            f"{number} workers: {speed:.2f} pages/s, {share:.2f} of proportional {outcome.mistakes}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--outlets", type=int, default=40)
    parser.add_argument("--stories", type=int, default=12)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", action="store_true")
    options = parser.parse_args()
    if options.scale:
        scale(options.outlets, options.stories)
        return
    with tempfile.TemporaryDirectory() as folder, Server() as server:
        outcome = live_through(
            Path(folder),
            server,
            outlets=options.outlets,
            stories=options.stories,
            number=options.workers,
            kills=options.kills,
            seed=options.seed,
        )
        print(msgspec.json.encode(outcome._asdict()).decode())
        sys.exit(bool(outcome.mistakes))


if __name__ == "__main__":
    main()
