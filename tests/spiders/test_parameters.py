"""A parameter that no list knows is told by what it does: nothing, or another story."""

import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from crawling import Crawls
from smallsite import Exchange, SmallSite, story_page
from test_announced import TOLD, feed, undated
from test_replay import everything, replay

from dosvoces.store.values import Sibling
from spiders.parameters import Parameters

Outlets = Callable[..., Path]

CORRECTION = "The vote was put off until the autumn."


def test_numbers_of_visits_in_addresses_make_no_stories_and_cost_no_requests(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path
) -> None:
    """Each answer of the feed gives every address another number, as some sites do."""
    visits, asked, edited = itertools.count(7), Counter[str](), list[str]()
    pages = [f"/2026/03/{number}/harbour-plan.html?" for number in range(1, 6)]
    # Of these the other parameter is the story.
    pages += [f"/nota.php?nota={number}&" for number in range(51710, 51718)]

    def show(request: Exchange) -> None:
        if request.path == "/feed.xml":
            site.announce(*(f"{page}vz={next(visits)}k" for page in pages), at="/now.xml")
            request.reply(200, str(site.pages["/now.xml"]), Content_Type="application/rss+xml")
            return
        page = request.path.partition("vz=")[0]
        asked[request.path] += 1
        request.reply(200, story_page(pages.index(page), text=CORRECTION if page in edited else ""))

    site.answer_all_else(show)
    outlet = make_outlet()
    settings = {"DOSVOCES_REVISIT_HOURS": "1,6", "DOSVOCES_ARCHIVE": str(tmp_path / "archive")}
    new = []
    for number in range(4):
        if number == 1:  # before anybody knows what the number means
            edited += [pages[2], pages[9]]
        before = len(asked)
        crawls.one(outlet, settings=settings)
        new.append(len(asked) - before)
    assert new == [13, 13, 0, 0]
    with crawls.store() as store:
        assert len({each.headline for each in store.articles()}) == store.counts()["articles"] == 13
    # What is new is asked for, whatever the number.
    pages.append("/nota.php?nota=51718&")
    crawls.one(outlet, settings=settings)
    assert [each for each in asked if "51718" in each]
    replay(tmp_path / "archive", store=tmp_path / "again.sqlite", outlets=[outlet])
    assert everything(tmp_path / "again.sqlite") == everything(crawls.store_path)


def test_a_second_source_adds_what_it_says_of_an_address_with_such_a_number(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    """The first source gives no dates, nor do the pages."""
    visits, asked = itertools.count(7), Counter[str]()
    pages = [f"/2026/03/{number}/harbour-plan.html?" for number in range(1, 6)]
    second: list[str] = []

    def show(request: Exchange) -> None:
        if request.path in ("/one.xml", "/two.xml"):
            is_first = request.path == "/one.xml"
            told = [f"{page}vz={next(visits)}k" for page in (pages if is_first else second)]
            feed(site, *told, at=None if is_first else TOLD)
            request.reply(200, str(site.pages["/feed.xml"]), Content_Type="application/rss+xml")
            return
        page = request.path.partition("vz=")[0]
        asked[page] += 1
        request.reply(200, undated(pages.index(page)))

    site.answer_all_else(show)
    outlet = make_outlet(("feed", "/one.xml"), ("feed", "/two.xml"))
    for number in range(4):
        if number == 2:  # when the number is known to mean nothing
            pages.append("/2026/03/6/harbour-plan.html?")
            second += pages
        report = crawls.one(outlet, settings={"DOSVOCES_REVISIT_HOURS": "1,6"})
        assert "failed/bug" not in report.counts
    assert asked[pages[-1]] == 1
    with crawls.store() as store:
        assert [each.date_published for each in store.articles()] == [TOLD] * 6


@pytest.mark.parametrize(
    ("known", "url", "expected"),
    [
        ("a?x=1 A, a?x=2 A, a?x=3 A, a?x=4 A", "a?x=9", "a?x=1"),
        ("a?x=1 A, a?x=2 A", "a?x=9", ""),
        ("a?x=1 A, a?x=2 B, a?x=3 C", "a?x=9", ""),
        ("a?id=1&x=1 A, a?id=1&x=2 A, a?id=1&x=3 A, a?id=1&x=4 A, a?id=2&x=5 B", "a?id=2&x=9", "a?id=2&x=5"),
        ("a?id=1&x=1 A, a?id=1&x=2 A, a?id=1&x=3 A, a?id=1&x=4 A, a?id=2&x=5 B", "a?id=3&x=9", ""),
        # The plainer address is the better one.
        ("a?x=1 A, a?x=2 A, a?x=3 A, a?x=4 A", "a", ""),
        ("a A, a?x=2 A, a?x=3 A, a?x=4 A", "a?x=9", "a"),
    ],
)
def test_a_parameter_is_none_of_the_address_when_three_values_made_no_difference(
    known: str, url: str, expected: str
) -> None:
    siblings = [Sibling(*each.split()) for each in known.split(", ")]
    parameters = Parameters()
    parameters.learn(siblings)
    found = parameters.find_same(url, siblings)
    assert (found.url if found else "") == expected
