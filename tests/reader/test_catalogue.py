"""The catalogue follows the store, whatever is stored in between."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from reader_stories import NOON, PORT, SCHOOL, fill, make_article, pair_editions, save

from dosvoces.reader import cache
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.interface import LANGUAGES, load_words
from dosvoces.store import Store, Translation
from dosvoces.store.browsing import Browser
from dosvoces.store.catalogue import catch_up
from dosvoces.store.corrections import Correction
from dosvoces.store.listing import StoryFilter


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A filled store in either database."""
    postgresql = request.param == "postgresql"
    url = request.getfixturevalue("make_postgres_store")() if postgresql else str(tmp_path / "store.sqlite")
    with Store(url) as store:
        fill(store)
        StoryCache(Browser(store), {}).catch_up()
        yield store


def read_all(store: Store) -> list[object]:
    return list(Browser(store).newest(StoryFilter(), limit=1000))


def test_caught_up_bit_by_bit_is_the_same_as_at_once(tmp_path: Path) -> None:
    seen = []
    for number, steps in enumerate((1, 2, 500)):
        with Store(str(tmp_path / f"{number}.sqlite")) as store:
            fill(store)
            while True:
                with store._writing("catching up") as connection:
                    if not catch_up(connection, steps):
                        break
            seen.append(read_all(store))
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0]) == 6


def test_lists_go_on_where_they_stopped_and_hold_what_is_wanted(store: Store) -> None:
    browser = Browser(store)
    seen, cursor = [], ""
    while page := browser.newest(StoryFilter(), limit=2, cursor=cursor):
        seen += page
        cursor = page[-1].cursor
    assert seen == read_all(store)
    moments = [story.moment for story in seen]
    assert moments == sorted(moments, reverse=True)
    for wanted, ids in (
        (StoryFilter(mixed=True), ["el-faro-puerto", "the-lighthouse-oaks"]),
        (StoryFilter(counterpart=True), ["el-faro-puerto"]),
        (StoryFilter(language="en"), ["el-faro-port", "the-lighthouse-oaks"]),
        (StoryFilter(since="2026-11-18", until="2026-11-19"), ["the-lighthouse-oaks", "el-faro-hostil"]),
        (StoryFilter(flag="name-mismatch", section="Education"), ["the-lighthouse-oaks"]),
        (StoryFilter(among=()), []),
    ):
        assert [story.article_id for story in browser.newest(wanted)] == ids, wanted
        assert browser.count(wanted) == len(ids)


def test_a_search_finds_stories_by_either_language_and_keeps_the_filters(store: Store) -> None:
    browser = Browser(store)
    for text, found_in in (("watered", "en"), ("regaron", "es")):
        found = browser.search(text, StoryFilter()).stories
        assert [(story.article_id, story.found_in) for story in found] == [("the-lighthouse-oaks", found_in)]
        assert [found[0].snippet[a:b] for a, b in found[0].marks] == [text]
        assert found[0].headline_marks == ()
        assert browser.search(text, StoryFilter(language="es")).stories == ()


def test_what_was_found_is_marked_in_the_headline_of_its_language(store: Store) -> None:
    (story,) = Browser(store).search("roble*", StoryFilter()).stories
    assert story.found_in == "es"
    assert [story.translated_headline[a:b] for a, b in story.headline_marks] == ["robles"]


def test_a_new_version_takes_the_place_of_the_old_one(store: Store) -> None:
    cache = StoryCache(Browser(store), {})
    assert cache.count(StoryFilter(outlet="the-lighthouse")) == 1
    edited = [("headline", "A school plants three hundred oaks", "x"), *SCHOOL[1:]]
    store.save_article(make_article("oaks", edited, language="en", outlet="the-lighthouse"))
    cache.catch_up()
    found = Browser(store).newest(StoryFilter(outlet="the-lighthouse"))
    assert [(story.version, story.headline, story.target) for story in found] == [
        (2, "A school plants three hundred oaks", "")
    ]


def test_a_search_that_was_made_before_finds_what_is_new_since(store: Store) -> None:
    cache = StoryCache(Browser(store), {})
    cache.catch_up()
    assert [
        story.article_id for story in cache.search("oaks", StoryFilter(), limit=20, offset=0).stories
    ] == ["the-lighthouse-oaks"]
    store.save_article(make_article("robles", SCHOOL, language="en", outlet="the-lantern"))
    cache.catch_up()
    assert cache.search("oaks", StoryFilter(), limit=20, offset=0).total == 2


def test_translations_and_own_editions_are_seen_when_they_come(store: Store) -> None:
    cache = StoryCache(Browser(store), {})
    one = store.save_article(make_article("uno", [*PORT[:2], PORT[2]], published=NOON)).article
    cache.catch_up()
    assert Browser(store).newest(StoryFilter())[0].origins == ()
    save(store, one, PORT[:3])
    other = save(store, make_article("one", [(r, o, t) for r, t, o in PORT[:3]], language="en"), PORT[:3])
    pair_editions(store, one, other)
    cache.catch_up()
    story = next(each for each in Browser(store).newest(StoryFilter()) if each.article_id == one.id)
    assert story.origins == ("human", "machine", "phrasebook")
    assert story.counterpart
    assert story.flags == ("name-mismatch",)


def test_whatever_goes_wrong_the_catalogue_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cache, "_PAUSE", 0.01)
    ours, failed = StoryCache(Browser(store), {}), threading.Event()
    healthy = Browser.catch_up

    def fail(browser: Browser) -> int:
        monkeypatch.setattr(Browser, "catch_up", healthy)
        failed.set()
        raise RuntimeError("out of the blue")

    monkeypatch.setattr(Browser, "catch_up", fail)
    ours.start()
    try:
        assert failed.wait(300)
        save(store, make_article("nueva", PORT), PORT)
        end = time.monotonic() + 300
        while not any(story.article_id == "el-faro-nueva" for story in Browser(store).newest(StoryFilter())):
            assert time.monotonic() < end
            time.sleep(0.02)
    finally:
        ours.stop()
    assert "out of the blue" in caplog.text


def test_a_stop_waits_for_the_step_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the store closes while the step has one of its connections."""
    monkeypatch.setattr(cache, "_PAUSE", 0.01)
    begun, done = threading.Event(), threading.Event()

    def work(browser: Browser) -> int:
        if browser.store is not store:  # of a reader that another test keeps open
            return 0
        begun.set()
        done.wait(0.2)
        done.set()
        return 0

    monkeypatch.setattr(Browser, "catch_up", work)
    with Store(str(tmp_path / "store.sqlite")) as store:
        ours = StoryCache(Browser(store), {})
        ours.start()
        assert begun.wait(300)
        ours.stop()
        assert done.is_set()


def test_word_for_word_copies_stay_out(store: Store) -> None:
    before = len(read_all(store))
    first = make_article("original", SCHOOL)
    copy = msgspec.structs.replace(make_article("copia", SCHOOL), content_hash=first.content_hash)
    assert [saved.outcome for saved in store.save_articles([first, copy])] == ["new", "duplicate"]
    StoryCache(Browser(store), {}).catch_up()
    assert len(read_all(store)) == before + 1


def test_the_interface_says_everything_in_both_languages() -> None:
    for name, words in load_words().items():
        assert set(words) == set(LANGUAGES), name
        assert all(words.values()), name
        holes = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in words.values()]
        assert holes[0] == holes[1] or " | " in words["en"], name


@pytest.mark.parametrize(
    "text", ["Short.", "A very much longer sentence than the one that was there.", "😀 ñ"]
)
def test_a_correction_moves_what_stands_behind_it(store: Store, text: str) -> None:
    pairs = [("headline", "Uno", "One"), ("paragraph", "Dos.", "Two.")]
    article = save(store, make_article("cuenta", pairs), pairs)
    browser = Browser(store)
    done = browser.correct(
        Correction(
            article_id=article.id,
            version=1,
            target_language="en",
            segment=f"{article.id}:1:en:2",
            after=text,
            author="Ada",
        )
    )
    assert done is not None
    assert (done.source, done.before) == ("Dos.", "Two.")
    full = browser.full_story(article.id)
    assert full is not None
    for segment in full.record.segments:
        for span in segment.target.spans:
            assert full.record.translation[span.block].text[span.start : span.end] == segment.target.text
    assert store.recall("human", "es", "en", ["Dos."])["Dos."].text == text


def test_a_list_shows_the_outlets_own_headline_and_none_in_which_a_check_failed(store: Store) -> None:
    headlines = {each.article_id: each.translated_headline for each in Browser(store).newest(StoryFilter())}
    own = store.article("el-faro-port")
    assert own is not None
    assert headlines["el-faro-puerto"] == own.headline
    (record,) = [each for each in store.records() if each.article.id == "the-lighthouse-oaks"]
    assert headlines["the-lighthouse-oaks"]
    segments = [
        msgspec.structs.replace(each, flags=("number-mismatch",) if number == 0 else ())
        for number, each in enumerate(record.segments)
    ]
    translation = Translation(
        article_id=record.article.id,
        version=record.article.version,
        target_language=record.target_language,
        translation=record.translation,
        segments=tuple(segments),
    )
    store.save_translations([translation])
    StoryCache(Browser(store), {}).catch_up()
    (oaks,) = Browser(store).newest(StoryFilter(outlet="the-lighthouse"))
    assert (oaks.headline != "", oaks.translated_headline) == (True, "")


def test_who_asks_while_an_answer_is_made_gets_that_one(tmp_path: Path) -> None:
    with Store(str(tmp_path / "store.sqlite")) as store:
        ours, made, given = StoryCache(Browser(store), {}), list[int](), list[int]()

        def make() -> int:
            made.append(len(made))
            if len(made) == 1:
                other.start()
                other.join(0.05)
            return made[-1]

        other = threading.Thread(target=lambda: given.append(ours.get_or_make("a number", make)))
        assert ours.get_or_make("a number", make) == 0
        other.join()
        assert (made, given) == ([0], [0])


def test_a_reader_that_just_began_keeps_its_answers_at_its_first_look(store: Store) -> None:
    cache = StoryCache(Browser(store), {})
    cache.start(update=False)
    kept = cache.outlets()
    cache.drop_if_stale()
    assert cache.outlets() is kept
    cache.stop()
