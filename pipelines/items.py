"""Scrapy's item pipelines: from a fetched page to a stored article.

Reading a page is done by worker processes, storing by the store's thread; the crawl goes on meanwhile. Scrapy
stops asking for more while the bodies under way exceed ``SCRAPER_SLOT_MAX_ACTIVE_SIZE``: memory is bounded.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace
from scrapy.exceptions import DropItem

from dosvoces.core.addresses import clean_url
from dosvoces.core.errors import PageError, StoreError
from dosvoces.core.record import Article, Page
from dosvoces.store import Resource, Saved
from pipelines.duplicates import is_plausible_canonical, same_page
from pipelines.sharing import acquire_store_writer, acquire_workers, store_writers, workers
from pipelines.workers import WorkerError, build_article_in
from spiders.counts import count
from spiders.url_state import LASTING, as_duplicate, as_too_old, with_story, without_story

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from spiders.news import NewsSpider

#: Failures to store in a row after which the crawl ends: the disk is full or the database gone, and to go on
#: would only bother the outlets.
MOST_STORE_FAILURES = 20

_log = logging.getLogger(__name__)


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """A page on its way to become an article."""

    page: Page
    #: What the store will remember of the page's address.
    resource: Resource
    #: Other addresses that led here: redirects, copies that declare this page canonical.
    aliases: tuple[Resource, ...] = ()
    #: The addresses that led here, as they are remembered when there is no story.
    lost: tuple[Resource, ...] = ()
    #: The source that announced it.
    source: str = ""
    #: The page to fetch again when this one, which it declared canonical, gives nothing.
    fallback: str = ""
    #: Whether to keep it even when it declares another canonical address, because that one gave nothing.
    final: bool = False

    def __repr__(self) -> str:
        return f"<Fetched {self.page.url}>"


class Extracted(msgspec.Struct, frozen=True, kw_only=True):
    """An article on its way into the store, with the addresses to be remembered once it is there."""

    article: Article
    #: Its own address as it answered, and others that led to it.
    resource: Resource
    aliases: tuple[Resource, ...] = ()
    source: str = ""

    def __repr__(self) -> str:
        return f"<Extracted {self.article.id} {self.article.url}>"


class Stored(msgspec.Struct, frozen=True):
    """What became of an article: ``new``, ``changed``, ``refreshed``, ``unchanged`` or ``duplicate``."""

    id: str
    version: int
    outcome: str


class ArticlePipeline:
    """Makes an article of a page in a worker process."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArticlePipeline:
        """The pipeline of one crawl."""
        return cls(crawler)

    @property
    def _spider(self) -> NewsSpider:
        return self._crawler.spider  # type: ignore[return-value]

    def open_spider(self) -> None:
        """Take part in the worker processes."""
        self._workers = acquire_workers(self._crawler.settings)

    async def close_spider(self) -> None:
        """Leave the worker processes; the last to leave ends them."""
        await asyncio.to_thread(workers.release, self._workers)

    async def process_item(self, item: Fetched) -> Extracted:
        """The article on the page; drops what is none, is too old, or belongs to another address."""
        spider, page = self._spider, item.page
        try:
            article = await build_article_in(self._workers, page, spider.outlet)
        except PageError as error:
            count(self._crawler.stats, "not_article", error.reason)
            await self._give_up(item, error.reason, lasting=error.reason in LASTING)
            raise DropItem(str(error)) from error
        except Exception as error:
            # Whatever a worker ends with, or our extraction raises by mistake, costs this page alone.
            reason = f"extract_{error.reason if isinstance(error, WorkerError) else type(error).__name__}"
            if not isinstance(error, WorkerError):
                facts = {"outlet": page.outlet, "url": page.url, "reason": reason}
                _log.error("Reading %s raised an error", page.url, exc_info=error, extra=facts)
            count(self._crawler.stats, "failed", reason)
            await self._give_up(item, reason, lasting=False)
            raise DropItem(f"{page.url}: {reason}") from error
        return await self._identify(item, article)

    async def _give_up(self, item: Fetched, reason: str, *, lasting: bool) -> None:
        without = without_story(item.resource, reason, self._spider.revisit_after)
        await self._spider.remember(without, *item.lost)
        if not self._spider.canonical_pages.fetch_fallback(item.fallback, item.source) and not lasting:
            self._spider.mark_incomplete(item.source)

    async def _identify(self, item: Fetched, article: Article) -> Extracted:
        """The article under its right address, or a drop in favour of the canonical page."""
        spider, url = self._spider, clean_url(item.page.url)
        if spider.since and article.date_published and article.date_published < spider.since:
            count(self._crawler.stats, "skipped", "too_old")
            found = (item.resource, *item.aliases)
            await spider.remember(*(as_too_old(resource, article.date_published) for resource in found))
            spider.mark_incomplete(item.source)
            raise DropItem(f"{url} is older than wanted")
        if not same_page(article.canonical_url, url):
            own, canonical = _readdress(article, url), article.canonical_url
            if not item.final and is_plausible_canonical(canonical, url):
                if not (kept := await spider.canonical_pages.resolve(item, canonical, own.id)):
                    raise DropItem(f"{url} stands for {canonical}")
                item = kept
            article = own
        aliases = tuple(as_duplicate(alias, article.id) for alias in item.aliases)
        return Extracted(article=article, resource=item.resource, aliases=aliases, source=item.source)


def _readdress(article: Article, url: str) -> Article:
    # Imported late: all of extraction comes with it, which the crawl's own process has no other use for.
    from pipelines.article import article_id

    return replace(article, canonical_url=url, id=article_id(article.outlet, url))


class StorePipeline:
    """Stores articles, and then remembers their addresses as seen."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._failures = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """The pipeline of one crawl."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Take part in the store."""
        self._store_writer = acquire_store_writer(self._crawler.settings)

    async def close_spider(self) -> None:
        """Leave the store; the last to leave closes it."""
        await asyncio.to_thread(store_writers.release, self._store_writer)

    async def process_item(self, item: Extracted) -> Stored:
        """The article in the store, with what storing it was."""
        try:
            saved = await self._store_writer.save(item.article, partial(self._remember, item))
        except StoreError as error:
            await self._fail(item, error)
            raise DropItem(f"{item.article.url} was not stored") from error
        self._failures = 0
        count(self._crawler.stats, "articles", saved.outcome)
        return Stored(saved.article.id, saved.article.version, saved.outcome)

    def _remember(self, item: Extracted, saved: Saved) -> tuple[Resource, ...]:
        """What is remembered of the addresses of *item*, now that storing it was what it was."""
        article, spider = item.article, self._crawler.spider
        published = article.date_modified or article.date_published
        changed = saved.outcome != "unchanged"
        revisit_after = spider.revisit_after  # type: ignore[union-attr]
        return (
            with_story(item.resource, article.id, published, revisit_after, changed=changed),
            *item.aliases,
        )

    async def _fail(self, item: Extracted, error: StoreError) -> None:
        count(self._crawler.stats, "failed", "store")
        facts = {"outlet": item.article.outlet, "url": item.article.url, "reason": "store"}
        _log.error("%s: %s", item.article.url, error, extra=facts)
        self._crawler.spider.mark_incomplete(item.source)  # type: ignore[union-attr]
        self._failures += 1
        if self._failures == MOST_STORE_FAILURES:
            self._ending = asyncio.ensure_future(
                self._crawler.engine.close_spider_async(reason="store_failed")
            )
