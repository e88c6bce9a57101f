"""Concordances of stories, on SQLite and on PostgreSQL alike."""

import sys
from pathlib import Path

import pytest

from dosvoces.core.record import Block, Origin, Segment, SegmentSide, TextSpan
from dosvoces.corpus.cql import parse
from dosvoces.store import Store, Translation
from dosvoces.store.browsing import Browser
from dosvoces.store.listing import StoryFilter

sys.path.append(str(Path(__file__).parents[1] / "reader"))
from reader_stories import fill, pair_editions
from test_store import make_article

EVERY = StoryFilter()


@pytest.fixture
def browser(store: Store) -> Browser:
    fill(store)
    browser = Browser(store)
    while browser.catch_up():
        pass
    return browser


def find(
    browser: Browser, query: str, language: str = "", chosen: StoryFilter = EVERY
) -> list[tuple[str, ...]]:
    found = browser.concordance(parse(query), chosen, language)
    return [(line.node, line.other, line.origin) for line in found.lines]


def test_the_outlets_own_sentence_stands_beside_what_is_printed(browser: Browser) -> None:
    assert find(browser, "grúa", chosen=StoryFilter(language="es")) == [
        ("grúa", "The port opens an electric crane", "human"),
        ("grúa", "The crane came by ship from Vigo.", "human"),
    ]


def test_a_word_of_the_other_language_is_found_in_its_story(browser: Browser) -> None:
    english = StoryFilter(language="en")
    assert find(browser, '[word="síguenos" & lang="es"]', chosen=english) == [
        ("Síguenos", "«Síguenos en», decía el cartel de la puerta.", "machine")
    ]
    assert find(browser, '[word="síguenos" & lang="en"]') == []


def test_the_side_of_a_language_is_printed_or_translated(browser: Browser) -> None:
    outlets = {line.outlet for line in browser.concordance(parse("regar"), EVERY, "es").lines}
    assert outlets == {"the-lighthouse"}
    assert find(browser, "regar") == []
    line = browser.concordance(parse("regar"), EVERY, "es").lines[0]
    assert (line.language, line.other_language, line.other) == ("es", "en", "Pupils watered them all summer.")
    assert (line.left, line.node, line.right) == ("Los alumnos los ", "regaron", " todo el verano.")


def test_of_two_editions_the_printed_one_is_looked_at(browser: Browser) -> None:
    spanish, english = (browser.full_story(key) for key in ("el-faro-puerto", "el-faro-port"))
    assert spanish and english
    pair_editions(browser.store, english.article, spanish.article)
    while browser.catch_up():
        pass
    printed = browser.concordance(parse("grúa"), EVERY).lines
    assert browser.concordance(parse("grúa"), EVERY, "es").lines == printed
    assert browser.collocates(parse("grúa"), EVERY, "es") == browser.collocates(parse("grúa"), EVERY)
    # Where that is not among what is asked for, the other edition has it.
    other = browser.concordance(parse("grúa"), StoryFilter(language="en"), "es").lines
    assert {(line.article_id, line.origin) for line in other} == {("el-faro-port", "human")}


def test_a_word_between_two_nodes_is_near_them_once(store: Store) -> None:
    store.save_article(make_article("agua", "Agua dulce, agua salada; agua dulce."))
    browser = Browser(store)
    while browser.catch_up():
        pass
    found = {each.word: (each.near, each.everywhere) for each in browser.collocates(parse("agua"), EVERY)}
    assert found["dulce"] == (2, 2)


@pytest.fixture
def paired(store: Store) -> Browser:
    """A story in two sentences, translated one by one; the outlet's own edition has one for both."""
    one, two = "Llegó el agua.", "El agua es dulce, dulce."
    story = make_article(
        "agua", f"{one} {two}", blocks=(Block(position=0, role="paragraph", text=f"{one} {two}"),)
    )
    own = make_article(
        "water", "Fresh waters came.", in_language="en", canonical_url="https://diario.example/w"
    )
    for article in (story, own):
        store.save_article(article)

    def make(start: int, source: str, target: str, origin: Origin) -> Segment:
        span = TextSpan(block=0, start=start, end=start + len(source))
        there = SegmentSide(language="en", text=target, spans=(TextSpan(block=0, start=0, end=len(target)),))
        here = SegmentSide(language="es", text=source, spans=(span,))
        return Segment(id=f"a:{origin}:{start}", source=here, target=there, origin=origin)

    made = (make(0, one, "The water came.", "machine"), make(15, two, "Water is sweet, sweet.", "machine"))
    translation = Translation(
        article_id=story.id,
        version=1,
        target_language="en",
        segments=made,
        translation=(
            Block(position=0, role="paragraph", text="The water came. Water is sweet, sweet.", language="en"),
        ),
    )
    store.save_translations([translation])
    human = make(0, f"{one} {two}", "Fresh waters came.", "human")
    store.save_counterpart(story.id, 1, own.id, 1, "en", [human])
    browser = Browser(store)
    while browser.catch_up():
        pass
    return browser


def test_what_stands_in_several_rows_of_a_sentence_is_counted_once(paired: Browser) -> None:
    spanish = StoryFilter(language="es")
    found = {each.word: each for each in paired.collocates(parse("agua"), spanish)}
    assert (found["dulce"].near, found["dulce"].everywhere, found["dulce"].log_dice) == (2, 2, 14)
    assert len(paired.concordance(parse("agua"), spanish).lines) == 2


def test_where_the_outlet_has_its_own_sentence_its_translation_is_not_looked_at(paired: Browser) -> None:
    assert find(paired, "water", "en", StoryFilter(language="es")) == [
        ("waters", "Llegó el agua. El agua es dulce, dulce.", "human")
    ]
    assert paired.count_words(StoryFilter(language="es"), "en") == {"": 3}


def test_everything_printed_is_found_and_roles_narrow_it(browser: Browser) -> None:
    everywhere = [node for node, _, _ in find(browser, '"lea"')]
    assert everywhere == ["Lea"]
    assert find(browser, '[word="lea" & role="paragraph"]') == []
    assert find(browser, '[word="lea" & role="related"] "también"')[0][0] == "Lea también"


def test_collocates_are_counted_in_the_stories_that_hold_the_node(browser: Browser) -> None:
    found = {each.word: each for each in browser.collocates(parse("grúa"), StoryFilter(language="es"))}
    assert all(each.near <= each.everywhere for each in found.values())
    assert "grúa" not in found


def test_what_it_is_rendered_by_stands_beside_it_more_than_elsewhere(browser: Browser) -> None:
    first, *others = browser.renderings(parse("grúa"), StoryFilter(language="es"))
    assert (first.word, first.beside, first.everywhere, first.log_dice) == ("crane", 2, 2, 14)
    assert all(each.beside <= each.everywhere and each.log_dice < 14 for each in others)
    english = browser.renderings(parse("crane"), StoryFilter(language="es"), "en")
    assert english[0].word == "grúa"
    assert browser.renderings(parse("biblioteca"), EVERY) == []


def test_a_part_of_the_page_is_looked_at_alone(browser: Browser) -> None:
    found = browser.concordance(parse("grúa"), EVERY, "", ("headline",)).lines
    assert {line.role for line in found} == {"headline"}


def test_a_concordance_is_cut_off_and_says_so(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = browser.concordance(parse("la"), EVERY)
    some = browser.concordance(parse("la"), EVERY, most=2)
    assert not whole.more
    assert some.more
    assert some.lines == whole.lines[:2]
    # Stories that hold the words elsewhere are not looked through without end either.
    monkeypatch.setattr("dosvoces.store.sentences._AT_ONCE", 1)
    assert browser.concordance(parse("la"), EVERY) == whole
    monkeypatch.setattr("dosvoces.store.concordance._STORIES", 1)
    assert browser.concordance(parse("la"), EVERY).more


@pytest.mark.parametrize(
    "query",
    [
        "grúa [] en tren",
        '"grúa" "llegó" []{0,3} "vigo"',
        # A stem and a printed word stand in different places of the index.
        'grúa [] "en"',
        "gr* []{2} tren",
    ],
)
def test_words_with_a_gap_between_them_are_found(browser: Browser, query: str) -> None:
    lines = browser.concordance(parse(query), StoryFilter(language="es")).lines
    assert [line.left + line.node + line.right for line in lines] == ["La grúa llegó en tren desde Vigo."]


def test_words_further_apart_than_the_gap_are_not(browser: Browser) -> None:
    assert find(browser, "grúa [] tren") == []
    assert find(browser, "grúa []{0,10} contenedores") == [], "another sentence"
