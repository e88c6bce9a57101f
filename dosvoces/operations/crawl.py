"""Crawling outlets from Python: one blocking call for any number of them."""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec
from scrapy import signals

# Scrapy looks at the whole stack as it imports this: early, with few modules, that costs little.
from scrapy.core.downloader import contextfactory  # noqa: F401
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.utils.reactor import is_reactor_installed

from dosvoces.core.contact import require_contact
from dosvoces.core.errors import DosvocesError, StoreError
from dosvoces.core.outlets import Outlet
from dosvoces.store import Removal, Store
from dosvoces.store.turns import (
    begin_turn,
    end_turn,
    group_by_host,
    hosts_of,
    lock_outlet,
    note_pace,
    shares_hosts,
)
from dosvoces.store.waiting import retry
from pipelines.counting import counts_of
from pipelines.sharing import acquire_store_writer, acquire_workers, store_writers, workers
from spiders.certificates import check_authorities
from spiders.news import NewsSpider
from spiders.politeness import OutletThrottle, pace_of
from spiders.recrawl import read_revisit_hours

#: What is counted when pages were lost by a fault on this side.
_LOST = ("failed/archive", "failed/bug", "failed/store")

#: What becomes of every page when a site, or the way to it, refuses them all; and what is of one page alone.
_REFUSED = re.compile(
    r"failed/(?:http_\d+|timeout|dns|refused|connection|tls_\w+|robots_unavailable|no_browser)|"
    r"not_article/(?:challenge|consent|error|boilerplate)"
)
_GONE = ("failed/http_404", "failed/http_410")

#: Seconds between two reports of progress.
_TICK = 0.25

_log = logging.getLogger(__name__)


class CrawlReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the crawl of one outlet."""

    outlet: str
    #: ``finished``, ``shutdown`` when interrupted, ``locked`` when another process crawls it, ``removed``
    #: when the outlet was taken down, ``sent_away`` when its server asked to be left alone, ``store_failed``,
    #: ``error`` when it could not start, or ``died`` when its process was killed.
    ended: str
    seconds: float
    #: Addresses by what became of them and why: ``articles/new``, ``unchanged/pages``, ``failed/timeout`` ...
    counts: dict[str, int]
    #: What went wrong when it ended badly.
    message: str = ""

    def total(self, family: str) -> int:
        """The sum of the counts of one *family*, e.g. ``failed``."""
        return sum(number for name, number in self.counts.items() if name.startswith(f"{family}/"))

    @property
    def was_reached(self) -> bool:
        """Whether any source of the outlet could be read; also when none was asked."""
        announced = self.counts.get("announced/stories", 0) + self.counts.get("unchanged/sources", 0)
        return bool(announced) or not any(name.startswith("failed/source_") for name in self.counts)

    @property
    def was_served(self) -> bool:
        """Whether any page that was asked for could be had, or is gone; also when none was asked for."""
        counts = self.counts.items()
        refused = sum(number for name, number in counts if _REFUSED.fullmatch(name) and name not in _GONE)
        return not refused or refused < self.counts.get("requested/pages", 0)

    @property
    def ok(self) -> bool:
        """Whether it did what it could.

        It ended by itself, read a source and had a page that it asked for, and lost none; or it was told to
        end.
        """
        if self.ended == "finished":
            lost = any(self.counts.get(name) for name in _LOST)
            return self.was_reached and self.was_served and not lost
        return self.ended in ("shutdown", "locked", "removed")


#: Called several times a second with the pages dealt with and those known to be wanted.
Progress = Callable[[int, int], None]

#: Called with the seconds between two requests that a host wants, as they become known.
Paced = Callable[[float], None]

#: Called with the report of each outlet as soon as its crawl has ended and its lock is free.
Ended = Callable[[CrawlReport], None]


class _Crawls(AsyncCrawlerProcess):
    """Several crawls in one process, so many at a time, each with its report."""

    def __init__(self, settings: Settings, outlets: Sequence[Outlet], spider: Mapping[str, Any]) -> None:
        super().__init__(settings)
        self.reports: list[CrawlReport] = []
        #: Why a report could not be passed on, or nothing could be crawled at all.
        self.failure: Exception | None = None
        self._outlets = outlets
        self._turns: dict[str, asyncio.Lock] = {}
        self._spider = spider
        self._stopped = False
        self._all: list[Crawler] = []
        self._progress: Progress | None = None
        self._ended: Ended | None = None

    @cached_property
    def _groups(self) -> dict[str, str]:
        return group_by_host(self._outlets)

    def watch(self, progress: Progress | None, ended: Ended | None) -> None:
        """Report progress to *progress*, and what became of each outlet to *ended*."""
        self._progress, self._ended = progress, ended

    async def join(self) -> None:
        """Crawl everything; Scrapy runs this and then stops its reactor."""
        try:
            await self._crawl_all()
        except Exception as error:  # raised from here, it would be lost with the reactor
            self.failure = error

    async def _crawl_all(self) -> None:
        store_writer, processes = acquire_store_writer(self.settings), acquire_workers(self.settings)
        at_once = asyncio.Semaphore(max(1, self.settings.getint("DOSVOCES_OUTLETS_AT_ONCE")))
        ticking = asyncio.create_task(self._tick())
        try:
            await asyncio.gather(
                *(self._crawl_one(outlet, at_once, store_writer.store) for outlet in self._outlets)
            )
        finally:
            ticking.cancel()
            await asyncio.to_thread(workers.release, processes)
            await asyncio.to_thread(store_writers.release, store_writer)

    async def _crawl_one(self, outlet: Outlet, at_once: asyncio.Semaphore, store: Store) -> None:
        async with self._turn(outlet, store), at_once:
            report = await self._crawl_locked(outlet, store)
        self.reports.append(report)
        if self._ended and not self.failure:
            try:
                self._ended(report)
            except OSError as error:  # nobody reads, or the disk is full: no reason to end other crawls
                self.failure = error

    async def _crawl_locked(self, outlet: Outlet, store: Store) -> CrawlReport:
        ended, message = "shutdown", ""
        if not self._stopped:
            try:
                if removal := store.removed_outlet(outlet.key):
                    return _refuse(outlet.key, removal)
                with lock_outlet(store, outlet) as free:
                    if free:
                        return await self._crawl_in_turn(outlet, store)
                ended, message = "locked", "another process is crawling it"
            except StoreError as error:
                ended, message = "store_failed", str(error)
            except Exception as error:  # a mistake of ours costs this outlet alone
                _log.error("The crawl of %s raised an error", outlet.key, exc_info=error)
                ended, message = "error", str(error) or type(error).__name__
        return CrawlReport(outlet=outlet.key, ended=ended, seconds=0, counts={}, message=message)

    def _turn(self, outlet: Outlet, store: Store) -> asyncio.Lock:
        """What outlets of this process on one host take in turn, where a host is one crawl's at a time."""
        if not shares_hosts(store):
            return asyncio.Lock()
        return self._turns.setdefault(self._groups[hosts_of(outlet)[0]], asyncio.Lock())

    async def _crawl_in_turn(self, outlet: Outlet, store: Store) -> CrawlReport:
        """Crawl *outlet*, whose hosts nobody else asks, no sooner than they may be asked again."""
        if not shares_hosts(store):
            return await self._crawl_alone(outlet)
        hosts, pace = hosts_of(outlet), pace_of(outlet, self.settings)
        until = time.monotonic() + await asyncio.to_thread(begin_turn, store, hosts, pace)
        while (left := until - time.monotonic()) > 0:
            if self._stopped:
                return stopped(outlet.key)
            await asyncio.sleep(min(left, _TICK))

        pauses = [pace]

        def note(seconds: float) -> None:
            pauses.append(seconds)
            asyncio.get_running_loop().run_in_executor(None, _note_pace, store, hosts, seconds)

        try:
            return await self._crawl_alone(outlet, note)
        finally:
            await asyncio.to_thread(end_turn, store, hosts, max(pauses))

    async def _crawl_alone(self, outlet: Outlet, paced: Paced = lambda _: None) -> CrawlReport:
        crawler, start, message = self.create_crawler(NewsSpider), time.monotonic(), ""
        store_writer = acquire_store_writer(self.settings)
        self._all.append(crawler)

        def tell_pace(**_: object) -> None:
            # When the throttle has read them too.
            asyncio.get_running_loop().call_soon(lambda: paced(_pause_of(crawler)))

        crawler.signals.connect(tell_pace, signals.robots_parsed, weak=False)
        try:
            await self.crawl(crawler, outlet=outlet, **self._spider)
            ended = str(crawler.stats.get_value("finish_reason", "error"))
        except Exception as error:
            ended, message = "error", str(error) or type(error).__name__
        if ended == "store_failed":
            message = store_writer.problem
        store_writers.release(store_writer)
        paced(_pause_of(crawler))
        counts = counts_of(crawler.stats) if crawler._stats else {}
        seconds = round(time.monotonic() - start, 3)
        return CrawlReport(outlet=outlet.key, ended=ended, seconds=seconds, counts=counts, message=message)

    async def _tick(self) -> None:
        while self._progress:
            counted = [counts_of(crawler.stats) for crawler in self._all if crawler._stats]
            done = sum(n for counts in counted for name, n in counts.items() if _is_end(name))
            wanted = sum(counts.get("requested/pages", 0) for counts in counted)
            self._progress(done, max(wanted, done))
            await asyncio.sleep(_TICK)

    async def stop(self) -> None:
        """End the crawls under way and begin no others; what is stored stays."""
        self._stopped = True
        for crawler in self._all:
            if crawler.crawling and (throttle := crawler.get_extension(OutletThrottle)):
                throttle.end_waits()
        await super().stop()


def _note_pace(store: Store, hosts: Sequence[str], seconds: float) -> None:
    # A database that is away is told at the end of the turn.
    with suppress(StoreError):
        note_pace(store, hosts, seconds)


def _pause_of(crawler: Crawler) -> float:
    """The seconds between two requests that a host was known to want."""
    try:
        throttle = crawler.get_extension(OutletThrottle)
    except RuntimeError:  # it could not even begin
        return 0.0
    return throttle.pause if throttle else 0.0


def _is_end(name: str) -> bool:
    """Whether a count is of pages that were dealt with."""
    return (
        name.startswith(("articles/", "not_article/"))
        or name == "unchanged/pages"
        or (name.startswith("failed/") and not name.startswith("failed/source_"))
    )


def make_settings(overrides: Mapping[str, Any] = {}) -> Settings:
    """Scrapy's settings with ours over them and *overrides* over both."""
    settings = Settings()
    settings.setmodule("dosvoces.settings", priority="project")
    settings.setdict(dict(overrides), priority="cmdline")
    return settings


def crawl(
    outlets: Sequence[Outlet],
    *,
    store: str = "",
    since: datetime | None = None,
    max_pages: int | None = None,
    settings: Mapping[str, Any] = {},
    progress: Progress | None = None,
    ended: Ended | None = None,
) -> list[CrawlReport]:
    """Crawls *outlets* into *store* and returns what became of each, in their order.

    It blocks until all are done, takes SIGINT as the wish to end soon and whole, and can be called once in a
    process: Twisted's reactor starts only once. *settings* override any setting of ours or Scrapy's. *ended*
    gets each report at once; an ``OSError`` that it raises comes out when all are done.
    """
    if is_reactor_installed():
        raise DosvocesError("a process can crawl only once; pass all outlets to one call or start another")
    require_contact(outlets, settings.get("DOSVOCES_CONTACT"))
    overrides = {**({"DOSVOCES_STORE": store} if store else {}), **settings}
    spider = {"since": since or "", "max_pages": "" if max_pages is None else max_pages}
    made = make_settings(overrides)
    read_revisit_hours(made.getlist("DOSVOCES_REVISIT_HOURS"))
    check_authorities(made["DOSVOCES_AUTHORITIES"])
    # Here, where Ctrl-C ends the waiting.
    address, patience = made["DOSVOCES_STORE"], made.getfloat("DOSVOCES_STORE_SECONDS")
    retry(lambda: Store(address).close(), patience)
    process = _Crawls(made, outlets, spider)
    process.watch(progress, ended)
    process.start()
    if process.failure:
        raise process.failure
    reports = {report.outlet: report for report in process.reports}
    return [reports.get(outlet.key) or stopped(outlet.key) for outlet in outlets]


def _refuse(outlet: str, removal: Removal) -> CrawlReport:
    """The report on an outlet that was taken down."""
    message = (
        f"it was taken down on {removal.removed_at:%Y-%m-%d} ({removal.reason}); "
        f"allow it again with: dosvoces removed --lift {outlet}"
    )
    return CrawlReport(outlet=outlet, ended="removed", seconds=0, counts={}, message=message)


def stopped(outlet: str) -> CrawlReport:
    """The report on an outlet whose crawl was not begun, or not waited for, when all were told to end."""
    return CrawlReport(outlet=outlet, ended="shutdown", seconds=0, counts={})
