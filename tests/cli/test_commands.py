"""What a user sees of the commands: results on standard output, errors that help, exit codes for scripts."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from dosvoces.core.record import BilingualRecord, from_json
from dosvoces.newsstand import Newsstand

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Port opens new pier</title>
<meta property="og:type" content="article"></head><body><article><h1>Port opens new pier</h1>
<p>The port of the city opened a new pier on Monday, and the mayor was the first to walk on it.</p>
<p>“Es un gran día para la ciudad y para su gente”, said the mayor after the ceremony on the waterfront.</p>
<p>The pier cost three million dollars and took two years to build, one more than planned.</p>
</article><aside><p>Síguenos en</p></aside></body></html>"""


def run(*words: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DOSVOCES_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "160", **more}
    return subprocess.run(
        [sys.executable, "-m", "dosvoces", *words],
        capture_output=True,
        text=True,
        env=environment,
        cwd=home,
        timeout=180,
        check=False,
    )


def test_page_gives_a_record_of_a_saved_page(tmp_path: Path) -> None:
    (tmp_path / "story.html").write_text(PAGE, encoding="utf-8")
    done = run("--json", "page", "story.html", "--url", "https://puerto.example/en/pier", home=tmp_path)
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


def test_page_reads_compressed_pages_too(tmp_path: Path) -> None:
    (tmp_path / "story.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    done = run("--json", "page", "story.html.gz", "--no-translate", home=tmp_path)
    assert msgspec.json.decode(done.stdout, type=BilingualRecord).article.headline == "Port opens new pier"


def test_page_fetches_by_the_rules_of_a_crawl(tmp_path: Path, shared_newsstand: Newsstand) -> None:
    story = next(s for s in shared_newsstand.expected() if s.stored)
    owner = str(shared_newsstand.outlets[story.outlet])
    done = run("--json", "page", story.url, "--outlet", owner, "--no-translate", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert from_json(done.stdout).article.headline == story.headline
    refused = run("page", story.url, home=tmp_path)
    assert refused.returncode == 4
    assert "private network" in refused.stderr
    forbidden = next(s for s in shared_newsstand.expected() if s.reason == "robots")
    kept_out = run(
        "page", forbidden.url, "--outlet", str(shared_newsstand.outlets[forbidden.outlet]), home=tmp_path
    )
    assert kept_out.returncode == 4
    assert "robots.txt" in kept_out.stderr


def test_text_shows_spans_and_translation(tmp_path: Path) -> None:
    done = run(
        "--json",
        "text",
        "The mayor of the city told reporters on Monday: “no vamos a esperar más tiempo” for the bridge.",
        home=tmp_path,
    )
    report = json.loads(done.stdout)
    assert report["language"] == "en"
    assert [s["text"] for s in report["spans"] if s["language"] == "es"] == ["no vamos a esperar más tiempo"]
    assert report["target_language"] == "es"
    assert "no vamos a esperar más tiempo" in report["translation"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("page", "absent.html"), 4, "absent.html"),
        (("crawl", "no-such-outlet"), 3, "no-such-outlet"),
        (("crawl",), 2, "outlets list"),
        (("run",), 2, "outlets list"),
        (("outlets", "show", "latam-mobilty"), 3, "latam-mobility"),
        (("page", "empty.html"), 4, "empty.html"),
        (("text", "Hola a todos los lectores", "--engine", "oracle"), 2, "oracle"),
        (("translate", "--store", "nosuch://x"), 7, "nosuch"),
    ],
)
def test_errors_name_what_is_wrong_and_have_their_code(
    tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "empty.html").write_text("", encoding="utf-8")
    done = run(*words, home=tmp_path)
    assert done.returncode == code, done.stderr
    assert said in done.stderr.replace("\n", "")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_debug_shows_where_an_error_came_from(tmp_path: Path) -> None:
    assert "Traceback" in run("--debug", "page", "absent.html", home=tmp_path).stderr


def test_a_wrong_setting_is_an_error_without_a_traceback(tmp_path: Path) -> None:
    done = run("outlets", "list", home=tmp_path, DOSVOCES_MAX_PAGES="many")
    assert done.returncode == 2
    assert "DOSVOCES_MAX_PAGES" in done.stderr
    assert "Traceback" not in done.stderr


def test_run_crawls_translates_and_pairs_editions(tmp_path: Path, newsstand: Newsstand) -> None:
    done = run("--json", "run", str(newsstand.outlets["la-ribera"]), "--engine", "embedded", home=tmp_path)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    stories = [s for s in newsstand.expected() if s.outlet == "la-ribera" and s.stored]
    assert report["translated"]["articles"] == len(stories)
    assert report["linked"]["pairs"] == len({s.slug for s in stories if s.language == "en" and s.counterpart})
    exported = run("--quiet", "export", "out.jsonl", home=tmp_path)
    assert exported.returncode == 0, exported.stderr
    records = [from_json(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert len(records) == len(stories)
    assert any(segment.origin == "human" for record in records for segment in record.segments)


def test_doctor_finds_what_is_needed(tmp_path: Path) -> None:
    done = run("--json", "doctor", home=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    findings = {each["what"]: each["ok"] for each in json.loads(done.stdout)}
    assert findings["engine embedded"]
    assert findings["store"]


def test_quiet_prints_errors_only(tmp_path: Path) -> None:
    done = run("--quiet", "doctor", home=tmp_path)
    assert (done.stdout, done.returncode) == ("", 0)
