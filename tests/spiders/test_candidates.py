"""What is new is fetched first, and no source keeps another from being heard."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawling import Crawls
from smallsite import SmallSite

from dosvoces.core.outlets import SourceKind
from spiders.announcements import Announcement
from spiders.candidates import Candidate, Candidates, believe_times, find_news
from spiders.discovery import read_source

Outlets = Callable[..., Path]

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
#: No story is due by itself.
QUIET = {"DOSVOCES_REVISIT_HOURS": "1,6"}


def candidate(source: str, number: int, kind: SourceKind = "sitemap", age: float | None = None) -> Candidate:
    time = None if age is None else NOW - timedelta(days=age)
    story = Announcement(url=f"https://news.example/{source}/{number}", modified=time)
    is_news = kind != "sitemap" and (age is None or age < 7)
    return Candidate(story.url, None, story, source, kind, time, is_news)


def names(found: Iterable[Candidate]) -> list[str]:
    return [each.url.removeprefix("https://news.example/") for each in found]


def test_news_come_first_by_turns_then_the_newest_then_the_undated_by_turns() -> None:
    waiting = Candidates(0)
    for each in (
        *(candidate("old", number, age=400 + number) for number in range(2)),
        *(candidate("bare", number) for number in range(3)),
        *(candidate("bare-too", number) for number in range(2)),
        candidate("new", 0, age=1),
        *(candidate("front", number, "front_page") for number in range(3)),
        candidate("feed", 0, "feed", age=1),
        candidate("feed", 1, "feed", age=300),
        candidate("feed", 2, "feed"),
    ):
        assert waiting.add(each)
    assert not waiting.add(candidate("new", 0, age=2))
    assert names(waiting.take_news()) == ["feed/0", "feed/2", "front/0", "front/1", "front/2"]
    assert names(waiting.take()) == [
        *("new/0", "feed/1", "old/0", "old/1"),
        *("bare/0", "bare-too/0", "bare/1", "bare-too/1", "bare/2"),
    ]
    assert waiting.take() == []


def test_of_many_only_those_are_kept_that_have_a_chance() -> None:
    waiting, dropped = Candidates(10), 0
    for number in range(5_000):
        waiting.add(candidate("old", number, age=10 + number))
        dropped += len(waiting.drop_last())
    waiting.add(candidate("new", 0, age=1))
    kept = names(waiting.take())
    assert kept[:3] == ["new/0", "old/0", "old/1"]
    assert dropped + len(kept) == 5_001 and len(kept) < 1_100


def test_a_time_that_a_large_source_has_at_most_of_its_entries_is_its_programs() -> None:
    days = [Announcement(url=f"https://news.example/{number}", modified=NOW) for number in range(900)]
    assert set(believe_times(days)) == {NOW}
    many = [*days, *days, Announcement(url="https://news.example/x", modified=NOW - timedelta(days=1))]
    assert set(believe_times(many)) == {None, NOW - timedelta(days=1)}
    assert list(believe_times([])) == []


def test_what_is_news_is_told_by_the_newest_of_its_source() -> None:
    times = [NOW - timedelta(days=age) for age in (-400, 90, 92, 98)]
    assert [*find_news([*times, None], "feed", NOW)] == [True, True, True, False, True]
    assert not any(find_news(times, "sitemap", NOW))


def urlset(site: SmallSite, paths: Iterable[str], modified: str = "") -> str:
    told = f"<lastmod>{modified}</lastmod>" if modified else ""
    return f"<urlset>{''.join(f'<url><loc>{site.base}{path}</loc>{told}</url>' for path in paths)}</urlset>"


@pytest.mark.parametrize("old_time", ["", "2019-03-01", "now"])
@pytest.mark.parametrize("place", ["source", "index"])
def test_a_large_sitemap_of_old_stories_does_not_use_up_the_limit(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, old_time: str, place: str
) -> None:
    now = datetime.now(UTC)
    old = [f"/2019/03/{number}/an-old-story.html" for number in range(3_000)]
    new = [f"/2026/03/{number}/a-new-story.html" for number in range(1, 6)]
    for number, path in enumerate(new, 1):
        site.add_story(path, number)
    site.pages["/old.xml"] = urlset(site, old, now.isoformat() if old_time == "now" else old_time)
    site.pages["/new.xml"] = urlset(site, new, (now - timedelta(hours=1)).isoformat())
    site.pages["/index.xml"] = "<sitemapindex>{}</sitemapindex>".format(
        "".join(f"<sitemap><loc>{site.base}{path}</loc></sitemap>" for path in ("/old.xml", "/new.xml"))
    )
    sources = (
        [("sitemap", "/index.xml")]
        if place == "index"
        else [("sitemap", p) for p in ("/old.xml", "/new.xml")]
    )
    report = crawls.one(make_outlet(*sources), max_pages=6, settings=QUIET)
    assert report.counts["articles/new"] == 5
    assert report.counts["failed/http_404"] == 1
    assert report.counts["skipped/page_limit"] == 2_999


def test_an_index_longer_than_the_limit_is_read_from_both_ends() -> None:
    loc = "<sitemap><loc>https://news.example/{}.xml</loc></sitemap>"
    index = f"<sitemapindex>{''.join(loc.format(number) for number in range(5))}</sitemapindex>"
    found = read_source("sitemap", index.encode(), "https://news.example/sitemap.xml")
    assert [each.url[-5] for each in found.sitemaps] == ["4", "0", "3", "1", "2"]
