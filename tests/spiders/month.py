"""A simulated month: an outlet that publishes, edits and takes down stories, and the crawls that follow it.

The clock is the driver's: between two crawls it jumps to when the next one is planned. Crawls run one after
the other in a process that may be killed at any request. ``python tests/spiders/month.py [--days 30]
[--kills 50]`` runs a month without kills and one with them, and prints what came of both.
"""

import argparse
import asyncio
import multiprocessing
import random
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import time_machine
from crawling import FAST, server
from scrapy.crawler import AsyncCrawlerProcess
from smallsite import Exchange, SmallSite, serve, story_page

from dosvoces.crawl import make_settings
from dosvoces.outlets import Outlet, Source
from dosvoces.schedule import Bounds, after_crawl, first_plan
from dosvoces.store import Store
from pipelines.sharing import borrow_keeper, borrow_workers
from spiders.counts import counts_of
from spiders.news import NewsSpider

START = datetime(2026, 3, 1, tzinfo=UTC)

BOUNDS = Bounds(600, 5400)


class Story(NamedTuple):
    """A story: when it came, how long it is announced, when it was edited, if at all."""

    number: int
    published: datetime
    announced_until: datetime
    edited: datetime | None

    @property
    def path(self) -> str:
        return f"/2026/03/{self.number}/a-story-of-the-harbour.html"

    def text(self, now: datetime) -> str:
        return "The vote was put off until the autumn." if self.edited and self.edited <= now else ""


def write_stories(days: float, seed: int) -> list[Story]:
    """Some dozen stories a day, announced for two hours to a day each; a fifth are edited."""
    chance, stories, at = random.Random(seed), list[Story](), START
    while True:
        at += timedelta(hours=chance.expovariate(0.2 if at.hour < 6 else 0.8))
        if at > START + timedelta(days=days):
            return stories
        until = at + timedelta(hours=chance.uniform(2, 24))
        edited = at + timedelta(hours=chance.uniform(0.5, 6)) if chance.random() < 0.2 else None
        stories.append(Story(len(stories) + 1, at, until, edited))


class World:
    """The outlet's site at any moment of the month, and what it was asked for."""

    def __init__(self, site: SmallSite, stories: list[Story]) -> None:
        self._site, self.stories = site, stories
        self.now = START
        #: Whole answers for story pages, by path and text; answers for the feed; requests in all.
        self.downloads: Counter[tuple[str, str]] = Counter()
        self.feeds: Counter[int] = Counter()
        self.requests = 0
        site.pages["/robots.txt"] = "User-agent: *\nDisallow: /private/\n"
        site.pages["/feed.xml"] = self._answer_feed

    def go_to(self, now: datetime) -> None:
        self.now = now
        for story in self.stories:
            if story.published <= now and story.path not in self._site.pages:
                self._site.pages[story.path] = self._make_answer(story)

    def _answer_feed(self, request: Exchange) -> None:
        self.requests += 1
        up = [s for s in self.stories if s.published <= self.now < s.announced_until]
        tag = '"' + "-".join(str(story.number) for story in up) + '"'
        items = "".join(
            f"<item><title>A story</title><link>{self._site.base}{story.path}</link></item>" for story in up
        )
        if request.headers.get("If-None-Match") == tag:
            self.feeds[304] += 1
            request.reply(304, ETag=tag)
        else:
            self.feeds[200] += 1
            body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'
            request.reply(200, body, Content_Type="application/rss+xml", ETag=tag)

    def _make_answer(self, story: Story) -> "Exchange":
        def answer(request: Exchange) -> None:
            self.requests += 1
            text = story.text(self.now)
            tag = f'"{story.number}-{len(text)}"'
            if request.headers.get("If-None-Match") == tag:
                request.reply(304, ETag=tag)
                return
            self.downloads[story.path, text] += 1
            page = story_page(story.number, text=text)
            old = f'"2026-03-{story.number % 27 + 1:02}T10:00:00Z"'
            request.reply(200, page.replace(old, f'"{story.published:%Y-%m-%dT%H:%M:%SZ}"'), ETag=tag)

        return answer  # type: ignore[return-value]


class _Follower(AsyncCrawlerProcess):
    """Crawls whenever it is told that it is some time, and says what it found."""

    def __init__(self, pipe: Connection, outlet: Outlet, store: str) -> None:
        super().__init__(make_settings({**FAST, "LOG_ENABLED": False, "DOSVOCES_STORE": store}))
        self._pipe, self._outlet = pipe, outlet

    async def join(self) -> None:
        # Kept between crawls; each crawl borrows them too.
        borrow_keeper(self.settings)
        borrow_workers(self.settings)
        with time_machine.travel(START, tick=True) as clock:
            while now := await asyncio.to_thread(self._pipe.recv):
                clock.move_to(now)
                crawler = self.create_crawler(NewsSpider)
                await self.crawl(crawler, outlet=self._outlet)
                self._pipe.send(counts_of(crawler.stats))


def _follow(pipe: Connection, outlet: Outlet, store: str) -> None:
    _Follower(pipe, outlet, store).start()


class Result(NamedTuple):
    """What a month left behind."""

    #: Address and content hash of every version, in order.
    versions: list[tuple[str, int, str]]
    #: When crawls were made.
    moments: list[datetime]
    kills: int
    world: World
    counts: Counter[str]


class Driver:
    """Makes the crawls of a month at the moments of their plan."""

    def __init__(self, world: World, base: str, store: Path, kills: list[int]) -> None:
        self._world, self._store, self._kills = world, store, kills
        source = Source(kind="feed", url=f"{base}/feed.xml")
        self._outlet = Outlet(
            name="Month",
            country="INT",
            zone="UTC",
            domains=("127.0.0.1",),
            language="en",
            sources=(source,),
            delay=0.0,
            private_network=True,
            key="month",
        )
        self.killed = 0
        #: What became of addresses, in all crawls that were not killed.
        self.counts: Counter[str] = Counter()

    def _start(self) -> None:
        self._pipe, other = multiprocessing.Pipe()
        self._process = server.Process(target=_follow, args=(other, self._outlet, str(self._store)))
        self._process.start()
        other.close()

    def _crawl(self, now: datetime) -> dict[str, int]:
        """The counts of a crawl at *now*; one that is killed is made again."""
        while True:
            self._pipe.send(now)
            while not self._pipe.poll(0.002):
                if self._kills and self._world.requests >= self._kills[0]:
                    self._kills.pop(0)
                    self._process.kill()
                    self._process.join()
                    self.killed += 1
                    self._start()
                    break
                assert self._process.is_alive()
            else:
                return self._pipe.recv()  # type: ignore[no-any-return]

    def run(self, days: float, moments: list[datetime]) -> list[datetime]:
        """Crawl at *moments*, or when it is due for *days*; gives when that was."""
        plan, made, end = first_plan("month", BOUNDS, START), list[datetime](), START + timedelta(days=days)
        self._start()
        try:
            while len(made) < len(moments) if moments else plan.next_at < end:
                now = moments[len(made)] if moments else plan.next_at
                self._world.go_to(now)
                counts = self._crawl(now)
                found = counts.get("articles/new", 0) + counts.get("articles/changed", 0)
                plan = after_crawl(plan, found, BOUNDS, now)
                self.counts.update(counts)
                made.append(now)
        finally:
            self._process.kill()
            self._process.join()
        return made


def live_through(
    days: float, folder: Path, *, kills: int = 0, like: Result | None = None, seed: int = 1
) -> Result:
    """Follow the outlet for *days* into a store in *folder*.

    With *kills* it is killed so many times at random requests, and crawls when the one that it is *like* did:
    a kill makes the next crawl find less, which would change the plan.
    """
    chance = random.Random(seed)
    stories = write_stories(days, seed)
    with serve() as site:
        world = World(site, stories)
        at = sorted(chance.randrange(1, like.world.requests if like else 2) for _ in range(kills))
        driver = Driver(world, site.base, folder / f"month-{kills}.sqlite", at)
        moments = driver.run(days, like.moments if like else [])
        with Store(str(folder / f"month-{kills}.sqlite")) as store:
            found = [
                (article.canonical_url.removeprefix(site.base), article.version, article.content_hash)
                for article in store.articles(versions="all")
            ]
        return Result(sorted(found), moments, driver.killed, world, driver.counts)


def missed(result: Result, days: float) -> list[Story]:
    """The stories that were announced for two hours within the month and are not in the store."""
    stored = {path for path, _, _ in result.versions}
    end = START + timedelta(days=days)
    stories = result.world.stories
    return [s for s in stories if s.published + timedelta(hours=2) < end and s.path not in stored]


def wasted(result: Result) -> float:
    """The share of downloaded pages that were known and unchanged."""
    whole = sum(result.world.downloads.values())
    return (whole - len(result.world.downloads)) / whole


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("--kills", type=int, default=50)
    options = parser.parse_args()
    results: list[Result] = []
    for kills in (0, options.kills):
        with tempfile.TemporaryDirectory() as folder:
            begun = time.monotonic()
            like = results[0] if results else None
            result = live_through(options.days, Path(folder), kills=kills, like=like)
            results.append(result)
            failed = {
                name: n for name, n in result.counts.items() if name.startswith(("failed", "not_article"))
            }
            print(
                f"{options.days:g} days, {result.kills} kills: {time.monotonic() - begun:.0f} s, "
                f"{len(result.moments)} crawls, {result.world.requests} requests, "
                f"{len(result.world.stories)} stories, "
                f"{len(missed(result, options.days))} missed, {len(result.versions)} versions, "
                f"{wasted(result):.1%} of downloads unchanged, feed {dict(result.world.feeds)}, "
                f"failed {failed}",
                flush=True,
            )
    print("the same versions" if results[0].versions == results[1].versions else "DIFFERENT versions")


if __name__ == "__main__":
    main()
