"""What a crawl does about a page once it is known what the page gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from scrapy.exceptions import DropItem

from dosvoces.core.addresses import clean_url
from dosvoces.core.identity import article_id
from dosvoces.store.values import BOILERPLATE, REMOVED
from pipelines.duplicates import is_plausible_canonical, same_page
from spiders.announced_times import ends_before
from spiders.url_state import LASTING, as_duplicate, as_removed, as_too_old, with_story, without_story

if TYPE_CHECKING:
    from dosvoces.core.record import Article
    from dosvoces.store import Resource, Saved
    from spiders.canonical import CanonicalPages
    from spiders.context import CrawlContext
    from spiders.page_state import PageState


class PageFollowUp:
    """What *crawl* does about the page of *state*, see :class:`pipelines.items.FollowUp`."""

    def __init__(self, crawl: CrawlContext, canonical_pages: CanonicalPages, state: PageState) -> None:
        self._crawl = crawl
        self._canonical_pages = canonical_pages
        self._state = state

    async def give_up(self, reason: str) -> None:
        """Remember that the page gave no article, and why."""
        state = self._state
        await self._crawl.remember(
            without_story(state.resource, reason, self._crawl.revisit_after), *state.failed
        )
        told, pages = state.resource.announced, self._canonical_pages
        is_back = pages.fetch_fallback(state.fallback, state.source, state.aliases, told)
        if not is_back and reason not in LASTING:
            self._crawl.mark_incomplete(state.source)

    async def identify(self, article: Article) -> Article:
        """The *article* under its right address, or a drop in favour of the canonical page."""
        state, url = self._state, clean_url(self._state.url)
        await self._refuse_old(article)
        if not same_page(article.canonical_url, url):
            own, canonical = readdress(article, url), article.canonical_url
            if not state.final and is_plausible_canonical(canonical, url):
                kept = await self._canonical_pages.resolve(state, canonical, own)
                if not kept:
                    raise DropItem(f"{url} stands for {canonical}")
                self._state = kept
            article = own
        if await self._canonical_pages.is_sibling(self._state, article):
            raise DropItem(f"{url} has the story of an address with another query")
        same = self._canonical_pages.keep_same(self._state.aliases, article, self._state.source)
        self._state = replace(self._state, aliases=same)
        await self._canonical_pages.join_moved(article, same)
        return article

    async def _refuse_old(self, article: Article) -> None:
        crawl, state, published = self._crawl, self._state, article.date_published
        if not crawl.since or not published or not ends_before(published, crawl.since, crawl.outlet.zone):
            return
        crawl.count("skipped", "too_old")
        found = (state.resource, *(alias.resource for alias in state.aliases))
        await crawl.remember(*(as_too_old(resource, published) for resource in found))
        crawl.mark_incomplete(state.source)
        raise DropItem(f"{state.url} is older than wanted")

    def remember(self, saved: Saved) -> tuple[Resource, ...]:
        """What is remembered of the page's addresses, now that storing its article was what it was."""
        article, state = saved.article, self._state
        if saved.outcome == BOILERPLATE:  # it is given up
            return ()
        if saved.outcome == REMOVED:
            met = (state.resource, *(alias.resource for alias in state.aliases))
            return tuple(as_removed(resource, article.id) for resource in met)
        published = article.date_modified or article.date_published
        changed, times = saved.outcome != "unchanged", self._crawl.revisit_after
        own = with_story(state.resource, article.id, published, times, changed=changed)
        return own, *(as_duplicate(alias.resource, article.id, times) for alias in state.aliases)

    def fail(self) -> None:
        """Read its source in full next time."""
        self._crawl.mark_incomplete(self._state.source)


def readdress(article: Article, url: str) -> Article:
    """*article* as the story kept at *url*, whatever address it declares."""
    return replace(article, canonical_url=url, id=article_id(article.outlet, url))
