"""Measures of a crawl: its articles and how it ended, kept for ``dosvoces health``."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy import Spider, signals

from dosvoces.core.errors import StoreError
from dosvoces.core.runs import OutletRun
from dosvoces.health.measures import MeasuresBuilder
from dosvoces.store.health import save_run
from pipelines.counting import counts_of
from pipelines.items import Extracted
from pipelines.sharing import acquire_store_writer, store_writers

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_log = logging.getLogger(__name__)


class MeasurePipeline:
    """Looks at every article on its way to the store and changes nothing."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._measures = MeasuresBuilder()
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> MeasurePipeline:
        """The measuring of one crawl."""
        return cls(crawler)

    def process_item(self, item: Extracted) -> Extracted:
        """Measure the article."""
        self._measures.add(item.article)
        return item

    def _opened(self) -> None:
        self._store_writer = acquire_store_writer(self._crawler.settings)

    async def _closed(self, spider: Spider, reason: str) -> None:
        run = OutletRun(
            outlet=spider.outlet.key,  # type: ignore[attr-defined]
            finished=datetime.now(UTC),
            ended=reason,
            counts=counts_of(self._crawler.stats),
            measures=self._measures.build(),
        )
        try:
            await self._store_writer.run(save_run, run)
        except StoreError as error:
            _log.error("What the crawl of %s was like is not kept: %s", run.outlet, error)
        await asyncio.to_thread(store_writers.release, self._store_writer)
