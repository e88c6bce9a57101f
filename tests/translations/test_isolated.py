import os
import signal
import sys
from pathlib import Path

import pytest

from dosvoces.core.errors import EngineError
from translations.engines.brought import ENTRY_POINTS
from translations.engines.embedded import embedded_engine
from translations.engines.isolated import IsolatedEngine
from translations.engines.selection import choose

pytestmark = pytest.mark.slow

#: A worker that speaks the protocol, without all that the real one imports, and misbehaves at certain words.
WORKER = """
import os, sys, time
import msgspec
while head := sys.stdin.buffer.read(4):
    request = msgspec.msgpack.decode(sys.stdin.buffer.read(int.from_bytes(head, "little")))
    sentences = request["sentences"]
    if "always" in {mode!r}:
        os._exit(3)
    for sentence in sentences:
        if "crash" in sentence:
            os.kill(os.getpid(), 11)
        if "hang" in sentence:
            time.sleep(600)
        if "short" in sentence:
            sentences.pop()
            break
    reply = msgspec.msgpack.encode({{"translated": [{{"text": sentence.upper()}} for sentence in sentences]}})
    sys.stdout.buffer.write(len(reply).to_bytes(4, "little") + reply)
    sys.stdout.buffer.flush()
"""


def make_engine(mode: str = "", patience: float = 3) -> IsolatedEngine:
    command = [sys.executable, "-c", WORKER.format(mode=mode)]
    return IsolatedEngine(embedded_engine(), "en", "es", patience=patience, command=command)


@pytest.mark.parametrize("fault", ["crash", "hang", "short"])
def test_the_sentence_at_fault_is_found_and_the_rest_is_translated(fault: str) -> None:
    sentences = [f"sentence {number}" for number in range(9)]
    sentences[4] = f"this will {fault}"
    engine = make_engine(patience=1.5)
    answers = engine.translate(sentences, "en", "es")
    engine.close()
    assert [answer.text for answer in answers] == [
        sentence if index == 4 else sentence.upper() for index, sentence in enumerate(sentences)
    ]
    assert [answer.truncated for answer in answers] == [index == 4 for index in range(9)]


def test_an_engine_that_never_runs_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    engine, starts = make_engine("always"), []
    monkeypatch.setattr(engine, "_start", lambda: starts.append(1) or IsolatedEngine._start(engine))
    with pytest.raises(EngineError, match="does not run"):
        engine.translate(["one", "two"] * 50, "en", "es")
    assert len(starts) == 2


#: Another package's engine, which calls itself something else.
BROUGHT = """
from translations.engines.protocol import Translated
class Mine:
    name, version = "Another Name", "1"
    def translate(self, sentences, source, target, *, greedy=False):
        if "odd" in sentences:
            raise ValueError("it does")
        return [Translated(sentence.upper()) for sentence in sentences]
    def close(self): ...
def make(source, target, device):
    return Mine()
"""


def test_another_packages_engine_runs_in_its_own_process_and_says_why_it_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my_engine.py").write_text(BROUGHT)
    (tmp_path / "my_engine-1.dist-info").mkdir()
    (tmp_path / "my_engine-1.dist-info" / "entry_points.txt").write_text(
        f"[{ENTRY_POINTS}]\nmine = my_engine:make\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    # What lies in the folder that somebody happens to be in is none of the engine's modules.
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "msgspec.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path / "here")
    brought = choose("en", "es", "mine")
    engine = IsolatedEngine(brought, "en", "es")
    answers = engine.translate(["one", "odd", "two"], "en", "es")
    assert [(answer.text, answer.truncated) for answer in answers] == [
        ("ONE", False), ("odd", True), ("TWO", False),
    ]  # fmt: skip
    engine.close()
    brought.version = "2"  # type: ignore[misc]
    replaced = IsolatedEngine(brought, "en", "es")
    with pytest.raises(EngineError, match="mine was replaced while it was in use"):
        replaced.translate(["one"], "en", "es")
    replaced.close()


def test_killed_between_two_batches_it_goes_on() -> None:
    engine = make_engine()
    engine.translate(["one"], "en", "es")
    assert engine._process
    os.kill(engine._process.pid, signal.SIGKILL)
    assert engine.translate(["two"], "en", "es")[0].text == "TWO"
    engine.close()


def test_the_embedded_engine_says_the_same_from_its_own_process() -> None:
    sentences = ["The government presented three plans.", "", "The house is green."]
    with embedded_engine() as inside:
        expected = inside.translate(sentences, "en", "es")
        isolated = IsolatedEngine(inside, "en", "es")
        assert isolated.translate(sentences, "en", "es") == expected
        assert isolated.translate(["Hello."], "en", "es", greedy=True)
        isolated.close()


def test_the_worker_ends_with_its_parent(tmp_path: Path) -> None:
    engine = make_engine()
    engine.translate(["one"], "en", "es")
    process = engine._process
    assert process and process.stdin
    process.stdin.close()
    assert process.wait(300) == 0
    engine.close()
