"""The survey of a site that has no outlet file yet: its front pages, feeds and sitemaps."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin

import msgspec
from scrapy import Request, signals

from dosvoces.core.addresses import absolute, is_on_domains
from dosvoces.core.errors import PageError
from dosvoces.core.language_tags import base_language
from dosvoces.core.outlets import Outlet, SourceKind
from pipelines.workers import WorkerError
from spiders.announcements import MOST_SITEMAP_BYTES, Findings
from spiders.beginnings import read_at_most
from spiders.counts import reason_of
from spiders.discovery import read_source
from spiders.outlet_check import may_be_story
from spiders.responses import make_page, refusal_of
from spiders.site_facts import (
    EditionLink,
    FeedFacts,
    SiteFacts,
    find_edition_base,
    read_feed_facts,
    read_site,
)
from spiders.site_spider import SiteSpider

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser
    from twisted.python.failure import Failure

#: Where feeds and sitemaps mostly are when nothing names them, asked in this order until one answers.
COMMON_FEEDS = ("feed/", "rss.xml", "rss", "feed.xml", "atom.xml", "index.xml")
COMMON_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml")
COMMON_NEWS_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml")

#: What one site is asked for at most: editions, feeds of each, sitemaps, news sitemaps of an index.
MOST_EDITIONS, MOST_FEEDS, MOST_SITEMAPS, MOST_NEWS_SITEMAPS = 3, 4, 6, 2


class FoundSource(msgspec.Struct, frozen=True, kw_only=True):
    """A source that was asked."""

    kind: SourceKind
    url: str
    #: Primary tag of the edition on whose page it was found; empty for the main one, and for sitemaps.
    language: str = ""
    #: Where its address was found.
    where: str
    #: Why it cannot be used; empty when it can.
    problem: str = ""
    facts: FeedFacts = FeedFacts()


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen of a site."""

    #: What its front page tells; None where *problem* says why it could not be had.
    site: SiteFacts | None
    problem: str = ""
    #: The other editions, each with where it was linked, and what its front page tells.
    editions: tuple[tuple[EditionLink, SiteFacts], ...] = ()
    sources: tuple[FoundSource, ...] = ()


class SiteSurveySpider(SiteSpider):
    """Looks at the site with the front page *url*, a draft of whose *outlet* says what may be asked for."""

    name = "survey"

    def __init__(self, outlet: Outlet, url: str, **more: Any) -> None:
        super().__init__(outlet, **more)
        self._url = url
        self._site: SiteFacts | None = None
        self._problem = "not_asked"
        self._editions: dict[str, tuple[EditionLink, SiteFacts]] = {}
        self._sources: dict[str, FoundSource] = {}
        self._named: dict[str, None] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The survey of one site."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._note_robots, signal=signals.robots_parsed)
        return spider

    def _note_robots(self, robotparser: RobotParser) -> None:
        """Keep the sitemaps that robots.txt names."""
        rules = getattr(robotparser, "rp", None)
        named = list(getattr(rules, "sitemaps", ()))[:100]
        self._named |= dict.fromkeys(str(url) for url in named)

    def survey(self) -> Survey:
        """What was seen."""
        return Survey(
            site=self._site,
            problem="" if self._site else self._problem,
            editions=tuple(self._editions.values()),
            sources=tuple(self._sources.values()),
        )

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the front page."""
        yield Request(self._url, callback=self.parse_front, errback=self.fail_front, dont_filter=True)

    async def _read(self, response: Response) -> SiteFacts:
        page = make_page(response, self.outlet.key, datetime.now(UTC))
        if problem := refusal_of(page):
            raise PageError(problem, reason=problem)
        return await self.workers.run(read_site, page.body, page.url, page.headers)

    async def parse_front(self, response: Response) -> AsyncIterator[Request]:
        """Read the front page; ask for what it links to, and for what robots.txt names."""
        try:
            self._site = await self._read(response)
        except (PageError, WorkerError) as error:
            self._problem = error.reason
            return
        await self._read_front_page(response)
        for request in (*self._ask_feeds(self._site, ""), *self._ask_sitemaps(response.url)):
            yield request
        for link in self._choose_editions(self._site):
            yield Request(
                link.url, callback=self.parse_edition, errback=self.ignore, cb_kwargs={"link": link}
            )

    async def _read_front_page(self, response: Response) -> None:
        """Keep the page itself as a source, for want of a better one."""
        source = FoundSource(kind="front_page", url=response.url, where="the page that was named")
        findings = await self._read_source(response, source)
        stories = [story for story in findings.stories if may_be_story(self.outlet, story.url)]
        problem = findings.problem or ("" if stories else "empty")
        self._keep(msgspec.structs.replace(source, problem=problem))

    async def fail_front(self, failure: Failure) -> None:
        """Keep why there is no front page."""
        self._problem = reason_of(failure.value)

    async def ignore(self, failure: Failure) -> None:
        """An edition that cannot be had is none."""

    def _choose_editions(self, site: SiteFacts) -> list[EditionLink]:
        """One link for each other language."""
        own = base_language(site.languages[0].value) if site.languages else ""
        found: dict[str, EditionLink] = {}
        for link in site.editions:
            language = base_language(link.language)
            usable = find_edition_base(link.url) not in ("", find_edition_base(site.url))
            if language != own and usable and is_on_domains(link.url, self.outlet.domains):
                found.setdefault(language, link)
        return list(found.values())[:MOST_EDITIONS]

    async def parse_edition(self, response: Response, link: EditionLink) -> AsyncIterator[Request]:
        """Read another edition's front page, and ask for its feeds."""
        try:
            facts = await self._read(response)
        except (PageError, WorkerError):
            return
        self._editions[base_language(link.language)] = link, facts
        for request in self._ask_feeds(facts, base_language(link.language)):
            yield request

    def _ask_feeds(self, site: SiteFacts, language: str) -> Iterator[Request]:
        """The feeds that a page links to, else those at the common addresses, one after the other."""
        linked = [url for url in site.feeds if url not in self._sources][:MOST_FEEDS]
        for url in linked:
            yield self._ask("feed", url, f"linked from {site.url} (rel=alternate)", language)
        if not site.feeds:
            addresses = [urljoin(site.url, path) for path in COMMON_FEEDS]
            yield from self._try("feed", addresses, language)

    def _ask_sitemaps(self, url: str) -> Iterator[Request]:
        # Whoever writes robots.txt writes anything: what is no address is passed over.
        named = [found for each in self._named if (found := absolute(url, each))][:MOST_SITEMAPS]
        for found in named:
            yield self._ask("sitemap", found, "named by robots.txt")
        if not named:
            yield from self._try("sitemap", [urljoin(url, path) for path in COMMON_SITEMAPS])
            yield from self._try("news_sitemap", [urljoin(url, path) for path in COMMON_NEWS_SITEMAPS])

    def _try(self, kind: SourceKind, addresses: list[str], language: str = "") -> Iterator[Request]:
        """The first of *addresses*; the next is asked when it is no source."""
        if addresses:
            yield self._ask(kind, addresses[0], "found at a common address", language, tuple(addresses[1:]))

    def _ask(
        self, kind: SourceKind, url: str, where: str, language: str = "", others: tuple[str, ...] = ()
    ) -> Request:
        source = FoundSource(kind=kind, url=url, language=language, where=where)
        size = {} if kind == "feed" else read_at_most(MOST_SITEMAP_BYTES)
        return Request(
            url,
            callback=self.parse_source,
            errback=self.fail_source,
            cb_kwargs={"source": source, "others": others},
            meta=size,
            dont_filter=True,
        )

    async def parse_source(
        self, response: Response, source: FoundSource, others: tuple[str, ...]
    ) -> AsyncIterator[Request]:
        """Keep a source that announces something; of an index, the news sitemaps that it has."""
        findings = await self._read_source(response, source)
        stories = [story for story in findings.stories if may_be_story(self.outlet, story.url)]
        problem = findings.problem
        if not problem and not (stories or findings.sitemaps):
            problem = "offsite_only" if findings.stories else "empty"
        facts = FeedFacts()
        if source.kind == "feed" and not problem:
            facts = await self._run(read_feed_facts, response.body) or facts
        elif any(story.title for story in stories):
            source = msgspec.structs.replace(source, kind="news_sitemap")
        elif source.kind == "news_sitemap" and stories:
            source = msgspec.structs.replace(source, kind="sitemap")
        self._keep(msgspec.structs.replace(source, url=response.url, problem=problem, facts=facts))
        if problem:
            for request in self._try(source.kind, list(others), source.language):
                yield request
        news = [each.url for each in findings.sitemaps if "news" in each.url.lower()]
        for url in [url for url in news if url not in self._sources][:MOST_NEWS_SITEMAPS]:
            yield self._ask("news_sitemap", url, f"in the index {response.url}")

    async def _read_source(self, response: Response, source: FoundSource) -> Findings:
        if response.status != 200:
            return Findings(problem=f"http_{response.status}")
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        found = await self._run(read_source, source.kind, response.body, response.url, kind)
        return found or Findings(problem="unreadable")

    async def _run(self, work: Callable[..., Any], *values: Any) -> Any:
        """What *work* gives, done by a worker; None when it fails."""
        try:
            return await self.workers.run(work, *values)
        except Exception:  # whatever a parser makes of a damaged source
            return None

    async def fail_source(self, failure: Failure) -> AsyncIterator[Request]:
        """Note why a source could not be had, and go on with the next address."""
        request: Request = failure.request  # type: ignore[attr-defined]
        source = request.cb_kwargs["source"]
        self._keep(msgspec.structs.replace(source, problem=reason_of(failure.value)))
        for other in self._try(source.kind, list(request.cb_kwargs["others"]), source.language):
            yield other

    def _keep(self, source: FoundSource) -> None:
        known = self._sources.get(source.url)
        if known is None or known.problem:
            self._sources[source.url] = source
