"""One record that cannot be read: it is named and left out, and all the others are there as they were."""

import pytest
import sqlalchemy as sa
from test_selection import pair, put
from test_store import make_article, make_translation

from dosvoces.core.errors import StoreError
from dosvoces.store import EVERY, MemoryEntry, Selection, Store, Upkeep, tables
from dosvoces.store.browsing import Browser
from dosvoces.store.removal_targets import find_target, survey
from dosvoces.store.removing import remove
from translations.counterparts.linking import link_store


def damage(store: Store, table: sa.Table, article: str, how: str = "cut") -> None:
    """Has the record of *article* in *table* end too early, or one byte of it be another."""
    key = table.c.id if table is tables.articles else table.c.article_id
    with store._writing("damaging") as connection:
        (payload,) = connection.execute(sa.select(table.c.payload).where(key == article)).scalars()
        bad = bytearray(payload)
        bad[len(bad) // 2] ^= 1
        new = bytes(bad) if how == "changed" else bytes(payload)[: len(payload) // 2]
        connection.execute(table.update().where(key == article).values(payload=new))


def texts(store: Store, chosen: Selection | None = None) -> dict[str, int]:
    records = (entry.record for entry in store.entries(chosen or Selection()))
    return {record.article.id: len(record.segments) for record in records}


@pytest.fixture
def five(store: Store) -> Store:
    """A store with five stories, of which two are editions of one another; the first two are damaged."""
    for name in ("one", "two", "three"):
        put(store, name, f"El volcán {name} arrojó ceniza sobre once municipios.")
    spanish = put(store, "es", "La huelga sigue.")
    pair(store, spanish, put(store, "en", "The strike goes on.", translated=False, in_language="en"))
    damage(store, tables.articles, "diario-one", "changed")
    damage(store, tables.translations, "diario-two")
    return store


def test_what_is_damaged_is_named_and_left_out_of_what_is_read(five: Store) -> None:
    assert texts(five) == {"diario-es": 2, "diario-three": 1}
    assert [*five.damaged()] == ["diario-one, version 1", "diario-two, version 1, in en"]
    assert texts(five, EVERY) == {"diario-en": 0, "diario-es": 2, "diario-three": 1, "diario-two": 0}
    assert "diario-one, version 1 cannot be read" in " ".join(five.damaged().values())
    assert texts(five, Selection(outlets=("another",))) == {} == five.damaged()
    damage(five, tables.articles, "diario-en")
    assert texts(five) == {"diario-es": 1, "diario-three": 1}
    # Whoever goes through all of them, and never asks, is told behind the last one.
    for read, number in ((five.records(), 2), (five.articles(), 3)):
        given = []
        with pytest.raises(StoreError, match=r"damaged.*diario-en, version 1.*diario-one, version 1"):
            given.extend(read)
        assert len(given) == number


def test_a_damaged_record_stops_neither_search_nor_reader_nor_pairing(five: Store) -> None:
    browser = Browser(five)
    while browser.catch_up():
        pass
    assert {hit.article_id for hit in five.search("volcán", language="es")} == {
        "diario-one",
        "diario-two",
        "diario-three",
    }
    assert browser.full_story("diario-one") is None
    story = browser.full_story("diario-two")
    assert story and not story.record.segments
    ids = ["diario-one", "diario-two", "diario-three"]
    assert [record.article.id for _, record in browser.records(ids)] == ids[1:]
    assert five.article("diario-one") is None and five.changes("diario-one") == []
    assert link_store(five).refused == 0


def test_what_is_damaged_fails_to_be_translated_and_nothing_else_does(five: Store) -> None:
    for name in ("four", "five"):
        put(five, name, f"Otra noticia, {name}.", translated=False)
    damage(five, tables.articles, "diario-four")
    for tries in range(3):
        # A part of the queue that is damaged as a whole is not its end.
        waiting = five.untranslated(limit=1, targets=["en"])
        assert [article.id for article, _ in waiting] == ["diario-five"], tries
        five.save_translations([make_translation(waiting[0][0])] if tries == 2 else [])
    assert [each.article_id for each in five.untranslatable()] in ([], ["diario-four"])
    again = five.outdated(limit=9, upkeep={"en": Upkeep("newer 2", None)})
    assert sorted(article.id for article, _ in again) == [
        f"diario-{name}" for name in ("es", "five", "three", "two")
    ]
    five.save_translations([make_translation(article) for article, _ in again])
    assert texts(five) == {"diario-es": 2, "diario-five": 1, "diario-three": 1, "diario-two": 1}


def test_a_damaged_translation_is_made_anew_where_that_is_asked_for(five: Store) -> None:
    assert five.requeue_damaged(Selection(outlets=("another",), translated_only=False)) == 0
    assert five.requeue_damaged() == 1
    ((article, target),) = [each for each in five.untranslated(limit=9) if each[1] == "en"]
    assert (article.id, target) == ("diario-two", "en")
    five.save_translations([make_translation(article)])
    assert texts(five)["diario-two"] == 1 and five.requeue_damaged() == 0


def test_a_crawl_that_meets_its_page_again_puts_a_damaged_article_right(five: Store) -> None:
    same = make_article("one", "El volcán one arrojó ceniza sobre once municipios.")
    assert five.save_article(same).outcome == "refreshed"
    assert five.article("diario-one") == same
    assert [article for article, _ in five.untranslated(limit=9, targets=["en"])] == [same]
    damage(five, tables.articles, "diario-one")
    cut = make_article("one", "Suscríbase para leer.", is_accessible_for_free=False, date_published=None)
    assert five.save_article(cut).outcome == "changed"
    assert texts(five, EVERY)["diario-one"] == 0
    assert {hit.article_id for hit in five.search("ceniza", language="es")} == {"diario-two", "diario-three"}


def test_what_is_damaged_is_taken_down_like_anything_else(five: Store) -> None:
    for name in ("diario-one", "diario-two"):
        target = find_target(five, name)
        assert target
        remove(five, target, survey(five, [target])[0], "asked for")
    assert sorted(texts(five, EVERY)) == ["diario-en", "diario-es", "diario-three"]
    assert five.damaged() == {}
    assert [entry.counts["stories"] for entry in five.removals()] == [1, 1]


def test_an_old_store_with_a_damaged_article_is_completed(five: Store) -> None:
    with five._writing("making it old") as connection:
        connection.execute(tables.articles.update().values(cluster=None, signature=None))
        rows = connection.execute(sa.select(tables.articles.c.seq)).scalars().all()
        connection.execute(tables.search_pending.insert(), [{"seq": seq} for seq in rows])
    url = five._engine.url.render_as_string(hide_password=False)
    with Store(url) as again:
        with again._reading("looking") as connection:
            assert connection.execute(sa.select(tables.search_pending)).all() == []
        assert sorted(texts(again)) == ["diario-es", "diario-three"]


def test_a_damaged_sentence_of_the_memory_is_translated_anew(store: Store) -> None:
    store.remember("test 1", "es", "en", [("Hola.", MemoryEntry("Hello.")), ("Sí.", MemoryEntry("Yes."))])
    with store._writing("damaging") as connection:
        row = (
            tables.memory.c.digest == connection.execute(sa.select(tables.memory.c.digest)).scalars().first()
        )
        connection.execute(tables.memory.update().where(row).values(payload=b'{"text"'))
    assert len(store.recall("test 1", "es", "en", ["Hola.", "Sí."])) == 1
    assert len(store.damaged()) == 1
