"""A page's stay in the browser: all that it asks for is answered from here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Route
from playwright.async_api import Request as Asked
from scrapy import Request
from scrapy.http import Response

#: What a page is given of what it asks for; images, fonts, media, frames and the rest it does without.
_GIVEN = frozenset({"script", "xhr", "fetch"})

#: Requests that a page may make; a page that asks for more is given nothing.
MOST_PARTS = 100

#: Seconds without anything asked for after which a page counts as done, and seconds that this is waited for.
QUIET, LONGEST_WAIT = 0.5, 10.0

#: Headers that told how the bytes came, or that are not for a browser without a memory.
_KEPT_BACK = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"}
)

#: Gives the answer to a request of the page, None when there is none to be had.
Fetch = Callable[[Asked], Awaitable[Response | None]]


class BrowserPage:
    """One page, *document*, in the browser; what it asks for comes from *fetch*.

    It is over when there is an element that *wait_for* selects, or at once when that is None, and the page
    has come to rest.
    """

    def __init__(self, document: Response, fetch: Fetch, wait_for: str | None) -> None:
        #: Whether the page asked for data: then what it shows is not what its own address answers.
        self.asked_for_data = False
        self._document = document
        self._fetch = fetch
        self._wait_for = wait_for
        self._limit: asyncio.Timeout | None = None
        self._seconds = 0.0
        self.html = ""
        self._page: Page | None = None
        self._shown = False
        self._asked = self._under_way = 0
        self._left = self._last = 0.0

    def limit(self, limit: asyncio.Timeout, seconds: float) -> None:
        """Have *limit* end it after *seconds* of its own, which do not pass while it waits for an answer."""
        self._limit, self._seconds = limit, seconds

    @property
    def is_open(self) -> bool:
        """Whether the browser has taken the page."""
        return self._page is not None

    async def begin(self, page: Page, request: Request) -> None:
        """Take over what *page* asks for, and what windows that it opens do."""
        self._page = page
        assert self._limit
        self._limit.reschedule(asyncio.get_running_loop().time() + self._seconds)
        await page.context.route("**/*", self._answer)
        await page.route("**/*", self._answer)

    async def wait_until_quiet(self) -> None:
        """Wait until the story is there and nothing more is asked for; *html* is the page then."""
        assert self._page
        await self._page.wait_for_function("document.readyState != 'loading'", polling=100, timeout=0)
        if self._wait_for:
            await self._page.wait_for_selector(self._wait_for, state="attached", timeout=0)
        loop = asyncio.get_running_loop()
        rested = 0.0
        while self._under_way or (loop.time() - self._last < QUIET and rested < LONGEST_WAIT):
            await asyncio.sleep(QUIET / 5)
            rested += 0 if self._under_way else QUIET / 5
        self.html = await self._page.content()

    async def end(self) -> None:
        """Close everything that the page opened."""
        if self._page:
            with suppress(PlaywrightError):
                await self._page.context.close()

    async def _answer(self, route: Route, asked: Asked) -> None:
        with suppress(PlaywrightError):  # the page is gone
            if asked.resource_type == "document":
                await self._show(route)
            elif asked.resource_type == "stylesheet":
                await route.fulfill(status=200, content_type="text/css", body="")
            elif asked.resource_type in _GIVEN and asked.method == "GET" and self._asked < MOST_PARTS:
                await self._give(route, asked)
            else:
                await route.abort()

    async def _show(self, route: Route) -> None:
        """The page is the first document asked for, and stays what it is: no frames, no way elsewhere."""
        if self._shown:
            await route.fulfill(status=204)
            return
        self._shown = True
        document = self._document
        await route.fulfill(status=document.status, headers=readable_headers(document), body=document.body)

    async def _give(self, route: Route, asked: Asked) -> None:
        self._asked += 1
        self._stop_clock()
        try:
            response = await self._fetch(asked)
        finally:
            self._start_clock()
        if response is None:
            await route.abort()
            return
        self.asked_for_data |= asked.resource_type != "script"
        await route.fulfill(status=response.status, headers=readable_headers(response), body=response.body)

    def _stop_clock(self) -> None:
        if not self._under_way and self._limit and (end := self._limit.when()) is not None:
            self._left = end - asyncio.get_running_loop().time()
            self._reschedule(None)
        self._under_way += 1

    def _start_clock(self) -> None:
        self._under_way -= 1
        self._last = asyncio.get_running_loop().time()
        if not self._under_way:
            self._reschedule(self._last + self._left)

    def _reschedule(self, end: float | None) -> None:
        with suppress(RuntimeError):  # it is over, whatever still comes for it
            if self._limit:
                self._limit.reschedule(end)


def readable_headers(response: Response) -> dict[str, str]:
    """The headers of *response* as they go with its body, unpacked."""
    names = {name.decode("latin-1").lower(): name for name in response.headers}
    return {
        name: b", ".join(response.headers.getlist(raw)).decode("latin-1")
        for name, raw in names.items()
        if name not in _KEPT_BACK
    }


def asking_headers(asked: Asked) -> dict[str, Any]:
    """The headers that the page sends along which are for the server to know."""
    return {
        name: value
        for name, value in asked.headers.items()
        if not name.startswith(("sec-", ":"))
        and name not in ("cookie", "user-agent", "accept-encoding", "upgrade-insecure-requests")
    }
