"""Crawling as users start it: from the command line, with Scrapy's own command, from Python."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from forked import Command, forked, run_dosvoces

from dosvoces.core.outlets import Outlet, load
from dosvoces.newsstand import Newsstand
from dosvoces.operations import crawl as operation
from dosvoces.operations.crawl import CrawlReport, make_settings
from dosvoces.store import Store

ROOT = Path(__file__).parents[2]


OURS = {"DOSVOCES_WORKERS": "1", "DOSVOCES_CRAWL_DELAY": "off"}


@pytest.fixture
def outlet(shared_newsstand: Newsstand) -> Iterator[Path]:
    yield shared_newsstand.outlets["el-mirador"]


def test_dosvoces_crawl_prints_what_became_of_each_outlet(outlet: Path, tmp_path: Path) -> None:
    done = run_dosvoces("--json", "crawl", outlet, "--max-pages", "5", home=tmp_path, **OURS)
    assert done.returncode == 0, done.stderr
    assert all(json.loads(line)["level"] == "info" for line in done.stderr.splitlines())
    report = json.loads(done.stdout)
    assert (report["outlet"], report["ended"]) == ("el-mirador", "finished")
    assert report["counts"]["requested/pages"] == 5
    with Store(str(tmp_path / "store.sqlite")) as store:
        assert store.counts()["articles"] == report["counts"]["articles/new"] > 0

    table = run_dosvoces("crawl", outlet, "--max-pages", "5", home=tmp_path, **OURS)
    assert "el-mirador" in table.stdout, table.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "name the outlets"),
        (["no-such-outlet"], "no outlet 'no-such-outlet'"),
        (["{outlet}", "--set", "delay=3"], "NAME=VALUE"),
        (["{outlet}", "--set", "DOWNLOAD_DELY=3"], "no such setting; did you mean DOWNLOAD_DELAY?"),
        (["{outlet}", "--set", "DOSVOCES_MAX_PAGES=abc"], "is 'abc', which is no whole number"),
        (["{outlet}", "--set", "DOSVOCES_REVISIT_HOURS=[0]"], "looked at again later"),
    ],
)
def test_mistakes_are_told_in_one_line(
    outlet: Path, command: Callable[..., Any], arguments: list[str], words: str
) -> None:
    given = [argument.format(outlet=outlet) for argument in arguments]
    done = command("--json", "crawl", *given, **OURS)
    check_one_line(done, words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{outlet}", "--store", "/proc/none/store.sqlite"], "opening the store failed"),
        (["bbc"], "DOSVOCES_CONTACT is not set"),
    ],
)
def test_what_keeps_a_crawl_from_starting_is_told_in_one_line(
    outlet: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    given = [argument.format(outlet=outlet) for argument in arguments]
    check_one_line(run_dosvoces("--json", "crawl", *given, home=tmp_path, **OURS), words)


def check_one_line(done: Any, words: str) -> None:
    assert done.returncode in (2, 3, 7)
    (line,) = map(json.loads, done.stderr.splitlines())
    assert {"time", "logger"} <= line.keys() and line["level"] == "error"
    assert words in line["message"]
    assert not done.stdout


def test_an_outlet_that_cannot_be_reached_is_one_line_for_each_host(tmp_path: Path) -> None:
    hosts = ("one.invalid", "two.invalid")
    sources = [f'{{kind = "feed", url = "https://{host}/feed"}}' for host in hosts]
    outlet = tmp_path / "nowhere.toml"
    outlet.write_text(
        'name = "N"\ncountry = "INT"\nzone = "UTC"\nlanguage = "en"\ndomains = ["invalid.example"]\n'
        f"sources = [{', '.join(sources)}]\n"
    )
    contact = {"DOSVOCES_CONTACT": "tests@example.org"}
    done = run_dosvoces("-q", "crawl", outlet, home=tmp_path, **OURS, **contact)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == len(hosts), done.stderr
    assert all(host in done.stderr for host in hosts)


def test_scrapy_crawl_news_works_from_the_checkout(outlet: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-W", "error", "-m", "scrapy", "crawl", "news", "-a", f"outlet={outlet}"]
    words += ["-a", "max_pages=4", "-s", "LOG_LEVEL=INFO"]
    environment = {**os.environ, "DOSVOCES_HOME": str(tmp_path), **OURS}
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Spider closed (finished)" in done.stderr
    with Store(str(tmp_path / "store.sqlite")) as store:
        assert store.counts()["articles"] > 0


def test_the_settings_module_goes_over_scrapys_and_overrides_over_both() -> None:
    settings = make_settings({"DOWNLOAD_DELAY": 7})
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert settings.getfloat("DOWNLOAD_DELAY") == 7
    assert settings["USER_AGENT"].startswith("dosvoces/")


def test_a_report_adds_up_its_families() -> None:
    counts = {"failed/dns": 2, "failed/timeout": 3, "x/y": 9}
    report = CrawlReport(outlet="o", ended="finished", seconds=1.0, counts=counts)
    assert report.total("failed") == 5


@pytest.mark.parametrize(
    ("counts", "ok"),
    [
        ({"announced/stories": 3, "requested/pages": 3, "failed/http_403": 3}, False),
        (
            {"announced/stories": 3, "requested/pages": 3, "not_article/challenge": 2, "failed/timeout": 1},
            False,
        ),
        ({"announced/stories": 3, "requested/pages": 3, "failed/http_403": 2, "articles/unchanged": 1}, True),
        ({"announced/stories": 2, "requested/pages": 2, "failed/http_404": 1, "failed/wrong_type": 1}, True),
        ({"announced/stories": 2, "skipped/known": 2, "failed/told_to_wait": 1}, True),
        ({"announced/stories": 9, "requested/pages": 9, "articles/new": 8, "failed/store": 1}, False),
        ({"announced/stories": 9, "requested/pages": 9, "articles/new": 9, "failed/archive": 9}, False),
        ({"failed/source_timeout": 1}, False),
        ({"unchanged/sources": 1, "failed/source_timeout": 1}, True),
        ({}, True),
    ],
)
def test_a_crawl_that_got_nothing_or_lost_something_is_not_well(counts: dict[str, int], ok: bool) -> None:
    assert CrawlReport(outlet="o", ended="finished", seconds=1.0, counts=counts).ok == ok


def test_a_mistake_in_one_outlets_crawl_ends_no_other(
    shared_newsstand: Newsstand, outlet: Path, tmp_path: Path
) -> None:
    other = shared_newsstand.outlets["la-ribera"]
    out = tmp_path / "reports.json"
    process = forked(
        crawl_with_a_mistake, [str(outlet), str(other)], str(tmp_path / "store.sqlite"), str(out)
    )
    process.start()
    process.join(300)
    first, second = msgspec.json.decode(out.read_bytes(), type=list[CrawlReport])
    assert (first.ended, first.message) == ("error", "what nobody thought of")
    assert second.ended == "finished" and second.counts["articles/new"]


def crawl_with_a_mistake(outlets: list[str], store: str, out: str) -> None:
    first, *_ = chosen = [load(outlet) for outlet in outlets]
    lock = operation.lock_outlet

    def break_down(store: Store, outlet: Outlet) -> Any:
        if outlet is first:
            raise RuntimeError("what nobody thought of")
        return lock(store, outlet)

    settings = {"LOG_ENABLED": False, "DOSVOCES_WORKERS": 1, "DOSVOCES_CRAWL_DELAY": False}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operation, "lock_outlet", break_down)
        reports = operation.crawl(chosen, store=store, max_pages=3, settings=settings)
    Path(out).write_bytes(msgspec.json.encode(reports))


def test_an_interrupted_crawl_ends_soon_and_whole(newsstand: Newsstand, tmp_path: Path) -> None:
    words = ["--json", "crawl", "--set", "DOWNLOAD_DELAY=0.2", *newsstand.outlets.values()]
    with Command(*words, home=tmp_path, **OURS) as process:
        while len(newsstand.log) < 30:
            time.sleep(0.05)
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        done = process.finish()
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert {report["ended"] for report in reports} <= {"shutdown", "finished"}
    assert done.returncode == (130 if "shutdown" in {report["ended"] for report in reports} else 0)
    with Store(str(tmp_path / "store.sqlite")) as store:
        assert store.counts()["articles"] == sum(
            report["counts"].get("articles/new", 0) for report in reports
        )
