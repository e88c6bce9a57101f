"""Models of Firefox's format are checked before they are run, and run in processes of their own."""

import gzip
import os
import shutil
import signal
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from dictionary_model import write_model
from typer.testing import CliRunner

from dosvoces.cli.commands import app
from dosvoces.core.errors import EngineMissing, PackageError
from translations.engines.device import Device
from translations.engines.firefox import FirefoxEngine
from translations.engines.selection import choose
from translations.packages.firefox import find_firefox, install_files
from translations.packages.installed import packages_folder, remove
from translations.packages.verification import verify_all

pytest.importorskip("fxtranslate")


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("firefox") / "model")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSVOCES_HOME", str(tmp_path / "home"))


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


def test_other_directions_are_missing(engine: FirefoxEngine) -> None:
    with pytest.raises(EngineMissing, match="does not go from es to en"):
        engine.translate(["Hola"], "es", "en")


def test_a_process_that_dies_is_replaced(engine: FirefoxEngine) -> None:
    translate(engine, "Hello")
    assert engine._pool is not None
    for process in list(engine._pool._pool_manager.worker_manager.workers.values()):
        os.kill(process.pid, signal.SIGKILL)
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
    refuse(broken, r"has no model\.XXYY")


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
