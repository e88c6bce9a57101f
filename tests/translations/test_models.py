"""Models of OPUS-MT, NLLB, M2M-100 and MADLAD become packages, each with the tokens it wants."""

import shutil
import zipfile
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from opus_model import write_random, write_release
from typer.testing import CliRunner

from dosvoces.cli.commands import app
from dosvoces.core.errors import EngineMissing, PackageError, SettingError
from translations.engines import selection
from translations.engines.argos import ArgosEngine
from translations.engines.device import Device
from translations.engines.isolated import IsolatedEngine
from translations.engines.selection import choose
from translations.packages.firefox import install_files
from translations.packages.installed import list_packages, packages_folder, remove
from translations.packages.models import add_model
from translations.packages.verification import verify_all

CPU = Device("cpu", 1)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSVOCES_HOME", str(tmp_path / "home"))


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return write_release(tmp_path / "opus")


def translate(engine: ArgosEngine | IsolatedEngine, *sentences: str) -> list[str]:
    return [answer.text for answer in engine.translate(sentences, "en", "es")]


def test_a_release_of_opus_mt_is_converted_and_comes_first(release: Path) -> None:
    add_model(release, "en", "es")
    engine = choose("en", "es", device=CPU)
    assert engine.name == "opus-mt"
    said = translate(engine, "The president spoke yesterday.", "Hello world", "")  # type: ignore[arg-type]
    assert said == ["El presidente habló ayer.", "Hola mundo", ""]
    assert engine.translate(["Hello world"], "en", "es")[0].links
    engine.close()


def test_a_zip_file_is_a_folder_too_and_runs_in_a_process_of_its_own(release: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "opus.zip", "w") as packed:
        for path in release.iterdir():
            packed.write(path, f"opus-2021/{path.name}")
    add_model(tmp_path / "opus.zip", "en", "es")
    engine = IsolatedEngine(choose("en", "es", "opus-mt"), "en", "es", device=CPU)
    try:
        assert translate(engine, "Hello world") == ["Hola mundo"]
    finally:
        engine.close()


def test_several_models_stand_side_by_side(release: Path) -> None:
    runner = CliRunner()
    for more in ([], ["--name", "mine", "--license", "CC-BY-4.0"]):
        done = runner.invoke(app, ["packages", "add", str(release), "en-es", *more], catch_exceptions=False)
        assert done.exit_code == 0
    listed = runner.invoke(app, ["packages", "list"], catch_exceptions=False).stdout
    assert "mine:en-es" in listed and "CC-BY-4.0" in listed and "opus-mt:en-es" in listed
    assert choose("en", "es", "mine").name == "mine"
    assert all(not report.problems for report in verify_all())
    with pytest.raises(EngineMissing, match="mine does not go from es to en"):
        choose("es", "en", "mine")
    with pytest.raises(SettingError, match="no engine 'other'; the engines are mine, opus-mt, firefox"):
        choose("en", "es", "other")
    remove("mine:en-es")
    assert [package.variant for package in list_packages()] == ["opus-mt"]


@pytest.mark.parametrize(
    ("family", "names", "before", "after", "prefix"),
    [
        ("nllb", ["eng_Latn", "spa_Latn"], ("eng_Latn",), ("</s>",), "spa_Latn"),
        ("m2m100", ["__en__", "__es__"], ("__en__",), ("</s>",), "__es__"),
        ("madlad", ["<2es>", "<2en>"], ("<2es>",), ("</s>",), ""),
        ("opus-mt", [">>spa<<", ">>por<<"], (">>spa<<",), ("</s>",), ""),
    ],
)
def test_each_family_gets_its_tokens(
    tmp_path: Path,
    family: str,
    names: list[str],
    before: tuple[str, ...],
    after: tuple[str, ...],
    prefix: str,
) -> None:
    package = add_model(write_random(tmp_path / "model", names), "en", "es")
    assert (package.variant, package.before, package.after, package.target_prefix) == (
        family, before, after, prefix,
    )  # fmt: skip
    with ArgosEngine(package, name=family, device=CPU) as engine:
        for text in translate(engine, "Hello world.", "The president spoke yesterday."):
            assert not any(name in text for name in (*names, "</s>"))


def refuse(folder: Path, says: str) -> None:
    with pytest.raises(PackageError, match=says):
        add_model(folder, "en", "es")
    assert list_packages() == []
    assert [path for path in packages_folder().rglob("*") if path.is_file()] == []


def test_what_is_no_model_is_refused(release: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refuse(tmp_path / "empty", "neither model.bin")
    for name, says in (
        ("decoder.yml", "no decoder.yml"), ("source.spm", "byte pairs"), ("model.npz", "neither model.bin"),
    ):  # fmt: skip
        broken = Path(shutil.copytree(release, tmp_path / f"without-{name}"))
        (broken / name).unlink()
        refuse(broken, says)


@pytest.mark.parametrize("missing", ["transformer-ffn-activation", "decoder_l1_context_Wq", "enc-depth"])
def test_weights_and_settings_that_are_missing_are_named_as_such(tmp_path: Path, missing: str) -> None:
    refuse(write_release(tmp_path / "broken", without=(missing,)), "cannot be converted")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("decoder.yml", b"models:\n- model.npz\nvocabs", "cannot be converted.*decoder.yml"),
        ("decoder.yml", b"", "cannot be converted.*whole"),
        ("model.npz", b"", "model.npz is cut off"),
        ("model.npz", b"PK\3\4 rest of a download", "model.npz is cut off"),
        ("vocab.yml", b"<html>", "cannot be converted.*vocabularies"),
        ("target.spm", b"", "pieces of target.spm: it belongs to another model"),
        ("target.spm", b"<html>", "target.spm is no SentencePiece vocabulary"),
    ],
)
def test_a_release_with_a_damaged_file_is_refused_by_name(
    release: Path, name: str, content: bytes, says: str
) -> None:
    (release / name).write_bytes(content)
    refuse(release, f"(?s){says}")


def test_what_is_no_model_is_named_with_the_way_out(tmp_path: Path) -> None:
    folder = write_random(tmp_path / "bare", ["eng_Latn", "spa_Latn"])
    for path in folder.glob("*vocabulary*"):
        path.unlink()
    refuse(folder, "bare has no source_vocabulary.* copy")
    (tmp_path / "model.npz").write_bytes(b"weights")
    refuse(tmp_path / "model.npz", "model.npz is one file of a model; give the folder")
    (tmp_path / "cut.zip").write_bytes(b"PK\3\4 rest of a download")
    refuse(tmp_path / "cut.zip", "cut.zip cannot be unpacked, download it anew")
    refuse(tmp_path / "nowhere", "there is no file .*nowhere")
    with pytest.raises(PackageError, match="bare has no model"):
        install_files(folder)


def test_damaged_and_foreign_files_are_refused(release: Path, tmp_path: Path) -> None:
    (release / "target.spm").write_bytes(b"<html>")
    (release / "source.spm").write_bytes(b"<html>")
    refuse(release, "no SentencePiece vocabulary")
    model = write_random(tmp_path / "random", ["eng_Latn", "spa_Latn"])
    shutil.copyfile(
        Path(__file__).parents[2] / "translations" / "embedded" / "sentencepiece.model",
        model / "sentencepiece.bpe.model",
    )
    refuse(model, "belongs to another model")
    (model / "model.bin").write_bytes(b"nothing")
    refuse(model, "belongs to another model|cannot be loaded")
    refuse(write_random(tmp_path / "french", [">>fra<<"]), "spa.* is none of them")


def test_another_package_brings_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("mine", "test_models:make_engine", selection.ENTRY_POINTS)
    broken = EntryPoint("broken", "no.such.module:make", selection.ENTRY_POINTS)
    monkeypatch.setattr(selection, "entry_points", lambda group: [point, broken])
    assert choose("en", "es", "mine").translate(["x"], "en", "es") == []
    with pytest.raises(EngineMissing, match="broken"):
        choose("en", "es", "broken")


class _Mine:
    name, version = "mine", "1"

    def translate(self, *_: object, **__: object) -> list[object]:
        return []

    def close(self) -> None: ...


def make_engine(source: str, target: str, device: object) -> _Mine:
    return _Mine()
