"""The spider: follows one outlet by its file."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider

from dosvoces.core.addresses import clean_url
from dosvoces.core.errors import SettingError, StoreError
from dosvoces.core.outlets import Outlet, SourceKind, find
from dosvoces.core.record import Page
from dosvoces.store import Resource, Store
from pipelines.counting import Family, count
from pipelines.duplicates import SeenPages
from pipelines.items import Fetched
from pipelines.sharing import acquire_store_writer, acquire_workers, store_writers, workers
from spiders.announced_times import read_time
from spiders.announcements import Announcement
from spiders.canonical import CanonicalPages
from spiders.conditional import RESOURCE
from spiders.context import ALIASES, ANNOUNCED, ASKED, FALLBACK, FINAL, SOURCE
from spiders.counts import reason_of
from spiders.follow_up import PageFollowUp
from spiders.frontier import Choice, Frontier
from spiders.links import leads_away
from spiders.page_state import PageState
from spiders.politeness import STOPPED, set_pace
from spiders.recrawl import read_revisit_hours
from spiders.rendering import wants_rendering
from spiders.responses import make_page, refusal_of
from spiders.sources import Sources
from spiders.url_state import after_answer, after_failure, after_unchanged, with_announced

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

_log = logging.getLogger(__name__)


class NewsSpider(Spider):
    """Fetches what an outlet announces and passes every page on to become an article.

    *outlet* is a key or a file (or an :class:`~dosvoces.core.outlets.Outlet`), *since* a date before which
    stories are left alone, *max_pages* how many new pages to fetch at most, 0 for all.
    """

    name = "news"

    def __init__(
        self, outlet: str | Outlet = "", since: str | datetime = "", max_pages: str | int = "", **more: Any
    ) -> None:
        super().__init__(**more)
        if not outlet:
            raise SettingError("the spider needs an outlet: scrapy crawl news -a outlet=KEY_OR_FILE")
        self.outlet = outlet if isinstance(outlet, Outlet) else find(outlet)
        self.since = since if isinstance(since, datetime) else read_time(since)
        if since and not self.since:
            raise SettingError(f"since={since} is no date; give one like 2026-01-31")
        if not str(max_pages or 0).isdigit():
            raise SettingError(f"max_pages={max_pages} is no number; 0 means all")
        self._given_max = str(max_pages)
        self.seen = SeenPages()
        self.sources = Sources(self)
        self.canonical_pages = CanonicalPages(self)
        self._deciding: asyncio.Future[None] | None = None
        self._remembering: set[asyncio.Future[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> NewsSpider:
        """The spider of one crawl, with its settings; the outlet's own delay becomes one of them."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        set_pace(crawler.settings, spider.outlet)
        spider._connect()
        return spider

    def _connect(self) -> None:
        settings = self.crawler.settings
        self.max_pages = int(self._given_max) if self._given_max else settings.getint("DOSVOCES_MAX_PAGES")
        self._frontier = Frontier(self)
        self.revisit_after = read_revisit_hours(settings.getlist("DOSVOCES_REVISIT_HOURS"))
        self.store_writer = acquire_store_writer(settings)
        self.workers = acquire_workers(settings)
        self.crawler.signals.connect(self._resume_dropped, signal=signals.request_dropped)
        self.crawler.signals.connect(self._stay_for_waiting, signal=signals.spider_idle)
        self.crawler.signals.connect(self._finish, signal=signals.spider_closed)

    async def start(self) -> AsyncIterator[Request]:
        """Ask for what the sources announce, and for the stored stories that are due to be looked at again.

        Requests are made as fast as they are answered: of the largest back-fill no more wait in memory than
        Scrapy keeps under way.
        """
        due = await self.store_writer.run(Store.due, self.outlet.key, datetime.now(UTC))
        sources = self.outlet.sources
        found = await asyncio.gather(*(self.sources.read(source.kind, source.url) for source in sources))
        changed: list[Choice] = []
        for source, findings in zip(sources, found, strict=True):
            changed += await self._screen(findings.stories, source.url, source.kind)
        async for request in self._ask_all(self._frontier.take_news()):
            yield request
        if not any(findings.sitemaps for findings in found):
            async for request in self._ask_all(self._frontier.take()):
                yield request
        async for request in self._look_again(changed):
            yield request
        if due and await self.sources.are_replaced(found):
            _log.warning("%s shows something else for its sources; no story is looked at", self.outlet.key)
            for _ in due:
                self.count("skipped", "replaced")
            due = []
        for known in due:
            if known.url not in self.seen and self._frontier.may_retry(known):
                self.seen.add(known.url)
                await self._wait_for_room()
                yield self.ask_page(known.url, known)
        for source, findings in zip(sources, found, strict=True):
            async for request in self._walk(findings.sitemaps, source.kind, 1):
                yield request
        async for request in self._ask_all(self._frontier.take()):
            yield request

    def _stay_for_waiting(self) -> None:
        """When nothing is under way: decide on the pages that waited for their canonical page."""
        if self.canonical_pages.has_waiting and (self._deciding is None or self._deciding.done()):
            self._deciding = asyncio.ensure_future(self._decide_waiting())
        if self._deciding and not self._deciding.done():
            raise DontCloseSpider

    async def _decide_waiting(self) -> None:
        await self.canonical_pages.decide_waiting()
        if slot := self.crawler.engine._slot:  # else it would notice only after seconds that nothing came
            asyncio.get_running_loop().call_soon(slot.nextcall.schedule)

    async def _wait_for_room(self) -> None:
        if self.crawler.engine.needs_backout():
            await self.crawler.signals.wait_for(signals.scheduler_empty)

    async def _walk(
        self, sitemaps: Sequence[Announcement], kind: SourceKind, depth: int
    ) -> AsyncIterator[Request]:
        """The requests for what *sitemaps* announce, and those that they lead to."""
        for sitemap in sitemaps:
            if not self._frontier.wants_sitemap(sitemap, depth):
                continue
            await self._wait_for_room()
            findings = await self.sources.read(kind, sitemap.url)
            async for request in self._look_again(await self._screen(findings.stories, sitemap.url, kind)):
                yield request
            if self.since or not self.max_pages:  # all are asked for in time, and need not wait for others
                async for request in self._ask_all(self._frontier.take()):
                    yield request
            async for request in self._walk(findings.sitemaps, kind, depth + 1):
                yield request

    async def _screen(self, stories: Sequence[Announcement], source: str, kind: SourceKind) -> list[Choice]:
        """Those of the announced *stories* that are worth another look; new ones wait for their turn."""
        try:
            return await self._frontier.screen(stories, source, kind)
        except Exception as error:  # the store is gone, or an announcement is stranger than we thought
            # To fetch them all would cost the outlet more than the next crawl costs us.
            self.count("failed", "store" if isinstance(error, StoreError) else "bug")
            self.mark_incomplete(source)
            _log.error("What %s announces is left for the next crawl", source, exc_info=error)
            return []

    async def _look_again(self, choices: Sequence[Choice]) -> AsyncIterator[Request]:
        for choice in choices:
            if self._frontier.begin(choice):
                await self._wait_for_room()
                yield self._ask(choice)

    async def _ask_all(self, choices: AsyncIterator[Choice]) -> AsyncIterator[Request]:
        async for choice in choices:
            await self._wait_for_room()
            yield self._ask(choice)

    def _ask(self, choice: Choice) -> Request:
        return self.ask_page(choice.url, choice.known, choice.source, **{ANNOUNCED: choice.announced})

    def ask_page(self, url: str, known: Resource | None, source: str = "", **meta: Any) -> Request:
        """The request for the page at *url*, which *source* announced, and of which *known* is known."""
        self.count("requested", "pages")
        return Request(
            url,
            callback=self.parse_page,
            errback=self.fail_page,
            meta={SOURCE: source, RESOURCE: known, ASKED: known, **wants_rendering(self.outlet), **meta},
            dont_filter=bool(meta.get(FINAL)),
        )

    async def parse_page(self, response: Response) -> AsyncIterator[Fetched | Request]:
        """Pass a page on, unless it is unchanged or an error."""
        known, meta = response.meta[RESOURCE], response.meta
        page, url = make_page(response, self.outlet.key, datetime.now(UTC)), clean_url(response.url)
        self.seen.add(url)
        answered = after_answer(known, page, url)
        if url in self.sources.urls:
            # Stories that are taken down often lead to the front page, whose state belongs to the source.
            self.count("not_article", "source")
            await self.remember(*self._failed_hops(meta, "source", page.retrieved_at))
            self._fall_back(meta)
        elif leads_away(meta.get("redirect_urls", ()), url) and not (known and known.article_id):
            # Taken down: what is there instead is no story, however much it looks like one.
            self.count("not_article", "listing")
            await self.remember(*self._failed_hops(meta, "listing", page.retrieved_at))
            self._fall_back(meta)
        elif known and (page.status == 304 or answered.body_hash == known.body_hash):
            self.count("unchanged", "pages")
            same = after_unchanged(known, page.retrieved_at, self.revisit_after)
            await self.remember(same)
            if known.article_id:
                aliases = self.canonical_pages.aliases_of(meta, url, page.retrieved_at)
                await self.canonical_pages.remember_unchanged(known.article_id, aliases, meta[SOURCE])
            else:
                self._fall_back(meta)
        elif reason := refusal_of(page):
            await self._fail(meta, url, reason, page.status)
        else:
            yield self._pass_on(page, answered, meta, url)

    def _pass_on(self, page: Page, answered: Resource, meta: dict[str, Any], url: str) -> Fetched:
        state = PageState(
            url=page.url,
            retrieved_at=page.retrieved_at,
            resource=answered,
            aliases=self.canonical_pages.aliases_of(meta, url, page.retrieved_at),
            failed=self._failed_hops(meta, "redirect", page.retrieved_at),
            source=meta[SOURCE],
            fallback=meta.get(FALLBACK, ""),
            final=bool(meta.get(FINAL)),
        )
        follow_up = PageFollowUp(self, self.canonical_pages, state)
        return Fetched(page=page, outlet=self.outlet, follow_up=follow_up)

    def _failed_hops(self, meta: dict[str, Any], reason: str, now: datetime) -> tuple[Resource, ...]:
        """The address that was asked for, had it been left for another one where there is no story."""
        hops, statuses = meta.get("redirect_urls", ()), meta.get("redirect_reasons", ())
        if not hops:
            return ()
        url, outlet = clean_url(hops[0]), self.outlet.key
        failed = after_failure(meta[ASKED], url, outlet, statuses[0], reason, now)
        return (with_announced(failed, meta.get(ANNOUNCED)),)

    async def fail_page(self, failure: Failure) -> None:
        """Count and remember why a page could not be fetched."""
        request: Request = failure.request  # type: ignore[attr-defined]
        await self._fail(request.meta, clean_url(request.url), reason_of(failure.value), 0)

    async def _fail(self, meta: dict[str, Any], url: str, reason: str, status: int) -> None:
        if reason == STOPPED:  # the next crawl asks for it as if it had not been announced yet
            self.count("skipped", reason)
            return
        refused = reason in ("robots", "offsite", "private_address")
        if reason != "offsite":  # counted where it is refused
            self.count("skipped" if refused else "failed", reason)
        if not refused:
            facts = {"outlet": self.outlet.key, "url": url, "reason": reason}
            _log.info("%(outlet)s: %(url)s gave nothing: %(reason)s", facts, extra=facts)
        source, now, known = meta[SOURCE], datetime.now(UTC), meta[RESOURCE]
        if known is None and meta.get(FINAL):  # it was asked for as if nothing were known
            known = await self.look_up(url)
        lost = self._failed_hops(meta, reason, now)
        if not refused or (known and not lost):
            # What is known of a refused address is kept from being due in every crawl from now on.
            failed = after_failure(known, url, self.outlet.key, status, reason, now)
            lost = (with_announced(failed, meta.get(ANNOUNCED)), *lost)
        await self.remember(*lost)
        gone_for_good = reason == "offsite" or status in (404, 410)
        if not self._fall_back(meta) and not gone_for_good:
            self.mark_incomplete(source)

    def _resume_dropped(self, request: Request) -> None:
        """Go on without *request*, which Scrapy drops; one that leads round has failed like any other."""
        meta = request.meta
        if SOURCE not in meta:
            return
        self.canonical_pages.resume_dropped(request)
        if request.url in meta.get("redirect_urls", ()):
            lost = self._failed_hops(meta, "redirect_loop", datetime.now(UTC))
            self._remembering.add(asyncio.ensure_future(self.remember(*lost)))
            if not meta.get(FALLBACK):
                self.mark_incomplete(meta[SOURCE])

    def _fall_back(self, meta: dict[str, Any]) -> bool:
        """Fetch the page to go back to, if there is one: the one it declared canonical gave nothing."""
        url, source, told = meta.get(FALLBACK, ""), meta[SOURCE], meta.get(ANNOUNCED)
        return self.canonical_pages.fetch_fallback(url, source, meta.get(ALIASES, ()), told)

    def mark_incomplete(self, source: str) -> None:
        """Read *source* in full in the next crawl: not all that it announces was dealt with in this one."""
        self.sources.mark_incomplete(source)

    async def look_up(self, url: str) -> Resource | None:
        """What the store knows of *url*; a store that fails costs the knowledge, not the crawl."""
        try:
            return await self.store_writer.run(Store.resource, url)
        except StoreError as error:
            self.count("failed", "store")
            _log.error("%s", error)
            return None

    async def remember(self, *resources: Resource) -> None:
        """Keep the state of addresses; a store that fails costs the memory, not the crawl."""
        try:
            await self.store_writer.run(Store.save_resources, resources)
        except StoreError as error:
            self.count("failed", "store")
            _log.error("%s", error)

    def count(self, family: Family, reason: str) -> None:
        """Count an address of this crawl."""
        count(self.crawler.stats, family, reason)

    async def _finish(self, reason: str) -> None:
        # Only now: had the crawl been killed, an unchanged source would hide the stories not fetched yet.
        if reason == "finished":
            await self.remember(*self.sources.complete_states())
        await asyncio.to_thread(workers.release, self.workers)
        await asyncio.to_thread(store_writers.release, self.store_writer)
