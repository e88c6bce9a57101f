"""How many words there are, on SQLite and on PostgreSQL alike: what relative frequencies are of."""

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from dosvoces.corpus.cql import parse
from dosvoces.corpus.frequency import make_rows, tally
from dosvoces.store import Store
from dosvoces.store.browsing import Browser
from dosvoces.store.fields import FIELDS
from dosvoces.store.listing import StoryFilter

sys.path.append(str(Path(__file__).parents[1] / "reader"))
from reader_stories import fill, pair_editions

EVERY = StoryFilter()
WORD = re.compile(r"[^\W_]+")


@pytest.fixture
def browser(store: Store) -> Browser:
    fill(store)
    browser = Browser(store)
    while browser.catch_up():
        pass
    return browser


def test_printed_words_are_those_of_the_records(browser: Browser) -> None:
    printed: Counter[str] = Counter()
    captions = 0
    for story in browser.newest(EVERY):
        full = browser.full_story(story.article_id)
        assert full
        for block in full.article.blocks:
            printed[story.outlet] += len(WORD.findall(block.text))
            captions += len(WORD.findall(block.text)) if block.role == "furniture" else 0
    assert browser.count_words(EVERY, by="outlet") == dict(printed)
    assert browser.count_words(EVERY) == {"": printed.total()}
    assert sum(browser.count_words(EVERY, by="month").values()) == printed.total()
    fields = browser.count_words(EVERY, by="field")
    assert sum(fields.values()) == printed.total() and fields["furniture"] == captions
    assert browser.count_words(EVERY, "", ("furniture",)) == {"": captions}
    one = StoryFilter(outlet="the-lighthouse")
    assert browser.count_words(one, by="outlet") == {"the-lighthouse": printed["the-lighthouse"]}


def test_words_of_a_side_are_printed_or_translated_and_of_two_editions_the_printed_ones(
    browser: Browser,
) -> None:
    oaks = StoryFilter(outlet="the-lighthouse")
    # Five words, seven and eight.
    assert browser.count_words(oaks, "es") == {"": 20}
    before = browser.count_words(EVERY, "es")[""]
    one, other = (browser.full_story(key) for key in ("el-faro-puerto", "el-faro-port"))
    assert one and other
    pair_editions(browser.store, other.article, one.article)
    while browser.catch_up():
        pass
    translated = sum(len(WORD.findall(block.text)) for block in other.record.translation)
    assert browser.count_words(EVERY, "es")[""] == before - translated


def test_lines_are_counted_for_what_they_have_in_common(browser: Browser) -> None:
    lines = list(browser.read_lines(parse("la"), EVERY))
    assert lines == list(browser.concordance(parse("la"), EVERY).lines)
    found = tally((line.outlet, line.article_id) for line in lines)
    assert sum(number for number, _ in found.values()) == len(lines)
    assert sum(stories for _, stories in found.values()) == len({line.article_id for line in lines})
    rows = make_rows("outlet", found, browser.count_words(EVERY, by="outlet"))
    assert [row.key for row in rows] == ["el-faro", "the-lighthouse"]
    assert rows[0].per_million == 1_000_000 * rows[0].lines / rows[0].words
    assert (rows[1].lines, rows[1].stories, rows[1].per_million) == (0, 0, 0.0)
    assert make_rows("outlet", found, {}, whole=False)[0].per_million is None


def test_the_words_of_some_stories_are_those_that_are_counted(browser: Browser) -> None:
    for chosen in (EVERY, StoryFilter(outlet="the-lighthouse"), StoryFilter(language="es")):
        for language in ("", "es", "en"):
            for fields in (FIELDS, ("headline",)):
                one, rest = browser.vocabulary(chosen, language, fields)
                assert one.counts.total() == browser.count_words(chosen, language, fields)[""]
                if chosen == EVERY:
                    assert not rest.counts
    one, rest = browser.vocabulary(StoryFilter(outlet="the-lighthouse"), "es")
    assert one.counts["robles"] == 1 and not one.counts["grúa"]
    assert one.counts.total() + rest.counts.total() == browser.count_words(EVERY, "es")[""]
    assert one.stories["los"] == 1 and one.counts["los"] == 2


def test_vocabulary_is_read_story_by_story(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = browser.vocabulary(StoryFilter(outlet="el-faro"), "en")
    monkeypatch.setattr("dosvoces.store.vocabulary._AT_ONCE", 1)
    assert browser.vocabulary(StoryFilter(outlet="el-faro"), "en") == whole
