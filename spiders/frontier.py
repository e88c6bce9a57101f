"""The frontier: which announced addresses one crawl asks for, and why it leaves the others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace
from scrapy import Request

from dosvoces.core.addresses import clean_url, is_on_domains
from dosvoces.core.outlets import SourceKind, is_article_url
from dosvoces.core.record import Announced
from dosvoces.store import Resource, Store
from dosvoces.store.values import REMOVED
from spiders.announced_times import ends_before
from spiders.announcements import Announcement
from spiders.candidates import Candidate, Candidates, believe_times, find_news
from spiders.parameters import Parameters
from spiders.politeness import RobotsMiddleware
from spiders.recrawl import TOO_OLD, plan_visit

if TYPE_CHECKING:
    from spiders.context import CrawlContext

#: Sitemap indexes within sitemap indexes; the protocol allows none, real outlets have one.
DEEPEST = 3


#: Announced addresses that are looked up together.
_AT_ONCE = 500

#: Before every crawl.
_NEVER = datetime.min.replace(tzinfo=UTC)


class Choice(NamedTuple):
    """An address to ask for, and what is known of it."""

    url: str
    known: Resource | None
    announced: Announced | None
    source: str


class _Wanted(NamedTuple):
    """An announced story, the time of it that is believed, and whether it is announced as news."""

    story: Announcement
    time: datetime | None
    is_news: bool


def _last_change(story: Announcement) -> datetime:
    return story.modified or _NEVER


def _reason_to_leave_known(known: Resource | None) -> str:
    if known and known.reason == REMOVED:
        return REMOVED
    return "failed_before" if known and known.failures else "known"


class Frontier:
    """Chooses for *crawl*; what it leaves is counted by reason."""

    def __init__(self, crawl: CrawlContext) -> None:
        self._crawl = crawl
        self._new_pages = self._retries = 0
        self._candidates = Candidates(crawl.max_pages)
        self._sitemaps: set[str] = set()
        self._parameters = Parameters()
        #: By what is left of a new address without what means nothing in its query, the first such address.
        self._reduced: dict[str, str] = {}

    @property
    def _is_full(self) -> bool:
        """Whether this crawl fetches no more new pages."""
        return 0 < self._crawl.max_pages <= self._new_pages

    def wants_sitemap(self, sitemap: Announcement, depth: int) -> bool:
        """Whether to read a *sitemap* that an index leads to, at *depth* below the outlet's own."""
        if reason := self._reason_to_leave(sitemap, depth):
            self._crawl.count("skipped", reason)
            return False
        self._sitemaps.add(sitemap.url)
        return True

    def _reason_to_leave(self, sitemap: Announcement, depth: int) -> str:
        since = self._crawl.since
        if since and sitemap.modified and ends_before(sitemap.modified, since, self._crawl.outlet.zone):
            return "too_old"
        if since and self._is_full:
            return "page_limit"  # the next crawl of a back-fill goes on here
        # A back-fill reads them all: those from before its beginning are left out already.
        most = 0 if since else self._crawl.crawler.settings.getint("DOSVOCES_MAX_SITEMAPS")
        if depth > DEEPEST or 0 < most <= len(self._sitemaps):
            return "sitemap_limit"
        return "repeated" if sitemap.url in self._sitemaps else ""

    async def screen(self, stories: Sequence[Announcement], source: str, kind: SourceKind) -> list[Choice]:
        """Those of the *stories* that *source* announces which are worth another look.

        New ones are kept until they are taken.
        """
        wanted: dict[str, _Wanted] = {}
        times = [*believe_times(stories)]
        news = find_news(times, kind, datetime.now(UTC))
        for story, time, is_news in zip(stories, times, news, strict=True):
            if url := self._want(story, source):
                if url in wanted:
                    self._leave("repeated", source)
                    story = max(wanted[url].story, story, key=_last_change)
                wanted[url] = _Wanted(story, time, is_news)
        choices: list[Choice] = []
        entries = [*wanted.items()]
        for start in range(0, len(entries), _AT_ONCE):
            choices += await self._plan_all(dict(entries[start : start + _AT_ONCE]), source, kind)
        for candidate in self._candidates.drop_last():
            self._leave("page_limit", candidate.source)
        return choices

    async def _plan_all(self, wanted: dict[str, _Wanted], source: str, kind: SourceKind) -> list[Choice]:
        found = await self._crawl.store_writer.run(Store.find_resources, [*wanted])
        wanted = await self._reduce(wanted, found, source)
        await self._doubt_undated({url: each.story for url, each in wanted.items()}, found)
        now, choices = datetime.now(UTC), list[Choice]()
        for url, (story, time, is_news) in wanted.items():
            known = found.get(url)
            plan = plan_visit(story, known, now, self._crawl.revisit_after)
            if plan == "skip":
                self._leave(_reason_to_leave_known(known), source)
            elif self._is_too_old(known):
                self._leave("too_old", source)
            elif plan == "revisit":
                choices.append(Choice(url, known, story.announced, source))
            elif not self._candidates.add(Candidate(url, known, story, source, kind, time, is_news)):
                self._leave("repeated", source)
        return choices

    async def _reduce(
        self, wanted: dict[str, _Wanted], found: dict[str, Resource], source: str
    ) -> dict[str, _Wanted]:
        """What is *wanted*, at the addresses of before where its own differ from them by nothing that counts.

        What is known of these is added to *found*.
        """
        new = [url for url in wanted if "?" in url and url not in found]
        siblings = await self._crawl.store_writer.run(Store.find_siblings, new) if new else {}
        for some in {tuple(each) for each in siblings.values()}:  # neighbours mostly have the same ones
            self._parameters.learn(some)
        same: dict[str, str] = {}
        for url in new:
            if known := self._parameters.find_same(url, siblings[url]):
                same[url] = known.url
            # An address that is met in this crawl may be announced by another source as well.
            elif (key := self._parameters.reduce(url)) is not None:
                same[url] = self._reduced.setdefault(key, url)
        others = [url for url in {*same.values()} if url not in found]
        found |= await self._crawl.store_writer.run(Store.find_resources, others) if others else {}
        reduced: dict[str, _Wanted] = {}
        for url, each in wanted.items():
            if same.get(url) in reduced:
                self._leave("repeated", source)
            else:
                reduced[same.get(url, url)] = each
        return reduced

    async def take_news(self) -> AsyncIterator[Choice]:
        """The new addresses that are announced as news, as far as this crawl may ask for them."""
        async for choice in self._admit(self._candidates.take_news()):
            yield choice

    async def take(self) -> AsyncIterator[Choice]:
        """The other new addresses that were kept, what is new first."""
        async for choice in self._admit(self._candidates.take()):
            yield choice

    async def _admit(self, candidates: Iterable[Candidate]) -> AsyncIterator[Choice]:
        for one in candidates:
            if self._is_full:
                self._leave("page_limit", one.source)
            elif await self._is_forbidden(one.url):
                self._leave("robots", one.source)
            else:
                choice = Choice(one.url, one.known, one.story.announced, one.source)
                if self.begin(choice):
                    self._new_pages += 1
                    yield choice

    def may_retry(self, known: Resource) -> bool:
        """Whether the address *known*, which is due, may be asked for in this crawl.

        Of those that have given no story yet so many may as of new ones: some sites lead to others each time.
        """
        if known.article_id:
            return True
        self._retries += 1
        if not 0 < self._crawl.max_pages < self._retries:
            return True
        self._crawl.count("skipped", "page_limit")
        return False

    def begin(self, choice: Choice) -> bool:
        """Whether the address of *choice*, which is to be asked for now, was not asked for before."""
        is_new = self._crawl.seen.add(choice.url)
        if not is_new:
            self._leave("repeated", choice.source)
        return is_new

    async def _doubt_undated(self, wanted: dict[str, Announcement], found: dict[str, Resource]) -> None:
        """Have the stories in *found* read again that have no date, and are told one for the first time."""
        told = {
            known.article_id: url
            for url, known in found.items()
            if known.article_id and not known.announced_at and wanted[url].announced
        }
        if not told:
            return
        for article_id in await self._crawl.store_writer.run(Store.find_undated, [*told]):
            known = found[told[article_id]]
            # Without conditions: the page may well be the same.
            found[known.url] = replace(
                known, etag=None, last_modified=None, body_hash=None, next_check_at=_NEVER
            )

    def _want(self, story: Announcement, source: str) -> str:
        """The address of an announced story; empty when it is left alone whatever is known of it."""
        self._crawl.count("announced", "stories")
        try:
            url = clean_url(story.url)
        except ValueError:
            self._leave("malformed", source)
            return ""
        if reason := self._reason_to_skip(story, url):
            self._leave(reason, source)
            return ""
        return url

    def _reason_to_skip(self, story: Announcement, url: str) -> str:
        outlet, since = self._crawl.outlet, self._crawl.since
        if not is_on_domains(url, outlet.domains):
            return "offsite"
        if not is_article_url(outlet, url):
            return "denied"
        if since and story.time and ends_before(story.time, since, outlet.zone):
            return "too_old"
        return "repeated" if url in self._crawl.seen else ""

    def _is_too_old(self, known: Resource | None) -> bool:
        since, was_too_old = self._crawl.since, known is not None and known.reason == TOO_OLD
        return bool(was_too_old and since and known and known.changed_at and known.changed_at < since)

    async def _is_forbidden(self, url: str) -> bool:
        """Whether robots.txt forbids *url*: seen here, it takes no place of a page that can be had."""
        robots = self._crawl.crawler.get_downloader_middleware(RobotsMiddleware)
        return robots is not None and await robots.forbids(Request(url))

    def _leave(self, reason: str, source: str) -> None:
        self._crawl.count("skipped", reason)
        if reason in ("too_old", "page_limit", "robots"):
            self._crawl.mark_incomplete(source)
