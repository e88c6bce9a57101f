"""``dosvoces export`` and ``dosvoces rebuild``: what a script and a person see."""

import json
import shutil
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

import dosvoces
from benchmarks.synthetic import make_stories
from dosvoces.cli.commands import app
from dosvoces.core.errors import DosvocesError, ExportError, SettingError
from dosvoces.core.record import Rights, find_role, from_json
from dosvoces.exports import dataset
from dosvoces.exports.manifest import Request
from dosvoces.store import Selection, Store, tables
from dosvoces.store.collections import Collections, Place


@pytest.fixture(scope="module")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("twenty") / "s.sqlite"
    with Store(str(path)) as store:
        for number, (article, translation) in enumerate(make_stories(20, seed=5)):
            rights = Rights(robots=("noai",)) if number == 0 else Rights()
            store.save_article(msgspec.structs.replace(article, rights=rights))
            store.save_translations([translation])
    return path


@pytest.fixture
def url(twenty: Path, tmp_path: Path) -> str:
    return str(shutil.copy(twenty, tmp_path / "s.sqlite"))


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


def test_a_damaged_record_is_left_out_and_all_others_are_exported(url: str, tmp_path: Path) -> None:
    whole = [from_json(line) for line in run("export", "--store", url).stdout.splitlines()]
    outlets = [record.article.outlet for record in whole]
    # One of several of its outlet, which is done with all others of it.
    number = next(number for number in range(len(whole)) if outlets.count(outlets[number]) > 1)
    rest, bad, last = whole[:number] + whole[number + 1 :], whole[number].article, outlets[-1]
    assert bad.outlet != last
    with Store(url) as store, store._writing("damaging") as connection:
        own = tables.articles.update().where(tables.articles.c.id == bad.id)
        connection.execute(own.values(payload=b"no record"))
    result = CliRunner().invoke(app, ["export", "--store", url])
    assert [from_json(line) for line in result.stdout.splitlines()] == rest
    assert result.exit_code == 1 and f"1 record of sqlite:///{url} could not be read" in result.stderr

    result = CliRunner().invoke(app, ["--json", "export", str(tmp_path / "r.jsonl"), "--store", url])
    assert result.exit_code == 1 and json.loads(result.stdout)["left_out"] == {"damaged": 1, "noai": 1}

    def stop(done: int, total: int) -> None:
        if done > len({*outlets[:number]}):
            raise KeyboardInterrupt

    request = Request(formats=("jsonl",), selection=Selection())
    with pytest.raises(KeyboardInterrupt), Store(url) as store:
        dataset.export(store, tmp_path / "ds", request, stop)
    with Store(url) as store:
        # It goes on behind the outlet that had the damaged one, and tells of that all the same.
        made = dataset.export(store, tmp_path / "ds", request)
        assert made.left_out == {"damaged": 1, "noai": 1} and not store.damaged()
    assert "1 damaged" in (tmp_path / "ds" / "README.md").read_text()
    result = CliRunner().invoke(app, ["--json", "export", str(tmp_path / "ds"), "--store", url])
    assert result.exit_code == 1 and json.loads(result.stdout)["left_out"] == {"damaged": 1, "noai": 1}
    assert list(dosvoces.read(tmp_path / "ds")) == rest
    # What has nothing damaged in it ends well.
    assert run("export", "--store", url, "--outlet", last).stdout


def test_a_score_beyond_one_is_refused(url: str) -> None:
    result = CliRunner().invoke(app, ["export", "--store", url, "--min-score", "2"])
    assert result.exit_code == 2 and "--min-score" in result.output


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
        (["x.jsonl", "--split"], "need a folder"),
        (["x.jsonl", "--test-from", "2026-01-01"], "need a folder"),
        (["-", "--validation", "0.1"], "need a folder"),
        (["folder", "--from", "01/05/2025"], "--from 01/05/2025: that is no day like"),
        (["folder", "--from", "2025-5-1"], "--from 2025-5-1: that is no day like"),
        (["x.jsonl", "--to", "yesterday"], "--to yesterday: that is no day like"),
        (["folder", "--split", "--test-from", "1/5/2025"], "--test-from 1/5/2025: that is no day like"),
        (["folder", "--validation-from", "2026-02-30"], "--validation-from 2026-02-30: that is no day like"),
        (["folder", "--from", "2026-05-02", "--to", "2026-05-01"], "--from 2026-05-02 is after --to"),
        (["folder", "--validation-from", "2026-05-02", "--test-from", "2026-05-01"], "is after --test-from"),
        (["folder", "--test", "0.2"], "divides nothing without --split"),
        (["folder", "--split", "--test", "0.2", "--test-from", "2026-05-01"], "give shares or days"),
        (["folder", "--language", "spanish"], "made from es and en"),
        (["folder", "--language", "pt"], "made from es and en"),
        (["folder", "--language", "spanish", "--untranslated"], "no language tag"),
        (["folder", "--outlet", "el-diaro-99"], "--outlet el-diaro-99: the store .* has no articles of it"),
        (["folder.csv"], "name a folder without .csv and say --format csv"),
        (["folder.PARQUET"], "say --format parquet"),
        (["folder.zip"], "ends in .jsonl or .jsonl.zst"),
        (["folder.jsonl.gz"], "ends in .jsonl or .jsonl.zst"),
        ([""], "name a file or a folder"),
    ],
)
def test_wrong_options_are_said_and_nothing_is_written(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingError, match=said):
        run("export", *words, "--store", url)
    assert not list(tmp_path.glob("folder*"))
    assert not list(tmp_path.glob("*.jsonl"))


def test_an_export_of_nothing_leaves_what_is_there(url: str, tmp_path: Path) -> None:
    folder, file = str(tmp_path / "ds"), str(tmp_path / "x.jsonl")
    for to in (folder, file):
        run("export", to, "--store", url)
        with pytest.raises(ExportError, match="nothing was written"):
            run("export", to, "--from", "2090-01-01", "--store", url)
        assert list(dosvoces.read(to))
    # That nothing is new is no slip.
    assert run("export", "--since", "2090-01-01", "--store", url).stdout == ""


def test_a_folder_that_is_missing_is_said(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ExportError, match="create it"):
        run("export", "no/such/folder/x.jsonl", "--store", url)


def test_an_outlet_with_a_slip_is_guessed(url: str) -> None:
    with Store(url) as store:
        key = store.outlets()[0]
    with pytest.raises(SettingError, match=f"did you mean {key}"):
        run("export", "--outlet", f"{key}x", "--store", url)
    assert run("export", "--outlet", key, "--store", url).stdout


def test_languages_and_days_are_taken_as_they_are_meant(url: str, tmp_path: Path) -> None:
    for given in ("es", "ES"):
        lines = run("export", "--language", given, "--store", url).stdout.splitlines()
        assert {from_json(line).article.in_language for line in lines} == {"es"}
    tags = ("--language", "ES-mx", "--language", "es")
    run("export", str(tmp_path / "ds"), "--from", "20250101", *tags, "--store", url)
    chosen = json.loads((tmp_path / "ds" / "manifest.json").read_text())["request"]["selection"]
    assert (chosen["published_from"], chosen["languages"]) == ("2025-01-01", ["es-MX", "es"])


def test_splits_without_records_are_told(url: str, tmp_path: Path) -> None:
    words = ("export", str(tmp_path / "ds"), "--store", url)
    told = run(*words, "--validation-from", "2024-01-01", "--test-from", "2090-01-01").stderr
    assert "no record is in train or test" in told.replace("\n", " ")
    assert "no record is in" not in run(*words, "--split").stderr
    assert "no record is in" not in run(*words, "--test-from", "2026-01-01").stderr


def test_the_folder_one_is_in_can_be_meant(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "news").mkdir()
    for _ in range(2):
        monkeypatch.chdir(tmp_path / "news")
        told = run("export", ".", "--store", "../s.sqlite").stderr.replace("\n", " ")
        assert "the folder you are in was replaced" in told
    monkeypatch.chdir(tmp_path)
    assert len(list(dosvoces.read(tmp_path / "news"))) == 19


def test_digests_become_texts_again(url: str, tmp_path: Path) -> None:
    run("export", str(tmp_path / "ds"), "--store", url, "--format", "hashes", "--include-reserved")
    result = run("--json", "rebuild", str(tmp_path / "ds"), str(tmp_path / "again.jsonl"), "--store", url)
    assert json.loads(result.stdout)["records rebuilt"] == 20
    assert list(dosvoces.read(tmp_path / "again.jsonl")) == list(dosvoces.read(url))
    result = run("rebuild", str(tmp_path / "ds"), "--store", url)
    assert len(result.stdout.splitlines()) == 20
    assert "records rebuilt: 20" in result.stderr


def test_a_collection_is_exported_by_its_key(url: str, tmp_path: Path) -> None:
    with Store(url) as store:
        kept, article = Collections(store), next(store.articles())
        key = kept.create("Ada", "Tesis").key
        kept.add(key, [Place(article.id, 1, "s2")])
    (line,) = run("export", "--store", url, "--collection", key).stdout.splitlines()
    assert [segment.id[-2:] for segment in from_json(line).segments] == [":1"]
    run("export", str(tmp_path / "ds"), "--store", url, "--collection", key, "--format", "moses")
    assert f"`{key}`" in (tmp_path / "ds" / "README.md").read_text()
    with pytest.raises(SettingError, match="no collection 'nothing'"):
        run("export", "--store", url, "--collection", "nothing")
