"""What is promised of a store, on SQLite and on PostgreSQL."""

import hashlib
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from benchmarks.synthetic import make_stories
from dosvoces.core.errors import StoreError
from dosvoces.core.record import Article, Author, Block, Rights, Segment, SegmentSide, TextSpan, WordLink
from dosvoces.store import MemoryEntry, Resource, Selection, Store, Translation, fetch_log
from dosvoces.store.translation_queue import MOST_TRIES

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_article(name: str = "a", text: str = "Hola.", outlet: str = "diario", **fields: Any) -> Article:
    return Article(
        **{
            "id": f"{outlet}-{name}",
            "url": f"https://{outlet}.example/{name}",
            "canonical_url": f"https://{outlet}.example/{name}",
            "outlet": outlet,
            "edition": "es",
            "headline": "Titular",
            "in_language": "es-MX",
            "retrieved_at": NOON,
            "content_hash": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            "extractor_version": "1",
            "blocks": (Block(position=0, role="paragraph", text=text),),
            **fields,
        }
    )


def make_translation(article: Article, text: str = "Hello.", target: str = "en") -> Translation:
    side = SegmentSide(language="es", text="Hola.", spans=(TextSpan(block=0, start=0, end=5),))
    segment = Segment(
        id=f"{article.id}:{article.version}:{target}:0",
        source=side,
        target=SegmentSide(language=target, text=text, spans=(TextSpan(block=0, start=0, end=len(text)),)),
        origin="machine",
        engine="test 1",
        score=0.5,
        flags=("truncated",),
        links=(WordLink(source=(0, 4), target=(0, 5)),),
    )
    return Translation(
        article_id=article.id,
        version=article.version,
        target_language=target,
        translation=(Block(position=0, role="paragraph", text=text, language=target),),
        segments=(segment,),
        engine="test 1",
    )


def test_an_article_comes_back_as_it_was(store: Store) -> None:
    article = make_article(text="Ñandú “citado”\0\U0001f600", date_published=NOON, keywords=("uno", "dos"))
    assert store.save_article(article) == (article, "new")
    assert store.article(article.id) == article
    assert store.article("nobody") is None


def test_every_distinct_version_is_kept(store: Store) -> None:
    outcomes = [store.save_article(make_article(text=text)) for text in ("uno", "uno", "dos", "uno")]
    assert [(saved.outcome, saved.article.version) for saved in outcomes] == [
        ("new", 1),
        ("unchanged", 1),
        ("changed", 2),
        ("changed", 3),
    ]
    assert [article.text for article in store.articles(versions="all")] == ["uno", "dos", "uno"]
    assert [article.version for article in store.articles()] == [3]
    assert store.article("diario-a", 2).text == "dos"  # type: ignore[union-attr]


def test_what_is_newly_told_of_the_same_text_takes_its_place(store: Store) -> None:
    first = make_article(extractor_version="1")
    store.save_article(first)
    store.save_translations([make_translation(first)])
    before = store.last_change()
    better = make_article(
        authors=(Author(name="Ana Ruiz"),),
        date_published=NOON,
        rights=Rights(robots=("noai",)),
        extractor_version="2",
    )
    saved = store.save_article(better)
    assert saved == (better, "refreshed")
    assert store.article(first.id) == better
    assert store.counts()["versions"] == 1
    (record,) = store.records()
    assert record.article == better and record.translation == make_translation(first).translation
    assert store.untranslated(limit=9) == []
    # exports, incremental ones too, and searches see it
    assert [entry.record for entry in store.entries(Selection(since=before, include_reserved=True))] == [
        record
    ]
    assert list(store.entries(Selection())) == [] and store.left_out(Selection()) == {"noai": 1}
    assert store.search("hola", since="2026-03-01")[0].day == "2026-03-01"


@pytest.mark.parametrize(
    "fields",
    [
        {
            "retrieved_at": NOON + timedelta(days=1),
            "warc": "b:1",
            "extractor_version": "2",
            "url": "https://e.example",
        },
        {"retrieved_at": NOON - timedelta(days=1), "section": "Older pages know no better"},
    ],
)
def test_reading_the_same_again_changes_nothing(store: Store, fields: dict[str, Any]) -> None:
    first = make_article()
    store.save_article(first)
    before = store.last_change()
    assert store.save_article(make_article(**fields)) == (first, "unchanged")
    assert store.article(first.id) == first and store.last_change() == before


def test_other_furniture_around_the_same_text_moves_no_block(store: Store) -> None:
    first = make_article()
    store.save_article(first)
    furniture = Block(position=0, role="furniture", text="Síguenos")
    moved = (furniture, Block(position=1, role="paragraph", text="Hola."))
    saved = store.save_article(make_article(blocks=moved))
    assert saved == (first, "unchanged")
    saved = store.save_article(make_article(blocks=moved, section="Economía"))
    assert saved == (make_article(section="Economía"), "refreshed")


def test_a_better_told_language_is_searched_and_translated(store: Store) -> None:
    blocks = (Block(position=0, role="paragraph", text="Exports rise."),)
    store.save_article(make_article(blocks=blocks, in_language="es"))
    saved = store.save_article(make_article(blocks=blocks, in_language="en"))
    assert saved.outcome == "refreshed"
    assert store.untranslated(limit=9) == [(saved.article, "es")]
    assert [hit.found_in for hit in store.search("export")] == ["en"]


def test_the_same_story_at_two_addresses_of_an_outlet_is_listed_once(store: Store) -> None:
    store.save_article(make_article("first"))
    assert store.save_article(make_article("second")).outcome == "duplicate"
    assert store.save_article(make_article("second")).outcome == "unchanged"
    assert store.save_article(make_article("first", outlet="gaceta")).outcome == "new"
    assert [article.id for article in store.articles()] == ["diario-first", "gaceta-first"]
    assert store.article("diario-second") is not None
    assert store.counts()["duplicates"] == 1
    assert store.save_article(make_article("second", "own words")).outcome == "changed"
    assert len(list(store.articles())) == 3


def test_listing_is_ordered_and_filtered(store: Store) -> None:
    for name, outlet, day, language in (
        ("b", "zeta", 2, "es"),
        ("a", "zeta", 2, "en"),
        ("c", "zeta", 1, "es-AR"),
        ("d", "alfa", 9, "pt"),
    ):
        store.save_article(
            make_article(name, name, outlet, in_language=language, date_published=NOON + timedelta(days=day))
        )
    store.save_article(make_article("undated", "?", "zeta"))
    names = ["alfa-d", "zeta-undated", "zeta-c", "zeta-a", "zeta-b"]
    assert [article.id for article in store.articles()] == names
    assert [article.id for article in store.articles(language="es")] == ["zeta-undated", "zeta-c", "zeta-b"]
    assert [article.id for article in store.articles(language="es-AR")] == ["zeta-c"]
    assert [article.id for article in store.articles(outlet="alfa")] == ["alfa-d"]


def test_since_means_stored_or_translated_since(url: str) -> None:
    times = iter(NOON + timedelta(hours=hour) for hour in range(100))
    with Store(url, clock=lambda: next(times)) as store:
        first = store.save_article(make_article("a", "a")).article
        store.save_article(make_article("b", "b"))
        store.save_translations([make_translation(first)])
        assert [article.id for article in store.articles(since=NOON + timedelta(hours=1))] == ["diario-b"]
        late = store.records(since=NOON + timedelta(hours=2), translated_only=False)
        assert [record.article.id for record in late] == ["diario-a"]


def test_what_waits_for_translation(store: Store) -> None:
    for number, language in enumerate(("es-MX", "en", "pt", "und", "es")):
        store.save_article(make_article(str(number), str(number), in_language=language))
    store.save_article(make_article("twin", "0"))
    waiting = [(article.id, target) for article, target in store.untranslated(limit=10)]
    assert waiting == [("diario-0", "en"), ("diario-1", "es"), ("diario-4", "en")]
    assert len(store.untranslated(limit=2)) == 2
    assert [article.id for article, _ in store.untranslated(limit=9, targets=["es"])] == ["diario-1"]
    assert store.count_untranslated(target="en") == 2 and store.count_untranslated(choose("other")) == 0
    assert store.untranslated(limit=9, chosen=choose("gaceta")) == []
    store.save_translations([make_translation(make_article("0"))])
    store.save_article(make_article("4", "edited"))
    assert [(a.id, a.version) for a, _ in store.untranslated(limit=9)] == [("diario-1", 1), ("diario-4", 2)]


def choose(outlet: str) -> Selection:
    return Selection(outlets=(outlet,), translated_only=False)


def test_what_failed_waits_behind_the_others_and_is_given_up(store: Store) -> None:
    for number in range(3):
        store.save_article(make_article(str(number), str(number)))

    def find_waiting(**options: datetime) -> list[str]:
        return [article.id for article, _ in store.untranslated(limit=9, **options)]

    for _ in range(MOST_TRIES - 1):
        store.save_translation_failures({("diario-0", 1, "en"): "it is too long"})
        assert find_waiting() == ["diario-1", "diario-2", "diario-0"]
        assert find_waiting(failed_before=datetime(2020, 1, 1, tzinfo=UTC)) == ["diario-1", "diario-2"]
        assert store.untranslatable() == []
    store.save_translation_failures({("diario-0", 1, "en"): "it is too long"})
    assert find_waiting() == ["diario-1", "diario-2"]
    assert [(each.article_id, each.reason) for each in store.untranslatable()] == [
        ("diario-0", "it is too long")
    ]
    store.forget_translation_failures(choose("other"))
    assert len(store.untranslatable()) == 1
    store.forget_translation_failures(choose("diario"))
    assert find_waiting() == ["diario-0", "diario-1", "diario-2"]


def test_a_translation_takes_the_place_of_an_earlier_one(store: Store) -> None:
    article = store.save_article(make_article()).article
    store.save_translations([make_translation(article, "Hullo."), make_translation(article)])
    (record,) = store.records()
    made = make_translation(article)
    assert (record.article, record.translation, record.segments) == (article, made.translation, made.segments)
    assert record.target_language == "en"
    assert msgspec.json.decode(msgspec.json.encode(record), type=type(record)) == record


def test_a_batch_of_translations_is_stored_as_a_whole_or_not_at_all(store: Store) -> None:
    article = store.save_article(make_article()).article
    with pytest.raises(StoreError, match="store the article first"):
        store.save_translations([make_translation(article), make_translation(make_article("missing"))])
    assert list(store.records()) == []
    assert len(store.untranslated(limit=9)) == 1


def test_records_have_the_outlets_own_edition(store: Store) -> None:
    spanish = store.save_article(make_article("es")).article
    english = store.save_article(make_article("en", "Hello.", in_language="en")).article
    human = msgspec.structs.replace(make_translation(spanish).segments[0], id="h", origin="human")
    store.save_counterpart(spanish.id, 1, english.id, 1, "en", [human])
    (record,) = store.records()
    assert (record.article, record.counterpart, record.segments) == (spanish, english, (human,))
    store.save_translations([make_translation(spanish)])
    (record,) = store.records()
    assert [segment.origin for segment in record.segments] == ["machine", "human"]
    assert len(list(store.records(translated_only=False))) == 2


def test_translations_of_an_earlier_version_are_no_records(store: Store) -> None:
    article = store.save_article(make_article()).article
    store.save_translations([make_translation(article)])
    store.save_article(make_article(text="otro"))
    assert list(store.records()) == []


def test_memory_is_exact_and_belongs_to_one_engine(store: Store) -> None:
    made = MemoryEntry("Hello.", 0.5, (0, 4, 0, 5), ("quote-mismatch",))
    store.remember("e1", "es", "en", [("Hola.", MemoryEntry("Hi")), ("Hola.", made), ("", MemoryEntry(""))])
    asked = ["Hola.", "hola.", ""] + [str(number) for number in range(2000)]
    assert store.recall("e1", "es", "en", asked) == {"Hola.": made, "": MemoryEntry("")}
    assert store.recall("e2", "es", "en", asked) == store.recall("e1", "en", "es", asked) == {}
    store.remember("e1", "es", "en", [("Hola.", MemoryEntry("Hey"))])
    assert store.recall("e1", "es", "en", ["Hola."])["Hola."].text == "Hey"


def test_what_is_known_of_addresses(store: Store) -> None:
    first = Resource(url="https://a.example/1", outlet="a", etag='"x"', checked_at=NOON, checks=1)
    second = msgspec.structs.replace(first, etag='"y"', checks=2, failures=1, article_id="a-1", reason="r")
    other = Resource(url="https://b.example/", outlet="b", next_check_at=NOON, changed_at=NOON)
    assert store.resource(first.url) is None
    store.save_resource(first)
    store.save_resources([second, other])
    assert store.resource(first.url) == second
    assert list(store.resources()) == [second, other]
    assert list(store.resources(outlet="b")) == [other]


def test_addresses_are_found_by_the_thousand_and_when_they_are_due(store: Store) -> None:
    due = [
        Resource(url=f"https://a.example/{number}", outlet="a", next_check_at=NOON + timedelta(hours=number))
        for number in range(5)
    ]
    never = Resource(url="https://a.example/never", outlet="a")
    other = Resource(url="https://b.example/", outlet="b", next_check_at=NOON)
    store.save_resources([*reversed(due), never, other])
    assert store.due("a", NOON + timedelta(hours=2)) == due[:3]
    asked = [f"https://a.example/{number}" for number in range(3, 2000)] + [never.url]
    assert store.find_resources(asked) == {known.url: known for known in (due[3], due[4], never)}
    assert store.find_resources([]) == {}


def test_runs(store: Store) -> None:
    killed, done = store.start_run("crawl"), store.start_run("translate")
    store.finish_run(done, {"new": 3, "error": 1})
    newest, oldest = store.runs()
    assert (newest.id, newest.counts, newest.finished is not None) == (done, {"new": 3, "error": 1}, True)
    assert (oldest.id, oldest.finished) == (killed, None)
    assert [run.id for run in store.runs(kind="crawl")] == [killed]


def test_the_oldest_runs_are_forgotten(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_log, "KEPT_RUNS", 3)
    numbers = [store.start_run("crawl") for _ in range(5)]
    store.finish_run(numbers[0], {"new": 1})  # it took so long
    assert [run.id for run in store.runs()] == numbers[:1:-1]


def test_reading_is_of_one_moment_and_waits_for_nobody(store: Store) -> None:
    store.save_articles([make_article(f"{number:03d}", str(number)) for number in range(500)])
    reading = store.articles()
    seen = [next(reading).id]
    store.save_article(make_article("999", "later"))
    seen += [article.id for article in reading]
    assert len(seen) == 500
    assert len(list(store.articles())) == 501


def test_threads_share_a_store(store: Store) -> None:
    outcomes: list[str] = []

    def save() -> None:
        for article, _ in make_stories(25):
            outcomes.append(store.save_article(article).outcome)

    threads = [threading.Thread(target=save) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 150
    assert outcomes.count("unchanged") == 125
    assert store.counts()["versions"] == 25


def test_times_need_a_zone(store: Store) -> None:
    with pytest.raises(StoreError, match="no zone"):
        store.save_resource(Resource(url="u", checked_at=datetime(2026, 1, 1)))


def test_text_that_is_not_unicode_is_refused_by_name(store: Store) -> None:
    with pytest.raises(StoreError, match="Unicode"):
        store.save_article(make_article(text="\ud800"))
