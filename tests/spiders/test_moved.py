"""A story that moves to another address stays one story, whatever its text becomes on the way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from crawling import Crawls
from smallsite import SmallSite, story_page
from test_replay import everything, replay

Outlets = Callable[..., Path]

OLD, NEW, OTHER = (f"/2026/03/{name}/harbour-plan-of-the-council.html" for name in ("1", "2", "3"))
CORRECTION = "The vote was put off until the autumn."


def versions(crawls: Crawls, site: SmallSite) -> list[tuple[str, int, bool]]:
    """Address, version and whether it has the correction, of every version; and that all are of one story."""
    with crawls.store() as store:
        found = list(store.articles(versions="all"))
        assert store.counts()["duplicates"] == 0
    assert len({article.id for article in found}) == 1
    return [
        (article.canonical_url.removeprefix(site.base), article.version, CORRECTION in article.text)
        for article in found
    ]


def lead(site: SmallSite, path: str, target: str, status: int = 301) -> None:
    site.pages[path] = lambda request: request.reply(status, Location=target)


@pytest.mark.parametrize("status", [301, 308])
def test_a_story_that_moves_and_is_corrected_at_once_stays_one_story(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path, status: int
) -> None:
    archive = tmp_path / "archive"
    settings = {"DOSVOCES_ARCHIVE": str(archive)}
    site.add_story(OLD, 1)
    site.announce(OLD)
    outlet = make_outlet()
    crawls.one(outlet, settings=settings)
    # By way of another address, and with another headline.
    lead(site, OLD, "/2026/03/1", status)
    lead(site, "/2026/03/1", NEW, status)
    site.add_story(NEW, 1, text=CORRECTION)
    site.pages[NEW] = str(site.pages[NEW]).replace("divides the council", "is put off by the council")
    assert crawls.one(outlet, settings=settings).counts["articles/changed"] == 1
    assert versions(crawls, site) == [(OLD, 1, False), (NEW, 2, True)]
    # From now on its new address is looked at, and what changes there is its next version.
    site.forget()
    site.add_story(NEW, 1, text=CORRECTION + " Nobody objected.")
    assert crawls.one(outlet, settings=settings).counts["articles/changed"] == 1
    assert versions(crawls, site) == [(OLD, 1, False), (NEW, 2, True), (NEW, 3, True)]
    assert OLD not in site.paths
    again = tmp_path / "again.sqlite"
    replay(archive, store=again, outlets=[outlet])
    replay(archive, store=again, outlets=[outlet])
    assert everything(again) == everything(crawls.store_path)


def test_a_story_that_moves_as_it_is_has_its_next_version_there(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.add_story(OLD, 1)
    site.announce(OLD)
    outlet = make_outlet()
    crawls.one(outlet)
    lead(site, OLD, NEW)
    site.add_story(NEW, 1)
    crawls.one(outlet)
    assert versions(crawls, site) == [(NEW, 1, False)]
    site.add_story(NEW, 1, text=CORRECTION)
    crawls.one(outlet)
    assert versions(crawls, site) == [(NEW, 1, False), (NEW, 2, True)]


def test_a_story_that_was_met_at_its_new_address_first_becomes_one_with_the_old(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path
) -> None:
    settings = {"DOSVOCES_ARCHIVE": str(tmp_path / "archive")}
    site.add_story(OLD, 1)
    site.announce(OLD)
    outlet = make_outlet()
    crawls.one(outlet, settings=settings)
    site.add_story(NEW, 1, text=CORRECTION)
    site.announce(NEW)
    assert crawls.one(outlet, settings=settings).counts["articles/new"] == 1
    lead(site, OLD, NEW)
    site.announce()
    crawls.one(outlet, settings=settings)
    assert versions(crawls, site) == [(OLD, 1, False), (NEW, 2, True)]
    again = tmp_path / "again.sqlite"
    replay(tmp_path / "archive", store=again, outlets=[outlet])
    assert everything(again) == everything(crawls.store_path)
    site.add_story(NEW, 1, text=CORRECTION + " Nobody objected.")
    crawls.one(outlet, settings=settings)
    assert versions(crawls, site)[2:] == [(NEW, 3, True)]


@pytest.mark.parametrize(("target", "status"), [(OTHER, 301), ("/", 301), ("/en/", 308), (NEW, 302)])
def test_what_leads_elsewhere_or_for_a_while_takes_nothing_over(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, target: str, status: int
) -> None:
    site.add_story(OLD, 1)
    site.announce(OLD)
    outlet = make_outlet()
    crawls.one(outlet)
    with crawls.store() as store:
        (before,) = store.articles()
    lead(site, OLD, target, status)
    site.add_story(NEW, 1, text=CORRECTION)
    # Another story of a series: the same headline, another day, other words but for one sentence.
    site.pages[OTHER] = story_page(29, text="The council meets every week.").replace("Puerto 29", "Puerto 1")
    site.pages["/"] = site.pages["/en/"] = story_page(1, text=CORRECTION)
    crawls.one(outlet)
    with crawls.store() as store:
        assert store.article(before.id) == before
