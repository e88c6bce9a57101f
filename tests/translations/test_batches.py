import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dosvoces.core.errors import EngineError, EngineMissing
from dosvoces.core.record import Article, BilingualRecord
from dosvoces.store import Selection, Store
from translations import article_batches, pool
from translations.batches import Progress, translate_article, translate_lines, translate_store, translate_text
from translations.engines import Engine
from translations.engines.embedded import embedded_engine
from translations.engines.protocol import Translated
from translations.segments import Sentence, split_article

pytestmark = pytest.mark.slow

Make = Callable[..., Article]
Fill = Callable[..., Store]

_BRIEFS = {"en": ("Bridge {n}", "It has {n} lamps."), "es": ("El puente {n}", "Tiene {n} faroles.")}


@pytest.fixture
def fill(make_article: Make) -> Fill:
    def fill(path: Path, count: int, *, brief: bool = False) -> Store:
        store = Store(str(path))
        for number in range(count):
            language = "en" if number % 2 else "es"
            texts = tuple(text.format(n=number + 2) for text in _BRIEFS[language]) if brief else ()
            store.save_article(make_article(number, language, texts))
        return store

    return fill


def assert_offsets_hold(record: BilingualRecord) -> None:
    source = {block.position: block.text for block in record.article.blocks}
    target = {block.position: block.text for block in record.translation}
    assert [block.role for block in record.translation] == [block.role for block in record.article.blocks]
    for segment in record.segments:
        for side, texts in ((segment.source, source), (segment.target, target)):
            assert [texts[span.block][span.start : span.end] for span in side.spans] == [side.text]
        for link in segment.links:
            assert (
                segment.source.text[slice(*link.source)].strip()
                and segment.target.text[slice(*link.target)].strip()
            )


def test_both_directions_in_one_run(tmp_path: Path, fill: Fill) -> None:
    seen: list[Progress] = []
    with fill(tmp_path / "s.sqlite", 6) as store:
        counts = translate_store(store, "embedded", articles_at_once=4, progress=seen.append)
        records = list(store.records())
    assert counts.articles == 6 and not counts.failed
    assert [progress.articles for progress in seen] == [0, 4, 6]
    assert seen[-1].rate > 0
    assert {record.target_language for record in records} == {"en", "es"}
    for record in records:
        assert_offsets_hold(record)
        assert len({segment.id for segment in record.segments}) == len(record.segments)
        numbers = [segment for segment in record.segments if "number-mismatch" in segment.flags]
        assert not numbers


def test_furniture_in_the_target_language_is_copied(make_article: Make) -> None:
    with embedded_engine() as engine:
        translation = translate_article(make_article(1, "en"), "es", engine)
    last = translation.segments[-1]
    assert (last.origin, last.target.text, last.source.language) == ("copied", "Síguenos en", "es")
    assert translation.translation[-1].text == "Síguenos en"


def test_a_second_run_has_nothing_to_do(tmp_path: Path, fill: Fill) -> None:
    with fill(tmp_path / "s.sqlite", 2) as store:
        translate_store(store, "embedded", isolated=False)
        before = list(store.records())
        assert translate_store(store, "embedded", isolated=False).articles == 0
        assert list(store.records()) == before


def test_limit_and_outlet(tmp_path: Path, fill: Fill) -> None:
    with fill(tmp_path / "s.sqlite", 5) as store:
        counts = translate_store(store, "embedded", limit=3, articles_at_once=2, isolated=False)
        assert counts.articles == 3
        another = Selection(outlets=("another",), translated_only=False)
        assert translate_store(store, "embedded", chosen=another, isolated=False).articles == 0


def test_killed_at_work_it_ends_as_if_never_killed(tmp_path: Path, fill: Fill) -> None:
    with fill(tmp_path / "undisturbed.sqlite", 24, brief=True) as store:
        translate_store(store, "embedded", articles_at_once=2, isolated=False)
        expected = list(store.records())
    address = str(tmp_path / "disturbed.sqlite")
    fill(Path(address), 24, brief=True).close()
    script = Path(__file__).parent / "interruptions.py"
    command = [sys.executable, str(script), address, "8", "12"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=script.parents[2])
    assert int(done.stdout) >= 4
    with Store(address) as store:
        assert 0 < store.counts()["translated"] <= 24
        translate_store(store, "embedded", articles_at_once=2, isolated=False)
        assert list(store.records()) == expected
    assert len(expected) == 24


class Refusing:
    """An engine that fails whenever a certain word comes along."""

    name = "refusing"
    version = "1"

    def translate(
        self, sentences: list[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        if any("poison" in sentence for sentence in sentences):
            raise EngineError("it refused")
        return [Translated(sentence.replace("mayor", "alcalde")) for sentence in sentences]

    def close(self) -> None:
        pass


def test_a_failing_article_costs_itself_only(
    tmp_path: Path, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "choose", lambda *_: Refusing())
    with Store(str(tmp_path / "s.sqlite")) as store:
        for number in range(4):
            store.save_article(make_article(number))
        store.save_article(make_article(9, "en", ("The poison is here for the people of the town.",)))
        store.save_article(make_article(10))
        counts = translate_store(store, isolated=False, articles_at_once=2)
        assert counts.articles == 5 and counts.failed == {"it refused": 1}
        assert store.counts()["untranslated"] == 1 and not store.untranslatable()
        for _ in range(3):
            translate_store(store, isolated=False)
        assert [each.reason for each in store.untranslatable()] == ["it refused"]
        runs = len(store.runs())
        assert not translate_store(store, isolated=False).failed
        assert len(store.runs()) == runs  # a look at a store where nothing is left is no run


def test_an_article_that_the_program_fails_at_costs_itself_only(
    tmp_path: Path, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def split(article: Article, target: str) -> list[Sentence]:
        if article.id.endswith("1"):
            raise KeyError("İ")
        return split_article(article, target)

    monkeypatch.setattr(article_batches, "split_article", split)
    with Store(str(tmp_path / "s.sqlite")) as store:
        for number in range(4):
            store.save_article(make_article(number))
        counts = translate_store(store, "embedded", isolated=False)
        assert counts.articles == 3 and counts.failed == {"KeyError: 'İ'": 1}


class Dead(Refusing):
    """An engine that fails at anything, and counts how often it was asked."""

    asked = 0

    def translate(
        self, sentences: list[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        Dead.asked += 1
        raise EngineError("the model is damaged")


def test_a_dead_engine_ends_the_run(
    tmp_path: Path, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "choose", lambda *_: Dead())
    with Store(str(tmp_path / "s.sqlite")) as store:
        for number in range(20):
            store.save_article(make_article(number))
        with pytest.raises(EngineError, match="damaged"):
            translate_store(store, isolated=False)
        assert Dead.asked == 2 and not store.untranslatable()
        assert len(store.untranslated(limit=30)) == 20


def test_the_other_direction_goes_on_where_one_has_no_engine(
    tmp_path: Path, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choose(source: str, target: str, *_: object) -> Engine:
        if source == "es":
            raise EngineMissing("no package")
        return Refusing()

    monkeypatch.setattr(pool, "choose", choose)
    with fill(tmp_path / "s.sqlite", 5) as store:
        counts = translate_store(store, isolated=False)
    assert counts.articles == 2 and counts.failed == {"no package": 3}


def test_lines_stay_one_to_one() -> None:
    lines = ["The house is red. The dog sleeps.", "", "  ", "123", "\x00\x01", "The house is green."]
    with embedded_engine() as engine:
        translated = translate_lines(lines, "en", "es", engine)
    assert len(translated) == len(lines)
    assert translated[1:4] == ["", "  ", "123"]
    assert "casa" in translated[0] and "casa" in translated[5]


def test_text_keeps_its_paragraphs() -> None:
    text = "The house is red.\n\nThe dog sleeps.\n"
    translated = translate_text(text, "en", "es", "embedded")
    assert [bool(line) for line in translated.split("\n")] == [True, False, True, False]
