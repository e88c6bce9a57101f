"""Crawling and translating side by side ends, whatever becomes of the crawl, and says what did."""

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from forked import Command
from smallsite import Exchange, SmallSite, story_page

from dosvoces.core.errors import EngineError, StoreAway
from dosvoces.operations import command_process, running
from dosvoces.operations.crawl import CrawlReport
from dosvoces.operations.crawl_process import CrawlProcess
from dosvoces.store import Store, waiting
from dosvoces.store.locks import lock_name

Outlets = Callable[..., Path]


def run(home: Path, *outlets: Path) -> Command:
    words = ["--json", "run", *outlets, "--engine", "apertium", "--set", "DOSVOCES_WORKERS=1"]
    return Command(*words, home=home)


def test_more_reports_than_a_pipe_holds_do_not_stop_it(make_outlet: Outlets, tmp_path: Path) -> None:
    """Another process crawls all these outlets already, so that the crawl itself is short."""
    text = make_outlet().read_text()
    outlets = [tmp_path / f"{'long-' * 40}{number}.toml" for number in range(300)]
    for outlet in outlets:
        outlet.write_text(text)
    with Store(str(tmp_path / "store.sqlite")) as store, contextlib.ExitStack() as locks:
        for outlet in outlets:
            locks.enter_context(lock_name(store, outlet.stem))
        ran = run(tmp_path, *outlets).finish()
    assert ran.returncode == 1, ran.stderr
    reports = json.loads(ran.stdout)["crawled"]
    assert sum(len(json.dumps(report)) for report in reports) > 2**16
    assert [report["outlet"] for report in reports] == [outlet.stem for outlet in outlets]
    assert {report["ended"] for report in reports} == {"locked"}


def test_a_crawl_that_is_killed_is_told_of(site: SmallSite, make_outlet: Outlets, tmp_path: Path) -> None:
    def reply(request: Exchange) -> None:
        request.server.stopping.wait(0.3)
        request.reply(200, story_page(1))

    paths = [f"/2026/03/{number}/a-story.html" for number in range(100)]
    site.pages.update(dict.fromkeys(paths, reply))
    site.announce(*paths)
    with run(tmp_path, make_outlet()) as running:
        while len(site.paths) < 4:
            assert running.poll() is None
            time.sleep(0.05)
        (crawl,) = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
        os.kill(int(crawl), signal.SIGKILL)
        done = running.finish()
    assert done.returncode == 1, done.stderr
    (report,) = json.loads(done.stdout)["crawled"]
    assert (report["outlet"], report["ended"]) == ("small-site", "died")
    assert "signal 9" in report["message"]


def test_neither_a_failing_engine_nor_a_restarted_database_ends_the_crawl(
    make_outlet: Outlets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crawl:
        """A crawl that is seen to go on three times."""

        looks, was_stopped = 0, False

        def __init__(self, *_: object, **__: object) -> None:
            crawls.append(self)

        @property
        def ended(self) -> bool:
            self.looks += 1
            return self.looks > 3

        def terminate(self) -> None:
            self.was_stopped = True

        def read_reports(self) -> list[CrawlReport]:
            return [CrawlReport(outlet="small-site", ended="finished", seconds=1, counts={})]

    crawls: list[Crawl] = []
    asked: list[object] = []

    def untranslated(*_: object, **__: object) -> list[object]:
        asked.append(None)
        if len(asked) == 1:
            raise StoreAway("the database restarts")
        return [None]

    def fail(*_: object, **__: object) -> None:
        raise EngineError("the model is damaged")

    monkeypatch.setattr(running, "CrawlProcess", Crawl)
    monkeypatch.setattr(running, "translate_store", fail)
    monkeypatch.setattr(running, "_PAUSE", 0)
    monkeypatch.setattr(waiting, "_PAUSE", 0)
    monkeypatch.setattr(Store, "untranslated", untranslated)
    report = running.run_outlets([str(make_outlet())], store=str(tmp_path / "store.sqlite"))
    assert report.failure == "the model is damaged" and len(asked) == 2
    assert [each.ended for each in report.crawled] == ["finished"]
    assert [(crawl.looks, crawl.was_stopped) for crawl in crawls] == [(4, False)]


def test_a_command_that_takes_no_notice_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that hangs in a library, where no signal reaches it, must not keep whoever ends it waiting."""
    program, begun = tmp_path / "program", tmp_path / "begun"
    program.write_text(f"#!/bin/sh\ntrap '' TERM\n: > {begun}\nwhile :; do sleep 0.1; done\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(command_process, "_GRACE", 0.1)
    crawl = CrawlProcess({"first": "first"})
    while not begun.exists():
        time.sleep(0.01)
    crawl.terminate()
    assert crawl.status == -signal.SIGKILL
    crawl.close()


@pytest.fixture
def cut_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CrawlProcess]:
    """What a process leaves that is killed while it writes its second report."""
    line = '{"outlet":"%s","ended":"finished","seconds":1.5,"counts":{"articles/new":3},"message":"á"}\\n'
    whole, half = line % "first", (line % "second")[:-4]
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\nprintf '{whole}'; sleep 1; printf '{half}'; kill -9 $$\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    yield CrawlProcess({"first": "first", "second": "second"})


def test_reports_come_one_by_one_and_half_a_line_is_none(cut_short: CrawlProcess) -> None:
    reports: list[CrawlReport] = []
    while not reports:
        reports += cut_short.read_reports()
    assert not cut_short.ended and cut_short.under_way == {"second"}
    while not cut_short.done:
        reports += cut_short.read_reports()
    assert [(report.outlet, report.ended) for report in reports] == [
        ("first", "finished"),
        ("second", "died"),
    ]
    assert reports[0].counts == {"articles/new": 3}
    assert cut_short.read_reports() == [] and cut_short.under_way == set()
