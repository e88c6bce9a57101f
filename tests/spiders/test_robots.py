"""What robots.txt forbids is left alone, holds nothing else up, and is looked at once it is allowed."""

import gzip
import json
import signal
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from crawling import Crawls
from forked import Command
from scrapy.robotstxt import ProtegoRobotParser
from smallsite import Exchange, SmallSite

from spiders.politeness import MOST_REFUSALS, SENT_AWAY, mend_rules

Outlets = Callable[..., Path]

#: No story is due by itself.
QUIET = {"DOSVOCES_REVISIT_HOURS": "1,6"}


def test_the_beginning_of_a_very_long_robots_file_is_obeyed(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /private/\n" + "# a word, and another\n" * 500_000
    site.add_story("/2026/03/one-story.html", 1)
    site.add_story("/private/2026/03/two-story.html", 2)
    site.announce("/2026/03/one-story.html", "/private/2026/03/two-story.html")
    report = crawls.one(make_outlet())
    assert (report.counts["articles/new"], report.counts["skipped/robots"]) == (1, 1)
    assert "/private/2026/03/two-story.html" not in site.paths


def test_nothing_is_fetched_by_rules_that_are_too_large_to_unpack(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    packed = gzip.compress(b"User-agent: *\nDisallow: /private/\n" + b"# a word\n" * 2_000_000)
    site.pages["/robots.txt"] = lambda request: request.reply(200, packed, Content_Encoding="gzip")
    site.add_story("/private/2026/03/one-story.html", 1)
    site.announce("/private/2026/03/one-story.html")
    assert crawls.one(make_outlet()).counts == {"failed/source_robots_unavailable": 1}
    assert site.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    ("rules", "encoding"),
    [
        ("User-agent: DosVoces/1.0 (+https://dosvoces.example)\nDisallow: /economía\n", "utf-8"),
        ("# administración\r\nUseragent: dosvoces 2\r\nDisallow: /economía\r\n", "cp1252"),
        ("User-agent: *\nDisallow: /economía", "utf-16"),
    ],
)
def test_rules_are_obeyed_however_they_are_written(rules: str, encoding: str) -> None:
    parser = ProtegoRobotParser(mend_rules(rules.encode(encoding)), None)
    allowed = [parser.allowed(f"https://news.example/{path}", "dosvoces") for path in ("econom%C3%ADa", "a")]
    assert allowed == [False, True]


def test_what_robots_forbid_takes_no_place_of_what_they_allow(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /premium/\n"
    stories = [f"/2026/03/{number}/a-story.html" for number in range(1, 4)]
    for number, story in enumerate(stories, 1):
        site.add_story(story, number)
    site.announce(*(f"/premium/2026/03/{number}/a-story.html" for number in range(5)), *stories)
    report = crawls.one(make_outlet(), max_pages=3)
    assert (report.counts["articles/new"], report.counts["skipped/robots"]) == (3, 5)


def test_an_unchanged_source_hides_no_story_that_robots_forbade(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /2026/\n"
    site.add_story("/2026/03/one-story.html", 1)
    site.announce("/2026/03/one-story.html")
    site.tag("/feed.xml")
    outlet = make_outlet()
    assert crawls.one(outlet, settings=QUIET).counts["skipped/robots"] == 1
    site.pages["/robots.txt"] = ""
    assert crawls.one(outlet, settings=QUIET).counts["articles/new"] == 1
    assert crawls.one(outlet, settings=QUIET).counts == {"unchanged/sources": 1}


@pytest.mark.parametrize("delay", ["86400", "1e308", "86400,5"])
def test_a_wait_that_a_site_asks_for_is_bounded(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, delay: str
) -> None:
    story, busy = "/2026/03/1/a-story.html", "/2026/03/2/a-story.html"
    asked: list[str] = []

    def refuse_once(request: Exchange) -> None:
        asked.append(request.path)
        if len(asked) == 1:
            request.reply(503, "later", Retry_After=str(10**12))
        else:
            site.add_story(busy, 2)
            request.reply(200, str(site.pages[busy]))

    site.pages["/robots.txt"] = f"User-agent: *\nCrawl-delay: {delay}\n"
    site.add_story(story)
    site.pages[busy] = refuse_once
    site.announce(busy, story)
    settings = {"DOSVOCES_CRAWL_DELAY": True, "DOSVOCES_LONGEST_WAIT": 0.05}
    report = crawls.one(make_outlet(), settings=settings)
    assert (report.ended, report.counts["articles/new"]) == ("finished", 2)
    assert report.counts["waits/crawl_delay_cut"] == report.counts["waits/retry_after_cut"] == 1


def test_a_stop_ends_a_wait(site: SmallSite, make_outlet: Outlets, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 250\n"
    site.announce("/2026/03/1/a-story.html")
    with Command("--json", "crawl", make_outlet(), home=tmp_path, DOSVOCES_WORKERS="1") as crawl:
        while site.paths != ["/robots.txt"]:
            assert crawl.poll() is None
            time.sleep(0.05)
        crawl.send_signal(signal.SIGINT)
        done = crawl.finish()
    (report,) = map(json.loads, done.stdout.splitlines())
    assert (report["ended"], done.returncode) == ("shutdown", 130)


def _be_slow(request: Exchange) -> None:
    time.sleep(0.8)
    request.reply(404)


def _be_busy(request: Exchange) -> None:
    request.reply(503)


@pytest.mark.parametrize("trouble", [_be_slow, _be_busy])
def test_the_pace_follows_what_the_server_can_take_down_and_up(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, trouble: Callable[[Exchange], None]
) -> None:
    paths = [f"/2026/03/{number}/a-story.html" for number in range(9)]
    for number, path in enumerate(paths):
        site.add_story(path, number)
    site.pages[paths[0]] = trouble
    site.announce(*paths)
    pace = {"AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0.01, "DOWNLOAD_DELAY_JITTER": 0.0}
    assert crawls.one(make_outlet(), settings={**pace, "RETRY_ENABLED": False}).counts["articles/new"] == 8
    times = dict(zip(site.paths, site.times, strict=True))
    gaps = [times[after] - times[before] for before, after in pairwise(paths)]
    assert gaps[1] > 0.3
    assert gaps[-1] < gaps[1] / 2


def test_an_outlet_that_asks_to_be_left_alone_is_left_alone(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    stories = [f"/2026/03/{number}/a-story.html" for number in range(30)]
    site.pages.update(dict.fromkeys(stories, lambda request: request.reply(429, "later", Retry_After="600")))
    site.announce(*stories)
    outlet, settings = make_outlet(), {"DOSVOCES_LONGEST_WAIT": 0.05}
    report = crawls.one(outlet, settings=settings)
    assert report.ended == SENT_AWAY and not report.ok
    assert report.counts["failed/told_to_wait"] == MOST_REFUSALS
    assert sum(path in stories for path in site.paths) == MOST_REFUSALS
    for number, story in enumerate(stories):
        site.add_story(story, number)
    assert crawls.one(outlet).counts["articles/new"] == len(stories)
