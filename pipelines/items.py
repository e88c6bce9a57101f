"""Scrapy's item pipelines: from a fetched page to a stored article.

Reading a page is done by worker processes, storing by the store's thread; the crawl goes on meanwhile. Scrapy
stops asking for more while the bodies under way exceed ``SCRAPER_SLOT_MAX_ACTIVE_SIZE``: memory is bounded.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol

import msgspec
from scrapy.exceptions import DropItem

from dosvoces.core.errors import PageError, StoreError
from dosvoces.core.outlets import Outlet
from dosvoces.core.record import Article, Page
from dosvoces.store import Resource, Saved
from dosvoces.store.values import BOILERPLATE, REMOVED
from pipelines.counting import count
from pipelines.sharing import acquire_store_writer, acquire_workers, store_writers, workers
from pipelines.workers import WorkerError, build_article_in

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: Failures to store in a row after which the crawl ends: the disk is full or the database gone, and to go on
#: would only bother the outlets.
MOST_STORE_FAILURES = 20

_log = logging.getLogger(__name__)


class FollowUp(Protocol):
    """What a crawl does about a page once it is known what the page gave."""

    async def identify(self, article: Article) -> Article:
        """The *article* under its right address.

        Raises :exc:`~scrapy.exceptions.DropItem` when it is too old, or another page's in this crawl.
        """

    async def give_up(self, reason: str) -> None:
        """The page gave no article, for this *reason*."""

    def remember(self, saved: Saved) -> tuple[Resource, ...]:
        """What the store is to remember of the page's addresses, now that its article is stored."""

    def fail(self) -> None:
        """The article could not be stored."""


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """A page on its way to become an article."""

    page: Page
    outlet: Outlet
    follow_up: FollowUp

    def __repr__(self) -> str:
        return f"<Fetched {self.page.url}>"


class Extracted(msgspec.Struct, frozen=True, kw_only=True):
    """An article on its way into the store."""

    article: Article
    follow_up: FollowUp

    def __repr__(self) -> str:
        return f"<Extracted {self.article.id} {self.article.url}>"


class Stored(msgspec.Struct, frozen=True):
    """What became of an article, as :meth:`~dosvoces.store.Store.save_article` says it."""

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

    def open_spider(self) -> None:
        """Take part in the worker processes."""
        self._workers = acquire_workers(self._crawler.settings)

    async def close_spider(self) -> None:
        """Leave the worker processes; the last to leave ends them."""
        await asyncio.to_thread(workers.release, self._workers)

    async def process_item(self, item: Fetched) -> Extracted:
        """The article on the page; drops what is none, is too old, or belongs to another address."""
        page = item.page
        try:
            article = await build_article_in(self._workers, page, item.outlet)
        except PageError as error:
            count(self._crawler.stats, "not_article", error.reason)
            await item.follow_up.give_up(error.reason)
            raise DropItem(str(error)) from error
        except Exception as error:
            # Whatever a worker ends with, or our extraction raises by mistake, costs this page alone.
            reason = f"extract_{error.reason if isinstance(error, WorkerError) else type(error).__name__}"
            if not isinstance(error, WorkerError):
                facts = {"outlet": page.outlet, "url": page.url, "reason": reason}
                _log.error("Reading %s raised an error", page.url, exc_info=error, extra=facts)
            count(self._crawler.stats, "failed", reason)
            await item.follow_up.give_up(reason)
            raise DropItem(f"{page.url}: {reason}") from error
        return Extracted(article=await item.follow_up.identify(article), follow_up=item.follow_up)


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
            saved = await self._store_writer.save(item.article, item.follow_up.remember)
        except StoreError as error:
            await self._fail(item, error)
            raise DropItem(f"{item.article.url} was not stored") from error
        self._failures = 0
        if saved.outcome == BOILERPLATE:
            count(self._crawler.stats, "not_article", saved.outcome)
            await item.follow_up.give_up(saved.outcome)
            raise DropItem(f"{item.article.url} shows what other stories' addresses do")
        count(self._crawler.stats, "skipped" if saved.outcome == REMOVED else "articles", saved.outcome)
        return Stored(saved.article.id, saved.article.version, saved.outcome)

    async def _fail(self, item: Extracted, error: StoreError) -> None:
        count(self._crawler.stats, "failed", "store")
        facts = {"outlet": item.article.outlet, "url": item.article.url, "reason": "store"}
        _log.error("%s: %s", item.article.url, error, extra=facts)
        item.follow_up.fail()
        self._failures += 1
        if self._failures == MOST_STORE_FAILURES:
            self._ending = asyncio.ensure_future(
                self._crawler.engine.close_spider_async(reason="store_failed")
            )
