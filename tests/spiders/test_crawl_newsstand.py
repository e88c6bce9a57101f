"""A crawl of the newsstand, end to end: what its truth says is what the store has."""

from pathlib import Path

import pytest
from crawling import Crawls

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Article
from dosvoces.newsstand import Expected, Newsstand, Request
from dosvoces.operations.crawl import CrawlReport


class TwoCrawls:
    """The newsstand crawled in its first edition, again unchanged, and in its second edition."""

    def __init__(self, newsstand: Newsstand, folder: Path) -> None:
        crawls = Crawls(folder)
        outlets = list(newsstand.outlets.values())
        self.reports: list[list[CrawlReport]] = []
        self.logs: list[list[Request]] = []
        self.truths: list[list[Expected]] = []
        self.articles: list[dict[str, Article]] = []
        for advance in (False, False, True):
            if advance:
                newsstand.advance()
            newsstand.forget()
            # Pages are asked for one by one, but not slowly.
            self.reports.append(crawls(*outlets))
            self.logs.append(newsstand.log)
            self.truths.append(newsstand.expected())
            with crawls.store() as store:
                self.articles.append({article.canonical_url: article for article in store.articles()})
        with crawls.store() as store:
            self.versions = list(store.articles(versions="all"))
            self.counts = store.counts()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> TwoCrawls:
    with Newsstand() as newsstand:
        return TwoCrawls(newsstand, tmp_path_factory.mktemp("newsstand"))


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_every_story_that_may_be_stored_is_stored_and_nothing_else(crawled: TwoCrawls, turn: int) -> None:
    wanted = {story.url for story in crawled.truths[turn] if story.stored}
    assert len(wanted) >= 60
    assert wanted <= set(crawled.articles[turn])
    earlier = {story.url for truth in crawled.truths[: turn + 1] for story in truth if story.stored}
    assert set(crawled.articles[turn]) <= earlier
    assert all(report.ended == "finished" for report in crawled.reports[turn])


@pytest.mark.parametrize("turn", [0, 2])
def test_headlines_dates_and_languages_are_right(crawled: TwoCrawls, turn: int) -> None:
    wrong = []
    for story in crawled.truths[turn]:
        if story.url in crawled.articles[turn]:
            article = crawled.articles[turn][story.url]
            language = base_language(article.in_language)
            seen = (article.headline, article.date_published, language, article.outlet)
            if seen != (story.headline, story.published, base_language(story.language), story.outlet):
                wrong.append((story.url, seen, story.headline, story.published, story.language))
    assert not wrong


def test_a_paywalled_story_and_a_live_blog_are_told_from_others(crawled: TwoCrawls) -> None:
    articles = crawled.articles[0]
    for story in crawled.truths[0]:
        if story.url in articles:
            assert articles[story.url].is_accessible_for_free == story.free, story.url
            times = tuple(block.time for block in articles[story.url].blocks if block.time)
            assert times == story.entry_times, story.url
    assert any(not story.free for story in crawled.truths[0])
    assert any(story.entry_times for story in crawled.truths[0])


def test_forbidden_sections_are_never_asked_for(crawled: TwoCrawls) -> None:
    forbidden = {story.url.split("/", 3)[3] for story in crawled.truths[0] if story.reason == "robots"}
    assert forbidden
    asked = {request.path.lstrip("/") for log in crawled.logs for request in log}
    assert not forbidden & asked
    assert sum(report.counts.get("skipped/robots", 0) for report in crawled.reports[0]) == len(forbidden)


def test_no_address_is_asked_for_twice_in_one_crawl(crawled: TwoCrawls) -> None:
    for log in crawled.logs:
        asked = [(request.site, request.path) for request in log]
        assert len(asked) == len(set(asked))


def test_the_crawler_says_who_it_is(crawled: TwoCrawls) -> None:
    assert all(request.user_agent.startswith("dosvoces/") for log in crawled.logs for request in log)


def test_copies_twins_and_moved_addresses_are_stored_once(crawled: TwoCrawls) -> None:
    others = {address for story in crawled.truths[0] for address in story.other_urls}
    assert others
    assert not others & {article.canonical_url for article in crawled.versions}
    assert crawled.counts["duplicates"] == 0
    assert any(request.status == 301 for request in crawled.logs[0])


def test_missing_pages_are_counted(crawled: TwoCrawls) -> None:
    missing = [request for request in crawled.logs[0] if request.status == 404]
    assert missing
    assert sum(report.counts.get("failed/http_404", 0) for report in crawled.reports[0]) == len(missing)


def test_what_is_unchanged_is_not_downloaded_again(crawled: TwoCrawls) -> None:
    asked = [request for request in crawled.logs[1] if request.path != "/robots.txt"]
    assert asked
    whole = [request.path for request in asked if request.status == 200]
    # A sitemap index can stay as it is while its sitemaps change, so it alone is read in full.
    assert all("sitemap" in path for path in whole)
    assert any(request.status == 304 and request.if_none_match for request in asked)
    assert sum(report.total("articles") for report in crawled.reports[1]) == 0


def test_an_edited_story_becomes_version_two(crawled: TwoCrawls) -> None:
    first = {story.url: story for story in crawled.truths[0]}
    edited = {
        story.url
        for story in crawled.truths[2]
        if story.stored
        and story.url in first
        and (story.headline, story.body) != (first[story.url].headline, first[story.url].body)
    }
    assert edited
    assert {article.canonical_url for article in crawled.versions if article.version == 2} == edited
    assert max(article.version for article in crawled.versions) == 2


def test_rights_in_headers_are_recorded(crawled: TwoCrawls) -> None:
    for story in crawled.truths[0]:
        if story.url in crawled.articles[0]:
            rights = crawled.articles[0][story.url].rights
            assert set(story.robots) <= set(rights.robots), story.url
            assert rights.tdm_reservation == story.tdm_reservation, story.url
