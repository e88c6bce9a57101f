"""What becomes of stories that are moved or removed is recorded with their addresses."""

from collections.abc import Callable
from pathlib import Path

from crawling import Crawls
from smallsite import SmallSite


def test_moved_and_removed_stories_are_recorded_and_what_was_stored_is_kept(
    site: SmallSite, make_outlet: Callable[..., Path], crawls: Crawls
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
