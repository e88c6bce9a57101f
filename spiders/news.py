"""The spider: follows one outlet by its file."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from scrapy import Request, Spider, signals

from dosvoces.addresses import clean_url, is_on_domains
from dosvoces.errors import SettingError, StoreError
from dosvoces.outlets import Outlet, SourceKind, find, is_article_url
from dosvoces.record import Page
from dosvoces.store import Resource, Store
from pipelines.duplicates import SeenPages
from pipelines.items import Fetched
from pipelines.sharing import borrow_keeper, borrow_workers, keepers, workers
from spiders.conditional import RESOURCE
from spiders.counts import count, reason_of
from spiders.discovery import MOST_SITEMAP_BYTES, Announcement, Findings, read_source
from spiders.memory import after_answer, after_failure, after_unchanged, as_alias, as_twin
from spiders.politeness import set_pace
from spiders.rendering import wants_rendering
from spiders.responses import make_page, refusal_of
from spiders.revisits import plan_visit
from spiders.sitemaps import read_time

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

#: Request meta: the source that announced the page; the addresses that led to it; the page to go back to when
#: it gives nothing; whether it is to be kept whatever it declares.
SOURCE, ALIASES, FALLBACK, FINAL = (f"dosvoces_{name}" for name in ("source", "aliases", "fallback", "final"))

#: Sitemap indexes within sitemap indexes; the protocol allows none, real outlets have one.
DEEPEST = 3

#: Sources are asked first, so that there is something to choose from.
_SOURCE_PRIORITY = 10

_log = logging.getLogger(__name__)


class NewsSpider(Spider):
    """Fetches what an outlet announces and passes every page on to become an article.

    *outlet* is a key or a file (or an :class:`~dosvoces.outlets.Outlet`), *since* a date before which stories
    are left alone, *max_pages* how many new pages to fetch at most, 0 for all.
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
        self._known = SeenPages()
        self._new_pages = 0
        self._sitemaps = 0
        self._source_urls = {clean_url(source.url) for source in self.outlet.sources}
        self._source_states: dict[str, Resource] = {}
        self._unsettled: set[str] = set()

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
        self.revisit_days = settings.getfloat("DOSVOCES_REVISIT_DAYS")
        self.keeper = borrow_keeper(settings)
        self.workers = borrow_workers(settings)
        self.crawler.signals.connect(self._finish, signal=signals.spider_closed)

    async def start(self) -> AsyncIterator[Request]:
        """Ask every source, then the stored stories that are due to be looked at again."""
        due = await self.keeper.run(self._recall)
        for source in self.outlet.sources:
            yield await self._ask_source(source.kind, source.url, 0)
        for known in due:
            if self.seen.add(known.url):
                yield self._ask_page(known.url, known)

    def _recall(self, store: Store) -> list[Resource]:
        """Notes which of the outlet's addresses are known; returns those due to be looked at again."""
        now, due = datetime.now(UTC), []
        for known in store.resources(outlet=self.outlet.key):
            self._known.add(known.url)
            if known.next_check_at and known.next_check_at <= now:
                due.append(known)
        return due

    async def _look_up(self, url: str) -> Resource | None:
        """What the store knows of *url*; costs nothing for the many addresses that are new."""
        return await self.keeper.run(Store.resource, url) if url in self._known else None

    async def _ask_source(self, kind: SourceKind, url: str, depth: int) -> Request:
        size = {"download_maxsize": MOST_SITEMAP_BYTES} if kind in ("sitemap", "news_sitemap") else {}
        known = await self.keeper.run(Store.resource, url)
        return Request(
            url,
            callback=self.parse_source,
            errback=self.lose_source,
            cb_kwargs={"kind": kind, "depth": depth},
            priority=_SOURCE_PRIORITY - depth,
            meta={SOURCE: url, RESOURCE: known, **size, **wants_rendering(self.outlet, kind)},
        )

    async def parse_source(self, response: Response, kind: SourceKind, depth: int) -> AsyncIterator[Request]:
        """Follow what a source announces."""
        source, known = response.meta[SOURCE], response.meta[RESOURCE]
        page = make_page(response, self.outlet.key, datetime.now(UTC))
        if page.status == 304 and known:
            self.count("unchanged", "sources")
            self._source_states[source] = after_unchanged(known, page.retrieved_at, 0)
            return
        findings = await self._read_source(kind, page)
        if findings.problem:
            self.count("failed", f"source_{findings.problem}")
            await self.remember(
                after_failure(known, source, page.outlet, page.status, findings.problem, page.retrieved_at)
            )
            return
        if not findings.sitemaps:
            # An index may stay as it is while its sitemaps change: it is read in full each time.
            self._source_states[source] = replace(after_answer(known, page, source), reason="", failures=0)
        for sitemap in findings.sitemaps:
            if request := await self._follow_sitemap(sitemap, kind, depth + 1):
                yield request
        for story in findings.stories:
            if request := await self._follow(story, source):
                yield request

    async def _read_source(self, kind: SourceKind, page: Page) -> Findings:
        if page.status != 200:
            return Findings(problem=f"http_{page.status}")
        try:
            content_type = page.headers.get("content-type", "")
            return await self.workers.run(read_source, kind, page.body, page.url, content_type)
        except Exception as error:  # whatever a parser makes of a damaged source costs this source alone
            _log.error("%s: reading %s raised an error", self.outlet.key, page.url, exc_info=error)
            return Findings(problem=reason_of(error))

    async def _follow_sitemap(self, sitemap: Announcement, kind: SourceKind, depth: int) -> Request | None:
        if self.since and sitemap.modified and sitemap.modified < self.since:
            return None
        # A back-fill reads them all: those from before its beginning are left out already.
        most = 0 if self.since else self.crawler.settings.getint("DOSVOCES_MAX_SITEMAPS")
        if depth > DEEPEST or 0 < most <= self._sitemaps:
            self.count("skipped", "sitemap_limit")
            return None
        self._sitemaps += 1
        return await self._ask_source(kind, sitemap.url, depth)

    async def _follow(self, story: Announcement, source: str) -> Request | None:
        """The request for an announced story, None when it is to be left alone."""
        self.count("announced", "stories")
        try:
            url = clean_url(story.url)
        except ValueError:
            self.count("skipped", "malformed")
            return None
        reason = self._reason_to_skip(story, url)
        self.seen.add(url)  # before anything is waited for: another source may announce it meanwhile
        known = None if reason else await self._look_up(url)
        plan = plan_visit(story, known, datetime.now(UTC))
        if self.since and known and known.article_id and not story.modified:
            # A back-fill goes on where it stopped; stories to be looked at again are asked for at the start.
            plan = "skip"
        if not reason and plan == "skip":
            reason = "failed_before" if known and known.failures else "known"
        if not reason and plan == "fetch" and 0 < self.max_pages <= self._new_pages:
            reason = "page_limit"
        if reason:
            self.count("skipped", reason)
            if reason in ("too_old", "page_limit"):
                self.unsettle(source)
            return None
        self._new_pages += plan == "fetch"
        return self._ask_page(url, known, source)

    def _reason_to_skip(self, story: Announcement, url: str) -> str:
        """Why an announced address is left alone whatever is known of it; empty when it is not."""
        if not is_on_domains(url, self.outlet.domains):
            return "offsite"
        if not is_article_url(self.outlet, url):
            return "denied"
        if self.since and story.time and story.time < self.since:
            return "too_old"
        return "repeated" if url in self.seen else ""

    def _ask_page(self, url: str, known: Resource | None, source: str = "", **meta: Any) -> Request:
        self.count("requested", "pages")
        return Request(
            url,
            callback=self.parse_page,
            errback=self.lose_page,
            meta={SOURCE: source, RESOURCE: known, **wants_rendering(self.outlet), **meta},
            dont_filter=bool(meta.get(FINAL)),
        )

    async def parse_page(self, response: Response) -> AsyncIterator[Fetched | Request]:
        """Pass a page on, unless it is unchanged or an error."""
        known = response.meta[RESOURCE]
        page, url = make_page(response, self.outlet.key, datetime.now(UTC)), clean_url(response.url)
        self.seen.add(url)
        answered = after_answer(known, page, url)
        if url in self._source_urls:
            # Stories that are taken down often lead to the front page, whose state belongs to the source.
            self.count("not_article", "source")
        elif known and (page.status == 304 or answered.body_hash == known.body_hash):
            self.count("unchanged", "pages")
            await self.remember(after_unchanged(known, page.retrieved_at, self.revisit_days))
        elif reason := refusal_of(page):
            await self._lose(response.meta, url, reason, page.status)
        else:
            hops = zip(
                response.meta.get("redirect_urls", ()), response.meta.get("redirect_reasons", ()), strict=True
            )
            redirects = (
                as_alias(clean_url(hop), page.outlet, status, page.retrieved_at)
                for hop, status in hops
                if clean_url(hop) != url
            )
            yield Fetched(
                page=page,
                resource=answered,
                aliases=(*redirects, *response.meta.get(ALIASES, ())),
                source=response.meta[SOURCE],
                fallback=response.meta.get(FALLBACK, ""),
                final=bool(response.meta.get(FINAL)),
            )

    async def lose_page(self, failure: Failure) -> None:
        """Count and remember why a page could not be fetched."""
        request: Request = failure.request  # type: ignore[attr-defined]
        await self._lose(request.meta, clean_url(request.url), reason_of(failure.value), 0)

    async def _lose(self, meta: dict[str, Any], url: str, reason: str, status: int) -> None:
        refused = reason in ("robots", "offsite", "private_address")
        if reason != "offsite":  # counted where it is refused
            self.count("skipped" if refused else "failed", reason)
        source, now = meta[SOURCE], datetime.now(UTC)
        if not refused:
            facts = {"outlet": self.outlet.key, "url": url, "reason": reason}
            _log.info("%(outlet)s: %(url)s gave nothing: %(reason)s", facts, extra=facts)
            known = meta[RESOURCE]
            await self.remember(after_failure(known, url, self.outlet.key, status, reason, now))
        gone_for_good = refused or status in (404, 410)
        if not self.go_back(meta.get(FALLBACK, ""), source) and not gone_for_good:
            self.unsettle(source)

    async def lose_source(self, failure: Failure) -> None:
        """Count and remember why a source could not be fetched."""
        request: Request = failure.request  # type: ignore[attr-defined]
        reason = reason_of(failure.value)
        self.count("failed", f"source_{reason}")
        facts = {"outlet": self.outlet.key, "url": request.url, "reason": reason}
        _log.warning("%(outlet)s: %(url)s could not be read: %(reason)s", facts, extra=facts)
        now, known = datetime.now(UTC), request.meta[RESOURCE]
        await self.remember(after_failure(known, request.meta[SOURCE], self.outlet.key, 0, reason, now))

    async def go_to_canonical(self, item: Fetched, canonical: str) -> None:
        """Fetch the page that *item* declares to be the story's own, unless that is known or under way."""
        known = await self._look_up(canonical)
        twin = item.resource
        if known and known.article_id:
            self.count("skipped", "twin")
            await self.remember(*(as_twin(alias, known.article_id) for alias in (twin, *item.aliases)))
        elif not self.seen.add(canonical):
            self.count("skipped", "twin")
        else:
            self.count("announced", "canonical")
            meta = {ALIASES: (twin, *item.aliases), FALLBACK: item.page.url}
            self.crawler.engine.crawl(self._ask_page(canonical, known, item.source, **meta))

    def go_back(self, url: str, source: str) -> bool:
        """Fetch the page at *url* once more, to be kept this time; whether there is one."""
        if url:
            self.crawler.engine.crawl(self._ask_page(url, None, source, **{FINAL: True}))
        return bool(url)

    def unsettle(self, source: str) -> None:
        """Read *source* in full in the next crawl: not all that it announces was dealt with in this one."""
        self._unsettled.add(source)

    async def remember(self, *resources: Resource) -> None:
        """Keep the state of addresses; a store that fails costs the memory, not the crawl."""
        try:
            await self.keeper.run(Store.save_resources, resources)
        except StoreError as error:
            self.count("failed", "store")
            _log.error("%s", error)

    def count(self, family: Any, reason: str) -> None:
        """Count an address of this crawl."""
        count(self.crawler.stats, family, reason)

    async def _finish(self, reason: str) -> None:
        # Only now: had the crawl been killed, an unchanged source would hide the stories not fetched yet.
        if reason == "finished":
            await self.remember(*(s for url, s in self._source_states.items() if url not in self._unsettled))
        await asyncio.to_thread(workers.give_back, self.workers)
        await asyncio.to_thread(keepers.give_back, self.keeper)
