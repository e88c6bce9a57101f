"""Models of OPUS-MT, NLLB, M2M-100 and MADLAD become packages, each with the tokens it wants."""

import errno
import os
import shutil
import signal
import zipfile
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from ctranslate2 import converters
from dictionary_model import COPIED, make_vocabulary
from opus_model import write_random, write_release
from typer.testing import CliRunner

from dosvoces.cli import doctor
from dosvoces.cli.commands import app
from dosvoces.core.errors import EngineMissing, PackageError, SentenceError, SettingError
from dosvoces.core.forking import _Process
from translations.engines import selection
from translations.engines.argos import ArgosEngine
from translations.engines.device import Device
from translations.engines.isolated import IsolatedEngine
from translations.engines.protocol import Translated
from translations.engines.selection import choose
from translations.packages import families
from translations.packages.families import check_direction
from translations.packages.firefox import install_files
from translations.packages.installed import list_packages, packages_folder, remove
from translations.packages.models import add_model
from translations.packages.trial import try_apart
from translations.packages.verification import verify, verify_all

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


def test_an_archive_may_hold_its_model_anywhere_but_one_only(release: Path, tmp_path: Path) -> None:
    def pack(name: str, *folders: str) -> Path:
        with zipfile.ZipFile(tmp_path / name, "w") as packed:
            packed.writestr("__MACOSX/opus/._model.npz", "what macOS packs beside")
            for folder in folders:
                for path in release.iterdir():
                    packed.write(path, f"{folder}/{path.name}")
        return tmp_path / name

    assert add_model(pack("deep.zip", "a/b/opus"), "en", "es").variant == "opus-mt"
    with pytest.raises(PackageError, match=r"several models, in one, two; unpack it"):
        add_model(pack("two.zip", "one", "two"), "en", "es")
    with zipfile.ZipFile(tmp_path / "nested.zip", "w") as packed:
        packed.write(tmp_path / "deep.zip", "deep.zip")
    with pytest.raises(PackageError, match=r"nested.zip has neither .* unpack deep.zip"):
        add_model(tmp_path / "nested.zip", "en", "es")


def test_a_model_may_be_named_after_an_engine_that_it_is_not(release: Path) -> None:
    add_model(release, "en", "es", "firefox-teacher")
    assert choose("en", "es", device=CPU).name == "firefox-teacher"
    assert all(not report.problems for report in verify_all())


def test_a_model_that_lost_a_file_is_passed_over_with_a_word_and_told_when_named(
    release: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (add_model(release, "en", "es").folder / "source.spm").unlink()
    selection._pass_over.cache_clear()
    assert [choose("en", "es", device=CPU).name for _ in range(2)] == ["embedded"] * 2
    (said,) = caplog.messages
    assert "opus-mt from en to es is passed over" in said and "no source.spm" in said
    with pytest.raises(PackageError, match=r"no source.spm.*packages remove opus-mt-en_es"):
        choose("en", "es", "opus-mt")
    assert "opus-mt-en_es is not listed" in CliRunner().invoke(app, ["packages", "list"]).stderr


def test_models_that_are_not_taken_are_not_read_whole(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        add_model(release, "en", "es", name)
    seen = list[Path]()
    monkeypatch.setattr(selection, "verify", lambda folder: seen.append(folder) or verify(folder))
    assert choose("en", "es", device=CPU).name == "a"
    assert [folder.name for folder in seen] == ["a-en_es"]


def test_whatever_changes_a_translation_changes_the_version(release: Path, tmp_path: Path) -> None:
    first = add_model(release, "en", "es").version
    assert add_model(release, "en", "es").version == first
    other = Path(shutil.copytree(release, tmp_path / "other"))
    shutil.copyfile(release / "source.spm", other / "target.spm")
    assert add_model(other, "en", "es").version != first


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
    (_, first), (name, examine) = ((name, examine) for name, _, examine in doctor._find_others())
    assert name == "engine opus-mt" and "→" in first() and "does not go from es to en" in examine()
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
        ("opus-mt", [">>es<<", ">>fr<<"], (">>es<<",), ("</s>",), ""),
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


@pytest.mark.parametrize(
    ("names", "pair", "says"),
    [
        (["eng_Latn", "spa_Latn", "fr"], ("en", "fr"), r"fr \(fr_Latn\) is none"),
        (["__en__", "__fr__"], ("en", "es"), r"es \(__es__\) is none"),
        (["<2en>", "<2fr>"], ("en", "es"), r"es \(<2es>\) is none"),
        (["en_XX", "es_XX"], ("en", "es"), "mBART"),
        (["eng_Latn", "spa_Latn"], ("es", "es"), "from one language into another"),
    ],
)
def test_a_language_that_a_model_does_not_know_is_refused(
    tmp_path: Path, names: list[str], pair: tuple[str, str], says: str
) -> None:
    with pytest.raises(PackageError, match=says):
        add_model(write_random(tmp_path / "model", names), *pair)
    assert list_packages() == []


def test_a_model_added_the_wrong_way_round_is_refused(tmp_path: Path) -> None:
    files = {}
    for language, text in families._SAID.items():
        files[language] = tmp_path / f"{language}.spm"
        words = dict.fromkeys(f"▁{word}" for word in text.split())
        files[language].write_bytes(make_vocabulary([*COPIED, *words]))
    check_direction(files["en"], files["es"], "en", "es")
    with pytest.raises(PackageError, match=r"goes from en to es; add it as en-es"):
        check_direction(files["en"], files["es"], "es", "en")
    # One vocabulary of both languages says nothing.
    check_direction(files["en"], files["en"], "es", "en")


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
    (tmp_path / "opus.tar.gz").write_bytes(b"\x1f\x8b packed otherwise")
    refuse(tmp_path / "opus.tar.gz", "no zip archive; .* unpack it and give the folder")
    with pytest.raises(PackageError, match="bare has no model"):
        install_files(folder)


def test_a_full_disk_is_not_the_releases_fault(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse_all(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(converters.OpusMTConverter, "convert", refuse_all)
    refuse(release, "packages: the disk is full")


def test_damaged_and_foreign_files_are_refused(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    model = write_random(tmp_path / "nameless", ["eng_Latn", "spa_Latn"])
    data = (model / "model.bin").read_bytes()
    (model / "model.bin").write_bytes(
        data.replace(b"decoder/embeddings/weight", b"decoder/embeddings/wait!!")
    )
    refuse(model, "cannot be loaded: .*decoder/embeddings/weight")
    # Of others ctranslate2 dies.
    with pytest.raises(PackageError, match="it ends the process that loads it"):
        try_apart(signal.raise_signal, signal.SIGSEGV)
    with pytest.raises(PackageError, match="was killed: memory may be short"):
        try_apart(signal.raise_signal, signal.SIGKILL)
    with monkeypatch.context() as patch:
        patch.setattr(_Process, "start", lambda _: os.open("/no/process", os.O_RDONLY))
        with pytest.raises(PackageError, match=r"no process could be started for it: .*No such file"):
            try_apart(print, "never")
    refuse(write_random(tmp_path / "french", [">>fra<<"]), "spa.* is none of them")


def test_another_package_brings_an_engine(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    point = EntryPoint("mine", "test_models:make_engine", selection.ENTRY_POINTS)
    broken = EntryPoint("broken", "no.such.module:make", selection.ENTRY_POINTS)
    raising = EntryPoint("raising", "test_models:raise_error", selection.ENTRY_POINTS)
    none = EntryPoint("none", "test_models:_Mine.close", selection.ENTRY_POINTS)
    versionless = EntryPoint("versionless", "test_models:_Versionless", selection.ENTRY_POINTS)
    points = [point, broken, raising, none, versionless]
    monkeypatch.setattr(selection, "entry_points", lambda group: points)
    engine = choose("en", "es", "mine")
    assert [answer.text for answer in engine.translate(["x"], "en", "es")] == ["X"]
    # It is found again by the name of its entry point, whatever it calls itself.
    assert (engine.name, selection.find_replaced("mine")) == ("mine", ("mine",))
    for name, says in (("broken", "No module"), ("raising", "KeyError: 'API_KEY'"), ("none", "TypeError")):
        with pytest.raises(EngineMissing, match=f"the engine {name} .*cannot be loaded: .*{says}"):
            choose("en", "es", name)
    for sentence, says in (("few", "1 answers to 2 sentences"), ("odd", "str, not"), ("error", "ValueError")):
        with pytest.raises(SentenceError, match=f"the engine mine .*{says}"):
            engine.translate(["x", sentence], "en", "es")
    assert "mine" in selection.list_names()
    # Nothing stands on it that it closes well.
    engine.close()
    assert "the engine mine failed at closing: OSError: it is gone" in caplog.text
    with pytest.raises(EngineMissing, match=r"the engine versionless .*KeyError: 'version'"):
        choose("en", "es", "versionless")


class _Mine:
    name, version = "Another Name", "1"

    def translate(self, sentences: list[str], *_: object, **__: object) -> list[object]:
        if "error" in sentences:
            raise ValueError("it does")
        return ["odd" if each == "odd" else Translated(each.upper()) for each in sentences if each != "few"]

    def close(self) -> None:
        raise OSError("it is gone")


class _Versionless(_Mine):
    def __init__(self, *_: object) -> None: ...

    @property
    def version(self) -> str:  # type: ignore[override]
        raise KeyError("version")


def make_engine(source: str, target: str, device: object) -> _Mine:
    return _Mine()


def raise_error(source: str, target: str, device: object) -> _Mine:
    raise KeyError("API_KEY")
