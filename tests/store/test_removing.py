"""What is taken down is gone from a store, on SQLite and on PostgreSQL, and does not come back."""

from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from test_store import NOON, make_article, make_translation

from dosvoces.core.record import Fragment
from dosvoces.store import MemoryEntry, Resource, Selection, Store, removing, tables
from dosvoces.store.browsing import Browser
from dosvoces.store.corrections import Correction
from dosvoces.store.edition_features import Compared, Features, save_comparison
from dosvoces.store.edition_features import save as save_features
from dosvoces.store.fragments import FragmentFilter
from dosvoces.store.listing import StoryFilter
from dosvoces.store.removal_targets import find_target, survey
from dosvoces.store.removing import clean_up, remove
from dosvoces.store.values import REMOVED

#: Stands in the story that goes, in no other.
SECRET = "Zarzaparrilla ultramarina desaparece"
KEPT = "Nothing else changes"


def fill(store: Store) -> None:
    """A story of two versions with all that is made of one, its English edition, and a story beside it."""
    old, new = (make_article("gone", f"{SECRET} {n}. Hola.", headline=SECRET) for n in ("uno", "dos"))
    new = msgspec.structs.replace(
        new,
        fragments=(Fragment(block=0, start=0, end=12, language="en", kind="name", confidence=1.0),),
    )
    beside = make_article("beside", f"{KEPT}. Hola.", headline=KEPT)
    own = make_article("own", "The other edition.", in_language="en", headline="Own edition")
    store.save_articles([old])
    store.save_articles([new, beside, own])
    new = store.article(new.id) or new
    for article, text in ((new, SECRET), (beside, "Hola.")):
        made = make_translation(article)
        source = msgspec.structs.replace(made.segments[0].source, text=text)
        segments = (
            msgspec.structs.replace(made.segments[0], source=source),
            make_translation(article).segments[0],
        )
        segments = (segments[0], msgspec.structs.replace(segments[1], id=f"{segments[1].id}x"))
        store.save_translations([msgspec.structs.replace(made, segments=segments)])
        again = msgspec.structs.replace(made, segments=segments, engine="other 1")
        store.save_translations([again], keep_replaced=True)
    pairs = [(text, MemoryEntry("…")) for text in (SECRET, "Hola.")]
    store.remember("test 1", "es", "en", pairs)
    segment = make_translation(new).segments[0]
    store.save_counterpart(new.id, 2, own.id, 1, "en", [segment])
    store.save_counterpart(own.id, 1, new.id, 2, "es", [segment])
    browser = Browser(store)
    while browser.catch_up():
        pass
    browser.correct(
        Correction(
            article_id=new.id, version=2, target_language="en", segment=segment.id, after="Gone.", author="A"
        )
    )
    with store.editions() as connection:
        save_features(
            connection,
            "1",
            [
                Features(
                    id=each.id,
                    version=each.version,
                    outlet="diario",
                    language="es",
                    stored=NOON,
                    urls=frozenset({7}),
                )
                for each in (new, own)
            ],
        )
        compared = Compared(
            article_id=new.id,
            version=2,
            counterpart_id=own.id,
            counterpart_version=1,
            segments=1,
            likeness=1.0,
        )
        save_comparison(connection, compared, "1")
    store.save_translation_failures({(new.id, 2, "fr"): "why"})
    store.save_resource(
        Resource(url="https://diario.example/amp/gone", outlet="diario", article_id=new.id, etag="x")
    )


def take_down(store: Store, name: str, reason: str = "asked for") -> dict[str, int]:
    target = find_target(store, name)
    assert target is not None
    (found,) = survey(store, [target])
    remove(store, target, found, reason)
    clean_up(store)
    return found.counts


def read_all(store: Store) -> dict[str, str]:
    """All that the tables hold, as one text each."""
    with store._engine.connect() as connection:
        return {
            table.name: repr(connection.execute(sa.select(table)).all())
            for table in tables.metadata.sorted_tables
        }


def test_nothing_is_left_of_a_story_but_that_it_was_removed(store: Store, url: str) -> None:
    fill(store)
    before, state = store.last_change(), Browser(store).state()
    held = read_all(store)
    named = {name for name, text in held.items() if "diario-gone" in text}
    assert len(named) >= 10  # else there was nothing to remove
    counts = take_down(store, "diario-gone")
    assert counts == {
        "stories": 1,
        "versions": 2,
        "translations": 1,
        "kept translations of other engines": 1,
        "corrections": 1,
        "partners that lose their link": 1,
        "sentences of theirs alone": 1,
    }
    # The other edition stays, without the link, and whoever has a dataset is told of both.
    entries = list(store.entries(Selection(since=before, translated_only=False)))
    assert [(entry.record.article.id, entry.record.counterpart) for entry in entries] == [
        ("diario-own", None)
    ]
    assert [each.id for each in store.removed(before)] == ["diario-gone"]
    browser = Browser(store)
    assert (
        browser.state() != state
        and [each.counterpart for each in browser.newest(StoryFilter())] == [False] * 2
    )
    assert browser.fragment_facets(FragmentFilter()).total == 0
    left = read_all(store)
    left["articles"] = left["articles"].replace("'diario-gone', ", "")  # the cluster is still called so
    assert {name for name, text in left.items() if "diario-gone" in text} == {
        "removals",
        "tombstones",
        "resources",
    }
    assert not [name for name, text in left.items() if SECRET in text or SECRET.casefold() in text]
    assert store.search("zarzaparrilla") == [] and store.article("diario-gone", 1) is None
    assert store.recall("test 1", "es", "en", [SECRET, "Hola."]) == {"Hola.": MemoryEntry("…")}
    if "://" not in url:
        store.close()
        words = [word.encode() for word in (SECRET, SECRET.casefold(), "zarzaparrilla")]
        files = b"".join(path.read_bytes() for path in Path(url).parent.glob("store.sqlite*"))
        assert not [word for word in words if word in files]


def test_sentences_that_only_stories_have_that_go_together_are_forgotten(store: Store) -> None:
    fill(store)
    targets = [found for name in ("gone", "beside") if (found := find_target(store, f"diario-{name}"))]
    assert ["Hola." in found.sentences for found in survey(store, targets[:1])] == [False]
    for target, found in zip(targets, survey(store, targets), strict=True):
        remove(store, target, found, "asked for")
    assert store.recall("test 1", "es", "en", [SECRET, "Hola."]) == {}


def test_what_was_removed_does_not_come_back(store: Store) -> None:
    fill(store)
    take_down(store, "http://www.diario.example/gone/?utm_source=x")  # by its address, as people write it
    again = make_article("gone", "Another text.")
    moved = make_article("moved", f"{SECRET} uno. Hola.", headline=SECRET)
    assert [each.outcome for each in store.save_articles([again, moved, make_article("new", "Nuevo.")])] == [
        "removed",
        "removed",
        "new",
    ]
    # What was under way when it was removed.
    store.save_translations(
        [make_translation(again)], [("test 1", "es", "en", [("Hola.", MemoryEntry("x"))])]
    )
    store.save_counterpart("diario-own", 1, "diario-gone", 2, "es", [])
    assert store.counts()["counterparts"] == 0
    known = {each.url: each for each in store.resources(outlet="diario")}
    for address in ("https://diario.example/gone", "https://diario.example/amp/gone"):
        assert known[address].reason == REMOVED and known[address].etag is None
    target = find_target(store, "diario-gone")
    assert target is not None and target.ids == () and target.removed == ("diario-gone",)
    assert store.lift_removal("diario-gone") == 1
    assert store.save_article(again).outcome == "new"
    assert store.removed() == [] and store.removals()[0].lifted_at is not None


def test_word_for_word_copies_go_with_a_story_and_a_whole_outlet_by_its_name(store: Store) -> None:
    copies = [make_article(name, "Igual.") for name in ("a", "b")]
    store.save_articles([*copies, make_article("c", "Otra."), make_article("d", "Igual.", outlet="otro")])
    assert take_down(store, "diario-b")["stories"] == 2
    for name in ("diario-a", "diario-b"):  # whichever is named, both are meant
        found = find_target(store, name)
        assert found is not None and found.removed == ("diario-a", "diario-b")
    assert store.lift_removal("diario-a") == 2 and store.lift_removal("diario-b") is None
    assert [each.outcome for each in store.save_articles(copies)] == ["new", "duplicate"]
    assert take_down(store, "diario-b")["stories"] == 2
    assert [article.id for article in store.articles()] == ["diario-c", "otro-d"]
    store.save_resource(Resource(url="https://otro.example/feed", outlet="otro"))
    take_down(store, "otro", "a court's order")
    assert [article.id for article in store.articles()] == ["diario-c"]
    assert store.save_article(make_article("e", "Nueva.", outlet="otro")).outcome == "removed"
    assert store.is_removed("otro-d") and store.lift_removal("otro-d") is None
    outlet = store.removed_outlet("otro")
    assert (
        outlet is not None and outlet.reason == "a court's order" and store.removed_outlet("diario") is None
    )
    assert store.resource("https://otro.example/feed") is None
    for nothing in ("nobody", "\0", "https://[", "", "x" * 10_000):
        assert find_target(store, nothing) is None
    assert [(each.kind, each.name) for each in store.removals()] == [
        ("outlet", "otro"),
        *[("story", "diario-b")] * 2,
    ]


def test_a_removal_that_was_killed_is_finished_by_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    fill(store)
    store.save_resource(Resource(url="https://diario.example/feed", outlet="diario"))
    for step in ("_remove_stories", "_forget_outlet"):
        with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
            dying.setattr(removing, step, die)
            take_down(store, "diario")
    # Nobody can tell any more what the stories said.
    assert store.article("diario-gone") is None
    assert store.recall("test 1", "es", "en", [SECRET]) == {}
    target = find_target(store, "diario")
    assert target is not None and (target.kind, target.ids, target.blocked) == ("outlet", (), True)
    take_down(store, "diario")
    assert "https://diario.example/feed" not in {each.url for each in store.resources(outlet="diario")}
    assert len(store.removals()) == 2
