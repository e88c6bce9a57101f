import os
import signal
import sys
from pathlib import Path

import pytest

from dosvoces.core.errors import EngineError
from translations.engines.embedded import embedded_engine
from translations.engines.isolated import IsolatedEngine

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
