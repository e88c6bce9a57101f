"""What a user sees of the commands: results on standard output, errors that help, exit codes for scripts."""

import contextlib
import errno
import gzip
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer
from forked import run_dosvoces
from typer.testing import CliRunner

from dosvoces.cli import console, doctor, exit_codes
from dosvoces.cli.commands import app
from dosvoces.core import errors
from dosvoces.core.errors import PageError, StoreError
from dosvoces.core.outlets import catalogue
from dosvoces.core.record import BilingualRecord, from_json
from dosvoces.core.runs import OutletRun
from dosvoces.health.review import review
from dosvoces.newsstand import Newsstand
from dosvoces.store import Store, engines
from dosvoces.store.health import save_run
from dosvoces.store.locks import lock_name
from spiders.cdxj import index_file

Command = Callable[..., Any]

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Port opens new pier</title>
<meta property="og:type" content="article"></head><body><article><h1>Port opens new pier</h1>
<p>The port of the city opened a new pier on Monday, and the mayor was the first to walk on it.</p>
<p>“Es un gran día para la ciudad y para su gente”, said the mayor after the ceremony on the waterfront.</p>
<p>The pier cost three million dollars and took two years to build, one more than planned.</p>
</article><aside><p>Síguenos en</p></aside></body></html>"""


def test_page_gives_a_record_of_a_saved_page(command: Command, tmp_path: Path) -> None:
    (tmp_path / "story.html").write_text(PAGE, encoding="utf-8")
    done = command("--json", "page", "story.html", "--url", "https://puerto.example/en/pier")
    assert done.returncode == 0, done.stderr
    record = from_json(done.stdout)
    assert record.article.headline == "Port opens new pier"
    assert record.article.in_language == "en"
    quotation = next(f for f in record.article.fragments if f.kind == "quotation")
    block = record.article.blocks[quotation.block]
    assert block.text[quotation.start : quotation.end] == "Es un gran día para la ciudad y para su gente"
    for segment in record.segments:
        for side, blocks in ((segment.source, record.article.blocks), (segment.target, record.translation)):
            assert " ".join(blocks[s.block].text[s.start : s.end] for s in side.spans) == side.text
    assert record.target_language == "es"
    assert len(record.translation) == len(record.article.blocks)


def test_page_reads_compressed_pages_too(command: Command, tmp_path: Path) -> None:
    (tmp_path / "story.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    done = command("--json", "page", "story.html.gz", "--no-translate")
    assert msgspec.json.decode(done.stdout, type=BilingualRecord).article.headline == "Port opens new pier"


@pytest.mark.parametrize(
    "body", [b"# Notes\n\n" + b"The port opens a new pier in the spring.\n" * 20, bytes(range(256)) * 9]
)
def test_a_file_that_is_no_page_is_an_error(command: Command, tmp_path: Path, body: bytes) -> None:
    (tmp_path / "notes.md").write_bytes(body)
    done = command("page", "notes.md", "--no-translate")
    assert done.returncode == 4
    assert "notes.md has no headline: give the HTML of a story's page" in done.stderr


def test_page_fetches_by_the_rules_of_a_crawl(tmp_path: Path, shared_newsstand: Newsstand) -> None:
    story = next(s for s in shared_newsstand.expected() if s.stored)
    owner = str(shared_newsstand.outlets[story.outlet])
    done = run_dosvoces("--json", "page", story.url, "--outlet", owner, "--no-translate", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert from_json(done.stdout).article.headline == story.headline
    refused = run_dosvoces("page", story.url, home=tmp_path, DOSVOCES_CONTACT="me@example.org")
    assert refused.returncode == 4
    assert "private network" in refused.stderr
    forbidden = next(s for s in shared_newsstand.expected() if s.reason == "robots")
    its_outlet = str(shared_newsstand.outlets[forbidden.outlet])
    kept_out = run_dosvoces("page", forbidden.url, "--outlet", its_outlet, home=tmp_path)
    assert kept_out.returncode == 4
    assert "robots.txt" in kept_out.stderr


def test_outlets_whose_files_are_wrong_are_no_work_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All others are crawled, and the status says that these are not."""
    monkeypatch.setenv("DOSVOCES_HOME", str(tmp_path))
    monkeypatch.setattr("dosvoces.operations.crawl.crawl", lambda *_, **__: [])
    assert CliRunner().invoke(app, ["crawl", "--all"]).exit_code == 0
    (tmp_path / "outlets").mkdir()
    (tmp_path / "outlets" / "wrong.toml").write_text("name = ")
    done = CliRunner().invoke(app, ["crawl", "--all"])
    assert done.exit_code == 1 and "wrong.toml: not TOML" in done.output
    assert CliRunner().invoke(app, ["crawl", "el-pais"]).exit_code == 0


def test_text_shows_spans_and_translation(command: Command) -> None:
    done = command(
        "--json",
        "text",
        "The mayor of the city told reporters on Monday: “no vamos a esperar más tiempo” for the bridge.",
    )
    report = json.loads(done.stdout)
    assert report["language"] == "en"
    assert [s["text"] for s in report["spans"] if s["language"] == "es"] == ["no vamos a esperar más tiempo"]
    assert report["target_language"] == "es"
    assert "no vamos a esperar más tiempo" in report["translation"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("page absent.html", 4, "cannot read absent.html: No such file"),
        ("page empty.html", 4, "empty.html"),
        ("crawl no-such-outlet", 3, "no-such-outlet"),
        ("crawl", 2, "outlets list"),
        ("run", 2, "outlets list"),
        ("run el-pais --engine oracle", 2, "the engines are"),
        ("outlets show latam-mobilty", 3, "latam-mobility"),
        ("text Hola --engine oracle", 2, "oracle"),
        ("translate --store nosuch://x", 7, "nosuch"),
        ("translate --outlet nosuch", 3, "no outlet 'nosuch'"),
        ("translate --glossary absent.txt", 2, "the glossary absent.txt cannot be read"),
        ("translate --engine argos", 6, "packages install"),
        ("align --outlet nosuch", 3, "no outlet 'nosuch'"),
        ("memory export out.tmx --outlet nosuch", 3, "no outlet 'nosuch'"),
        ("health nosuch", 3, "no outlet 'nosuch'"),
        ("health el-pais", 1, "never crawled"),
        ("export out.xyz", 2, "say out.xyz/"),
        ("export --outlet nosuch", 2, "no articles"),
        ("crawl el-pais --nosuch", 2, "--nosuch"),
        ("packages install http://anna:secret@x.example/x.zip", 5, "http://x.example/x.zip: packages are"),
    ],
)
def test_whatever_did_not_do_its_work_says_so_and_has_a_code(
    command: Command, tmp_path: Path, words: str, code: int, said: str
) -> None:
    (tmp_path / "empty.html").write_text("", encoding="utf-8")
    done = command(*words.split())
    assert done.returncode == code, done.stderr
    assert said in done.stderr.replace("\n", "")
    assert "Traceback" not in done.stderr
    assert done.stdout == "" or code == 1


def test_debug_shows_where_an_error_came_from(command: Command) -> None:
    with pytest.raises(PageError):
        command("--debug", "page", "absent.html")


def test_what_the_system_refuses_is_no_fault_of_the_program(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/full/disk")

    monkeypatch.setattr("dosvoces.cli.text._report", refuse)
    done = command("text", "Hola")
    assert (done.returncode, done.stdout) == (1, "")
    assert "/full/disk" in done.stderr and "No space left" in done.stderr


def test_options_for_every_command_stand_before_or_behind_its_name(command: Command) -> None:
    before = command("--json", "outlets", "show", "el-pais")
    assert before.returncode == 0 and before == command("outlets", "show", "el-pais", "--json")
    assert json.loads(command("text", "--json", "--no-translate", "--", "--json").stdout)["text"] == "--json"


def test_a_table_for_a_program_has_a_line_for_each_row(command: Command) -> None:
    lines = command("outlets", "list", COLUMNS="40").stdout.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(catalogue())
    assert all(line == line.rstrip() for line in lines)


def test_a_note_in_a_log_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    console.note("left out because their outlets reserve their rights: " * 5)
    assert capsys.readouterr().err.count("\n") == 1


def test_control_characters_are_shown_and_not_obeyed(command: Command, tmp_path: Path) -> None:
    done = command("text", "--no-translate", "Title \x1b]0;owned\x9c and \u202e turned, ¡sí! 👩\u200d🚀")
    assert "Title \\x1b]0;owned\\x9c and \\u202e turned, ¡sí! 👩\u200d🚀" in done.stdout
    wrong = command("page", "\x1b[2Jabsent.html")
    assert "\\x1b[2Jabsent.html" in wrong.stderr and "\x1b" not in wrong.stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_command_says_so_and_leaves_nothing_behind(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    waiting = tmp_path / "waiting"
    os.mkfifo(waiting)
    command = [sys.executable, "-m", "dosvoces", "translate", "--glossary", str(waiting)]
    environment = {**os.environ, "DOSVOCES_HOME": str(tmp_path)}
    with (
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process,
        waiting.open("w"),  # opened as soon as the command reads
    ):
        process.send_signal(number)
        said = process.communicate(timeout=300)[1]
    assert process.returncode == code
    assert said == "stopped; everything stored so far is kept\n"


def test_every_exit_code_is_in_the_table_of_the_docs(pytestconfig: pytest.Config) -> None:
    page = (pytestconfig.rootpath / "docs" / "cli.md").read_text(encoding="utf-8")
    codes = {error.exit_code for error in vars(errors).values() if isinstance(error, type)}
    codes |= {value for value in vars(exit_codes).values() if isinstance(value, int)}
    assert codes <= set(exit_codes.meanings()) and 0 in exit_codes.meanings()
    assert all(f"\n| {code} | " in page for code in codes)


def test_a_wrong_setting_is_an_error_without_a_traceback(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "dosvoces", "outlets", "list"]
    environment = {**os.environ, "DOSVOCES_HOME": str(tmp_path), "DOSVOCES_MAX_PAGES": "many"}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "DOSVOCES_MAX_PAGES" in done.stderr
    assert "Traceback" not in done.stderr


def test_run_crawls_translates_and_pairs_editions(
    command: Command, tmp_path: Path, newsstand: Newsstand
) -> None:
    # The demo runs the embedded engine in the same way, which takes a core 20 seconds longer.
    outlet = newsstand.outlets["la-ribera"]
    done = run_dosvoces("--json", "run", outlet, "--engine", "apertium", home=tmp_path)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    stories = [s for s in newsstand.expected() if s.outlet == "la-ribera" and s.stored]
    assert report["translated"]["articles"] == len(stories)
    assert report["linked"]["pairs"] == len({s.slug for s in stories if s.language == "en" and s.counterpart})
    exported = command("--quiet", "export", "out.jsonl")
    assert exported.returncode == 0, exported.stderr
    records = [from_json(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert len(records) == len(stories)
    assert any(segment.origin == "human" for record in records for segment in record.segments)


def test_doctor_finds_what_is_needed(command: Command) -> None:
    done = command("--json", "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    findings = {each["what"]: each["ok"] for each in json.loads(done.stdout)}
    assert findings["engine embedded"]
    assert findings["store"] and findings["crawling"] and findings["archive"] and findings["crawls"]
    assert not findings["contact"], "the tests have none"


def test_doctor_finds_what_keeps_crawls_from_working(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {"store", "contact", "crawling", "archive", "crawls"}
    monkeypatch.setattr(doctor, "_EXAMINATIONS", tuple(e for e in doctor._EXAMINATIONS if e[0] in wanted))
    monkeypatch.setattr(console, "mode", console.Mode(json=True))
    path = tmp_path / "store.sqlite"

    def examine(**variables: str) -> dict[str, str]:
        """What is found to be wrong, and how it is told."""
        with monkeypatch.context() as here:
            settings = {"DOSVOCES_HOME": str(tmp_path), "DOSVOCES_STORE": str(path), **variables}
            for name, value in settings.items():
                here.setenv(name, value)
            with contextlib.suppress(typer.Exit):
                doctor.doctor()
        return {e["what"]: e["detail"] for e in json.loads(capsys.readouterr().out) if not e["ok"]}

    contact = {"DOSVOCES_CONTACT": "me@example.org"}
    assert examine(**contact) == {}
    assert set(examine(DOSVOCES_CONTACT="nobody")) == {"contact"}
    assert "DOSVOCES_REVISIT_HOURS" in examine(DOSVOCES_REVISIT_HOURS="[0]", **contact)["crawling"]
    assert "no http address" in examine(DOSVOCES_ALERT_WEBHOOK="x", **contact)["crawling"]
    (tmp_path / "file").touch()
    remote = "s3://name:secret@archive/stories?scheme=http&endpoint_override=127.0.0.1:9"
    unsent = tmp_path / "outgoing" / "12345678" / "a.warc.gz"
    unsent.parent.mkdir(parents=True)
    unsent.touch()
    index_file(unsent).touch()
    said = examine(DOSVOCES_ARCHIVE=remote, **contact)["archive"]
    assert f"1 files wait to be sent, the oldest {unsent}" in said and "secret" not in said
    assert set(examine(DOSVOCES_ARCHIVE=f"{tmp_path}/file", **contact)) == {"archive"}
    with Store(str(path)) as store:
        for number in range(3):
            finished = datetime(2026, 3, 1, number, tzinfo=UTC)
            save_run(store, OutletRun(outlet="harbour", finished=finished, ended="died", counts={}))
        review(store, finished)
    assert "the last three crawls broke" in examine(**contact)["crawls"]
    path.chmod(0o400)
    monkeypatch.setattr(engines, "_is_read_only", lambda _: True)  # nothing is forbidden to root
    assert "may only be read" in examine(**contact)["store"]
    refused = pytest.raises(StoreError, match="may only be read")
    with Store(str(path)) as store, refused, lock_name(store, "harbour"):
        pass


def test_quiet_prints_errors_only(command: Command) -> None:
    done = command("--quiet", "outlets", "list")
    assert (done.stdout, done.returncode) == ("", 0)
