"""Canonical pages: fetched instead of their twins, and left again when they give nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from dosvoces.core.addresses import clean_url
from dosvoces.store import Resource
from spiders.discovery import Announcement
from spiders.recrawl import plan_visit
from spiders.url_state import LASTING, as_alias, as_duplicate

if TYPE_CHECKING:
    from scrapy import Request

    from pipelines.items import Fetched
    from spiders.news import NewsSpider

#: Request meta: the source that announced the page; what is known of the address that was asked for, before
#: any redirect; the addresses that led to it; the page to go back to when it gives nothing; whether it is to
#: be kept whatever it declares.
SOURCE, ASKED, ALIASES, FALLBACK, FINAL = (
    f"dosvoces_{name}" for name in ("source", "asked", "aliases", "fallback", "final")
)


class CanonicalPages:
    """Finds the one page of each story that *spider* meets at several addresses."""

    def __init__(self, spider: NewsSpider) -> None:
        self._spider = spider

    async def resolve(self, item: Fetched, canonical: str, own_id: str) -> Fetched | None:
        """Fetch the page that *item* declares to be the story's own, unless that is known or under way.

        The item comes back, to be kept as the article *own_id*, when that page stands for this one, leads
        back to it, or is known to give nothing for now.
        """
        spider, here, now = self._spider, item.resource.url, item.page.retrieved_at
        known = await spider.look_up(canonical)
        duplicates = (item.resource, *item.aliases)
        if known and known.article_id == own_id:
            return item
        leads_here = any(alias.url == canonical for alias in item.aliases)
        if leads_here or spider.seen.leads(canonical, here):
            if known and known.article_id:
                self.fetch_fallback(canonical, item.source, duplicates)  # the one that is stored stays
                return None
            other = as_alias(known, canonical, spider.outlet.key, 200, now)
            return item if leads_here else replace(item, aliases=(other, *item.aliases))
        if known and known.article_id:
            spider.count("skipped", "twin")
            await spider.remember(*(as_duplicate(alias, known.article_id) for alias in duplicates))
            return None
        if known and (
            known.reason in LASTING or plan_visit(Announcement(url=canonical), known, now) == "skip"
        ):
            return item
        spider.seen.lead(here, canonical)
        if spider.seen.add(canonical):
            spider.count("announced", "canonical")
            meta = {ALIASES: duplicates, FALLBACK: item.page.url}
            spider.crawler.engine.crawl(spider.ask_page(canonical, known, item.source, **meta))
        else:
            spider.count("skipped", "twin")
            spider.mark_incomplete(item.source)  # it may turn out to give nothing
        return None

    def fetch_fallback(self, url: str, source: str, aliases: Iterable[Resource] = ()) -> bool:
        """Fetch the page at *url* once more, to be kept this time; whether there is one.

        *aliases* are the addresses that lead to it.
        """
        if url:
            others = tuple(alias for alias in aliases if alias.url != clean_url(url))
            request = self._spider.ask_page(url, None, source, **{FINAL: True, ALIASES: others})
            self._spider.crawler.engine.crawl(request)
        return bool(url)

    def resume_dropped(self, request: Request) -> None:
        """Go on with a story although *request* is dropped, since its page was met in this crawl already."""
        meta, url, seen = request.meta, clean_url(request.url), self._spider.seen
        if SOURCE not in meta:
            return
        aliases = self.aliases_of(meta, url, datetime.now(UTC))
        led_back = any(alias.url == url or seen.leads(url, alias.url) for alias in aliases)
        for hop in meta.get("redirect_urls", ()):
            seen.lead(hop, url)
        if led_back:
            self.fetch_fallback(request.url, meta[SOURCE], aliases)
        elif request.url in meta.get("redirect_urls", ()):
            self.fetch_fallback(meta.get(FALLBACK, ""), meta[SOURCE])
        elif FALLBACK in meta:
            # By the next crawl it is known what the other page gives.
            self._spider.mark_incomplete(meta[SOURCE])

    def aliases_of(self, meta: dict[str, Any], url: str, now: datetime) -> tuple[Resource, ...]:
        """The addresses that led to *url*: by redirects, and by what their pages declare."""
        hops = zip(meta.get("redirect_urls", ()), meta.get("redirect_reasons", ()), strict=True)
        asked, outlet = meta[ASKED], self._spider.outlet.key
        redirects = (
            as_alias(asked if asked and asked.url == hop else None, hop, outlet, status, now)
            for hop, status in ((clean_url(hop), status) for hop, status in hops)
            if hop != url
        )
        return (*redirects, *meta.get(ALIASES, ()))
