"""What is taken out of a store: whatever is new, of near-duplicates one, nothing that is reserved."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from test_store import NOON, make_article, make_translation

from dosvoces.core.record import Alternate, Article, Rights, Segment, SegmentSide
from dosvoces.store import Selection, Store
from dosvoces.store.clusters import _MOST
from translations.counterparts.linking import link_store

TEXT = "El volcán arrojó ceniza sobre once municipios y cerró dos aeropuertos durante toda la noche. " * 3

RESERVED = Rights(robots=("noai",), tdm_reservation=True)


def put(store: Store, name: str, text: str = TEXT, *, translated: bool = True, **fields: Any) -> Article:
    article = store.save_article(make_article(name, text, **fields)).article
    if translated:
        store.save_translations([make_translation(article)])
    return article


def pair(store: Store, one: Article, other: Article) -> None:
    sides = (SegmentSide(language=text, text=text, spans=()) for text in ("es", "en"))
    segment = Segment(id="human", source=next(sides), target=next(sides), origin="human")
    store.save_counterpart(one.id, one.version, other.id, other.version, "en", [segment])


def ids(store: Store, **chosen: Any) -> list[str]:
    return [entry.record.article.id for entry in store.entries(Selection(**chosen))]


def tell_anew(store: Store, article: Article, **fields: Any) -> None:
    later = article.retrieved_at + timedelta(hours=1)
    store.save_article(msgspec.structs.replace(article, retrieved_at=later, **fields))


def test_an_edition_whose_rights_are_reserved_is_no_part_of_the_other_ones_record(store: Store) -> None:
    spanish = put(store, "es")
    english = put(store, "en", "The volcano.", translated=False, in_language="en", rights=RESERVED)
    alone = put(store, "solo", "Otra cosa.", translated=False)
    pair(store, spanish, english)
    pair(store, alone, english)
    (entry,) = store.entries(Selection())
    assert entry.record.article == spanish and entry.record.counterpart is None
    assert {segment.origin for segment in entry.record.segments} == {"machine"}
    assert store.left_out(Selection()) == {"counterpart": 2, "untranslated": 1}
    everything = [entry.record.counterpart for entry in store.entries(Selection(include_reserved=True))]
    assert everything == [english, english]


def test_an_edition_that_is_reserved_later_on_is_left_out_too(store: Store) -> None:
    spanish = put(store, "es")
    english = put(store, "en", "The volcano.", translated=False, in_language="en")
    pair(store, spanish, english)
    put(store, "en", "The volcano, edited.", translated=False, in_language="en", rights=RESERVED)
    (entry,) = store.entries(Selection())
    assert entry.record.counterpart is None


def test_a_record_is_new_when_its_counterpart_is_told_anew(store: Store) -> None:
    spanish, english = put(store, "es"), put(store, "en", "The volcano.", translated=False, in_language="en")
    pair(store, spanish, english)
    last = store.last_change()
    assert last
    later = last + timedelta(microseconds=1)
    assert ids(store, since=later) == []
    tell_anew(store, english, section="World")
    assert ids(store, since=later) == [spanish.id]


def test_what_a_slow_clock_stores_is_new_all_the_same(url: str) -> None:
    with Store(url, clock=lambda: NOON) as one, Store(url, clock=lambda: NOON - timedelta(days=1)) as two:
        put(one, "first", "Uno.")
        last = one.last_change()
        assert last
        put(two, "second", "Dos.")
        assert ids(one, since=last + timedelta(microseconds=1)) == ["diario-second"]


def test_of_near_duplicates_the_one_published_first_is_taken_in_every_increment(store: Store) -> None:
    put(store, "first", outlet="a", date_published=NOON)
    last = store.last_change()
    put(store, "second", outlet="b", date_published=NOON + timedelta(days=1))
    put(store, "undated", outlet="c")
    assert ids(store) == ["a-first", "b-second", "c-undated"]
    assert ids(store, once=True) == ["a-first"]
    assert store.left_out(Selection(once=True))["near-duplicate"] == len(ids(store)) - 1
    assert "near-duplicate" not in store.left_out(Selection())
    assert last
    assert ids(store, once=True, since=last + timedelta(microseconds=1)) == []
    assert [e.record.article.id for e in store.entries(Selection(once=True), skip=["a"])] == []


def test_a_persons_correction_passes_any_score(store: Store) -> None:
    article = store.save_article(make_article("one", "Hola.")).article
    made = make_translation(article)
    (segment,) = made.segments
    for engine, found in (("human Ada 2026-11-22T10:00:00Z", [article.id]), ("test 1", [])):
        corrected = msgspec.structs.replace(segment, origin="memory", engine=engine, score=None)
        store.save_translations([msgspec.structs.replace(made, segments=(corrected,))])
        assert ids(store, min_score=0.9) == found


def test_the_copy_of_a_story_takes_its_place_when_the_story_moves_on(store: Store) -> None:
    first, copy, other = (put(store, name, translated=False) for name in ("first", "copy", "other"))
    assert [article.id for article in store.articles()] == [first.id]
    put(store, "first", "Otra noticia.", translated=False)
    assert [article.id for article in store.articles()] == [copy.id, first.id]
    assert [article.id for article, _ in store.untranslated(limit=9)] == [copy.id, first.id]
    put(store, "copy", "Una tercera.", translated=False)
    assert [article.id for article in store.articles()] == [copy.id, first.id, other.id]


def test_a_pair_that_is_refused_now_is_none_any_more(store: Store) -> None:
    def address(name: str) -> str:
        return f"https://diario.example/{name}"

    spanish = put(store, "a", alternates=(Alternate(language="en", url=address("b")),))
    other = "Nobody expected the museum to open before the summer. " * 8
    english = put(
        *(store, "b", other),
        in_language="en",
        edition="en",
        alternates=(Alternate(language="es", url=address("a")),),
        translated=False,
    )
    pair(store, spanish, english)
    last = store.last_change()
    assert link_store(store).refused == 1
    (entry,) = store.entries(Selection(since=last))
    assert entry.record.counterpart is None


def test_the_day_is_the_one_that_the_page_tells(store: Store) -> None:
    midnight = datetime(2026, 4, 30, 22, tzinfo=UTC)
    for zone, day in (("Europe/Madrid", "2026-05-01"), ("America/Mexico_City", "2026-04-30")):
        name = zone.rpartition("/")[2]
        put(store, name, zone, date_published=midnight, date_precision="day", zone=zone)
        assert ids(store, published_from=day, published_to=day) == [f"diario-{name}"]
    put(store, "minute", "Uno.", date_published=midnight, zone="Europe/Madrid")
    put(store, "nowhere", "Dos.", date_published=midnight, date_precision="day", zone="No/Where")
    assert ids(store, published_to="2026-04-30") == [
        "diario-Mexico_City",
        "diario-minute",
        "diario-nowhere",
    ]


def test_the_same_story_is_one_cluster_beside_any_number_of_pages_of_one_template(
    store: Store,
) -> None:
    def fill_in(number: int) -> str:
        own = " ".join(f"palabra{(number * 131 + place * place) % 4001}" for place in range(110))
        return " ".join(f"pie{place}" for place in range(90)) + " " + own

    def stories() -> Iterator[Article]:
        for number in range(_MOST + 60):
            yield make_article(f"w{number}", fill_in(number), outlet="tiempo")
        yield make_article("one", fill_in(9999), outlet="a")
        yield make_article("two", fill_in(9999), outlet="b")

    store.save_articles(stories())
    assert store.cluster("a-one") == ["a-one", "b-two"]


def test_all_that_is_read_at_one_moment_belongs_to_it(store: Store) -> None:
    put(store, "first", "Uno.")
    with store.one_moment():
        assert ids(store) == ["diario-first"]
        put(store, "second", "Dos.")
        assert ids(store) == ["diario-first"]
        assert store.outlets() == ["diario"] and store.counts()["articles"] == 1
    assert ids(store) == ["diario-first", "diario-second"]
