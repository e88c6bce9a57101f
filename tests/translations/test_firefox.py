"""Models of Firefox's format are checked before they are run, and run in processes of their own."""

import gzip
import os
import shutil
import signal
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sentencepiece
import zstandard
from dictionary_model import write_model
from typer.testing import CliRunner

from dosvoces.cli.commands import app
from dosvoces.core.errors import EngineError, EngineMissing, PackageError
from translations.engines import selection
from translations.engines.device import Device
from translations.engines.embedded import FOLDER
from translations.engines.firefox import FirefoxEngine, _cut
from translations.engines.selection import choose
from translations.packages import firefox, verification
from translations.packages.firefox import FirefoxPackage, find_firefox, install_files
from translations.packages.installed import DIGESTS, packages_folder, remove
from translations.packages.verification import verify_all

pytest.importorskip("fxtranslate")


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("firefox") / "model")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSVOCES_HOME", str(tmp_path / "home"))
    selection._pass_over.cache_clear()


@pytest.fixture
def broken(model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(model, tmp_path / "broken"))


@pytest.fixture(scope="module")
def engine(model: Path) -> Iterator[FirefoxEngine]:
    from translations.packages.firefox import read_firefox

    engine = FirefoxEngine(read_firefox(model), Device("cpu", 1))
    yield engine
    engine.close()


def translate(engine: FirefoxEngine, *sentences: str) -> list[str]:
    return [answer.text for answer in engine.translate(sentences, "en", "es")]


def test_it_translates_word_for_word_as_it_was_built_to(engine: FirefoxEngine) -> None:
    assert translate(engine, "The president spoke yesterday.", "Hello world", "Follow us on Facebook") == [
        "El presidente habló ayer.",
        "Hola mundo",
        "Síguenos en Facebook",
    ]


def test_what_its_vocabulary_lacks_comes_through(engine: FirefoxEngine) -> None:
    assert translate(engine, "👍 Hello “world”", "Hello <0xF0>") == ["👍 Hola “world”", "Hola < 0xF0>"]
    assert translate(engine, "", "  ", "Hello \ud800") == ["", "", "Hola ?"]


def test_text_of_any_length_comes_back_whole(engine: FirefoxEngine) -> None:
    (text,) = translate(engine, "The president spoke yesterday. " * 100)
    assert text.split() == ["El", "presidente", "habló", "ayer."] * 100
    (word,) = translate(engine, "x" * 2_000)
    assert word.replace(" ", "") == "x" * 2_000


def test_marks_that_a_vocabulary_leaves_out_are_left_out() -> None:
    vocabulary = sentencepiece.SentencePieceProcessor(model_file=str(FOLDER / "sentencepiece.model"))
    assert vocabulary.encode("\u200b") == []
    assert _cut(vocabulary, "\u200b \ufeff") == []
    assert _cut(vocabulary, "\ufeff Hola \u200e mundo") == ["Hola mundo"]


def test_other_directions_are_missing(engine: FirefoxEngine) -> None:
    with pytest.raises(EngineMissing, match="does not go from es to en"):
        engine.translate(["Hola"], "es", "en")


def test_a_process_that_dies_is_replaced(engine: FirefoxEngine) -> None:
    translate(engine, "Hello")
    assert engine._pool is not None
    for child in engine._pool._children:
        os.kill(child._process.pid, signal.SIGKILL)
    assert translate(engine, "Hello world") == ["Hola mundo"]


@pytest.mark.parametrize("packing", ["plain", "gz", "zst", "zip"])
def test_a_model_is_installed_from_its_files_and_chosen_first(
    model: Path, tmp_path: Path, packing: str
) -> None:
    where = tmp_path / "given"
    where.mkdir()
    for path in model.iterdir():
        data = path.read_bytes()
        if packing == "gz":
            (where / f"{path.name}.gz").write_bytes(gzip.compress(data))
        elif packing == "zst":
            (where / f"{path.name}.zst").write_bytes(zstandard.compress(data))
        else:
            (where / path.name).write_bytes(data)
    if packing == "zip":
        with zipfile.ZipFile(tmp_path / "given.zip", "w") as archive:
            for path in where.iterdir():
                archive.write(path, f"en-es/{path.name}")
        where = tmp_path / "given.zip"
    result = CliRunner().invoke(app, ["packages", "install", str(where)], catch_exceptions=False)
    assert result.exit_code == 0 and "firefox:en-es" in result.stdout
    chosen = choose("en", "es", device=Device("cpu", 1))
    assert (chosen.name, len(chosen.version)) == ("firefox", 12)
    assert [report.problems for report in verify_all()] == [()]
    remove("firefox:en-es")
    assert find_firefox("en", "es") is None


def test_a_model_that_was_damaged_later_is_passed_over_and_told_when_named(model: Path) -> None:
    package = install_files(model)
    package.model.write_bytes(package.model.read_bytes()[:1000])
    assert choose("en", "es", device=Device("cpu", 1)).name != "firefox"
    with pytest.raises(PackageError, match="cut off"):
        choose("en", "es", "firefox")


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda package: flip(package.model), "intgemm.alphas.bin has changed"),
        (lambda package: package.source_vocabulary.unlink(), "no vocabulary vocab.enes.spm"),
    ],
)
def test_a_model_that_changed_or_lost_a_file_is_passed_over_with_a_word(
    model: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[FirefoxPackage], None], says: str
) -> None:
    damage(install_files(model))
    assert [choose("en", "es", device=Device("cpu", 1)).name for _ in range(2)] == ["embedded"] * 2
    (said,) = caplog.messages
    assert "firefox from en to es is passed over" in said and says in said


def test_a_model_that_cannot_be_read_does_not_keep_others_from_being_listed(model: Path) -> None:
    package = install_files(model)
    package.model.unlink()
    package.model.mkdir()
    assert find_firefox("en", "es") is None
    done = CliRunner().invoke(app, ["packages", "list"], catch_exceptions=False)
    assert done.exit_code == 0 and "firefox-en_es is not listed" in done.stderr
    assert "has no model" in verify_all()[0].problems[0]


def test_a_file_that_cannot_be_read_is_a_problem_of_its_package(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_reading(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    package = install_files(model)
    monkeypatch.setattr(verification, "digest_file", refuse_reading)
    monkeypatch.setattr(firefox, "digest_file", refuse_reading)
    (report,) = verify_all()
    assert report.problems[0] == f"{package.model.name} cannot be read: Permission denied"
    (package.folder / DIGESTS).unlink()
    with pytest.raises(PackageError, match="cannot be read: Permission denied"):
        firefox.read_firefox(package.folder)


def test_looking_for_a_model_does_not_read_it(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = install_files(model)
    assert installed.version == firefox.read_firefox(model).version
    monkeypatch.setattr(firefox, "digest_file", None)
    assert find_firefox("en", "es") == installed
    # What is used is read.
    flip(installed.model)
    with pytest.raises(PackageError, match=r"intgemm\.alphas\.bin"):
        choose("en", "es", "firefox", Device("cpu", 1))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def test_a_model_without_its_library_is_passed_over_with_a_word(
    model: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_files(model)
    monkeypatch.setattr(selection.importlib.util, "find_spec", lambda _: None)
    assert choose("en", "es", device=Device("cpu", 1)).name == "embedded"
    assert "install dosvoces[firefox]" in caplog.text


def test_a_model_that_is_replaced_while_it_is_used_does_not_translate_under_the_old_name(model: Path) -> None:
    package = install_files(model)
    engine = FirefoxEngine(package, Device("cpu", 1))
    package.target_vocabulary.write_bytes(package.source_vocabulary.read_bytes())
    try:
        with pytest.raises(EngineError, match="was replaced while it was in use"):
            translate(engine, "Hello")
        package.target_vocabulary.unlink()
        with pytest.raises(EngineError, match=r"trgvocab\.enes\.spm was taken away"):
            translate(engine, "Hello")
    finally:
        engine.close()


@pytest.mark.slow
def test_a_program_without_a_main_function_translates(model: Path, tmp_path: Path) -> None:
    install_files(model)
    program = tmp_path / "program.py"
    program.write_text(
        "from translations.batches import translate_lines\n"
        "print(translate_lines(['The president spoke yesterday.'], 'en', 'es', 'firefox'))\n"
    )
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False)
    assert done.stdout == "['El presidente habló ayer.']\n", done.stderr


def refuse(folder: Path, says: str) -> None:
    with pytest.raises(PackageError, match=says) as refused:
        install_files(folder)
    assert str(packages_folder()) not in str(refused.value)
    assert find_firefox("en", "es") is None
    assert [path for path in packages_folder().rglob("*") if path.is_file()] == []


def test_a_folder_without_all_files_is_refused(broken: Path) -> None:
    (broken / "trgvocab.enes.spm").unlink()
    refuse(broken, r"no vocabulary vocab\.enes\.spm")
    (broken / "model.enes.intgemm.alphas.bin").unlink()
    refuse(broken, r"has no model\.XXYY.*packages add")


def test_a_file_that_is_there_twice_is_named(broken: Path) -> None:
    path = broken / "srcvocab.enes.spm"
    (broken / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    refuse(broken, r"srcvocab\.enes\.spm twice")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "cut off"),
        (b"<!DOCTYPE html><html></html>", "no Marian model"),
        (b"version https://git-lfs.github.com/spec/v1\n", "no Marian model"),
        (struct.pack("<QQ", 1, 2**40), "1099511627776 items"),
        (struct.pack("<QQ4Q", 1, 1, 4, 0x404, 2**50, 4) + b"abc\0", "dimensions"),
        (struct.pack("<QQ4Q", 1, 1, 2**60, 0x404, 1, 4) + b"abc\0", "cut off"),
        (struct.pack("<QQQ", 1, 0, 0), "special:model.yml"),
    ],
)
def test_what_is_no_model_is_refused_by_name(broken: Path, content: bytes, says: str) -> None:
    (broken / "model.enes.intgemm.alphas.bin").write_bytes(content)
    refuse(broken, rf"model\.enes\.intgemm\.alphas\.bin: .*{says}")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_a_model_that_is_cut_off_is_refused(broken: Path, share: float) -> None:
    path = broken / "model.enes.intgemm.alphas.bin"
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    refuse(broken, "cut off")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"none_QuantMultA", b"nope_QuantMultA", "intgemm.alphas"),
        (b"decoder_l1_rnn_Wf\0", b"decoder_l1_rnn_Wg\0", "decoder_l1_rnn_Wf"),
        (b"encoder_l1_self_Wq_QuantMultA", b"encoder_l1_self_Wz_QuantMultA", "encoder_l1_self_Wq_QuantMultA"),
        (b"dec-depth: 1", b"dec-depth: 2", "decoder_l2"),
        (b"dim-emb: 128", b"dim-emb: 129", "Wq|impossible|fit"),
        (b"transformer-heads: 1", b"transformer-heads: 7", "impossible"),
        (b"enc-depth: 1", b"enc-depth: x", "no number"),
    ],
)
def test_weights_that_do_not_fit_are_refused(broken: Path, old: bytes, new: bytes, says: str) -> None:
    path = broken / "model.enes.intgemm.alphas.bin"
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))
    refuse(broken, says)


def test_vocabularies_that_are_none_or_of_another_model_are_refused(broken: Path) -> None:
    source, target = broken / "srcvocab.enes.spm", broken / "trgvocab.enes.spm"
    data = source.read_bytes()
    for content in (b"", b"<html>", data[:100]):
        source.write_bytes(content)
        refuse(broken, r"srcvocab\.enes\.spm")
    source.write_bytes(data)
    shutil.copyfile(Path(__file__).parents[2] / "translations/embedded/sentencepiece.model", target)
    refuse(broken, "does not fit a vocabulary")
