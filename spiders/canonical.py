"""Canonical pages: fetched instead of their copies, and left again when they give nothing.

What a page declares is believed as long as both pages have the same story: some templates declare one address
for all, and some editions that of the other language.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from dosvoces.core.addresses import clean_url
from dosvoces.core.errors import StoreError
from dosvoces.store import Resource, Store
from dosvoces.store.values import REMOVED
from pipelines.duplicates import StoryDigest, digest_story, is_edit, page_key, same_story
from spiders.announcements import Announcement
from spiders.context import ALIASES, ANNOUNCED, ASKED, FALLBACK, FINAL, SOURCE, CrawlContext
from spiders.moved import is_permanent, join_moved
from spiders.page_state import Alias, PageState
from spiders.recrawl import plan_visit
from spiders.url_state import LASTING, as_alias, as_duplicate, as_removed, with_announced

if TYPE_CHECKING:
    from scrapy import Request

    from dosvoces.core.record import Announced, Article

#: Pages that wait until it is known what their canonical page gave; further ones wait for the next crawl.
MOST_WAITING = 1_000

#: Versions of a stored article that a copy of its page is compared with.
_VERSIONS = 5


class _Waiting(msgspec.Struct, frozen=True):
    """A page whose canonical page was met in this crawl already and is not stored yet."""

    alias: Alias
    canonical: str
    source: str


class CanonicalPages:
    """Finds the one page of each story that *crawl* meets at several addresses."""

    def __init__(self, crawl: CrawlContext) -> None:
        self._crawl = crawl
        self._waiting: list[_Waiting] = []

    async def resolve(self, state: PageState, canonical: str, own: Article) -> PageState | None:
        """Fetch the page that another one declares to be the story's own, unless that is known or under way.

        The *state* comes back, for the page to be kept as the article *own*, when that page stands for this
        one, leads back to it, has another story, or is known to give nothing for now.
        """
        crawl, here = self._crawl, state.resource.url
        known = await crawl.look_up(canonical)
        if known and known.article_id == own.id:
            return state
        this = Alias(state.resource, digest_story(own), state.url)
        if known and known.reason == REMOVED:
            await self._leave_removed((this, *state.aliases), known)
            return None
        leads_here = any(alias.resource.url == canonical for alias in state.aliases)
        if leads_here or crawl.seen.leads(canonical, here):
            if known and known.article_id:
                told = state.resource.announced
                self.fetch_fallback(canonical, state.source, (this, *state.aliases), told)  # it stays
                return None
            if leads_here:
                return state
            other = as_alias(known, canonical, crawl.outlet.key, 200, state.retrieved_at)
            return replace(state, aliases=(Alias(other), *state.aliases))
        if known and known.article_id:
            return None if await self._is_duplicate(this, known.article_id, state.aliases) else state
        if known and (
            known.reason in LASTING
            or plan_visit(Announcement(url=canonical), known, state.retrieved_at) == "skip"
        ):
            return state
        crawl.seen.lead(here, canonical)
        if crawl.seen.add(canonical):
            crawl.count("announced", "canonical")
            announced = {ANNOUNCED: state.resource.announced}
            meta = {ALIASES: (this, *state.aliases), FALLBACK: state.url, **announced}
            crawl.crawler.engine.crawl(crawl.ask_page(canonical, known, state.source, **meta))
        else:
            self._wait(_Waiting(this, canonical, state.source))
        return None

    async def is_sibling(self, state: PageState, own: Article) -> bool:
        """Whether the page of *state*, which has no story of its own yet, has that of one with another query.

        Then it is remembered as a duplicate of that.
        """
        here = state.resource
        story = "" if here.article_id == own.id else await self._crawl.store_writer.run(find_sibling, own)
        if story:
            self._crawl.count("skipped", "twin")
            await self._remember_duplicates((Alias(here), *state.aliases), story)
        return bool(story)

    async def _is_duplicate(self, page: Alias, article_id: str, aliases: Iterable[Alias] = ()) -> bool:
        """Whether *page* has the story of a stored article; then it is remembered as a duplicate of it."""
        if page.digest and not await self._has_version_like(page.digest, article_id):
            return False
        self._crawl.count("skipped", "twin")
        await self._remember_duplicates((page, *aliases), article_id)
        return True

    async def _remember_duplicates(self, aliases: Iterable[Alias], article_id: str) -> None:
        times, met = self._crawl.revisit_after, [alias.resource for alias in aliases]
        await self._crawl.remember(*(as_duplicate(resource, article_id, times) for resource in met))
        if told := next((resource.announced for resource in met if resource.announced), None):
            with suppress(StoreError):  # it has a date or not
                await self._crawl.store_writer.run(Store.tell_date, article_id, told)

    async def _leave_removed(self, aliases: Iterable[Alias], known: Resource) -> None:
        """Remember *aliases* as addresses of a story that was taken down at the address *known*."""
        self._crawl.count("skipped", REMOVED)
        article_id = known.article_id or ""
        await self._crawl.remember(*(as_removed(alias.resource, article_id) for alias in aliases))

    def keep_same(self, aliases: tuple[Alias, ...], article: Article, source: str) -> tuple[Alias, ...]:
        """Those of *aliases* that have the story of *article*; the others' pages are fetched to be kept."""
        if not aliases:
            return ()
        digest, same = digest_story(article), []
        for alias in aliases:
            if alias.digest is None or same_story(alias.digest, digest):
                same.append(alias)
            else:
                self.fetch_fallback(alias.url, source, announced=alias.resource.announced)
        return tuple(same)

    async def join_moved(self, article: Article, aliases: Iterable[Alias]) -> str:
        """The id under which *article* is kept: that of the story at one of *aliases*, if it has moved."""
        addresses = [alias.resource.url for alias in aliases if alias.is_permanent]
        if not addresses:
            return article.id
        return await self._crawl.store_writer.run(join_moved, article, addresses)

    async def remember_unchanged(self, article_id: str, aliases: Iterable[Alias], source: str) -> None:
        """Remember *aliases* as duplicates of a stored article whose page did not change."""
        aliases, same = tuple(aliases), []
        if any(alias.is_permanent for alias in aliases):
            stored = await self._crawl.store_writer.run(Store.article, article_id)
            article_id = await self.join_moved(stored, aliases) if stored else article_id
        for alias in aliases:
            if alias.digest is None or await self._has_version_like(alias.digest, article_id):
                same.append(alias)
            else:
                self.fetch_fallback(alias.url, source, announced=alias.resource.announced)
        await self._remember_duplicates(same, article_id)

    async def _has_version_like(self, digest: StoryDigest, article_id: str) -> bool:
        """Whether a stored article has that story; also when it cannot be read, as the page declares so."""
        try:
            return await self._crawl.store_writer.run(has_story, article_id, digest)
        except StoreError:
            return True

    def _wait(self, page: _Waiting) -> None:
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(page)
        else:
            self._crawl.count("skipped", "twin")
            self._crawl.mark_incomplete(page.source)

    @property
    def has_waiting(self) -> bool:
        """Whether pages wait for what their canonical page gives."""
        return bool(self._waiting)

    async def decide_waiting(self) -> bool:
        """Decide on the pages that wait, now that nothing is under way; whether any of them is fetched again.

        A page whose canonical page waits itself is decided on after that one.
        """
        waiting, fetching = self._waiting, False
        keys = {page_key(page.alias.resource.url) for page in waiting}
        self._waiting = [page for page in waiting if page_key(page.canonical) in keys]
        ready = [page for page in waiting if page_key(page.canonical) not in keys]
        if waiting and not ready:
            ready = [self._waiting.pop(0)]
        for page in ready:
            known = await self._crawl.look_up(page.canonical)
            if known and known.reason == REMOVED:
                await self._leave_removed([page.alias], known)
                continue
            article_id = known.article_id if known else None
            if page.alias.digest is None:  # a redirect
                if article_id:
                    await self.remember_unchanged(article_id, [page.alias], page.source)
            elif article_id is None or not await self._is_duplicate(page.alias, article_id):
                told = page.alias.resource.announced
                fetching |= self.fetch_fallback(page.alias.url, page.source, announced=told)
        return fetching or (bool(self._waiting) and await self.decide_waiting())

    def fetch_fallback(
        self, url: str, source: str, aliases: Iterable[Alias] = (), announced: Announced | None = None
    ) -> bool:
        """Fetch the page at *url* once more, to be kept this time; whether there is one.

        *aliases* are the addresses that lead to it, *announced* what was said of it.
        """
        if url:
            others = tuple(alias for alias in aliases if alias.resource.url != clean_url(url))
            meta = {FINAL: True, ALIASES: others, ANNOUNCED: announced}
            request = self._crawl.ask_page(url, None, source, **meta)
            self._crawl.crawler.engine.crawl(request)
        return bool(url)

    def resume_dropped(self, request: Request) -> None:
        """Go on with a story although *request* is dropped, since its page was met in this crawl already."""
        meta, url, seen = request.meta, clean_url(request.url), self._crawl.seen
        aliases = self.aliases_of(meta, url, datetime.now(UTC))
        led_back = any(alias.resource.url == url or seen.leads(url, alias.resource.url) for alias in aliases)
        for hop in meta.get("redirect_urls", ()):
            seen.lead(hop, url)
        for alias in aliases:
            if alias.digest is None and not led_back:
                self._wait(_Waiting(alias, url, meta[SOURCE]))
        if request.url in meta.get("redirect_urls", ()):
            led = meta.get(ALIASES, ())
            self.fetch_fallback(meta.get(FALLBACK, ""), meta[SOURCE], led, meta.get(ANNOUNCED))
        elif led_back:
            self.fetch_fallback(request.url, meta[SOURCE], aliases, meta.get(ANNOUNCED))
        elif FALLBACK in meta:
            for alias in meta[ALIASES]:
                if alias.digest:
                    self._wait(_Waiting(alias, url, meta[SOURCE]))

    def aliases_of(self, meta: dict[str, Any], url: str, now: datetime) -> tuple[Alias, ...]:
        """The addresses that led to *url*: by redirects, and by what their pages declare."""
        urls, statuses = meta.get("redirect_urls", ()), meta.get("redirect_reasons", ())
        asked, outlet = meta[ASKED], self._crawl.outlet.key
        redirects = (
            Alias(
                with_announced(
                    as_alias(asked if asked and asked.url == hop else None, hop, outlet, status, now),
                    meta.get(ANNOUNCED),
                ),
                is_permanent=is_permanent(statuses[place:]),
            )
            for place, (hop, status) in enumerate(zip(map(clean_url, urls), statuses, strict=True))
            if hop != url
        )
        return (*redirects, *meta.get(ALIASES, ()))


def find_sibling(store: Store, article: Article) -> str:
    """The id of the story of *article*, stored of an address that differs in its query; empty for none."""
    path, query, _ = article.canonical_url.partition("?")
    if not query or store.article(article.id):
        return ""
    for each in store.find_like(article):
        before = store.article(each.story) if each.url.partition("?")[0] == path else None
        if before and is_edit(before, article):
            return before.id
    return ""


def has_story(store: Store, article_id: str, digest: StoryDigest) -> bool:
    """Whether a version of the article that *store* has as *article_id* has the story of *digest*.

    A copy may lag behind an edit; of many versions the latest few are looked at.
    """
    latest = store.article(article_id)
    if latest is None:
        return False
    earlier = range(latest.version - 1, max(0, latest.version - _VERSIONS), -1)
    versions = chain([latest], (store.article(article_id, version) for version in earlier))
    return any(version and same_story(digest, digest_story(version)) for version in versions)
