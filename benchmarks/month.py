"""The simulated month of one outlet, by workers on a PostgreSQL in place of one schedule.

``python -m benchmarks.month [--days 30] [--kills 50] [--workers 2]`` follows the outlet of
``tests/spiders/month.py`` with one schedule, then with processes of ``dosvoces worker`` that take the crawls
which the schedule of several machines adds: at the same moments, a worker that crawls being killed (SIGKILL)
at random requests, which must leave the same versions; and by the plans that the workers make, killed as
often, which must leave the same stories. Every process has the clock of the simulation. Ends with 1 when
anything is not so, or not as the month's own rules have it.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import tomlkit

sys.path.append(str(Path(__file__).parents[1] / "tests" / "spiders"))

from changing import START, ChangingSite, write_stories
from crawling import FAST
from month import BOUNDS, LADDER, Result, describe, live_through, missed, mistakes
from smallsite import serve

from benchmarks.bulk_places import below
from benchmarks.cluster import Worker
from benchmarks.postgres import Server
from dosvoces.core.outlets import load
from dosvoces.operations.cluster.scheduler import ClusterScheduler
from dosvoces.store import Store
from dosvoces.store.health import load_runs
from dosvoces.store.jobs import find_names, list_jobs, read_workers
from dosvoces.store.schedule import Plan, load_plans, save_plan

_KEY, _JOB = "month", "crawl/month"

#: Seconds between two looks at how far a crawl is, and after which one is taken for hung.
_TICK, _LONGEST = 0.005, 300.0


def write_outlet(path: Path, base: str) -> Path:
    """Describes the outlet of the month at *base* in the file *path*."""
    sources = [("feed", "feed.xml"), ("news_sitemap", "news.xml"), ("sitemap", "sitemap.xml")]
    told = {
        "name": "Month",
        "country": "INT",
        "zone": "UTC",
        "domains": ["127.0.0.1"],
        "language": "en",
        "sources": [{"kind": kind, "url": f"{base}/{name}"} for kind, name in sources],
        "delay": 0.0,
        "private_network": True,
        "interval": [int(BOUNDS.shortest // 60), int(BOUNDS.longest // 60)],
    }
    path.write_text(tomlkit.dumps(told))
    return path


class Cluster:
    """A schedule in this process and workers beside it, whose clock is a file's."""

    def __init__(self, folder: Path, address: str, base: str, number: int) -> None:
        self._clock = folder / "clock"
        self.set_clock(START)
        os.environ |= {
            "MONTH_CLOCK": str(self._clock),
            "PYTHONPATH": str(Path(__file__).with_name("clock")),
        }
        self.store = Store(address)
        place = write_outlet(folder / f"{_KEY}.toml", base)
        self._scheduler = ClusterScheduler(
            self.store, {_KEY: (str(place), load(place))}, clock=lambda: self.now
        )
        ladder = ",".join(map(str, LADDER))
        more = ["DOSVOCES_CRAWL_DELAY=true", f"DOSVOCES_REVISIT_HOURS={ladder}", "RETRY_TIMES=0"]
        more += [f"DOSVOCES_CONTACT={FAST['DOSVOCES_CONTACT']}", "DOWNLOAD_DELAY=0"]
        self.workers = [Worker(address, folder, each, 1, "crawl", more) for each in range(number)]

    def set_clock(self, now: datetime) -> None:
        """Make it *now* in every process."""
        self.now = now
        new = self._clock.with_suffix(".new")
        new.write_text(now.isoformat())
        new.replace(self._clock)

    def plan(self) -> Plan:
        """When the outlet is crawled next."""
        return load_plans(self.store)[_KEY]

    def begin(self, now: datetime) -> None:
        """Have the outlet crawled *now*, whatever was planned."""
        self.set_clock(now)
        plan = self.plan()
        if plan.next_at != now:
            save_plan(self.store, Plan(outlet=_KEY, seconds=plan.seconds, next_at=now))
        assert self._scheduler.tick() == 1

    @property
    def is_busy(self) -> bool:
        """Whether the crawl waits or is under way."""
        return _JOB in find_names(self.store)

    def kill(self) -> bool:
        """Kills the worker that crawls, and starts another one; whether there was one."""
        for worker in self.workers:
            if below(worker.process.pid):
                worker.kill()
                worker.start()
                return True
        return False

    def tell(self) -> None:
        """Prints how the jobs and the workers are, and what these logged."""
        print(*list_jobs(self.store, "todo"), *list_jobs(self.store, "doing"), sep="\n", file=sys.stderr)
        print(*read_workers(self.store), sep="\n", file=sys.stderr)
        for worker in self.workers:
            print(Path(worker.log.name).read_text()[-3000:], file=sys.stderr)

    def close(self) -> None:
        """Ends all."""
        for worker in self.workers:
            worker.kill()
            worker.log.close()
        self.store.close()
        del os.environ["MONTH_CLOCK"], os.environ["PYTHONPATH"]


@contextmanager
def running(folder: Path, base: str, workers: int) -> Iterator[Cluster]:
    """A cluster with a PostgreSQL of its own."""
    with Server() as server:
        cluster = Cluster(folder, server.create(), base, workers)
        try:
            yield cluster
        finally:
            cluster.close()


class Kills:
    """Requests at which the worker that makes them is killed, and how long afterwards."""

    def __init__(self, number: int, requests: int, chance: random.Random) -> None:
        self._at = sorted(
            (chance.randrange(1, requests), chance.choice((0, 0.3)) * chance.random()) for _ in range(number)
        )
        self.done = 0

    def strike(self, cluster: Cluster, requests: int) -> None:
        """Kill if that many *requests* call for it."""
        if self._at and requests >= self._at[0][0]:
            time.sleep(self._at.pop(0)[1])
            self.done += cluster.kill()


def crawl(cluster: Cluster, site: ChangingSite, now: datetime, kills: Kills) -> None:
    """Have the outlet crawled *now*; a crawl whose worker is killed is made again by the others."""
    site.go_to(now)
    cluster.begin(now)
    end = time.monotonic() + _LONGEST
    # Given up, it is planned anew a moment after it is gone.
    while cluster.is_busy or cluster.plan().next_at <= now:
        kills.strike(cluster, site.requests)
        if time.monotonic() > end:
            cluster.tell()
            sys.exit(f"the crawl of {now} does not end")
        time.sleep(_TICK)


def live_with_workers(
    days: float, folder: Path, whole: Result, *, workers: int, kills: int, own_plan: bool, seed: int = 1
) -> Result:
    """Follows the outlet of *whole* for *days* with *workers*, at the same moments or by their *own_plan*."""
    with serve() as served, running(folder, served.base, workers) as cluster:
        site = ChangingSite(served, write_stories(days, seed))
        struck = Kills(kills, whole.site.requests, random.Random(seed))
        made, end = list[datetime](), START + timedelta(days=days)
        while (now := cluster.plan().next_at) < end if own_plan else len(made) < len(whole.moments):
            now = now if own_plan else whole.moments[len(made)]
            crawl(cluster, site, now, struck)
            if cluster.plan().failures and not own_plan:
                continue  # given up, for its workers died: it is made again at once
            made.append(now)
        found = sorted(
            (article.canonical_url.removeprefix(served.base), article.version, article.content_hash)
            for article in cluster.store.articles(versions="all")
        )
        known = {each.url.removeprefix(served.base): each for each in cluster.store.resources()}
        counts = Counter[str]()
        for run in load_runs(cluster.store, _KEY):
            counts.update(run.counts)
        return Result(end, found, known, made, struck.done, site, counts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    wrong = False
    with tempfile.TemporaryDirectory() as name:
        begun = time.monotonic()
        whole = live_through(options.days, Path(name))
        print("one schedule:", describe(whole, time.monotonic() - begun), flush=True)
    for own_plan in (False, True):
        with tempfile.TemporaryDirectory() as name:
            begun = time.monotonic()
            result = live_with_workers(
                options.days,
                Path(name),
                whole,
                workers=options.workers,
                kills=options.kills,
                own_plan=own_plan,
            )
        print(f"{options.workers} workers:", describe(result, time.monotonic() - begun), flush=True)
        found = [*mistakes(result)]
        if own_plan and [*map(str, missed(result))] != [*map(str, missed(whole))]:
            found.append("other stories")
        if not own_plan and result.versions != whole.versions:
            found.append(f"other versions: {sorted({*result.versions} ^ {*whole.versions})}")
        print(*found or ["nothing wrong"], sep="\n", flush=True)
        wrong |= bool(found)
    sys.exit(wrong)


if __name__ == "__main__":
    main()
