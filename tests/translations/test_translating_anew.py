"""``translate --again``: what another engine, an older model or older checks made."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dosvoces.core.errors import EngineError
from dosvoces.core.record import Article
from dosvoces.store import EVERY, Selection, Store
from dosvoces.store.browsing import Browser
from dosvoces.store.corrections import Correction
from translations import memory, pool, translator
from translations.batches import translate_store
from translations.engines.protocol import Translated

Make = Callable[..., Article]


class Marking:
    """An engine that answers with its name and the sentence, and counts what it was asked."""

    def __init__(self, name: str, version: str = "1") -> None:
        self.name = name
        self.version = version
        self.asked: list[str] = []

    def translate(
        self, sentences: list[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        self.asked += sentences
        if any("poison" in sentence for sentence in sentences):
            raise EngineError("it refused")
        return [Translated(f"{self.name}{self.version} {sentence}") for sentence in sentences]

    def close(self) -> None:
        pass


@pytest.fixture
def store(tmp_path: Path, make_article: Make) -> Iterator[Store]:
    with Store(str(tmp_path / "s.sqlite")) as store:
        store.save_article(make_article(0, "es", ("El alcalde abrió ayer el puente nuevo.",)))
        store.save_article(make_article(1, "es", ("La ministra llegó tarde a la reunión.",)))
        yield store


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Marking]:
    def use(name: str, version: str = "1") -> Marking:
        engine = Marking(name, version)
        monkeypatch.setattr(pool, "choose", lambda *_: engine)
        return engine

    return use


def run(store: Store, *, chosen: Selection = EVERY, keep_replaced: bool = False) -> int:
    return translate_store(
        store, again=True, chosen=chosen, keep_replaced=keep_replaced, isolated=False, articles_at_once=1
    ).articles


def read_engines(store: Store) -> list[set[str]]:
    return [{segment.engine for segment in record.segments} - {""} for record in store.records()]


def test_what_another_engine_or_version_made_is_made_anew(store: Store, use: Callable[..., Marking]) -> None:
    use("old")
    translate_store(store, isolated=False)
    assert run(store) == 0
    use("old", "2")
    assert run(store) == 2
    use("new")
    assert translate_store(store, isolated=False).articles == 0
    assert run(store) == 2 and read_engines(store) == [{"new 1"}, {"new 1"}]
    assert run(store) == 0
    assert not any(store.alternatives(r.article.id, 1, "en") for r in store.records())


def test_what_older_checks_let_pass_is_made_anew_and_not_remembered(
    store: Store, use: Callable[..., Marking], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = use("same")
    translate_store(store, isolated=False)
    asked = len(engine.asked)
    for module in (memory, translator):
        monkeypatch.setattr(module, "CHECKS_VERSION", "later")
    assert run(store) == 2 and len(engine.asked) == 2 * asked
    assert run(store) == 0


@pytest.mark.parametrize(
    ("before", "after", "named", "made"),
    [
        ("firefox", "embedded", None, 0),
        ("firefox", "embedded", "embedded", 2),
        ("embedded", "argos", None, 2),
        ("argos", "argos", None, 2),
        ("a-model-of-ones-own", "argos", None, 0),
        ("argos", "a-model-of-ones-own", None, 2),
        ("argosy", "argos", None, 0),
    ],
)
def test_no_better_engine_is_replaced_by_a_worse_one_that_nobody_named(
    store: Store, use: Callable[..., Marking], before: str, after: str, named: str | None, made: int
) -> None:
    use(before)
    translate_store(store, isolated=False)
    use(after, "2")
    assert translate_store(store, named, again=True, isolated=False).articles == made


def test_another_glossary_is_a_reason(store: Store, use: Callable[..., Marking], tmp_path: Path) -> None:
    use("same")
    glossary = tmp_path / "terms.txt"
    glossary.write_text("ministra = cabinet member\n")
    translate_store(store, isolated=False)

    def again(glossary: Path | None) -> int:
        return translate_store(store, again=True, glossary=glossary, isolated=False).articles

    assert again(None) == 0 and again(glossary) == 2 and again(glossary) == 0
    assert any("cabinet member" in block.text for r in store.records() for block in r.translation)
    glossary.write_text("# a comment\nministra = cabinet member\n")
    assert again(glossary) == 0
    glossary.write_text("ministra = minister\n")
    assert again(glossary) == 2 and again(None) == 2


def test_only_what_is_chosen(store: Store, use: Callable[..., Marking]) -> None:
    use("old")
    translate_store(store, isolated=False)
    use("new")
    assert run(store, chosen=Selection(outlets=("another",), translated_only=False)) == 0
    assert run(store, chosen=Selection(languages=("en",), translated_only=False)) == 0
    assert run(store, chosen=Selection(languages=("es",), translated_only=False)) == 2


def test_corrections_stay_and_both_renderings_are_kept(store: Store, use: Callable[..., Marking]) -> None:
    use("old")
    translate_store(store, isolated=False)
    record = next(iter(store.records()))
    first, *_, last = record.segments
    correction = Correction(
        article_id=record.article.id,
        version=1,
        target_language="en",
        segment=last.id,
        after="As I would say it.",
        author="Ana",
    )
    assert Browser(store).correct(correction)
    use("new")
    assert run(store, keep_replaced=True) == 2
    record = next(iter(store.records()))
    assert record.segments[-1].target.text == "As I would say it."
    assert record.segments[-1].engine.startswith("human Ana")
    kept = store.alternatives(record.article.id, 1, "en")
    assert [(made.engine, made.text) for made in kept[first.id]] == [("old 1", first.target.text)]
    assert last.id not in kept and record.segments[0].target.text.startswith("new1")
    use("newest")
    assert run(store, keep_replaced=True) == 2
    assert [made.engine for made in store.alternatives(record.article.id, 1, "en")[first.id]] == [
        "new 1",
        "old 1",
    ]


def test_an_article_that_fails_keeps_the_translation_it_has(
    store: Store, make_article: Make, use: Callable[..., Marking], monkeypatch: pytest.MonkeyPatch
) -> None:
    use("old")
    store.save_article(make_article(2, "es", ("El veneno estaba en la casa.",)))
    translate_store(store, isolated=False)
    refusing = use("new")
    ask = refusing.translate

    def refuse(sentences: list[str], *args: str, greedy: bool = False) -> list[Translated]:
        return ask([sentence.replace("veneno", "poison") for sentence in sentences], *args, greedy=greedy)

    monkeypatch.setattr(refusing, "translate", refuse)
    for _ in range(4):
        counts = translate_store(store, again=True, isolated=False)
        assert counts.failed == {"it refused": 1}
    assert read_engines(store) == [{"new 1"}, {"new 1"}, {"old 1"}]
    assert store.untranslatable() == []
