"""The check of an outlet: every source asked, one story of each language read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Self

import msgspec
from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider

from dosvoces.core.addresses import clean_url
from dosvoces.core.errors import PageError
from dosvoces.core.language_tags import base_language
from dosvoces.core.outlets import Outlet, Source, edition_of, is_article_url
from pipelines.workers import WorkerError, build_article_in
from spiders.announcements import MOST_SITEMAP_BYTES, Announcement, Findings
from spiders.beginnings import read_at_most
from spiders.counts import reason_of
from spiders.discovery import read_source
from spiders.rendering import wants_rendering
from spiders.responses import make_page, refusal_of
from spiders.site_spider import SiteSpider
from spiders.source_check import OutletReport, SourceReport, StoryReport, check_story, make_report

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

#: Stories tried for one language: the newest may be a gallery or behind a wall, three in a row are a pattern.
MOST_TRIES = 3

#: Sitemap indexes within sitemap indexes; the first sitemap of each is looked into.
DEEPEST = 3


class OutletCheckSpider(SiteSpider):
    """Asks the sources of *outlet*, then fetches the newest story of each language; see *report*."""

    name = "check"

    def __init__(self, outlet: Outlet, **more: Any) -> None:
        super().__init__(outlet, **more)
        self.reached = False
        self._sources: dict[str, SourceReport] = {}
        self._candidates: dict[str, list[Announcement]] = {}
        self._tries: dict[str, int] = {}
        self._stories: dict[str, StoryReport] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The check of one outlet, with its settings."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._note_answer, signal=signals.response_downloaded)
        crawler.signals.connect(spider._read_stories, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask every source."""
        for source in self.outlet.sources:
            yield self._ask(source, source.url, 0)

    def _ask(self, source: Source, url: str, depth: int) -> Request:
        size = read_at_most(MOST_SITEMAP_BYTES) if source.kind in ("sitemap", "news_sitemap") else {}
        return Request(
            url,
            callback=self.parse_source,
            errback=self.fail_source,
            cb_kwargs={"source": source, "depth": depth},
            meta={**size, **wants_rendering(self.outlet, source.kind)},
            dont_filter=True,
            priority=depth,
        )

    async def parse_source(self, response: Response, source: Source, depth: int) -> AsyncIterator[Request]:
        """Note what *source* announces; of an index, what its newest sitemap does."""
        findings = await self._read(response, source)
        if findings.sitemaps and not findings.stories and depth < DEEPEST:
            yield self._ask(source, findings.sitemaps[0].url, depth + 1)
            return
        stories = [story for story in findings.stories if may_be_story(self.outlet, story.url)]
        problem = findings.problem or ("" if stories else "offsite_only" if findings.stories else "empty")
        # A sitemap's lastmod is the time of a change: it says nothing of how new a story is.
        newest = max((story.published for story in stories if story.published), default=None)
        found: dict[str, list[Announcement]] = {}
        self._note(source, problem, len(stories), newest)
        for story in stories:
            language = source.language or edition_of(self.outlet, story.url).language
            found.setdefault(base_language(language), []).append(story)
        for language, announced in found.items():
            # Announced newest first; a sitemap's other thousands are not needed.
            self._candidates.setdefault(language, []).extend(announced[:MOST_TRIES])

    async def _read(self, response: Response, source: Source) -> Findings:
        if response.status != 200:
            return Findings(problem=f"http_{response.status}")
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        try:
            return await self.workers.run(
                read_source, source.kind, response.body, response.url, content_type, self.outlet.zone
            )
        except Exception as error:  # whatever a parser makes of a damaged source is what is wrong with it
            return Findings(problem=reason_of(error))

    async def fail_source(self, failure: Failure) -> None:
        """Note why a source could not be fetched."""
        request: Request = failure.request  # type: ignore[attr-defined]
        self._note(request.cb_kwargs["source"], reason_of(failure.value))

    def _note(self, source: Source, problem: str, stories: int = 0, newest: datetime | None = None) -> None:
        self._sources[source.url] = SourceReport(
            kind=source.kind, url=source.url, problem=problem, stories=stories, newest=newest
        )

    def _read_stories(self) -> None:
        """When nothing is under way: the next story to try, if one is needed."""
        for language, stories in self._candidates.items():
            read = self._stories.get(language)
            tries = self._tries.get(language, 0)
            candidates = newest_first(stories)
            if (read and not read.problem) or tries >= min(MOST_TRIES, len(candidates)):
                continue
            self._tries[language] = tries + 1
            request = Request(
                candidates[tries],
                callback=self.parse_story,
                errback=self.fail_story,
                cb_kwargs={"language": language},
                meta=wants_rendering(self.outlet),
                dont_filter=True,
            )
            self.crawler.engine.crawl(request)
            raise DontCloseSpider

    async def parse_story(self, response: Response, language: str) -> None:
        """Read one story."""
        page = make_page(response, self.outlet.key, datetime.now(UTC))
        report = StoryReport(announced_as=language, url=page.url, problem=refusal_of(page))
        if not report.problem:
            try:
                report = check_story(language, await build_article_in(self.workers, page, self.outlet))
            except (PageError, WorkerError) as error:
                report = msgspec.structs.replace(report, problem=error.reason)
        self._stories[language] = report

    async def fail_story(self, failure: Failure) -> None:
        """Note why a story could not be fetched."""
        request: Request = failure.request  # type: ignore[attr-defined]
        language = request.cb_kwargs["language"]
        self._stories[language] = StoryReport(
            announced_as=language, url=request.url, problem=reason_of(failure.value)
        )

    def _note_answer(self) -> None:
        self.reached = True

    def report(self, today: date) -> OutletReport:
        """What was seen, judged as of *today*."""
        missing = (
            SourceReport(kind=source.kind, url=source.url, problem="not_asked")
            for source in self.outlet.sources
        )
        sources = tuple(self._sources.get(report.url, report) for report in missing)
        return make_report(self.outlet, sources, tuple(self._stories.values()), self.reached, today)


def may_be_story(outlet: Outlet, url: str) -> bool:
    """Whether an announced *url* may be a story of *outlet*; a malformed one is none."""
    try:
        return is_article_url(outlet, clean_url(url))
    except ValueError:
        return False


def newest_first(stories: list[Announcement]) -> list[str]:
    """The addresses of *stories* without repetition: dated ones first, the newest at the top."""
    dated = sorted(
        (story for story in stories if story.time), key=lambda story: story.time or datetime.min, reverse=True
    )
    return list(
        dict.fromkeys(clean_url(story.url) for story in (*dated, *(s for s in stories if not s.time)))
    )
