"""Counts of addresses by what became of them, in Scrapy's stats, kept with the run in the store."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.logformatter import LogFormatter, LogFormatterResult

from dosvoces.core.errors import StoreError
from dosvoces.store import Store
from pipelines.counting import count, counts_of
from pipelines.sharing import acquire_store_writer, store_writers

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.spiders import Spider
    from twisted.python.failure import Failure

    from pipelines.store_writer import StoreWriter

_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "refused"),
    (ResponseDataLossError, "truncated"),
    (DownloadCancelledError, "too_large"),
    (DownloadFailedError, "connection"),
    (ValueError, "malformed"),  # where it leads is no address
)

_log = logging.getLogger("dosvoces.crawl")


def reason_of(error: BaseException | None) -> str:
    """A short name for what went wrong with a download."""
    if reason := getattr(error, "reason", None):
        return str(reason)
    if isinstance(error, IgnoreRequest):
        # Scrapy says only in words why its own middlewares give a response up.
        text = str(error)
        return "redirect_loop" if "redirections" in text else "too_large" if "MAXSIZE" in text else "ignored"
    return next((reason for kind, reason in _REASONS if isinstance(error, kind)), type(error).__name__)


class RunCounts:
    """Keeps a run in the store with its counts, and counts what Scrapy drops without telling the spider."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._store_writer: StoreWriter | None = None
        self._run: int | None = None
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._dropped, signal=signals.request_dropped)
        crawler.signals.connect(self._broke, signal=signals.item_error)
        crawler.signals.connect(self._broke, signal=signals.spider_error)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RunCounts:
        """The counts of one crawl."""
        return cls(crawler)

    async def _opened(self, spider: Any) -> None:
        self._store_writer = acquire_store_writer(self._crawler.settings)
        self._waiting = asyncio.ensure_future(self._end_when_lost(self._store_writer))
        try:
            self._run = await self._store_writer.run(Store.start_run, "crawl")
        except StoreError as error:
            _log.error("The run of %s is not kept: %s", spider.outlet.key, error)

    async def _end_when_lost(self, store_writer: StoreWriter) -> None:
        await store_writer.lost.wait()
        await self._crawler.engine.close_spider_async(reason="store_failed")

    def _dropped(self, request: Request, spider: Spider) -> None:
        seen = request.url in request.meta.get("redirect_urls", ())
        count(self._crawler.stats, *("failed", "redirect_loop") if seen else ("skipped", "repeated"))

    def _broke(self, **_: Any) -> None:
        count(self._crawler.stats, "failed", "bug")

    async def _closed(self, spider: Any, reason: str) -> None:
        counts = counts_of(self._crawler.stats)
        if self._store_writer is not None:
            if not self._store_writer.lost.is_set():
                self._waiting.cancel()
            try:
                if self._run is not None:
                    await self._store_writer.run(Store.finish_run, self._run, counts)
            except StoreError as error:
                _log.error("The run of %s is not kept: %s", spider.outlet.key, error)
            await asyncio.to_thread(store_writers.release, self._store_writer)
        seconds = datetime.now(UTC) - self._crawler.stats.get_value("start_time", datetime.now(UTC))
        facts = {"outlet": spider.outlet.key, "reason": reason}
        took = str(seconds).split(".")[0]
        _log.info("%s: %s after %s: %s", spider.outlet.key, reason, took, counts, extra=facts)


class BriefLog(LogFormatter):
    """Log lines that name a page or an article instead of printing it."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """One line for a stored article."""
        return {"level": logging.DEBUG, "msg": "Stored %(item)s", "args": {"item": item}}

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """One line for a page that gave no article."""
        return {
            "level": logging.DEBUG,
            "msg": "Nothing stored: %(exception)s",
            "args": {"exception": exception},
        }

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """One line for a page over which our code broke."""
        return {"level": logging.ERROR, "msg": "Error processing %(item)s", "args": {"item": item}}
