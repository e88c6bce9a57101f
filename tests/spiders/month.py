"""A simulated month: the crawls that follow an outlet whose site changes, some of them killed at work.

The clock is the driver's: between two crawls it jumps to when the next one is planned. Crawls run one after
the other in a process that may be killed at any request. ``python tests/spiders/month.py [--days 30]
[--kills 50]`` follows the outlet without kills, then with them at the same moments, a killed crawl being made
again at once, which must leave the same versions, then with them by the plan of the schedule, to which a kill
is a failure; and prints what came of each.
"""

import argparse
import asyncio
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import time_machine
from changing import CRAWL_DELAY, START, ChangingSite, Story, write_stories
from crawling import FAST
from forked import forked
from scrapy.crawler import AsyncCrawlerProcess
from smallsite import serve

from dosvoces.core.outlets import Outlet, Source
from dosvoces.operations.crawl import make_settings
from dosvoces.operations.schedule import Bounds, after_crawl, after_failure, first_plan
from dosvoces.store import Resource, Store
from pipelines.counting import counts_of
from pipelines.sharing import acquire_store_writer, acquire_workers
from spiders.news import NewsSpider

BOUNDS = Bounds(600, 5400)

#: Hours after which a story is looked at again.
LADDER = (1, 6, 24, 168)

_SETTINGS = {
    **FAST,
    "DOSVOCES_CRAWL_DELAY": True,
    "DOSVOCES_REVISIT_HOURS": list(LADDER),
    "LOG_ENABLED": False,
    "RETRY_TIMES": 0,
}


class _Follower(AsyncCrawlerProcess):
    """Crawls whenever it is told that it is some time, and says what it found."""

    def __init__(self, pipe: Connection, outlet: Outlet, store: str) -> None:
        super().__init__(make_settings({**_SETTINGS, "DOSVOCES_STORE": store}))
        self._pipe, self._outlet = pipe, outlet

    async def join(self) -> None:
        # Kept between crawls; each crawl borrows them too.
        acquire_store_writer(self.settings)
        acquire_workers(self.settings)
        with time_machine.travel(START, tick=True) as clock:
            while now := await asyncio.to_thread(self._pipe.recv):
                clock.move_to(now)
                crawler = self.create_crawler(NewsSpider)
                await self.crawl(crawler, outlet=self._outlet)
                self._pipe.send(counts_of(crawler.stats))


def _follow(pipe: Connection, outlet: Outlet, store: str) -> None:
    _Follower(pipe, outlet, store).start()


class Driver:
    """Makes the crawls of a month at the moments of their plan; kills them when they reach a request."""

    def __init__(self, site: ChangingSite, base: str, store: Path, kills: list[tuple[int, float]]) -> None:
        self._site, self._store, self._kills = site, store, kills
        self._outlet = Outlet(
            name="Month",
            country="INT",
            zone="UTC",
            domains=("127.0.0.1",),
            language="en",
            sources=(
                Source(kind="feed", url=f"{base}/feed.xml"),
                Source(kind="news_sitemap", url=f"{base}/news.xml"),
                Source(kind="sitemap", url=f"{base}/sitemap.xml"),
            ),
            delay=0.0,
            private_network=True,
            key="month",
        )
        self.killed = 0
        #: What became of addresses, in all crawls that were not killed.
        self.counts: Counter[str] = Counter()

    def _start(self) -> None:
        self._pipe, other = multiprocessing.Pipe()
        self._process = forked(_follow, other, self._outlet, str(self._store))
        self._process.start()
        other.close()

    def _stop(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _crawl(self, now: datetime) -> dict[str, int] | None:
        """The counts of a crawl at *now*, None when it was killed."""
        self._site.go_to(now)
        self._pipe.send(now)
        while not self._pipe.poll(0.002):
            if self._kills and self._site.requests >= self._kills[0][0]:
                time.sleep(self._kills.pop(0)[1])
                self._stop()
                self.killed += 1
                self._start()
                return None
            assert self._process.is_alive()
        return self._pipe.recv()  # type: ignore[no-any-return]

    def run(self, days: float, moments: list[datetime]) -> list[datetime]:
        """Crawl at *moments*, again at once when killed, or by a plan of its own for *days*; gives when."""
        plan, made, end = first_plan("month", BOUNDS, START), list[datetime](), START + timedelta(days=days)
        self._start()
        try:
            while len(made) < len(moments) if moments else plan.next_at < end:
                now = moments[len(made)] if moments else plan.next_at
                counts = self._crawl(now)
                if counts is None:
                    plan = after_failure(plan, BOUNDS, now)
                    continue
                found = counts.get("articles/new", 0) + counts.get("articles/changed", 0)
                plan = after_crawl(plan, found, BOUNDS, now)
                self.counts.update(counts)
                made.append(now)
        finally:
            self._stop()
        return made


class Result(NamedTuple):
    """What a month left behind."""

    end: datetime
    #: Path, version and content hash of every version, in order.
    versions: list[tuple[str, int, str]]
    #: What is known of every address, by path.
    known: dict[str, Resource]
    #: When crawls were made.
    moments: list[datetime]
    kills: int
    site: ChangingSite
    counts: Counter[str]


def live_through(
    days: float,
    folder: Path,
    *,
    kills: int = 0,
    like: Result | None = None,
    own_plan: bool = False,
    seed: int = 1,
    often: float = 1,
) -> Result:
    """Follow the outlet for *days* into a store in *folder*.

    With *kills* it is killed so many times, at random among the requests of the one that it is *like*, and
    crawls when that one did: a kill makes the next crawl find less, which changes the plan. With *own_plan*
    it crawls when that changed plan says. *often* makes stories come so many times more often.
    """
    chance = random.Random(seed)
    stories, path = write_stories(days, seed, often), folder / f"month-{kills}-{own_plan}.sqlite"
    with serve() as site:
        changing = ChangingSite(site, stories)
        requests = like.site.requests if like else 2
        # Some strike while a page is stored or the crawl comes to its end.
        at = sorted(
            (chance.randrange(1, requests), chance.choice((0, 0.3)) * chance.random()) for _ in range(kills)
        )
        driver = Driver(changing, site.base, path, at)
        moments = driver.run(days, like.moments if like and not own_plan else [])
        with Store(str(path)) as store:
            found = [
                (article.canonical_url.removeprefix(site.base), article.version, article.content_hash)
                for article in store.articles(versions="all")
            ]
            known = {resource.url.removeprefix(site.base): resource for resource in store.resources()}
        end = START + timedelta(days=days)
        return Result(end, sorted(found), known, moments, driver.killed, changing, driver.counts)


def missed(result: Result) -> list[Story]:
    """The stories that could be read for two hours within the month and are not in the store."""
    stored = {path for path, _, _ in result.versions}
    return [
        story
        for story in result.site.stories
        if (story.turned or story.published if story.fate == "late" else story.published) + timedelta(hours=2)
        < result.end
        and story.fate != "private"
        and story.path not in stored
    ]


def fetched_again(result: Result, *validators: str) -> tuple[int, int]:
    """How many downloads of stories with these *validators* brought nothing new, and of how many."""
    by_path = {path: s.validator for s in result.site.stories for path in (s.path, s.new_path)}
    whole = [n for (path, _), n in result.site.downloads.items() if by_path[path] in validators]
    return sum(whole) - len(whole), sum(whole)


def wasted(result: Result, *validators: str) -> float:
    """The share of unchanged pages among the downloads of stories with these *validators*."""
    again, downloads = fetched_again(result, *validators)
    return again / max(1, downloads)


def overdue(result: Result) -> list[Story]:
    """The edited stories whose edit was not stored when the revisits, or the outlet's word, says that it is.

    A look may be late by one pause before the first sight and one before the look itself.
    """
    late, edited = timedelta(seconds=2 * BOUNDS.longest), list[Story]()
    stored = {(path, version) for path, version, _ in result.versions}
    for story in result.site.stories:
        if not story.edited or (story.path, "") not in result.site.downloads:
            continue
        look = next(hours for hours in LADDER if story.published + timedelta(hours=hours) >= story.edited)
        due = story.published + timedelta(hours=look) + late
        if "sitemap" in story.places and story.edited + late < story.announced_until:
            due = min(due, story.edited + late)
        seen = result.site.seen_at.get((story.number, story.text(result.end)), result.end)
        if due < result.end and (seen > due or (story.path, 2) not in stored):
            edited.append(story)
    return edited


def mistakes(result: Result) -> Iterator[str]:
    """Everything that a crawl promises and that did not happen."""
    for story in missed(result):
        yield f"missed {story}"
    for story in overdue(result):
        yield f"edit not found in time {story}"
    for what in ({v[:2] for v in result.versions}, {(v[0], v[2]) for v in result.versions}):
        if len(what) != len(result.versions):
            yield "something is stored twice"
    if not result.kills and wasted(result, "etag", "modified") >= 0.02:
        yield "unchanged pages are downloaded"
    for story in result.site.stories:
        yield from _mistakes_with(story, result)
    for requests, seconds in result.site.paces:
        if seconds < (requests - 2) * CRAWL_DELAY:  # the first may have come late
            yield f"{requests} requests in {seconds} s"
    pauses = [(b - a).total_seconds() for a, b in zip(result.moments, result.moments[1:], strict=False)]
    longest = BOUNDS.longest + 3 * BOUNDS.shortest * bool(result.kills) + 1
    if min(pauses) < BOUNDS.shortest or max(pauses) > longest:
        yield f"pauses from {min(pauses)} to {max(pauses)} s"


def _mistakes_with(story: Story, result: Result) -> Iterator[str]:
    known, asked = result.known.get(story.path), result.site.asked[story.path]
    if story.fate == "private" and (asked or known):
        yield f"asked for in spite of robots.txt: {story}"
    # Its first download, its looks, and those anew after an edit; ten tries where it failed.
    most = 1 + len(LADDER) + (1 + len(LADDER)) * bool(story.edited) + 10 * (story.fate == "late")
    if asked > most + result.kills:
        yield f"asked {asked} times for {story}"
    if story.turned and story.fate in ("gone", "moved") and (story.path, "") in result.site.downloads:
        looks = (story.published + timedelta(hours=hours) for hours in LADDER)
        due = next(at for at in looks if at >= story.turned) + timedelta(seconds=2 * BOUNDS.longest)
        if due < result.end and (known is None or known.status != {"gone": 410, "moved": 301}[story.fate]):
            yield f"not known to be {story.fate}: {story}, {known}"
        if known is None or known.article_id is None:
            yield f"its article is forgotten: {story}"


def describe(result: Result, seconds: float) -> str:
    """A line of figures."""
    again, downloads = fetched_again(result, "etag", "modified")
    failed = {name: n for name, n in result.counts.items() if name.startswith(("failed", "not_article"))}
    return (
        f"{(result.end - START).days} days, {result.kills} kills: {seconds:.0f} s, "
        f"{len(result.moments)} crawls, {result.site.requests} requests, {len(result.site.stories)} stories, "
        f"{len(missed(result))} missed, {len(result.versions)} versions; of downloads unchanged: "
        f"{again} of {downloads} with ETag or Last-Modified ({again / max(1, downloads):.1%}), "
        f"{wasted(result, 'none', 'noise'):.1%} without; sources {dict(result.site.sources)}, failed {failed}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("--kills", type=int, default=50)
    options = parser.parse_args()
    whole: Result | None = None
    wrong = False
    for own_plan in (False, False, True):
        with tempfile.TemporaryDirectory() as folder:
            begun, kills = time.monotonic(), options.kills if whole else 0
            result = live_through(options.days, Path(folder), kills=kills, like=whole, own_plan=own_plan)
            print(describe(result, time.monotonic() - begun), flush=True)
            found = [*mistakes(result)]
            if whole and not own_plan and result.versions != whole.versions:
                found.append(f"other versions: {sorted({*result.versions} ^ {*whole.versions})}")
            print(*found or ["nothing wrong"], sep="\n", flush=True)
            wrong = wrong or bool(found)
            whole = whole or result
    sys.exit(wrong)


if __name__ == "__main__":
    # What processes call is looked for by its name, and not in a main program.
    import month

    month.main()
