"""What becomes of stories that fail, are moved or removed is recorded, and none is asked for for ever."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import msgspec
import pytest
from crawling import Crawls
from smallsite import Exchange, SmallSite, story_page

from dosvoces.core.outlets import load
from dosvoces.operations.replay import replay
from dosvoces.store import Store

Outlets = Callable[..., Path]

MAINTENANCE = """<html lang="en"><head><title>Down</title></head><body><h1>We are moving house</h1>
<p>Our printers, editors and machines are on their way to the new building by the river at the moment. We
expect to be there before the evening and will print what happened meanwhile as soon as the presses run.</p>
<p>Until then the paper is sold at the old door, and letters are answered by hand.</p></body></html>"""


def test_moved_and_removed_stories_are_recorded_and_what_was_stored_is_kept(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    moved, removed, target = (f"/2026/03/{name}-story.html" for name in ("moved", "removed", "new-place"))
    site.add_story(moved, 1)
    site.add_story(removed, 2)
    site.announce(moved, removed)
    outlet = make_outlet()
    assert crawls.one(outlet).counts["articles/new"] == 2
    site.add_story(target, 1)
    site.pages[moved] = lambda request: request.reply(301, Location=target)
    site.pages[removed] = lambda request: request.reply(410, "gone")
    report = crawls.one(outlet)
    assert report.counts["failed/http_410"] == 1
    with crawls.store() as store:
        known = {resource.url.removeprefix(site.base): resource for resource in store.resources()}
        articles = {article.canonical_url.removeprefix(site.base): article for article in store.articles()}
    assert known[removed].status == 410 and known[removed].reason == "http_410"
    assert known[removed].article_id == articles[removed].id
    assert known[moved].status == 301
    assert known[target].status == 200 and known[target].article_id
    assert known[moved].article_id == known[target].article_id
    # From now on its new place is looked at in its stead.
    site.forget()
    crawls.one(outlet)
    assert moved not in site.paths and target in site.paths


def test_a_story_that_fails_is_fetched_later_although_the_feed_has_dropped_it(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    story = "/2026/03/1/a-story.html"
    site.pages[story] = lambda request: request.reply(500, "the server is tired")
    site.announce(story)
    outlet, settings = make_outlet(), {"RETRY_TIMES": 0}
    assert crawls.one(outlet, settings=settings).counts["failed/http_500"] == 1
    site.announce()
    assert crawls.one(outlet, settings=settings).counts["failed/http_500"] == 1
    site.add_story(story)
    assert crawls.one(outlet, settings=settings).counts["articles/new"] == 1


@pytest.mark.parametrize("way", [301, 302, "canonical"])
def test_an_address_that_led_to_another_story_is_looked_at_again_for_one_of_its_own(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, way: int | str
) -> None:
    early, other = "/2026/03/1/early-story.html", "/2026/03/2/other-story.html"
    site.add_story(other, 2)
    if way == "canonical":
        site.add_story(early, 2, head=f'<link rel="canonical" href="{site.base}{other}">')
    else:
        site.pages[early] = lambda request: request.reply(int(way), Location=other)
    site.announce(early, other)
    outlet, settings = make_outlet(), {"DOSVOCES_REVISIT_HOURS": [1, 100]}
    assert crawls.one(outlet, settings=settings).counts["articles/new"] == 1
    site.add_story(early, 1)
    with crawls.store() as store:
        known = store.resource(site.base + early)
        assert known and known.checked_at and known.next_check_at
        assert known.next_check_at - known.checked_at == timedelta(hours=100)
        store.save_resource(msgspec.structs.replace(known, next_check_at=known.checked_at))
    assert crawls.one(outlet, settings=settings).counts["articles/new"] == 1
    with crawls.store() as store:
        assert len(list(store.articles())) == 2


def test_stories_that_lead_nowhere_any_more_are_asked_for_less_and_less(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    ends = {"home": "/front.html", "away": "http://elsewhere.example/", "closed": "/private/a-story.html"}
    paths = {name: f"/2026/03/{name}-story.html" for name in ends}
    for number, path in enumerate(paths.values(), 1):
        site.add_story(path, number)
    site.announce(*paths.values())
    site.pages["/front.html"] = "<h1>All the news</h1>"
    outlet = make_outlet(("feed", "/feed.xml"), ("front_page", "/front.html"))
    assert crawls.one(outlet).counts["articles/new"] == 3
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /private/\n"

    def lead(target: str) -> Callable[[Exchange], None]:
        return lambda request: request.reply(302, Location=target)

    for name, target in ends.items():
        site.pages[paths[name]] = lead(target)
    for _ in range(5):
        crawls.one(outlet)
    for path in paths.values():
        assert len(site.headers_of(path)) == 4, "after three failures it has to wait for an hour"
    assert "/private/a-story.html" not in site.paths
    with crawls.store() as store:
        known = {resource.url.removeprefix(site.base): resource for resource in store.resources()}
    assert {known[path].reason for path in paths.values()} == {"source", "offsite", "robots"}
    assert all(known[path].article_id and known[path].next_check_at for path in paths.values())


@pytest.mark.parametrize("there", ["/2026/03/one/its-other-place.html", "/2026/03/one/a-story.html/"])
def test_redirects_that_lead_round_are_a_failure_like_others(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, there: str
) -> None:
    story = "/2026/03/one/a-story.html"
    site.pages[story] = lambda request: request.reply(301, Location=there)
    site.pages[there] = lambda request: request.reply(302, Location=story)
    site.announce(story)
    site.tag("/feed.xml")
    outlet = make_outlet()
    for _ in range(5):
        crawls.one(outlet)
    assert len(site.headers_of(story)) == 3, "after three failures it has to wait for an hour"
    with crawls.store() as store:
        known = store.resource(site.base + story)
        assert known and known.reason == "redirect_loop" and known.checked_at and known.next_check_at
        # An hour has gone by.
        store.save_resource(msgspec.structs.replace(known, next_check_at=known.checked_at))
    site.add_story(story)
    assert crawls.one(outlet).counts["articles/new"] == 1


def test_an_address_that_leads_to_an_announced_story_is_asked_for_once(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    story, ways = "/2026/03/one/a-story.html", ("/2026/go/one/for-a-while.html", "/2026/go/one/for-good.html")
    site.add_story(story)
    for way, status in zip(ways, (302, 301), strict=True):
        site.pages[way] = lambda request, status=status: request.reply(status, Location=story)
    site.announce(story, *ways)
    outlet, settings = make_outlet(), {"DOSVOCES_REVISIT_HOURS": "1,6"}
    assert crawls.one(outlet, settings=settings).counts["articles/new"] == 1
    assert crawls.one(outlet, settings=settings).counts["skipped/known"] == 3
    assert [len(site.headers_of(path)) for path in (story, *ways)] == [1, 1, 1]


def test_addresses_without_end_that_give_nothing_are_tried_again_within_the_limit(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    """A front page whose calendar leads to other days each time, where nothing happened."""
    days = count()

    def show(request: Exchange) -> None:
        links = (f"/2026/03/{next(days)}/what-happens-on-this-day.html" for _ in range(20))
        request.reply(200, "".join(f'<a href="{link}">What happens on this day</a>' for link in links))

    site.pages["/"] = show
    site.answer_all_else(lambda request: request.reply(200, "<h1>Nothing</h1>"))
    site.add_story("/2026/03/one/a-story.html")
    site.announce("/2026/03/one/a-story.html")
    outlet = make_outlet(("feed", "/feed.xml"), ("front_page", "/"))
    asked = [crawls.one(outlet, max_pages=4).counts["requested/pages"] for _ in range(5)]
    assert asked[0] == 4 and set(asked[2:]) == {9}  # new ones, old ones, and the story


def test_what_a_site_shows_for_a_while_in_place_of_its_stories_replaces_none(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path
) -> None:
    paths = [f"/2026/03/{number}/a-story.html" for number in range(1, 5)]
    outlet, settings = make_outlet(), {"DOSVOCES_ARCHIVE": str(tmp_path / "archive")}

    def crawl_now(*shown: str) -> dict[str, int]:
        site.announce(*shown)
        return crawls.one(outlet, settings=settings).counts

    def list_stories(store: str) -> list[tuple[str, str]]:
        with Store(store) as opened:
            return [(each.headline, each.text) for each in opened.articles(outlet="small-site")]

    def add_stories() -> None:
        for number, path in enumerate(paths, 1):
            site.add_story(path, number)

    add_stories()
    assert crawl_now(*paths[:3])["articles/new"] == 3
    before = list_stories(str(crawls.store_path))
    for path in paths:
        site.pages[path] = MAINTENANCE
    counts = crawl_now(*paths)
    assert (counts["articles/new"], counts["not_article/boilerplate"]) == (1, 3)
    assert set(before) < set(list_stories(str(crawls.store_path)))
    add_stories()
    counts = crawl_now(*paths)
    assert (counts["articles/changed"], counts["articles/unchanged"]) == (1, 3)
    after = list_stories(str(crawls.store_path))
    assert len(after) == 4 and set(before) < set(after)
    again = str(tmp_path / "again.sqlite")
    replay([tmp_path / "archive"], store=again, outlets=[load(outlet)])
    assert list_stories(again) == after


def test_a_change_that_one_source_tells_is_seen_although_another_announces_the_story_without_it(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    story = "/2026/03/1/a-story.html"
    site.add_story(story)
    site.announce(story)
    site.pages["/sitemap.xml"] = "<urlset></urlset>"
    outlet = make_outlet(("feed", "/feed.xml"), ("sitemap", "/sitemap.xml"))
    settings = {"DOSVOCES_REVISIT_HOURS": "1,6"}
    crawls.one(outlet, settings=settings)
    site.add_story(story, text="The vote was put off until the autumn.")
    now = datetime.now(UTC).isoformat()
    entry = f"<url><loc>{site.base}{story}</loc><lastmod>{now}</lastmod></url>"
    site.pages["/sitemap.xml"] = f"<urlset>{entry}</urlset>"
    assert crawls.one(outlet, settings=settings).counts["articles/changed"] == 1


def test_announced_stories_without_validators_are_not_downloaded_again_before_they_are_due(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    paths = [f"/2026/03/{number}/a-story.html" for number in range(1, 6)]
    for number, path in enumerate(paths, 1):
        site.add_story(path, number)
    site.announce(*paths)
    outlet, settings = make_outlet(), {"DOSVOCES_REVISIT_HOURS": "1,6"}
    crawls.one(outlet, settings=settings)
    site.announce(*paths[1:])
    report = crawls.one(outlet, settings=settings)
    assert report.counts["skipped/known"] == 4
    assert sorted(path for path in site.paths if path in paths) == paths


def test_no_story_is_looked_at_while_the_sources_are_something_else(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.add_story("/2026/03/one-story.html", 1)
    site.announce("/2026/03/one-story.html")
    outlet = make_outlet()
    crawls.one(outlet)
    away = story_page(9).replace("Harbour plan 9", "We are back soon")
    site.pages["/feed.xml"] = site.pages["/2026/03/one-story.html"] = away
    report = crawls.one(outlet)
    assert (report.counts["failed/source_no_feed"], report.counts["skipped/replaced"]) == (1, 1)
    with crawls.store() as store:
        assert [each.version for each in store.articles(versions="all")] == [1]
        feed = store.resource(f"{site.base}/feed.xml")
        assert feed
        store.save_resource(msgspec.structs.replace(feed, failures=7))
    # A feed that is gone for good keeps no story from being looked at.
    assert "skipped/replaced" not in crawls.one(outlet).counts
