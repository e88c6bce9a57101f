"""The schedule at work on a real site: what is due is crawled, once, and stopping it loses nothing."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawling import Crawls
from smallsite import Exchange, SmallSite, story_page

from dosvoces.health import OutletRun
from dosvoces.locks import lock_name
from dosvoces.metrics import serve_metrics
from dosvoces.schedule import Bounds
from dosvoces.scheduling import Scheduler
from dosvoces.store import Store
from dosvoces.store.health import load_alerts, load_runs, save_run
from dosvoces.store.schedule import load_plans

Outlets = Callable[..., Path]

BOUNDS = Bounds(600, 5400)


def wait_for(condition: Callable[[], bool], step: Callable[[], None] = lambda: None) -> None:
    end = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < end
        step()
        time.sleep(0.05)


def test_outlets_are_crawled_when_they_are_due(site: SmallSite, make_outlet: Outlets, tmp_path: Path) -> None:
    site.add_story("/2026/03/one-story.html", 1)
    site.announce("/2026/03/one-story.html")
    now = [datetime(2026, 3, 1, tzinfo=UTC)]
    address = str(tmp_path / "store.sqlite")
    outlets = {"small-site": (str(make_outlet()), BOUNDS)}
    with Store(address) as store:
        scheduler = Scheduler(store, address, outlets, clock=lambda: now[0])
        wait_for(lambda: bool(load_plans(store)), scheduler.tick)
        plan = load_plans(store)["small-site"]
        assert plan.next_at == now[0] + timedelta(seconds=plan.seconds) and plan.failures == 0
        assert [article.headline for article in store.articles()]
        asked = len(site.paths)
        again = Scheduler(store, address, outlets, clock=lambda: now[0])
        for _ in range(5):
            again.tick()
        assert len(site.paths) == asked  # started anew, it knows that nothing is due
        now[0] = plan.next_at
        wait_for(lambda: load_plans(store)["small-site"].last_at == now[0], again.tick)
        assert load_plans(store)["small-site"].seconds > plan.seconds
        assert len(load_runs(store, "small-site")) == 2


def test_an_outlet_that_is_crawled_by_another_process_is_left_to_it(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.announce()
    with crawls.store() as store, lock_name(store, "small-site"):
        report = crawls.one(make_outlet())
    assert report.ended == "locked"
    assert site.paths == []
    assert crawls.one(make_outlet()).ended == "finished"


def test_stopping_ends_the_crawl_whole_and_starting_goes_on(
    site: SmallSite, make_outlet: Outlets, tmp_path: Path
) -> None:
    def slowly(number: int) -> Callable[[Exchange], None]:
        def reply(request: Exchange) -> None:
            request.server.stopping.wait(0.1)
            request.reply(200, story_page(number))

        return reply

    paths = [f"/2026/03/{number}/a-story.html" for number in range(1, 101)]
    for number, path in enumerate(paths, 1):
        site.pages[path] = slowly(number)
    site.announce(*paths)
    command = [sys.executable, "-m", "dosvoces", "--json", "schedule", str(make_outlet())]
    command += ["--store", str(tmp_path / "store.sqlite"), "--set", "DOSVOCES_WORKERS=1"]
    environment = {**os.environ, "DOSVOCES_HOME": str(tmp_path)}

    def stories() -> list[str]:
        return [path for path in site.paths if path in paths]

    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as schedule:
        wait_for(lambda: len(stories()) >= 4)
        schedule.send_signal(signal.SIGTERM)
        assert schedule.wait(60) == 0
        assert schedule.stderr
        lines = [json.loads(line) for line in schedule.stderr.read().splitlines()]
    assert any("shutdown" in line["message"] for line in lines)
    with Store(str(tmp_path / "store.sqlite")) as store:
        stopped = store.counts()["articles"]
        assert 3 <= stopped < 100
        site.forget()
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as schedule:
            wait_for(lambda: bool(site.paths))
            second = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            assert second.returncode == 2 and "running already" in second.stderr
            wait_for(lambda: store.counts()["articles"] == 100)
            schedule.send_signal(signal.SIGTERM)
            assert schedule.wait(60) == 0


def test_crawls_that_die_leave_runs_and_an_alert(tmp_path: Path) -> None:
    now = [datetime(2026, 3, 1, tzinfo=UTC)]
    address = str(tmp_path / "store.sqlite")
    with Store(address) as store:
        outlets = {"small-site": (str(tmp_path / "missing.toml"), BOUNDS)}
        scheduler = Scheduler(store, address, outlets, clock=lambda: now[0])
        for number in (1, 2, 3):
            wait_for(lambda number=number: len(load_runs(store, "small-site")) == number, scheduler.tick)
            now[0] = load_plans(store)["small-site"].next_at
        assert [run.ended for run in load_runs(store, "small-site")] == ["died"] * 3
        wait_for(lambda: bool(load_alerts(store)), scheduler.tick)
        assert load_alerts(store)[0].finding.kind == "crawls"


def test_the_schedule_survives_whatever_telling_meets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOSVOCES_ALERT_EMAIL", "me@example.org")
    address = str(tmp_path / "store.sqlite")
    now = datetime(2026, 3, 1, tzinfo=UTC)
    with Store(address) as store:
        for _ in range(3):
            save_run(store, OutletRun(outlet="small-site", finished=now, ended="died", counts={}))
        outlets = {"small-site": (str(tmp_path / "missing.toml"), BOUNDS)}
        scheduler = Scheduler(store, address, outlets, clock=lambda: now)
        wait_for(lambda: bool(load_alerts(store)), scheduler.tick)
        assert load_alerts(store, untold=True)


def test_metrics_are_served_while_another_writes(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with Store(str(tmp_path / "store.sqlite")) as store, serve_metrics(store, "127.0.0.1:0") as address:
        for _ in range(3):
            save_run(store, OutletRun(outlet="small-site", finished=now, ended="died", counts={}))
        with contextlib.closing(sqlite3.connect(tmp_path / "store.sqlite")) as other:
            other.execute("BEGIN IMMEDIATE")
            with urllib.request.urlopen(address, timeout=5) as answer:
                assert b'dosvoces_crawls_day{outlet="small-site"} 3' in answer.read()
        assert load_alerts(store) == []  # to look is not to judge


def test_metrics_are_served(tmp_path: Path) -> None:
    with Store(str(tmp_path / "store.sqlite")) as store, serve_metrics(store, "127.0.0.1:0") as address:
        with urllib.request.urlopen(address) as answer:
            assert answer.read().startswith(b"# HELP dosvoces_")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(address.replace("/metrics", "/etc/passwd"))
