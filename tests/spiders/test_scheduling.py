"""The schedule at work on a real site: what is due is crawled, once, and stopping it loses nothing."""

import contextlib
import json
import os
import signal
import sqlite3
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawling import Crawls
from forked import Command, run_dosvoces
from smallsite import Exchange, SmallSite, story_page

from dosvoces.core.runs import OutletRun
from dosvoces.operations import scheduler as scheduler_module
from dosvoces.operations.crawl_process import CrawlProcess
from dosvoces.operations.metrics import serve_metrics
from dosvoces.operations.schedule import Bounds
from dosvoces.operations.scheduler import Scheduler
from dosvoces.store import Store
from dosvoces.store.health import load_alerts, load_runs, save_run
from dosvoces.store.locks import lock_name
from dosvoces.store.schedule import load_plans

Outlets = Callable[..., Path]

BOUNDS = Bounds(600, 5400)


def wait_for(condition: Callable[[], bool], step: Callable[[], None] = lambda: None) -> None:
    end = time.monotonic() + 240  # more than a machine with far too much to do needs
    while not condition():
        assert time.monotonic() < end
        step()
        time.sleep(0.05)


@pytest.mark.usefixtures("quick_crawls")
def test_outlets_are_crawled_when_they_are_due(site: SmallSite, make_outlet: Outlets, tmp_path: Path) -> None:
    site.add_story("/2026/03/one-story.html", 1)
    site.announce("/2026/03/one-story.html")
    now = [datetime(2026, 3, 1, tzinfo=UTC)]
    address = str(tmp_path / "store.sqlite")
    outlets = {"small-site": (str(make_outlet()), BOUNDS)}
    with Store(address) as store, Scheduler(store, address, outlets, clock=lambda: now[0]) as scheduler:
        wait_for(lambda: bool(load_plans(store)), scheduler.tick)
        plan = load_plans(store)["small-site"]
        assert plan.next_at == now[0] + timedelta(seconds=plan.seconds) and plan.failures == 0
        assert [article.headline for article in store.articles()]
        asked = len(site.paths)
        with Scheduler(store, address, outlets, clock=lambda: now[0]) as again:
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
    again = threading.Event()
    paths = [f"/2026/03/{number}/a-story.html" for number in range(1, 21)]

    def stories() -> list[str]:
        return [path for path in site.paths if path in paths]

    def answer(number: int) -> Callable[[Exchange], None]:
        def reply(request: Exchange) -> None:
            # Slow from the fifth on, so that the crawl is told to end long before it comes to its end.
            if len(stories()) > 4 and not again.is_set():
                request.server.stopping.wait(0.5)
            request.reply(200, story_page(number))

        return reply

    site.pages.update({path: answer(number) for number, path in enumerate(paths, 1)})
    site.announce(*paths)
    words = ["--json", "schedule", make_outlet()]
    # With a delay, however short, a site is asked for one page at a time.
    for setting in ("DOSVOCES_WORKERS=1", "DOWNLOAD_DELAY=0.02"):
        words += ["--set", setting]

    with Command(*words, home=tmp_path) as schedule:
        wait_for(lambda: len(stories()) >= 4)
        schedule.send_signal(signal.SIGTERM)
        done = schedule.finish()
        assert done.returncode == 0
        lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert any("shutdown" in line["message"] for line in lines)
    with Store(str(tmp_path / "store.sqlite")) as store:
        stopped = store.counts()["articles"]
        assert 3 <= stopped < 20
        site.forget()
        again.set()
        with Command(*words, home=tmp_path) as schedule:
            wait_for(lambda: bool(site.paths))
            second = run_dosvoces(*words, home=tmp_path)
            assert second.returncode == 7 and "running already" in second.stderr
            wait_for(lambda: store.counts()["articles"] == 20)
            schedule.send_signal(signal.SIGTERM)
            assert schedule.wait(300) == 0


@pytest.mark.usefixtures("quick_crawls")
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


@pytest.mark.usefixtures("quick_crawls")
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
            with urllib.request.urlopen(address, timeout=25) as answer:
                assert b'dosvoces_crawls_day{outlet="small-site"} 3' in answer.read()
        assert load_alerts(store) == []  # to look is not to judge


def announce_slowly(site: SmallSite, seconds: float, stories: int = 40) -> None:
    """Stories that answer after so many *seconds* each."""

    def reply(request: Exchange) -> None:
        request.server.stopping.wait(seconds)
        request.reply(200, story_page(1))

    paths = [f"/2026/03/{number}/a-slow-story.html" for number in range(stories)]
    site.pages.update(dict.fromkeys(paths, reply))
    site.announce(*paths)


def renamed(outlet: Path, key: str) -> tuple[str, Bounds]:
    return str(outlet.rename(outlet.with_name(f"{key}.toml"))), BOUNDS


#: A crawl of one request at a time, as fast as the site answers.
QUICK = ["AUTOTHROTTLE_ENABLED=0", "DOWNLOAD_DELAY=0", "DOSVOCES_WORKERS=1"]


@pytest.mark.usefixtures("quick_crawls")
def test_a_crawl_that_takes_too_long_is_told_to_end_once_and_ends_whole(
    site: SmallSite, make_outlet: Outlets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce_slowly(site, 0.7, stories=30)
    address, outlets = str(tmp_path / "store.sqlite"), {"slow": renamed(make_outlet(), "slow")}
    with Store(address) as store, Scheduler(store, address, outlets, settings=QUICK) as scheduler:
        wait_for(lambda: len(site.paths) > 4, scheduler.tick)
        monkeypatch.setattr(scheduler_module, "LONGEST", 0.0)
        wait_for(lambda: bool(load_plans(store)), scheduler.tick)
        plan, (run,) = load_plans(store)["slow"], load_runs(store, "slow")
        assert plan.failures == 0 and plan.next_at > datetime.now(UTC)
        assert run.counts["articles/new"] == store.counts()["articles"] > 0


def test_a_crawl_that_does_not_end_when_it_is_told_to_is_killed(
    site: SmallSite, make_outlet: Outlets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce_slowly(site, 0.2)
    address, outlets = str(tmp_path / "store.sqlite"), {"deaf": renamed(make_outlet(), "deaf")}
    with Store(address) as store, Scheduler(store, address, outlets, settings=QUICK) as scheduler:
        wait_for(lambda: len(site.paths) > 2, scheduler.tick)
        (process,) = children()
        deafen(process)
        monkeypatch.setattr(scheduler_module, "LONGEST", 0.0)
        monkeypatch.setattr(scheduler_module, "SHUTDOWN_SECONDS", 1.0)
        wait_for(lambda: bool(load_plans(store)), scheduler.tick)
        assert load_plans(store)["deaf"].failures == 1
        assert process not in children()


def children() -> list[int]:
    """The processes that this one has started and that crawl."""
    task = Path(f"/proc/{os.getpid()}/task/{threading.main_thread().native_id}/children")
    found = [int(number) for number in task.read_text().split()]
    return [
        number for number in found if b"crawl" in Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
    ]


def deafen(process: int) -> None:
    """It hears nothing but SIGKILL any more."""
    os.kill(process, signal.SIGSTOP)
    wait_for(lambda: Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "T")


def note_calls(monkeypatch: pytest.MonkeyPatch, *names: str) -> list[str]:
    """The calls of these methods of crawl processes, as they come."""
    called: list[str] = []
    for name in names:
        method = getattr(CrawlProcess, name)

        def noted(*given: object, name: str = name, method: Callable[..., object] = method) -> object:
            called.append(name)
            return method(*given)

        monkeypatch.setattr(CrawlProcess, name, noted)
    return called


def test_stopping_waits_for_all_crawls_at_once(
    site: SmallSite, make_outlet: Outlets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce_slowly(site, 0.2)
    monkeypatch.setattr(scheduler_module, "GROUP", 1)
    monkeypatch.setattr(scheduler_module, "SHUTDOWN_SECONDS", 0.2)
    done = note_calls(monkeypatch, "end", "wait")
    address = str(tmp_path / "store.sqlite")
    outlets = {key: renamed(make_outlet(), key) for key in ("one", "two", "three")}
    with (
        Store(address) as store,
        Scheduler(store, address, outlets, processes=3, settings=QUICK) as scheduler,
    ):
        scheduler.tick()
        wait_for(lambda: len(children()) == 3)
        for process in children():
            deafen(process)
    # All are told before any is waited for.
    assert done == ["end"] * 3 + ["wait"] * 3
    assert children() == []
    # They are not the outlets' failures: a schedule that is started again goes on at once.
    assert all(plan.failures == 0 for plan in scheduler.plans.values())


@pytest.mark.usefixtures("quick_crawls")
def test_a_slow_outlet_keeps_no_other_waiting(
    site: SmallSite, make_outlet: Outlets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are crawled by one process, and there is one at a time, but for slow ones."""
    announce_slowly(site, 1000.0)
    site.announce(at="/fast.xml")

    def seconds(crawl: CrawlProcess) -> float:
        return 1000.0 if crawl.under_way == {"slow"} else 0.0

    monkeypatch.setattr(CrawlProcess, "seconds", property(seconds))
    outlets = {
        "slow": renamed(make_outlet(), "slow"),
        "fast": (renamed(make_outlet(("feed", "/fast.xml")), "fast")[0], Bounds(1, 2)),
    }
    address = str(tmp_path / "store.sqlite")
    with (
        Store(address) as store,
        Scheduler(store, address, outlets, processes=1, settings=QUICK) as scheduler,
    ):
        wait_for(lambda: site.paths.count("/fast.xml") == 3, scheduler.tick)
        assert "slow" not in load_plans(store)
        assert load_plans(store)["fast"].failures == 0
        assert site.paths.count("/feed.xml") == 1
        monkeypatch.setattr(scheduler_module, "SHUTDOWN_SECONDS", 0.0)


def test_no_room_for_a_process_is_a_failure_and_the_schedule_goes_on(
    site: SmallSite, make_outlet: Outlets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.announce()
    now = [datetime(2026, 3, 1, tzinfo=UTC)]
    address, outlets = str(tmp_path / "store.sqlite"), {"small-site": (str(make_outlet()), BOUNDS)}
    with (
        Store(address) as store,
        Scheduler(store, address, outlets, settings=QUICK, clock=lambda: now[0]) as scheduler,
    ):
        with monkeypatch.context() as broken:
            broken.setattr(sys, "executable", str(tmp_path / "no-such-program"))
            scheduler.tick()
        assert load_plans(store)["small-site"].failures == 1
        now[0] = load_plans(store)["small-site"].next_at
        wait_for(lambda: load_plans(store)["small-site"].failures == 0, scheduler.tick)


def test_metrics_are_served(tmp_path: Path) -> None:
    with Store(str(tmp_path / "store.sqlite")) as store, serve_metrics(store, "127.0.0.1:0") as address:
        with urllib.request.urlopen(address) as answer:
            assert answer.read().startswith(b"# HELP dosvoces_")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(address.replace("/metrics", "/etc/passwd"))
