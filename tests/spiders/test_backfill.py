"""A back-fill walks the whole sitemap index, leaves older stories alone and goes on where it stopped."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from crawling import Crawls
from scrapy import signals
from scrapy.crawler import Crawler
from smallsite import SmallSite, story_page

from dosvoces.core.settings import get

SITEMAPS = 60


class QueueGauge:
    """Counts the requests that wait to be made, at the most."""

    def __init__(self, crawler: Crawler) -> None:
        self._waiting, self._stats = 0, crawler.stats
        crawler.signals.connect(self._grow, signal=signals.request_scheduled)
        crawler.signals.connect(self._shrink, signal=signals.request_reached_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "QueueGauge":
        return cls(crawler)

    def _grow(self) -> None:
        self._waiting += 1
        self._stats.max_value("dosvoces/waiting/most", self._waiting)

    def _shrink(self) -> None:
        self._waiting -= 1


def test_of_a_large_sitemap_no_more_requests_wait_than_scrapy_takes_up(
    site: SmallSite, make_outlet: Callable[..., Path], crawls: Crawls
) -> None:
    announced, at_once = 300, 8
    urls = (f"<url><loc>{site.base}/2026/03/{number}/missing.html</loc></url>" for number in range(announced))
    site.pages["/sitemap.xml"] = f"<urlset>{''.join(urls)}</urlset>"
    report = crawls.one(
        make_outlet(("sitemap", "/sitemap.xml")),
        max_pages=0,
        settings={
            "CONCURRENT_REQUESTS": at_once,
            "EXTENSIONS": {**get("EXTENSIONS"), f"{__name__}.QueueGauge": 0},
        },
    )
    assert report.counts["failed/http_404"] == announced
    assert report.counts["waiting/most"] <= 2 * at_once


def test_a_back_fill_reads_every_sitemap_and_asks_for_no_story_twice(
    site: SmallSite, make_outlet: Callable[..., Path], crawls: Crawls
) -> None:
    index = []
    for number in range(1, SITEMAPS + 1):
        site.add_story(f"/2026/03/{number}/a-story.html", number)
        site.pages[f"/{number}.xml"] = (
            f"<urlset><url><loc>{site.base}/2026/03/{number}/a-story.html</loc></url></urlset>"
        )
        index.append(f"<sitemap><loc>{site.base}/{number}.xml</loc></sitemap>")
    site.add_story("/2019/03/old-story.html", 99)
    site.pages["/old.xml"] = f"<urlset><url><loc>{site.base}/2019/03/old-story.html</loc></url></urlset>"
    index.append(f"<sitemap><loc>{site.base}/old.xml</loc><lastmod>2019-03-31</lastmod></sitemap>")
    site.pages["/sitemap.xml"] = f"<sitemapindex>{''.join(index)}</sitemapindex>"
    outlet, since = make_outlet(("sitemap", "/sitemap.xml")), datetime(2024, 1, 1, tzinfo=UTC)
    # Stories are looked at again while they are young; here only the back-fill is looked at.
    settings = {"DOSVOCES_REVISIT_HOURS": []}
    new = [
        crawls.one(outlet, since=since, max_pages=25, settings=settings).counts.get("articles/new")
        for _ in range(3)
    ]
    assert new == [25, 25, 10]
    asked = [path for path in site.paths if path.endswith("story.html")]
    assert len(asked) == len(set(asked)) == SITEMAPS
    assert "/old.xml" not in site.paths


def test_stories_that_are_too_old_by_their_own_date_take_the_place_of_others_once(
    site: SmallSite, make_outlet: Callable[..., Path], crawls: Crawls
) -> None:
    old, new = (
        [f"/story/{age}/{number}/a-harbour-plan.html" for number in range(1, 4)] for age in ("old", "new")
    )
    for number, (one, other) in enumerate(zip(old, new, strict=True), 1):
        site.pages[one] = story_page(number).replace("2026-03", "2019-03")
        site.add_story(other, 10 + number)
    urls = "".join(f"<url><loc>{site.base}{path}</loc></url>" for path in (*old, *new))
    site.pages["/sitemap.xml"] = f"<urlset>{urls}</urlset>"
    outlet = make_outlet(("sitemap", "/sitemap.xml"))
    settings = {"DOSVOCES_REVISIT_HOURS": []}

    def crawl(since: int) -> dict[str, int]:
        site.forget()
        since_year = datetime(since, 1, 1, tzinfo=UTC)
        return crawls.one(outlet, since=since_year, max_pages=3, settings=settings).counts

    assert crawl(2024)["skipped/too_old"] == 3
    assert crawl(2024)["articles/new"] == 3
    assert crawl(2025)["skipped/too_old"] == 3
    assert set(site.paths) == {"/robots.txt", "/sitemap.xml"}
    # A crawl that goes back further wants them.
    assert crawl(2018)["articles/new"] == 3
    assert sorted(set(site.paths) & {*old, *new}) == old
