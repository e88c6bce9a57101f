import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dosvoces.core.errors import EngineMissing
from translations.engines import choose
from translations.engines.apertium import ApertiumEngine
from translations.translator import Translator

pytestmark = pytest.mark.slow

needs_apertium = pytest.mark.skipif(
    shutil.which("apertium-wblank-mode") is None, reason="Apertium is not installed (apertium-eng-spa)"
)


@pytest.fixture(scope="module")
def engine() -> Iterator[ApertiumEngine]:
    engine = ApertiumEngine()
    yield engine
    engine.close()


def processes(engine: ApertiumEngine) -> list[int]:
    return [pipeline._process.pid for pipeline in engine._pipelines.values()]


@needs_apertium
def test_both_directions(engine: ApertiumEngine) -> None:
    assert engine.translate(["The house is red."], "en", "es")[0].text == "La casa es roja."
    assert engine.translate(["La casa es roja."], "es", "en")[0].text == "The house is red."


@needs_apertium
def test_the_process_stays(engine: ApertiumEngine) -> None:
    engine.translate(["One."], "en", "es")
    before = processes(engine)
    engine.translate(["Two."], "en", "es")
    assert processes(engine) == before


@needs_apertium
def test_unknown_words_bring_no_marks_but_tags_stay(engine: ApertiumEngine) -> None:
    (answer,) = engine.translate(["The blorptang of @maria and #Zorbak sold 5 * 3 @ 2."], "en", "es")
    assert "blorptang" in answer.text and "*blorptang" not in answer.text
    assert "@maria" in answer.text and "#Zorbak" in answer.text


@needs_apertium
def test_the_streams_own_characters_come_back(engine: ApertiumEngine) -> None:
    sentence = r"^ $ [ ] { } / \ @ < > [[t:b:x]] ^x/y<n>$ [<STREAMCMD:FLUSH>]"
    (answer,) = engine.translate([sentence], "en", "es")
    for character in r"^$[]{}/\@<>":
        assert answer.text.count(character) == sentence.count(character)


@needs_apertium
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.one_of(st.characters(), st.sampled_from("^$[]{}/\\@<>*#\0\n\t.~+")), max_size=40),
        max_size=8,
    )
)
def test_whatever_comes_each_sentence_gets_its_own_answer(engine: ApertiumEngine, texts: list[str]) -> None:
    fenced = [f"Zqa{number} {text} Zqz{number}" for number, text in enumerate(texts)]
    answers = engine.translate(fenced, "en", "es")
    assert len(answers) == len(texts)
    for number, answer in enumerate(answers):
        assert f"Zqa{number}" in answer.text and f"Zqz{number}" in answer.text
        assert "\n" not in answer.text and "\0" not in answer.text


@needs_apertium
def test_killed_it_starts_again(engine: ApertiumEngine) -> None:
    engine.translate(["One."], "en", "es")
    os.killpg(processes(engine)[0], signal.SIGKILL)
    answers = engine.translate(["The house is red.", "She has a dog."], "en", "es")
    assert [answer.text for answer in answers] == ["La casa es roja.", "Tiene un perro."]


@needs_apertium
def test_stopped_it_is_replaced() -> None:
    engine = ApertiumEngine(patience=2)
    engine.translate(["One."], "en", "es")
    os.killpg(processes(engine)[0], signal.SIGSTOP)
    began = time.monotonic()
    assert engine.translate(["The house is red."], "en", "es")[0].text == "La casa es roja."
    assert time.monotonic() - began < 30
    engine.close()


@needs_apertium
def test_the_answers_are_those_of_its_own_command_line(engine: ApertiumEngine) -> None:
    sentences = [
        "The president said that the law is good.",
        "We will see it tomorrow.",
        "She has 3 houses in Spain.",
    ]
    told = subprocess.run(
        ["apertium", "-u", "eng-spa"],
        input="\n\n".join(sentences) + "\n",
        capture_output=True,
        text=True,
        check=True,
    )
    ours = [answer.text for answer in engine.translate(sentences, "en", "es")]
    assert ours == [line.strip() for line in told.stdout.split("\n") if line.strip()]


@needs_apertium
def test_closing_leaves_no_process_behind() -> None:
    engine = ApertiumEngine()
    engine.translate(["One."], "en", "es")
    (leader,) = processes(engine)
    assert living(leader)
    engine.close()
    until = time.monotonic() + 300
    while living(leader) and time.monotonic() < until:
        time.sleep(0.05)
    assert not living(leader)


def living(group: int) -> list[str]:
    """The processes of a group that still do something; zombies wait for whoever is process 1."""
    listed = subprocess.run(
        ["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return [row[2] for row in rows if row[0] == str(group) and not row[1].startswith("Z")]


def test_without_it_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APERTIUM_DATADIR", "/nowhere")
    with pytest.raises(EngineMissing, match="apt-get install apertium-eng-spa"):
        choose("en", "es", "apertium")


@needs_apertium
def test_a_surname_of_ordinary_words_is_kept_at_the_second_try(engine: ApertiumEngine) -> None:
    said = ["El técnico Diego Bosque Prado dejó el club.", "DIMITE LA MINISTRA MARTA CASTILLO"]
    made = [rendering.text for rendering in Translator(engine, "es", "en").translate(said)]
    assert "Diego Bosque Prado" in made[0] and "MARTA CASTILLO" in made[1]
