"""``dosvoces export`` and ``dosvoces rebuild``: what a script and a person see."""

import json
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

import dosvoces
from benchmarks.synthetic import make_stories
from dosvoces.cli.commands import app
from dosvoces.errors import DosvocesError, ExportError
from dosvoces.record import Rights, find_role, from_json
from dosvoces.store import Store


@pytest.fixture
def url(tmp_path: Path) -> str:
    path = str(tmp_path / "s.sqlite")
    with Store(path) as store:
        for number, (article, translation) in enumerate(make_stories(20, seed=5)):
            rights = Rights(robots=("noai",)) if number == 0 else Rights()
            store.save_article(msgspec.structs.replace(article, rights=rights))
            store.save_translations([translation])
    return path


def run(*words: str) -> Result:
    result = CliRunner().invoke(app, list(words))
    if isinstance(result.exception, DosvocesError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def test_lines_go_to_standard_output_and_notes_to_the_other(url: str) -> None:
    result = run("export", "--store", url)
    records = [from_json(line) for line in result.stdout.splitlines()]
    assert len(records) == 19
    assert "left out because their outlets reserve their rights: 1 for noai" in result.stderr


def test_a_file_is_written_and_counted(url: str, tmp_path: Path) -> None:
    for name in ("r.jsonl", "r.jsonl.zst"):
        result = run("--json", "export", str(tmp_path / name), "--store", url, "--include-reserved")
        assert json.loads(result.stdout) == {"records": 20, "to": str(tmp_path / name), "left_out": {}}
    assert list(dosvoces.read(tmp_path / "r.jsonl")) == list(dosvoces.read(tmp_path / "r.jsonl.zst"))


def test_a_folder_is_a_dataset(url: str, tmp_path: Path) -> None:
    words = ["export", str(tmp_path / "ds"), "--store", url, "--format", "csv", "--format", "tmx", "--split"]
    result = run("--json", *words, "--validation-from", "2025-06-01", "--test-from", "2026-01-01")
    told = json.loads(result.stdout)
    assert told["counts"]["records"] == 19
    assert told["left_out"] == {"noai": 1}
    splits = json.loads((tmp_path / "ds" / "manifest.json").read_text())["request"]["splits"]
    assert splits == {"validation_from": "2025-06-01", "test_from": "2026-01-01"}
    assert f"--since {tmp_path / 'ds'}" in run(*words).output.replace("\n", "")
    later = run("--json", "export", str(tmp_path / "later"), "--store", url, "--since", str(tmp_path / "ds"))
    assert json.loads(later.stdout)["counts"]["records"] == 1


def test_the_text_alone_is_taken(url: str) -> None:
    for line in run("export", "--store", url, "--role", "body").stdout.splitlines():
        record = from_json(line)
        assert {find_role(segment, record.article.roles) for segment in record.segments} == {"paragraph"}


def test_names_are_masked_when_asked(url: str) -> None:
    for line in run("export", "--store", url, "--anonymise").stdout.splitlines():
        assert from_json(line).article.authors == ()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x.jsonl", "--format", "csv"], "need a folder"),
        (["folder", "--format", "docx"], "no format 'docx'"),
        (["folder", "--origin", "martian"], "no origin 'martian'"),
        (["folder", "--role", "chef"], "no role 'chef'"),
        (["folder", "--without-flag", "ugly"], "no flag 'ugly'"),
        (["folder", "--since", "yesterday"], "no time like"),
        (["no/such/folder/x.jsonl"], "create it"),
    ],
)
def test_mistakes_are_said_and_nothing_is_written(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ExportError, match=said):
        run("export", *words, "--store", url)
    assert not list(tmp_path.glob("folder*"))
    assert not list(tmp_path.glob("*.jsonl"))


def test_digests_become_texts_again(url: str, tmp_path: Path) -> None:
    run("export", str(tmp_path / "ds"), "--store", url, "--format", "hashes", "--include-reserved")
    result = run("--json", "rebuild", str(tmp_path / "ds"), str(tmp_path / "again.jsonl"), "--store", url)
    assert json.loads(result.stdout)["records rebuilt"] == 20
    assert list(dosvoces.read(tmp_path / "again.jsonl")) == list(dosvoces.read(url))
    result = run("rebuild", str(tmp_path / "ds"), "--store", url)
    assert len(result.stdout.splitlines()) == 20
    assert "records rebuilt: 20" in result.stderr
