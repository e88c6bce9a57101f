"""What the parts of a crawl use of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from dosvoces.core.outlets import Outlet
    from dosvoces.store import Resource
    from pipelines.counting import Family
    from pipelines.duplicates import SeenPages
    from pipelines.store_writer import StoreWriter
    from pipelines.workers import Workers

#: Request meta: the source that announced the page; what is known of the address that was asked for, before
#: any redirect; the addresses that led to it; the page to go back to when it gives nothing; whether it is to
#: be kept whatever it declares; when its story was published as its source says, see
#: :class:`~dosvoces.core.record.Announced`.
SOURCE, ASKED, ALIASES, FALLBACK, FINAL, ANNOUNCED = (
    f"dosvoces_{name}" for name in ("source", "asked", "aliases", "fallback", "final", "announced")
)


class CrawlContext(Protocol):
    """One outlet's crawl, as the parts of it see it."""

    crawler: Crawler
    outlet: Outlet
    #: The time before which stories are left alone.
    since: datetime | None
    #: New pages to fetch at most; 0 for all.
    max_pages: int
    #: The times after which a story is looked at again.
    revisit_after: tuple[timedelta, ...]
    #: The pages met in this crawl.
    seen: SeenPages
    store_writer: StoreWriter
    workers: Workers

    def ask_page(self, url: str, known: Resource | None, source: str = "", **meta: Any) -> Request:
        """The request for the page at *url*, which *source* announced, and of which *known* is known."""

    def count(self, family: Family, reason: str) -> None:
        """Count an address of this crawl."""

    def mark_incomplete(self, source: str) -> None:
        """Read *source* in full in the next crawl: not all that it announces was dealt with in this one."""

    async def look_up(self, url: str) -> Resource | None:
        """What the store knows of *url*; None also when it cannot be asked."""

    async def remember(self, *resources: Resource) -> None:
        """Keep the state of addresses, as far as the store can."""
