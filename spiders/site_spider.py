"""What the spiders share that look at one site and store nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Self

from scrapy import Spider, signals

from dosvoces.core.outlets import Outlet
from pipelines.sharing import acquire_workers, workers
from pipelines.workers import Workers
from spiders.politeness import set_pace

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class SiteSpider(Spider):
    """Looks at the site of *outlet*, which says what may be asked for, and stores nothing.

    It goes by the rules of a crawl (:mod:`spiders.politeness`, :mod:`spiders.allowed_addresses`), with one
    request under way at a time.
    """

    workers: Workers
    custom_settings = {  # noqa: RUF012 - the attribute is Scrapy's
        "CONCURRENT_REQUESTS": 1,
        "EXTENSIONS": {"spiders.politeness.OutletThrottle": 0},
        "ITEM_PIPELINES": {},
        "RETRY_TIMES": 1,
    }

    def __init__(self, outlet: Outlet, **more: Any) -> None:
        super().__init__(**more)
        self.outlet = outlet

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider with its outlet's pace and the processes that read pages, which it gives back."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        set_pace(crawler.settings, spider.outlet)
        spider.workers = acquire_workers(crawler.settings)
        crawler.signals.connect(spider._close, signal=signals.spider_closed)
        return spider

    async def _close(self) -> None:
        await asyncio.to_thread(workers.release, self.workers)
