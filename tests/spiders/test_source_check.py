"""What a check makes of what it saw."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from dosvoces.core.outlets import Outlet, Source
from dosvoces.core.record import Article, Block
from spiders.source_check import LEAST_WORDS, SourceReport, StoryReport, check_story, explain, make_report

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OUTLET = Outlet(
    name="x",
    key="x",
    country="INT",
    zone="UTC",
    domains=("example.com",),
    language="es",
    sources=(Source(kind="feed", url="https://example.com/feed"),),
)
GOOD_SOURCE = SourceReport(kind="feed", url="https://example.com/feed", stories=3, newest=NOW)
GOOD_STORY = StoryReport(
    announced_as="es", url="https://example.com/1", headline="H", words=90, published=NOW, language="es-MX"
)


def test_an_outlet_passes_when_its_sources_and_a_story_can_be_read():
    report = make_report(OUTLET, (GOOD_SOURCE,), (GOOD_STORY,), True, TODAY)
    assert report.ok
    assert report.newest == NOW
    assert report.problems == report.remarks == ()


@pytest.mark.parametrize(
    ("sources", "stories", "words"),
    [
        (
            (SourceReport(kind="feed", url="https://example.com/feed", problem="http_404"),),
            (),
            "answered with status 404",
        ),
        ((GOOD_SOURCE,), (StoryReport(announced_as="es", url="u", problem="paywall"),), "shows a wall"),
    ],
)
def test_every_problem_is_named_with_its_address(sources, stories, words):
    report = make_report(OUTLET, sources, stories, True, TODAY)
    assert not report.ok
    assert any(words in problem for problem in report.problems)
    assert all(
        problem.split()[0] in {each.url for each in (*sources, *stories)} for problem in report.problems
    )


def test_a_broken_source_is_named_and_fails_the_outlet_only_when_none_of_its_language_works():
    broken = SourceReport(kind="feed", url="https://example.com/old", problem="robots")
    old = Source(kind="feed", url=broken.url)
    both = replace(OUTLET, sources=(*OUTLET.sources, old))
    report = make_report(both, (GOOD_SOURCE, broken), (GOOD_STORY,), True, TODAY)
    assert report.ok and report.problems == ("https://example.com/old is forbidden by robots.txt",)
    bilingual = replace(OUTLET, sources=(*OUTLET.sources, replace(old, language="en")))
    assert not make_report(bilingual, (GOOD_SOURCE, broken), (GOOD_STORY,), True, TODAY).ok


def test_an_outlet_without_a_story_or_an_answer_does_not_pass():
    assert not make_report(OUTLET, (GOOD_SOURCE,), (), True, TODAY).ok
    assert not make_report(OUTLET, (GOOD_SOURCE,), (GOOD_STORY,), False, TODAY).ok


def test_silence_another_language_and_a_missing_date_are_remarked_upon():
    old = NOW - timedelta(days=60)
    source = SourceReport(kind="feed", url="https://example.com/feed", stories=3, newest=old)
    story = StoryReport(announced_as="es", url="u", headline="H", words=90, language="en")
    report = make_report(OUTLET, (source,), (story,), True, TODAY)
    assert report.ok
    assert report.remarks == ("no story since 2026-09-23", "u is in en, announced as es", "u tells no date")


def test_a_story_needs_a_headline_and_some_text():
    def make(headline: str, words: int) -> Article:
        return Article(
            id="x-1",
            url="https://example.com/1",
            canonical_url="https://example.com/1",
            outlet="x",
            edition="es",
            headline=headline,
            blocks=(Block(position=0, role="paragraph", text="palabra " * words),),
            retrieved_at=NOW,
            content_hash="",
            extractor_version="1",
        )

    assert check_story("es", make("Titular", LEAST_WORDS)).problem == ""
    assert check_story("es", make("Titular", LEAST_WORDS - 1)).problem == "too_short"
    assert check_story("es", make(" ", LEAST_WORDS)).problem == "no_headline"


def test_reasons_are_explained():
    assert explain("http_503") == explain("http-503") == "answered with status 503"
    assert explain("dns").startswith("could not be fetched")
    assert explain("SomethingElse") == "failed: SomethingElse"
