"""Fetching one page by the rules of a crawl."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.reactor import is_reactor_installed

from dosvoces.core.contact import require_contact
from dosvoces.core.errors import DosvocesError, PageError
from dosvoces.core.outlets import Outlet
from dosvoces.core.record import Page
from spiders.counts import reason_of
from spiders.politeness import set_pace
from spiders.rendering import wants_rendering
from spiders.responses import make_page
from spiders.source_check import explain

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure


class FetchSpider(Spider):
    """Fetches *url* and keeps it, or why it could not be had."""

    name = "fetch"
    custom_settings = {  # noqa: RUF012 - the attribute is Scrapy's
        "EXTENSIONS": {},
        "ITEM_PIPELINES": {},
        "RETRY_TIMES": 1,
    }

    def __init__(self, outlet: Outlet, url: str, **more: Any) -> None:
        super().__init__(**more)
        self.outlet = outlet
        self.url = url
        self.page: Page | None = None
        self.problem = "not_asked"

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> FetchSpider:
        """The fetch of one page, at the outlet's pace."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        set_pace(crawler.settings, spider.outlet)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the page."""
        meta = wants_rendering(self.outlet)
        yield Request(self.url, callback=self.keep, errback=self.fail, meta=meta, dont_filter=True)

    async def keep(self, response: Response) -> None:
        """Keep the answer."""
        self.page = make_page(response, self.outlet.key, datetime.now(UTC))

    async def fail(self, failure: Failure) -> None:
        """Note why there is none."""
        self.problem = reason_of(failure.value)


def fetch_page(url: str, outlet: Outlet) -> Page:
    """The page at *url*, which robots.txt and the outlet's boundaries must allow; raises :exc:`PageError`.

    It blocks, and can be called once in a process: Twisted's reactor starts only once.
    """
    if is_reactor_installed():
        raise DosvocesError("a process can fetch only once; start another process")
    require_contact([outlet])
    settings = Settings()
    settings.setmodule("dosvoces.settings", priority="project")
    settings.setdict({"LOG_LEVEL": "ERROR", "STATS_DUMP": False}, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(FetchSpider)
    process.crawl(crawler, outlet=outlet, url=url)
    process.start()
    spider = crawler.spider
    assert isinstance(spider, FetchSpider)
    if spider.page is None:
        raise PageError(f"{url} {explain(spider.problem)}", url=url, reason=spider.problem)
    return spider.page
