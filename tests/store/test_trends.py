"""Counting what a query finds, on SQLite and on PostgreSQL alike, as the search itself finds it."""

import pytest
from test_store import NOON, make_article

from dosvoces.core.errors import StoreError
from dosvoces.core.record import Block
from dosvoces.corpus.cql import parse
from dosvoces.store import Store
from dosvoces.store.browsing import Browser
from dosvoces.store.fragments import FragmentFilter
from dosvoces.store.listing import StoryFilter

EVERY = StoryFilter()


@pytest.fixture
def browser(store: Store) -> Browser:
    for number, text in enumerate(("El tren y el puerto", "El tren", "La escuela", "El tren y la escuela")):
        blocks = (
            Block(position=0, role="headline", text=f"Titular {number}"),
            Block(position=1, role="paragraph", text=text),
        )
        published = NOON.replace(day=1 + 10 * (number // 2))
        store.save_article(make_article(f"n{number}", text, blocks=blocks, date_published=published))
    browser = Browser(store)
    while browser.catch_up():
        pass
    return browser


def count(browser: Browser, text: str, **how: bool) -> dict[str, int]:
    rows = browser.count_by_period(text, EVERY, months=how.get("months", False), outlets=False)
    return {period: number for period, _, number in rows}


def test_stories_are_counted_by_day_and_month(browser: Browser) -> None:
    month = NOON.strftime("%Y-%m")
    assert count(browser, "tren") == {f"{month}-01": 2, f"{month}-11": 1}
    assert count(browser, "tren", months=True) == {month: 3}
    assert count(browser, "", months=True) == {month: 4}
    assert count(browser, "avión") == {}


@pytest.mark.parametrize("text", ["tren", "escuelas", '"el tren"', "tren -escuela", "tren -puerto", "esc*"])
def test_the_count_is_that_of_the_search(browser: Browser, text: str) -> None:
    assert sum(count(browser, text).values()) == browser.search(text, EVERY).total > 0


@pytest.mark.parametrize("text", ["tren", '"el tren"', "tren -escuela", "esc*", "…"])
def test_what_a_search_finds_is_a_filter_of_everything(browser: Browser, text: str) -> None:
    chosen = StoryFilter(found_by=text)
    found = {story.article_id for story in browser.search(text, EVERY).stories} if text != "…" else set()
    assert {story.article_id for story in browser.newest(chosen)} == found
    assert browser.count(chosen) == browser.search("titular", chosen).total == len(found)
    every = browser.concordance(parse("titular"), EVERY).lines
    for side in ("", "es"):
        lines = browser.concordance(parse("titular"), chosen, side).lines
        assert lines == tuple(line for line in every if line.article_id in found)
    assert browser.count_words(chosen)[""] == sum(browser.vocabulary(chosen)[0].counts.values())
    assert {row.article_id for row in browser.fragments(FragmentFilter(found_by=text))} <= found


def test_a_query_without_a_word_is_refused(browser: Browser) -> None:
    with pytest.raises(StoreError, match="nothing to search for"):
        count(browser, "…")
