"""An unchanged source costs no download, and hides no story."""

import gzip
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from crawling import Crawls
from smallsite import Exchange, SmallSite

from spiders.announcements import MOST_SITEMAP_BYTES

Outlets = Callable[..., Path]

#: No story is due by itself.
QUIET = {"DOSVOCES_REVISIT_HOURS": "1,6"}


def conditions(site: SmallSite, path: str) -> list[str | None]:
    return [headers.get("If-None-Match") for headers in site.headers_of(path)]


def test_a_source_that_is_elsewhere_is_asked_conditionally_there(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.add_story("/2026/03/one-story.html")
    site.announce("/2026/03/one-story.html", at="/feed/")
    site.tag("/feed/")
    # The old address had a state of its own, which is none of the new one's.
    site.announce(at="/feed")
    site.tag("/feed")
    outlet = make_outlet(("feed", "/feed"))
    crawls.one(outlet, settings=QUIET)
    site.pages["/feed"] = lambda request: request.reply(301, Location="/feed/")
    assert crawls.one(outlet, settings=QUIET).counts["articles/new"] == 1
    assert crawls.one(outlet, settings=QUIET).counts == {"unchanged/sources": 1}
    assert conditions(site, "/feed") == [None, '"tag"', None]
    assert conditions(site, "/feed/") == [None, '"tag"']


def test_a_page_that_was_read_as_a_story_says_nothing_of_the_source_that_it_becomes(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.add_story("/2026/03/one-story.html")
    site.announce("/2026/03/one-story.html", at="/2026/03/all-stories.html")
    site.tag("/2026/03/all-stories.html")
    site.announce("/2026/03/all-stories.html")
    outlet = make_outlet()
    crawls.one(outlet, settings=QUIET)
    site.pages["/feed.xml"] = lambda request: request.reply(301, Location="/2026/03/all-stories.html")
    assert crawls.one(outlet, settings=QUIET).counts["articles/new"] == 1


def test_an_unchanged_source_hides_no_story_that_the_outlets_file_allows_now(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.add_story("/2026/03/one-story.html")
    site.announce("/2026/03/one-story.html")
    site.tag("/feed.xml")
    assert crawls.one(make_outlet(deny=["/2026/"]), settings=QUIET).counts["skipped/denied"] == 1
    assert crawls.one(make_outlet(deny=["/2026/"]), settings=QUIET).counts == {"unchanged/sources": 1}
    assert crawls.one(make_outlet(), settings=QUIET).counts["articles/new"] == 1
    assert crawls.one(make_outlet(), settings=QUIET).counts == {"unchanged/sources": 1}


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_a_source_that_was_cut_hides_no_story_when_it_is_called_unchanged(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, kind: str
) -> None:
    paths = [f"/2026/03/{name}-story.html" for name in ("one", "two")]
    for number, path in enumerate(paths):
        site.add_story(path, number)
    site.announce(*paths)
    urls = "".join(f"<url><loc>{site.base}{path}</loc></url>" for path in paths)
    site.pages["/sitemap.xml"] = f"<urlset>{urls}</urlset>"
    source = "/feed.xml" if kind == "feed" else "/sitemap.xml"
    whole = str(site.pages[source])
    outlet = make_outlet((kind, source))
    for told, counts in (
        (whole[: whole.rfind(paths[1])], {"articles/new": 1, "failed/source_truncated": 1}),
        (whole, {"articles/new": 1, "skipped/known": 1}),
        (whole, {"unchanged/sources": 1}),
    ):
        site.pages[source] = told
        site.tag(source)
        report = crawls.one(outlet, settings=QUIET)
        assert {name: report.counts.get(name) for name in counts} == counts
    assert conditions(site, source) == [None, None, '"tag"']


@pytest.mark.parametrize("packing", ["", "said", "twice"])
def test_of_a_sitemap_that_is_too_large_the_beginning_is_read(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, packing: str
) -> None:
    paths = [f"/2026/03/{name}-story.html" for name in ("one", "two")]
    for number, path in enumerate(paths):
        site.add_story(path, number)
    entries = "".join(f"<url><loc>{site.base}{path}</loc></url>" for path in paths)
    late = f"<url><loc>{site.base}/late</loc></url></urlset>"
    body = f"<urlset>{entries}{' ' * MOST_SITEMAP_BYTES}{late}".encode()
    headers = {"ETag": '"tag"', "Content_Type": "application/xml"}
    if packing:
        body, headers = gzip.compress(body, 1), {**headers, "Content_Encoding": "gzip"}
    if packing == "twice":
        body = gzip.compress(body)

    def answer(request: Exchange) -> None:
        unchanged = request.headers.get("If-None-Match") == '"tag"'
        with suppress(OSError):  # it is not read to its end
            request.reply(*(304,) if unchanged else (200, body), **headers)

    site.pages["/sitemap.xml"] = answer
    outlet = make_outlet(("sitemap", "/sitemap.xml"))
    report = crawls.one(outlet, settings=QUIET)
    assert report.counts["articles/new"] == 2 and report.counts["failed/source_too_large"] == 1
    assert "/late" not in site.paths
    assert crawls.one(outlet, settings=QUIET).counts == {"unchanged/sources": 1}
