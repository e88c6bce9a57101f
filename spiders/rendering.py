"""Rendering: pages that are empty without JavaScript are shown to a browser first.

Scrapy fetches the page and, by the same rules, what the page's scripts ask for: the outlet's domains, public
addresses, robots.txt, delays, sizes and the archive hold for both. The browser itself has no network.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import OrderedDict
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.exceptions import NotConfigured
from scrapy.http import HtmlResponse

from dosvoces.core.errors import RenderingMissing
from pipelines.counting import count
from spiders.allowed_addresses import PART, may_load
from spiders.archiving import HELD, RENDER
from spiders.counts import reason_of
from spiders.warc import RENDERED_TYPE

if TYPE_CHECKING:
    from playwright.async_api import Request as Asked
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from dosvoces.core.outlets import Outlet
    from spiders.browser_page import BrowserPage

#: Bytes of scripts that are kept for the next page of the outlet, which asks for the same ones.
MOST_KEPT = 32 * 1024 * 1024

#: Seconds a browser gets to close a page; one that does not is ended.
_CLOSE_SECONDS = 10.0

#: Seconds a browser may take to start, and that it takes to notice that it was ended.
_LAUNCH_SECONDS, _NOTICE_SECONDS = 60.0, 0.5

_log = logging.getLogger(__name__)


class RenderingError(Exception):
    """A page could not be rendered; *reason* is what it is counted under."""

    def __init__(self, reason: str, message: str = "") -> None:
        super().__init__(message or reason)
        self.reason = reason


def wants_rendering(outlet: Outlet, kind: str = "page") -> dict[str, bool]:
    """What goes into the meta of a request for a ``page`` or a source of that *kind* of *outlet*."""
    rendering = outlet.rendering
    wanted = rendering and (kind == "page" or (kind == "front_page" and rendering.front_pages))
    return {RENDER: True} if wanted else {}


class Renderer:
    """Shows pages to the browser, one at a time.

    It is off for outlets without rendering, which load nothing of it.
    """

    def __init__(self, crawler: Crawler) -> None:
        outlet: Outlet | None = getattr(crawler.spider, "outlet", None)
        if not outlet or not outlet.rendering:
            raise NotConfigured
        self._crawler = crawler
        self._outlet = outlet
        self._wait_for = outlet.rendering.wait_for
        self._seconds = crawler.settings.getfloat("DOSVOCES_RENDERING_SECONDS")
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._handler = _make_handler(crawler)
        self._turn = asyncio.Lock()
        self._numbers = itertools.count(1)
        self._scripts: OrderedDict[str, Response] = OrderedDict()
        crawler.signals.connect(self._close, signal=signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Renderer:
        """The renderer of one crawl."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """The page as the browser shows it."""
        if not request.meta.get(RENDER) or response.status != 200 or not isinstance(response, HtmlResponse):
            return response
        archive, rendered = request.meta.pop(HELD, None), None
        try:
            async with self._turn:
                rendered = await self._render(response)
        finally:
            if archive:
                await archive(rendered.body if rendered else None)
        count(self._crawler.stats, "rendered", "pages")
        return rendered

    async def _render(self, response: HtmlResponse) -> HtmlResponse:
        shown = await self._show(response)
        if not shown.is_open:  # an earlier page was the end of the browser
            await self._discard_browser()
            shown = await self._show(response)
        if not shown.is_open:
            raise RenderingError("rendering_crash", response.url)
        body = shown.html.encode("utf-8", "replace")
        if len(body) > self._most:
            raise RenderingError("too_large", response.url)
        headers = response.headers.copy()
        headers["Content-Type"] = RENDERED_TYPE
        if shown.asked_for_data:
            # Its own address may stay as it is while the data changes.
            headers.pop("ETag", None)
            headers.pop("Last-Modified", None)
        return response.replace(body=body, headers=headers, encoding="utf-8")

    async def _show(self, response: HtmlResponse) -> BrowserPage:
        """The page's stay in the browser, which does not begin when that is gone."""
        from playwright.async_api import Error as PlaywrightError

        from spiders.browser_page import BrowserPage

        shown = BrowserPage(response, self._fetch, self._wait_for)
        try:
            async with asyncio.timeout(_LAUNCH_SECONDS) as limit:
                shown.limit(limit, self._seconds)
                await self._handler.download_request(self._ask_browser(response, shown))
                await shown.wait_until_quiet()
        except TimeoutError as error:
            facts = self._tell(response, "rendering_timeout")
            _log.warning("%s could not be rendered within %g s", response.url, self._seconds, extra=facts)
            raise RenderingError("rendering_timeout", f"{response.url}: {self._seconds:g} s") from error
        except PlaywrightError as error:
            if shown.is_open:
                told, facts = error.message.partition("\n")[0], self._tell(response, "rendering_crash")
                _log.warning("%s could not be rendered: %s", response.url, told, extra=facts)
                raise RenderingError("rendering_crash", f"{response.url}: {error}") from error
        except RenderingMissing as error:
            _log.error("%s: %s", self._outlet.key, error, extra=self._tell(response, error.reason))
            self._ending = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=error.reason))
            raise
        finally:
            await self._close_page(shown)
        return shown

    def _ask_browser(self, response: Response, shown: BrowserPage) -> Request:
        context = {
            "accept_downloads": False,
            "service_workers": "block",
            "user_agent": self._crawler.settings["USER_AGENT"],
        }
        return Request(
            response.url,
            meta={
                "playwright": True,
                # A context of its own: nothing that a page leaves behind is there for the next.
                "playwright_context": f"page {next(self._numbers)}",
                "playwright_context_kwargs": context,
                "playwright_page_init_callback": shown.begin,
                "playwright_include_page": True,
                # Later events do not come to a page that wants to go elsewhere.
                "playwright_page_goto_kwargs": {"wait_until": "commit", "timeout": 0},
            },
        )

    async def _close_page(self, shown: BrowserPage) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await shown.end()
                return
        _log.warning("%s: the browser does not close a page; starting another.", self._outlet.key)
        with suppress(TimeoutError, AttributeError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._handler.browser.close()

    async def _discard_browser(self) -> None:
        """Have the handler start another; it notices by itself that its browser ended, but not its driver."""
        gone = getattr(self._handler, "browser", None)
        await asyncio.sleep(_NOTICE_SECONDS)
        if gone and getattr(self._handler, "browser", None) is gone:
            del self._handler.browser
        self._handler.context_wrappers.clear()

    def _tell(self, response: Response, reason: str) -> dict[str, str]:
        return {"outlet": self._outlet.key, "url": response.url, "reason": reason}

    async def _fetch(self, asked: Asked) -> Response | None:
        """The answer to what a page asks for, by the rules of any request; None when it is not to be had."""
        from spiders.browser_page import asking_headers

        url, stats = asked.url, self._crawler.stats
        if kept := self._scripts.get(url):
            self._scripts.move_to_end(url)
            return kept
        if not may_load(self._outlet, url):
            count(stats, "parts", "offsite")
            return None
        request = Request(url, headers=asking_headers(asked), meta={PART: True, "dont_retry": True})
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # whatever becomes of a part costs the part
            count(stats, "parts", reason_of(error))
            return None
        count(stats, "parts", "loaded" if response.status == 200 else f"http_{response.status}")
        if asked.resource_type == "script" and response.status == 200:
            self._keep(url, response)
        return response

    def _keep(self, url: str, script: Response) -> None:
        self._scripts[url] = script
        while sum(len(kept.body) for kept in self._scripts.values()) > MOST_KEPT:
            self._scripts.popitem(last=False)

    async def _close(self) -> None:
        await self._handler.close()


def _make_handler(crawler: Crawler) -> Any:
    try:
        from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

        from spiders.browser import LateBrowser, launch_options
    except ImportError as error:
        raise RenderingMissing(
            "pages that need JavaScript cannot be rendered: install dosvoces with the extra `rendering`, "
            "e.g. pip install 'dosvoces[rendering]'"
        ) from error
    # It tells of each page that fails, at length; we count them.
    logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)
    handler = ScrapyPlaywrightDownloadHandler.from_crawler(crawler)
    handler.config.launch_options = launch_options(crawler.settings["DOSVOCES_CHROMIUM"])
    megabytes = crawler.settings.getfloat("DOSVOCES_RENDERING_MEMORY_MB")
    handler.browser_provider_cls = partial(LateBrowser, most_bytes=int(megabytes * 1024 * 1024))
    return handler
