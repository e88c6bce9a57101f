"""Politeness: robots.txt by RFC 9309, its crawl-delay, and Retry-After."""

from __future__ import annotations

import asyncio
import logging
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest, StopDownload

from dosvoces.core.contact import require_contact
from pipelines.counting import count
from pipelines.extract.charset import decode
from spiders.allowed_addresses import Refused
from spiders.counts import reason_of

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser
    from scrapy.settings import BaseSettings
    from scrapy.spiders import Spider

    from dosvoces.core.outlets import Outlet

#: Bytes of a robots.txt that are read; RFC 9309 asks for 500 KiB at least.
MOST_ROBOTS_BYTES = 524_288

#: Request meta: the bytes of a robots.txt that came so far.
_RECEIVED = "dosvoces_received"

#: A crawl-delay as some write it: ``2,5``.
_DECIMAL_COMMA = re.compile(r"^([ \t]*crawl-delay[ \t]*:[ \t]*\d{1,9}),(?=\d)", re.IGNORECASE | re.MULTILINE)
#: What some write behind a crawler's name, the only part of the line that counts (RFC 9309, 2.2.1).
_VERSION = re.compile(
    r"^([ \t]*user-?agent[ \t]*:[ \t]*[a-z_-]{1,100})[/ (][^\r\n#]*", re.IGNORECASE | re.MULTILINE
)

_log = logging.getLogger(__name__)

#: Why a request is not made when the crawl is told to end.
STOPPED = "stopped"

#: How a crawl ends whose outlet asks to be left alone, and the answers in a row that ask for it: those of
#: four pages, each of which is tried three times.
SENT_AWAY = "sent_away"
MOST_REFUSALS = 12

_NOTHING_ALLOWED = b"User-agent: *\nDisallow: /\n"


def set_pace(settings: BaseSettings, outlet: Outlet) -> None:
    """Make the outlet's delay that of its crawl; less than the general one on one's own machine only.

    Raises :exc:`~dosvoces.core.errors.SettingError` when the outlet could not reach whoever crawls it.
    """
    require_contact([outlet], settings["DOSVOCES_CONTACT"])
    if outlet.rendering:
        # What a page asks for waits behind the pages taken up before it, each with a browser to wait for.
        settings.set("CONCURRENT_REQUESTS", 2, priority="spider")
    if outlet.delay is None:
        return
    settings.set("DOWNLOAD_DELAY", pace_of(outlet, settings), priority="spider")
    # No jitter: half of the delay is not the delay.
    settings.set("DOWNLOAD_DELAY_JITTER", 0.0, priority="spider")
    if outlet.private_network and not outlet.delay:
        settings.set("AUTOTHROTTLE_ENABLED", False, priority="spider")


def pace_of(outlet: Outlet, settings: BaseSettings) -> float:
    """The seconds between two requests to *outlet*, at least."""
    general = settings.getfloat("DOWNLOAD_DELAY")
    if outlet.delay is None:
        return general
    return outlet.delay if outlet.private_network else max(outlet.delay, general)


def _without_traceback(record: logging.LogRecord) -> bool:
    """That a host cannot be reached is one line; where in Twisted that was noticed helps nobody."""
    record.exc_info = record.exc_text = None
    return True


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's robots.txt middleware, completed by what RFC 9309 says about a file that cannot be had.

    Scrapy reads the body of an error page as if it were rules and allows everything when the server does not
    answer. By the RFC, a client error (4xx) means that there are no rules, a server error or no answer that
    nothing may be fetched for now; 429 is a server's way to say the latter. Of a very long file the beginning
    counts.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        logging.getLogger(RobotsTxtMiddleware.__module__).addFilter(_without_traceback)
        #: Hosts whose robots.txt cannot be had, and why.
        self._unavailable: dict[str, str] = {}
        crawler.signals.connect(self._receive, signal=signals.bytes_received)

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Check *request*; one for a robots.txt is made in a way that the beginning of the file is enough."""
        throttle = self.crawler.get_extension(OutletThrottle)
        if throttle and throttle.is_stopping:
            raise Refused(STOPPED, request.url)
        if request.meta.get("dont_obey_robotstxt"):
            request.meta.update({_RECEIVED: 0, "download_maxsize": 0})
            request.headers["Accept-Encoding"] = "identity"
        await super().process_request(request)

    def _receive(self, data: bytes, request: Request) -> None:
        if _RECEIVED not in request.meta:
            return
        request.meta.pop("download_maxsize", None)  # its announced length was let pass, no more
        request.meta[_RECEIVED] += len(data)
        if request.meta[_RECEIVED] >= MOST_ROBOTS_BYTES:
            raise StopDownload(fail=False)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if len(response.body) >= MOST_ROBOTS_BYTES:
            # Half a line would be another rule.
            response = response.replace(body=response.body[: response.body.rfind(b"\n") + 1])
        if response.status >= 500 or response.status == 429:
            self._unavailable[netloc] = "robots_unavailable"
            response = response.replace(body=_NOTHING_ALLOWED)
        elif response.status >= 400:
            response = response.replace(body=b"")
        response = response.replace(body=mend_rules(response.body))
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        waiting = self._parsers[netloc]
        super()._robots_error(exc, netloc)
        # A refused redirect is no outage: the outlet's file lies where we do not go, so there are no rules.
        is_elsewhere = isinstance(exc, IgnoreRequest) and reason_of(exc) != "too_large"
        if not is_elsewhere and waiting is not None:
            # What cannot be reached, or not safely, has a reason of its own, which holds for all its pages.
            reason = "robots_unavailable" if isinstance(exc, IgnoreRequest) else reason_of(exc)
            self._unavailable[netloc] = reason

    async def forbids(self, request: Request) -> bool:
        """Whether the rules of its host forbid *request*; not when they cannot be had for now."""
        rules = await self.robot_parser(request)
        if rules is None or urlsplit(request.url).netloc in self._unavailable:
            return False
        return not rules.allowed(request.url, self._robotstxt_useragent or self._default_useragent)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Refuse *request* when the rules of its host forbid it, or cannot be had."""
        if reason := self._unavailable.get(urlsplit(request.url).netloc):
            raise Refused(reason, request.url)
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise Refused("robots", request.url) from error


def mend_rules(body: bytes) -> bytes:
    """The robots.txt *body* in UTF-8, with names of crawlers and delays written as the RFC has them."""
    return _VERSION.sub(r"\1", _DECIMAL_COMMA.sub(r"\1.", decode(body))).encode("utf-8", "replace")


class OutletThrottle:
    """Keeps crawl-delay as a floor under AutoThrottle's delays, and waits when a server says so: 429, 503.

    No wait is longer than ``DOSVOCES_LONGEST_WAIT``, and all end with the crawl. A server that says nothing
    else any more ends it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        #: Whether the crawl was told to end.
        self.is_stopping = False
        #: The longest pause, in seconds, that a host was known to want at its last answer.
        self.pause = 0.0
        self._refusals = 0
        self._longest = crawler.settings.getfloat("DOSVOCES_LONGEST_WAIT")
        self._throttled = crawler.settings.getbool("AUTOTHROTTLE_ENABLED")
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)
        # Connected after AutoThrottle's handler, so it has the last word.
        crawler.signals.connect(self._response_downloaded, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OutletThrottle:
        """The throttle of one crawl."""
        return cls(crawler)

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        delay = robotparser.crawl_delay(self._crawler.settings["ROBOTSTXT_USER_AGENT"])
        own = self._crawler.spider.outlet.private_network  # type: ignore[union-attr]
        if not delay or (own and not self._crawler.settings.getbool("DOSVOCES_CRAWL_DELAY")):
            return
        downloader = self._crawler.engine.downloader
        host = urlsplit(request.url).hostname or ""
        delay = max(self._bound(delay, "crawl_delay", request.url), downloader._delay)
        # No jitter: half of what was asked for is not what was asked for.
        downloader.per_slot_settings[host] = {"delay": delay, "jitter": 0.0}
        self.pause = max(self.pause, delay)
        if slot := downloader.slots.get(host):
            slot.delay, slot.jitter = max(slot.delay, delay), 0.0

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        downloader = self._crawler.engine.downloader
        key = request.meta.get(downloader.DOWNLOAD_SLOT, "")
        slot: Slot | None = downloader.slots.get(key)
        if slot is None:
            return
        floor = float(downloader.per_slot_settings.get(key, {}).get("delay", 0.0))
        self._refusals = self._refusals + 1 if response.status in (429, 503) else 0
        if self._refusals:
            count(self._crawler.stats, "failed", "told_to_wait")
            wish = read_retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
            wish = self._bound(wish, "retry_after", request.url)
            slot.delay = min(max(2 * slot.delay, wish, floor, 1.0), max(self._longest, floor))
            self.pause = max(self.pause, slot.delay)
        elif not self._throttled:
            slot.delay = max(floor, downloader._delay)
        slot.delay = max(slot.delay, floor)
        if self._refusals == MOST_REFUSALS and not self.is_stopping:
            _log.warning("%s: its server asks to be left alone; the crawl ends", request.url)
            self.end_waits()
            self._ending = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=SENT_AWAY))

    def _bound(self, seconds: float, asked_by: str, url: str) -> float:
        """As much of a wait that a site asks for as the settings allow."""
        if seconds <= self._longest:
            return seconds
        count(self._crawler.stats, "waits", f"{asked_by}_cut")
        _log.warning("%s asks for a wait of %g s; %g s are kept", url, seconds, self._longest)
        return self._longest

    def end_waits(self) -> None:
        """Give up the requests that wait for their turn, now and from now on: the crawl was told to end."""
        self.is_stopping = True
        for slot in self._crawler.engine.downloader.slots.values():
            while slot.queue:
                request, answer = slot.queue.popleft()
                answer.errback(Refused(STOPPED, request.url))


def read_retry_after(value: bytes | None, now: datetime) -> float:
    """The seconds a Retry-After header asks to wait, in seconds or by a date; 0 when it says nothing."""
    text = (value or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
        return max(0.0, (when - now).total_seconds())
    except (OverflowError, ValueError):
        return 0.0
