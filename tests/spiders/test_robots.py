"""What robots.txt forbids is left alone, holds nothing else up, and is looked at once it is allowed."""

from collections.abc import Callable
from pathlib import Path

from crawling import Crawls
from smallsite import SmallSite

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
