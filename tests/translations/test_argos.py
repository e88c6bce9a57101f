import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dosvoces.core.errors import EngineError, EngineMissing, PackageError
from translations.engines import choose
from translations.engines.argos import LONGEST, ArgosEngine
from translations.engines.device import choose_device
from translations.engines.embedded import FOLDER, neural_engine
from translations.packages import read_package
from translations.packages.installed import install

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def engine() -> Iterator[ArgosEngine]:
    with neural_engine() as engine:
        yield engine


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "translate-en_es"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("metadata-*", "SHA256SUMS"))
    shutil.copy(FOLDER / "metadata-en_es.json", folder / "metadata.json")
    return folder


def test_answers_are_one_to_one_and_in_order(engine: ArgosEngine) -> None:
    sentences = [f"He paid {number} pesos." for number in range(40)] + ["", " ", "\0", "\n"]
    answers = engine.translate(sentences, "en", "es")
    assert len(answers) == len(sentences)
    right = [str(number) in answer.text for number, answer in enumerate(answers[:40])]
    assert sum(right) >= 38


def test_the_company_changes_nothing(engine: ArgosEngine) -> None:
    """A sentence is translated the same alone and among others, but for rounding."""
    sentences = ["The house is red.", "The government presented three plans to the parliament on Monday."]
    together = engine.translate(sentences, "en", "es")
    assert [engine.translate([sentence], "en", "es")[0].text for sentence in sentences] == [
        answer.text for answer in together
    ]


def test_several_translations_of_a_sentence_differ_and_the_first_is_the_best(engine: ArgosEngine) -> None:
    sentences = [
        "The government presented three plans to the parliament.",
        "",
        "and so on " * LONGEST,
        "Yes.",
    ]
    found = engine.propose(sentences, "en", "es", 6)
    assert [len(each) for each in found[1:3]] == [1, 0] and len(found[0]) > 2 and found[3]
    texts = [each.text for each in found[0]]
    assert len(set(texts)) == len(texts) and all(each.links for each in found[0])
    scores = [each.score or 0 for each in found[0]]
    assert scores[0] >= max(scores) - 0.05
    assert engine.translate(sentences[:1], "en", "es")[0].text


def test_beyond_the_models_length_nothing_is_cut_off(engine: ArgosEngine) -> None:
    # The same clause over and over makes a small model go round in circles.
    clauses = (
        "the mayor of town {} presented a plan to the council and left",
        "bus {} did not stop in the old town on Monday",
        "more than {} people came to see the new bridge",
        "the court heard {} witnesses before the end of the year",
    )
    sentence = ", ".join(clauses[number % 4].format(number) for number in range(100, 160)) + "."
    (answer,) = engine.translate([sentence], "en", "es")
    assert len(sentence) > 10 * LONGEST
    assert sum(str(number) in answer.text for number in range(100, 160)) >= 45
    assert not answer.truncated


def test_a_word_longer_than_the_model_takes(engine: ArgosEngine) -> None:
    (answer,) = engine.translate(["abc" * 700], "en", "es", greedy=True)
    assert answer.text


def test_target_prefix_is_no_part_of_the_answer(engine: ArgosEngine) -> None:
    assert all(
        "<2e" not in answer.text for answer in engine.translate(["Hello.", "Good morning."], "en", "es")
    )


def test_a_direction_without_a_package(engine: ArgosEngine) -> None:
    with pytest.raises(EngineMissing, match="no package from en to fr"):
        engine.translate(["Hello."], "en", "fr")


def test_a_damaged_model_says_so(package: Path) -> None:
    (package / "model" / "model.bin").write_bytes(b"nothing")
    with pytest.raises(EngineError, match="packages verify"):
        ArgosEngine(read_package(package)).translate(["Hello."], "en", "es")


@pytest.mark.parametrize(
    ("remove", "said"),
    [
        ("metadata.json", "no Argos package"),
        ("model/model.bin", r"no model/model\.bin"),
        ("sentencepiece.model", "layout is unknown"),
    ],
)
def test_an_incomplete_package_says_what_it_lacks(package: Path, remove: str, said: str) -> None:
    (package / remove).unlink()
    with pytest.raises(PackageError, match=said):
        read_package(package)


@pytest.mark.parametrize("metadata", ["{", "[]", '{"type": "sbd"}', '{"from_code": 3}', "\xff"])
def test_unreadable_metadata(package: Path, metadata: str) -> None:
    (package / "metadata.json").write_bytes(metadata.encode("latin-1"))
    with pytest.raises(PackageError):
        read_package(package)


def _turn_to_bpe(package: Path, words: list[str]) -> None:
    """The same model with the vocabulary of an old package, in which *words* are whole."""
    (package / "sentencepiece.model").unlink()
    path = package / "model" / "shared_vocabulary.json"
    pieces = json.loads(path.read_bytes())
    whole = {piece.removeprefix("▁") for piece in pieces if piece.startswith("▁")}
    turned = [
        piece.removeprefix("▁") if piece.startswith("▁") or piece not in whole else f"{piece}@@"
        for piece in pieces
    ]
    path.write_text(json.dumps(turned), encoding="utf-8")
    # Each word from its letters, as byte pair encoding learns them.
    merges = [
        f"{word[:end]} {word[end]}{'</w>' if end + 1 == len(word) else ''}"
        for word in words
        for end in range(1, len(word))
    ]
    lines = ["#version: 0.2", *dict.fromkeys(merges)]
    (package / "bpe.model").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_an_old_package_with_byte_pairs(package: Path) -> None:
    _turn_to_bpe(package, ["The", "house", "is", "green"])
    old = read_package(package)
    assert old.tokenizer == "bpe"
    with ArgosEngine(old) as engine:
        answers = engine.translate(["The house is green.", "", "The house is green."], "en", "es")
    assert [answer.text for answer in answers] == ["La casa es verde.", "", "La casa es verde."]


def test_the_users_package_comes_before_the_embedded(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOSVOCES_HOME", str(tmp_path / "home"))
    assert choose("en", "es").name == "embedded"
    with pytest.raises(EngineMissing, match="packages install en-es"):
        choose("en", "es", "argos")
    metadata = json.loads((package / "metadata.json").read_bytes()) | {"package_version": "9.9"}
    (package / "metadata.json").write_text(json.dumps(metadata))
    install(Path(shutil.make_archive(str(tmp_path / "packed"), "zip", package.parent, package.name)))
    engine = choose("en", "es")
    assert (engine.name, engine.version) == ("argos", "9.9")
    assert choose("es", "en").name == "embedded"
    assert engine.translate(["The house is green."], "en", "es")[0].text == "La casa es verde."
    engine.close()


def test_unknown_engines_and_pairs() -> None:
    with pytest.raises(Exception, match="no engine 'google'"):
        choose("en", "es", "google")
    with pytest.raises(EngineMissing, match="no engine translates from en to de"):
        choose("en", "de")


def test_devices() -> None:
    assert choose_device("cpu") == "cpu"
    with pytest.raises(EngineError, match="no device 'tpu'"):
        choose_device("tpu")
