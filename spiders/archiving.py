"""Archiving of a crawl: responses go into a WARC file as they come over the line."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy import Request, signals
from scrapy.exceptions import NotConfigured

from pipelines.counting import count
from pipelines.sharing import Shared
from spiders.archive import Archive
from spiders.context import ANNOUNCED
from spiders.remote_archive import is_remote, open_remote, send, spool_of
from spiders.responses import ARCHIVED

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

#: Request meta: that the answer is to be rendered; what archives it then, called with what was rendered of
#: it, None when that failed.
RENDER, HELD = "dosvoces_render", "dosvoces_held"

#: The archives of this process; its crawls share one.
archives: Shared[Archive] = Shared(Archive)

#: What a request is for, by the name of the method that takes the answer.
_ROLES = {"parse_page": "page", "parse_story": "page", "keep": "page", "parse_source": "source"}

_log = logging.getLogger(__name__)


class ArchiveMiddleware:
    """Archives every answer as it came, compressed if it was, next to the line.

    Off without ``DOSVOCES_ARCHIVE``.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings["DOSVOCES_ARCHIVE"]:
            raise NotConfigured
        self._crawler = crawler
        self._address = settings["DOSVOCES_ARCHIVE"]
        if is_remote(self._address):
            open_remote(self._address)
        self._archive = archives.acquire(
            spool_of(self._address),
            settings.getfloat("DOSVOCES_ARCHIVE_MB"),
            settings["DOSVOCES_CONTACT"],
        )
        self._failed = False
        crawler.signals.connect(self._close, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveMiddleware:
        """The archiving of one crawl."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Archive *response*; one that cannot be archived is counted and goes on without."""
        request.meta.pop(ARCHIVED, None)  # a redirect has its own
        moment, role = datetime.now(UTC), role_of(request)
        if request.meta.get(RENDER) and response.status == 200:

            async def archive(rendered: bytes | None) -> None:
                told = role if role != "page" else "unrendered" if rendered is None else "rendered"
                await self._write(request, response, moment, told, rendered)

            # Both go into one file, side by side.
            request.meta[HELD] = archive
        else:
            await self._write(request, response, moment, role)
        return response

    async def _write(
        self,
        request: Request,
        response: Response,
        moment: datetime,
        role: str,
        rendered: bytes | None = None,
    ) -> None:
        fields = {"outlet": self._crawler.spider.outlet.key, "role": role}  # type: ignore[union-attr]
        if announced := request.meta.get(ANNOUNCED):
            fields["announced"] = f"{announced.at.isoformat()} {announced.by}"
        try:
            request.meta[ARCHIVED] = await asyncio.to_thread(
                self._archive.write, request, response, moment, fields, rendered
            )
        except OSError as error:
            count(self._crawler.stats, "failed", "archive")
            if not self._failed:
                _log.error("Nothing can be archived in %s: %s", self._archive.folder, error)
            self._failed = True

    async def _close(self) -> None:
        await asyncio.to_thread(archives.release, self._archive)
        if is_remote(self._address):
            await asyncio.to_thread(send, self._address)


def role_of(request: Request) -> str:
    """What is asked for: a ``page``, a ``source``, or ``other``, such as robots.txt."""
    name = getattr(request.callback, "__name__", "")
    return _ROLES.get(name, "other")
