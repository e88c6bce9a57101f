import os
import signal
import sys
from pathlib import Path

import pytest

from dosvoces.cli import doctor
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
import os, time
from dosvoces.core.errors import PackageError
from translations.engines.protocol import Translated
class Mine:
    name, version = "Another Name", "1"
    def translate(self, sentences, source, target, *, greedy=False):
        if "odd" in sentences:
            raise ValueError("it does")
        if "away" in sentences:
            raise PackageError("its model is gone")
        return [Translated(sentence.upper()) for sentence in sentences]
    def close(self): ...
def make(source, target, device):
    how = os.environ.get("MINE", "")
    if how == "hangs":
        time.sleep(600)
    if how == "dies":
        os._exit(3)
    if how == "ends":
        raise SystemExit("enough")
    print("a word of the engine's own")
    return Mine()
"""


def bring_engine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "my_engine.py").write_text(BROUGHT)
    (folder / "my_engine-1.dist-info").mkdir()
    (folder / "my_engine-1.dist-info" / "entry_points.txt").write_text(
        f"[{ENTRY_POINTS}]\nmine = my_engine:make\n"
    )
    monkeypatch.syspath_prepend(folder)


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("works", ""),
        ("hangs", "mine does not answer within 3 seconds"),
        ("dies", "mine does not run: the process ended with exit code 3"),
        ("ends", "mine ends its process: enough"),
    ],
)
def test_another_packages_engine_is_examined_in_a_process_of_its_own(
    how: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    bring_engine(tmp_path, monkeypatch)
    monkeypatch.setenv("MINE", how)
    monkeypatch.setattr(doctor, "_SILENCE", 30.0 if how == "works" else 3.0)
    finding = next(doctor._look(*each) for each in doctor._find_others() if each[0] == "engine mine")
    assert finding.ok == (not says)
    assert says in finding.detail and (says or "The house is big. → THE HOUSE IS BIG." in finding.detail)
    assert "my_engine" not in sys.modules and "a word" not in capfd.readouterr().out


def test_engines_that_cannot_be_looked_for_do_not_end_the_examination(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> list[str]:
        raise PermissionError(13, "Permission denied", "packages")

    monkeypatch.setattr(doctor, "_EXAMINATIONS", ())
    monkeypatch.setattr("translations.engines.selection.list_names", refuse)
    doctor.doctor()
    assert "Permission denied" in capsys.readouterr().out


def test_another_packages_engine_runs_in_its_own_process_and_says_why_it_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_engine(tmp_path, monkeypatch)
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
    with pytest.raises(EngineError, match="its model is gone"):
        engine.translate(["away"], "en", "es")
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
