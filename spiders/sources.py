"""The sources of one outlet in one crawl: asked for, read, and known by their state when all is done."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace
from scrapy import Request

from dosvoces.core.addresses import clean_url
from dosvoces.core.record import Page
from dosvoces.store import Resource, Store
from spiders.announcements import MOST_SITEMAP_BYTES, Findings
from spiders.beginnings import read_at_most
from spiders.conditional import EXPECTED_HASH, RESOURCE
from spiders.context import ASKED
from spiders.counts import reason_of
from spiders.discovery import read_source
from spiders.politeness import STOPPED
from spiders.recrawl import MOST_FAILURES
from spiders.rendering import wants_rendering
from spiders.responses import make_page
from spiders.url_state import after_answer, after_failure, after_unchanged, as_alias, hash_body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.http import Response

    from dosvoces.core.outlets import Outlet, SourceKind
    from spiders.context import CrawlContext

#: Before the pages that wait.
_PRIORITY = 10

_log = logging.getLogger(__name__)


class Sources:
    """Reads the sources of the outlet that *crawl* follows."""

    def __init__(self, crawl: CrawlContext) -> None:
        self._crawl = crawl
        #: The addresses at which sources are, those that they redirect to included.
        self.urls = {clean_url(source.url) for source in crawl.outlet.sources}
        self._states: dict[str, tuple[Resource, ...]] = {}
        self._incomplete: set[str] = set()

    async def read(self, kind: SourceKind, url: str) -> Findings:
        """What the source of *kind* at *url* announces: nothing when it is unchanged or cannot be read.

        The download is awaited rather than left to Scrapy's scheduler, so that an index of thousands of
        sitemaps is walked as fast as its stories are fetched and never waits in memory.
        """
        try:
            known = await self._crawl.store_writer.run(Store.resource, url)
            response = await self._crawl.crawler.engine.download_async(self._ask(kind, url, known))
        except Exception as error:
            reason = reason_of(error)
            if reason == STOPPED:
                return Findings(problem=reason)
            self._crawl.count("failed", f"source_{reason}")
            facts = {"outlet": self._crawl.outlet.key, "url": url, "reason": reason}
            _log.warning("%(outlet)s: %(url)s could not be read: %(reason)s", facts, extra=facts)
            await self._fail(url, 0, reason)
            return Findings(problem=reason)
        return await self.parse_source(response, kind, url)

    def _ask(self, kind: SourceKind, url: str, known: Resource | None) -> Request:
        size = read_at_most(MOST_SITEMAP_BYTES) if kind in ("sitemap", "news_sitemap") else {}
        expected = hash_rules(self._crawl.outlet, kind)
        meta = {
            RESOURCE: known,
            ASKED: known,
            EXPECTED_HASH: expected,
            **size,
            **wants_rendering(self._crawl.outlet, kind),
        }
        # The callback is for those who want to know what a request is for.
        return Request(url, callback=self.parse_source, priority=_PRIORITY, meta=meta)

    async def parse_source(self, response: Response, kind: SourceKind, url: str) -> Findings:
        """What the answer of the source at *url* announces."""
        known: Resource | None = response.meta[RESOURCE]
        page = make_page(response, self._crawl.outlet.key, datetime.now(UTC))
        moved = "redirect_urls" in response.meta
        answered = clean_url(page.url) if moved else url
        if moved:
            self.urls.add(answered)
        if page.status == 304 and known and known.body_hash == response.meta[EXPECTED_HASH]:
            self._crawl.count("unchanged", "sources")
            self._states[url] = (after_unchanged(known, page.retrieved_at, ()),)
            return Findings()
        findings = await self._read(kind, page)
        if problem := findings.problem or ("truncated" if findings.is_cut else ""):
            self._crawl.count("failed", f"source_{problem}")
        if problem and not findings.is_beginning:
            await self._fail(url, page.status, problem)
        elif not findings.sitemaps:
            # An index may stay as it is while its sitemaps change: it is read in full each time.
            state = replace(after_answer(known, page, answered), body_hash=response.meta[EXPECTED_HASH])
            # What makes the next request conditional is the answering address's, not the asked one's.
            left: tuple[Resource, ...] = ()
            if answered != url:
                status = response.meta["redirect_reasons"][0]
                left = (self._leave(response.meta[ASKED], url, status, page.retrieved_at),)
            self._states[url] = (*left, replace(state, reason="", failures=0, next_check_at=None))
        return findings

    def _leave(self, known: Resource | None, url: str, status: int, now: datetime) -> Resource:
        """The state of a source that led to another address."""
        left = as_alias(known, url, self._crawl.outlet.key, status, now)
        return replace(left, reason="", etag=None, last_modified=None, body_hash=None)

    async def _read(self, kind: SourceKind, page: Page) -> Findings:
        if page.status != 200:
            return Findings(problem=f"http_{page.status}")
        try:
            content_type = page.headers.get("content-type", "")
            return await self._crawl.workers.run(
                read_source, kind, page.body, page.url, content_type, self._crawl.outlet.zone
            )
        except Exception as error:  # whatever a parser makes of a damaged source costs this source alone
            _log.error("%s: reading %s raised an error", self._crawl.outlet.key, page.url, exc_info=error)
            return Findings(problem=reason_of(error))

    async def _fail(self, url: str, status: int, reason: str) -> None:
        known = await self._crawl.look_up(url)
        failed = after_failure(known, url, self._crawl.outlet.key, status, reason, datetime.now(UTC))
        # A source is asked in every crawl anyway, and is no page.
        await self._crawl.remember(replace(failed, next_check_at=None))

    async def are_replaced(self, found: Sequence[Findings]) -> bool:
        """Whether all feeds and sitemaps, of which that was *found*, are something else for a while now.

        Then a site that is being maintained, say, answers with that in place of its stories, too.
        """
        read = [
            (source.url, findings.problem)
            for source, findings in zip(self._crawl.outlet.sources, found, strict=True)
            if source.kind != "front_page"
        ]
        if not read or any(problem not in ("no_feed", "no_sitemap") for _, problem in read):
            return False
        known = await self._crawl.look_up(read[0][0])
        return known is not None and known.failures <= MOST_FAILURES

    def mark_incomplete(self, url: str) -> None:
        """Have the source at *url* read in full in the next crawl: not all it announced was dealt with."""
        self._incomplete.add(url)

    def complete_states(self) -> list[Resource]:
        """The states of the sources of which everything was dealt with."""
        return [
            state for url, states in self._states.items() if url not in self._incomplete for state in states
        ]


def hash_rules(outlet: Outlet, kind: SourceKind) -> str:
    """SHA-256, hexadecimal, of what decides which addresses in a source of *kind* are stories of *outlet*.

    It stands in the place of the body's own in the state of a source: by other rules, an unchanged source
    has other stories.
    """
    return hash_body(repr((kind, outlet.domains, outlet.allow, outlet.deny)).encode())
