import json
import shutil
import zipfile
from pathlib import Path

import pytest

from dosvoces.core.errors import PackageError
from translations.engines import embedded, selection
from translations.engines.apertium import ApertiumEngine
from translations.engines.embedded import FOLDER, embedded_engine, embedded_packages, verify_embedded
from translations.packages import read_package


def test_the_shipped_files_are_those_that_were_published() -> None:
    assert verify_embedded().problems == ()


def test_a_changed_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "embedded"
    shutil.copytree(FOLDER, copy)
    (copy / "metadata-en_es.json").write_bytes(b"{}")
    (copy / "model" / "model.bin").unlink()
    monkeypatch.setattr(embedded, "FOLDER", copy)
    assert set(verify_embedded().problems) == {
        "metadata-en_es.json has changed",
        "model/model.bin is missing",
    }


def test_without_its_files_another_engine_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    copy = tmp_path / "embedded"
    copy.mkdir()
    for path in FOLDER.iterdir():
        (copy / path.name).symlink_to(path)
    monkeypatch.setattr(embedded, "FOLDER", copy)
    monkeypatch.setitem(selection._MAKERS, "apertium", lambda *_: ApertiumEngine())
    embedded_engine().close()
    (copy / "phrases.npz").unlink()
    for content in (None, b"", (FOLDER / "phrases.npz").read_bytes()[:100_000]):
        if content is not None:
            (copy / "phrases.npz").write_bytes(content)
        selection._pass_over.cache_clear()
        caplog.clear()
        assert selection.choose("en", "es").name == "apertium"
        assert "phrases.npz" in caplog.text and "pip install" in caplog.text
        with pytest.raises(PackageError, match=r"phrases\.npz.*pip install"):
            selection.choose("en", "es", "embedded")
    (copy / "phrases.npz").write_bytes((FOLDER / "phrases.npz").read_bytes())
    (copy / "senses.npz").unlink()
    with pytest.raises(PackageError, match=r"senses\.npz.*pip install"):
        selection.choose("en", "es", "embedded")


def test_the_weights_are_shipped_once() -> None:
    one, other = embedded_packages()
    assert (one.key, other.key) == ("en_es", "es_en")
    assert one.model == other.model and one.tokenizer_file == other.tokenizer_file
    assert len(list(FOLDER.rglob("*.bin"))) == 1
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 50_000_000


def test_another_version_has_other_weights_only() -> None:
    """The packages of 0.1 were published on their own; what is shipped has their pieces and vocabulary."""
    models = Path(__file__).parents[2] / "../shared/models"
    if not models.is_dir():
        pytest.skip("../shared/models is not here")
    for package in embedded_packages():
        with zipfile.ZipFile(models / f"translate-{package.key}-0_1.argosmodel") as archive:
            files = {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}
        metadata = json.loads(files.pop("metadata.json"))
        shipped = json.loads((FOLDER / f"metadata-{package.key}.json").read_bytes())
        assert shipped | {"package_version": "0.1"} == metadata and shipped["package_version"] > "0.1"
        changed = {name for name, read in files.items() if read != (FOLDER / name).read_bytes()}
        assert changed == {"model/model.bin", "README.md"}


def test_both_directions() -> None:
    with embedded_engine() as engine:
        (spanish,) = engine.translate(["The government presented three plans."], "en", "es")
        (english,) = engine.translate(["El gobierno presentó tres planes."], "es", "en")
    assert spanish.text == "El gobierno presentó tres planes."
    assert english.text == "The government presented three plans."
    assert spanish.score and 0 < spanish.score <= 1


def test_a_possessive_is_no_verb_and_the_words_around_a_word_choose_its_sense() -> None:
    with embedded_engine() as engine:
        (spanish,) = engine.translate(["Europe's largest software producer lost money."], "en", "es")
        (called,) = engine.translate(["In all cases, you must book directly with the airline."], "en", "es")
    assert "de Europa" in spanish.text and "Europa es" not in spanish.text
    assert "aerolínea" in called.text


@pytest.mark.slow
def test_whatever_comes_is_answered_one_to_one() -> None:
    odd = ["", "  ", "?!", "😀", "Ω ≈ ç√", "a" * 10_000, "word " * 500, "b" * 700 + " and " + "c" * 700]
    with embedded_engine() as engine:
        assert engine.translate([], "en", "es") == []
        answers = [answer.text for answer in engine.translate(odd, "en", "es")]
    assert len(answers) == len(odd) and answers[:2] == ["", ""] and answers[3] == "😀"
    assert answers[5].replace(" ", "") == "a" * 10_000 and "b" * 700 in answers[7] and "c" * 700 in answers[7]
    assert len(answers[6].split()) > 250


def test_word_links_say_which_word_became_which() -> None:
    sentence = "The government presented three plans."
    with embedded_engine() as engine:
        (answer,) = engine.translate([sentence], "en", "es")
    words = {sentence[slice(*link.source)]: answer.text[slice(*link.target)] for link in answer.links}
    assert words["government"] == "gobierno" and words["three"] == "tres" and words["plans"] == "planes"


def test_a_package_of_its_own_folder_reads_the_same(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "own")
    (tmp_path / "own" / "metadata-en_es.json").rename(tmp_path / "own" / "metadata.json")
    package = read_package(tmp_path / "own")
    assert (package.source, package.target, package.version, package.target_prefix) == (
        "en",
        "es",
        "0.12",
        "<2es>",
    )
