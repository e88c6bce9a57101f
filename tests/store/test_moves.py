"""A story keeps its id and history when its address changes, on SQLite and on PostgreSQL."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import replace
from test_store import NOON, make_article, make_translation

from dosvoces.core.identity import article_id
from dosvoces.core.record import Announced, Article
from dosvoces.store import Resource, Saved, Store, tables
from dosvoces.store.browsing import Browser
from dosvoces.store.listing import StoryFilter
from dosvoces.store.removal_targets import find_target, survey
from dosvoces.store.removing import remove
from dosvoces.store.upgrade import VERSION_TABLE


def at(url: str, text: str = "Hola.", **fields: Any) -> Article:
    return make_article(text=text, id=article_id("diario", url), url=url, canonical_url=url, **fields)


OLD, NEW = at("https://diario.example/vieja"), at("https://diario.example/nueva", "Hola, corregido.")


def listed(store: Store) -> list[tuple[str, int, str, str]]:
    return [
        (article.id, article.version, article.canonical_url, article.text)
        for article in store.articles(versions="all")
    ]


def test_a_moved_story_has_its_next_version_at_its_new_address(store: Store) -> None:
    store.save_article(OLD)
    store.move(NEW.id, OLD.id)
    assert store.save_article(NEW).outcome == "changed"
    assert store.save_article(NEW).outcome == "unchanged"
    # And once more: from there to a third one, and back to the first.
    third = at("https://diario.example/tercera", "Hola, corregido otra vez.")
    store.move(third.id, NEW.id)
    store.save_article(third)
    store.move(OLD.id, third.id)
    assert listed(store) == [
        (OLD.id, 1, OLD.url, "Hola."),
        (OLD.id, 2, NEW.url, "Hola, corregido."),
        (OLD.id, 3, third.url, "Hola, corregido otra vez."),
    ]
    latest = store.article(OLD.id)
    assert latest and store.article(NEW.id) == store.article(third.id) == latest


def test_a_story_that_was_kept_twice_becomes_one(store: Store) -> None:
    copy = at("https://diario.example/copia", "Hola, corregido.")
    store.save_articles([OLD, NEW, copy])
    store.save_translations([make_translation(NEW)])
    store.save_resource(Resource(url=NEW.url, outlet="diario", article_id=NEW.id))
    browser = Browser(store)
    while browser.catch_up():
        pass
    store.move(NEW.id, OLD.id)
    assert [row[:3] for row in listed(store)] == [(OLD.id, 1, OLD.url), (OLD.id, 2, NEW.url)]
    assert store.resource(NEW.url).article_id == OLD.id  # type: ignore[union-attr]
    assert [hit.article_id for hit in store.search("corregido")] == [OLD.id]
    counts = store.counts()
    assert [counts[name] for name in ("articles", "versions", "duplicates", "untranslated")] == [1, 4, 1, 1]
    while browser.catch_up():
        pass
    assert [row.article_id for row in browser.newest(StoryFilter())] == [OLD.id]
    # Its next version sets neither the former story nor its copy free.
    store.save_article(at(NEW.url, "Hola, de nuevo."))
    assert [row[3] for row in listed(store) if row[0] == OLD.id] == [
        "Hola.",
        "Hola, corregido.",
        "Hola, de nuevo.",
    ]
    assert store.article(NEW.id).version == 3  # type: ignore[union-attr]


def test_addresses_that_lead_to_one_are_one_story_in_whatever_order_they_are_met(store: Store) -> None:
    """Each printed version stays, once, and no story is a copy of itself, which would be listed nowhere."""
    hours = [NOON + timedelta(hours=number) for number in range(4)]
    texts = ("Hola.", "Hola.", "Hola, corregido.", "Hola, corregido.")
    plain, copy, moved, last = (
        at(f"https://diario.example/{number}", text, retrieved_at=hour)
        for number, (text, hour) in enumerate(zip(texts, hours, strict=True))
    )
    outcomes = [store.save_article(each).outcome for each in (plain, copy, moved, last)]
    assert outcomes == ["new", "duplicate", "new", "duplicate"]
    assert store.move(last.id, moved.id) == moved.id
    assert store.move(last.id, copy.id) == copy.id
    assert store.move(last.id, plain.id) == plain.id
    assert listed(store) == [(plain.id, 1, copy.url, "Hola."), (plain.id, 2, last.url, "Hola, corregido.")]
    assert {store.article(each.id).id for each in (copy, moved, last)} == {plain.id}  # type: ignore[union-attr]
    assert store.save_article(last).outcome == "unchanged"
    counts = store.counts()
    assert [counts[name] for name in ("articles", "duplicates", "untranslated")] == [1, 0, 1]


@pytest.mark.parametrize("name", [OLD.id, NEW.id, NEW.url])
@pytest.mark.parametrize("is_twice", [True, False])
def test_a_moved_story_that_is_taken_down_comes_back_at_no_address(
    store: Store, name: str, is_twice: bool
) -> None:
    store.save_articles([OLD, NEW] if is_twice else [OLD])
    store.move(NEW.id, OLD.id)
    store.save_article(NEW)
    target = find_target(store, name)
    assert target is not None
    (found,) = survey(store, [target])
    remove(store, target, found, "asked for")
    assert listed(store) == [] and store.counts()["versions"] == 0
    assert store.is_removed(OLD.id) and store.is_removed(NEW.id)
    assert store.save_article(at(NEW.url, "Hola, de nuevo.")).outcome == "removed"
    assert store.lift_removal(OLD.id)
    assert store.save_article(NEW).article.id == OLD.id


def test_other_spellings_of_an_address_make_no_other_story(store: Store) -> None:
    plain = at("http://www.diario.example/nota", retrieved_at=NOON)
    store.save_article(plain)
    assert store.save_article(at("https://www.diario.example/nota")).outcome == "refreshed"
    assert store.save_article(at("https://diario.example/nota/", "Hola, corregido.")).outcome == "changed"
    # Sites that answer at all of them do not have their addresses take turns.
    assert store.save_article(at(plain.url, "Hola, corregido.")).outcome == "unchanged"
    assert [row[:3] for row in listed(store)] == [
        (plain.id, 1, "https://www.diario.example/nota"),
        (plain.id, 2, "https://www.diario.example/nota"),
    ]
    assert store.save_article(at("https://diario.example/nota?p=2", "Otra.")).outcome == "new"
    assert store.save_article(at("https://diario.example/Nota", "Aparte.")).outcome == "new"


def words(*numbers: int) -> str:
    return " ".join(
        f"El puerto recibió {each} barcos y {each + 7} cajas de fruta el lunes {each}." for each in numbers
    )


def test_what_a_paywall_leaves_of_a_story_is_no_version_of_it(store: Store) -> None:
    whole = at(OLD.url, words(*range(12)))
    store.save_article(whole)
    teaser = at(OLD.url, words(0, 1, 2) + " El puert…", is_accessible_for_free=False)
    assert store.save_article(teaser) == Saved(whole, "unchanged")
    # Another text behind the wall is one, and so is the story once it is longer.
    assert store.save_article(at(OLD.url, words(50, 51), is_accessible_for_free=False)).outcome == "changed"
    assert store.save_article(at(OLD.url, words(*range(50, 60)))).outcome == "changed"
    # An outlet that takes back most of a story prints it anew.
    assert store.save_article(at(OLD.url, words(50, 51, 52))).outcome == "changed"


def test_a_story_keeps_its_date_where_its_new_page_tells_none(store: Store) -> None:
    told = {"date_published": NOON, "sources": {"date_published": "json-ld"}}
    store.save_article(at(OLD.url, words(*range(9)), **told))
    store.move(NEW.id, OLD.id)
    store.save_article(at(NEW.url, words(*range(9))))
    store.save_article(at(NEW.url, words(*range(10))))
    (latest,) = store.articles()
    assert (latest.version, latest.date_published, latest.sources) == (2, *told.values())
    # What reads the page better finds that it never had one.
    store.save_article(at(NEW.url, words(*range(10)), extractor_version="2"))
    assert next(iter(store.articles())).date_published is None


def test_an_address_is_looked_at_when_its_story_seems_to_have_another(store: Store) -> None:
    """It may lead there, and the two are one story; seen in the same hour they are copies."""
    later = NOON + timedelta(hours=5)
    store._clock = lambda: NOON
    known = Resource(url=OLD.url, outlet="diario", article_id=OLD.id, status=200, checked_at=NOON)
    store.save_article(at(OLD.url, words(*range(9))))
    store.save_resource(known)
    store._clock = lambda: NOON + timedelta(minutes=5)
    store.save_article(at("https://diario.example/copia", words(*range(9))))
    assert store.due("diario", later) == []
    store._clock = lambda: later
    store.save_article(at("https://diario.example/otra", words(*range(70, 79))))
    store.save_article(at("https://diario.example/serie", words(*range(9)), date_published=NOON))
    assert store.due("diario", later) == []
    store.save_article(at(NEW.url, words(*range(10))))
    assert [each.url for each in store.due("diario", later + timedelta(minutes=1))] == [OLD.url]


def test_what_is_told_of_a_story_while_its_page_is_fetched_is_not_lost(store: Store) -> None:
    known = Resource(url=OLD.url, outlet="diario", article_id=OLD.id, checked_at=NOON, body_hash="same")
    store.save_article(OLD)
    store.save_resource(known)
    store.tell_date(OLD.id, Announced(NOON, "feed"))
    asked = NOON + timedelta(hours=1)
    # The page was asked for before, and is the same.
    store.save_resource(replace(known, checked_at=asked))
    (due,) = store.due("diario", asked)
    assert (due.announced, due.body_hash) == (Announced(NOON, "feed"), None)
    store.save_resource(replace(due, body_hash="same", next_check_at=None))
    assert store.due("diario", asked) == []


def test_stories_that_an_older_version_made_copies_of_themselves_are_listed_again(empty: str) -> None:
    """Two addresses that came to lead to a third left such rows; so might a circle of several."""
    names = ("alone", "third", "first", "second", "plain", "copy")
    with Store(empty) as store:
        told = {name: store.save_article(make_article(name, f"Hola, {name}.")).article.id for name in names}
        store.save_translations([make_translation(make_article("first", "Hola, first."))])
        browser = Browser(store)
        while browser.catch_up():
            pass
        last = store.last_change()
        assert last
        copies = {"alone": "alone", "first": "second", "second": "third", "third": "first", "copy": "plain"}
        with store._writing("making it old") as connection:
            for name, original in copies.items():
                own = tables.articles.update().where(tables.articles.c.id == told[name])
                connection.execute(own.values(duplicate_of=told[original], pending=""))
            # The one of the circle that was stored first is kept as another story by now.
            connection.execute(tables.moves.insert().values(id=told["third"], article_id=told["first"]))
            connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '0020'"))
    with Store(empty) as store:
        found = [told[name] for name in ("alone", "first", "plain")]
        assert [article.id for article in store.articles()] == found
        assert [article.id for article in store.articles(since=last)][:2] == found[:2]
        assert [article.id for article, _ in store.untranslated(limit=9)] == [told["alone"], told["plain"]]
        assert store.counts()["duplicates"] == 3
        browser = Browser(store)
        while browser.catch_up():
            pass
        assert sorted(row.article_id for row in browser.newest(StoryFilter())) == sorted(found)
