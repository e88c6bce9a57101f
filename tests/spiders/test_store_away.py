"""The database goes away in the middle of a crawl or a translation: nothing is lost."""

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from crawling import Crawls
from forked import Command
from smallsite import Exchange, SmallSite, story_page

from benchmarks.postgres import Server, find_program
from dosvoces.operations.schedule import Bounds
from dosvoces.operations.scheduler import Scheduler
from dosvoces.store import Store
from dosvoces.store.locks import lock_name
from dosvoces.store.schedule import load_plans

Outlets = Callable[..., Path]

STORIES = 30


# Each test leaves it running.
@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if find_program("initdb") is None:
        pytest.skip("PostgreSQL's programs are not installed (Debian: postgresql)")
    with Server() as server:
        yield server


def announce(site: SmallSite, when: int, happens: Callable[[], None], stories: int = STORIES) -> None:
    """Stories; when the one of number *when* is asked for, something *happens*, once."""
    paths = [f"/2026/03/{number}/a-story.html" for number in range(1, stories + 1)]
    for number, path in enumerate(paths, 1):
        site.add_story(path, number)
    happened = threading.Event()

    def reply(request: Exchange) -> None:
        if not happened.is_set():
            happened.set()
            happens()
        request.reply(200, story_page(when))

    site.pages[paths[when - 1]] = reply
    site.announce(*paths)


def test_a_database_that_comes_back_has_been_waited_for(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, server: Server
) -> None:
    def restart() -> None:
        server.halt()
        threading.Timer(3, server.start).start()

    announce(site, 10, restart)
    address = server.create()
    report = crawls.one(make_outlet(), store=address, settings={"DOSVOCES_STORE_SECONDS": 60})
    assert report.ended == "finished"
    assert report.counts["articles/new"] + report.counts.get("articles/unchanged", 0) == STORIES
    assert report.total("failed") == 0
    assert sorted(path for path in site.paths if path.startswith("/2026")) == sorted(
        path for path in site.pages if path.startswith("/2026")
    )  # each page was fetched once
    with Store(address) as store:
        assert store.counts()["articles"] == STORIES


def test_a_database_that_is_away_at_the_beginning_is_waited_for(
    site: SmallSite, make_outlet: Outlets, tmp_path: Path, server: Server
) -> None:
    announce(site, 1, lambda: None, 6)
    address = server.create()
    server.halt()
    words = ["--json", "crawl", make_outlet(), "--store", address, "--set", "DOSVOCES_WORKERS=1"]
    with Command(*words, home=tmp_path) as crawl:
        while "waiting for it" not in crawl.said:
            assert crawl.poll() is None
            time.sleep(0.05)
        server.start()
        done = crawl.finish()
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["articles/new"] == 6


@pytest.mark.usefixtures("quick_crawls")
def test_a_database_that_stays_away_ends_the_crawl_and_the_schedule_goes_on(
    site: SmallSite, make_outlet: Outlets, server: Server
) -> None:
    announce(site, 10, server.halt)
    address, outlet = server.create(), str(make_outlet())
    bounds = Bounds(1, 1)
    quick = ["AUTOTHROTTLE_ENABLED=0", "DOWNLOAD_DELAY=0", "DOSVOCES_WORKERS=1", "DOSVOCES_STORE_SECONDS=2"]
    plans = {"small-site": (outlet, bounds)}
    with Store(address) as store, Scheduler(store, address, plans, settings=quick) as scheduler:

        def tick_until(condition: Callable[[], bool]) -> None:
            end = time.monotonic() + 300
            while not condition():
                assert time.monotonic() < end
                scheduler.tick()
                time.sleep(0.1)

        tick_until(lambda: scheduler.plans["small-site"].failures > 0)
        server.start()
        with lock_name(store, "small-site") as free:
            assert free  # the crawl that ended has let go of it
        tick_until(lambda: store.counts()["articles"] == STORIES)
        tick_until(lambda: "small-site" in load_plans(store))
        assert load_plans(store)["small-site"].failures == 0
        assert len({article.canonical_url for article in store.articles()}) == STORIES


def test_a_database_locked_for_too_long_ends_the_crawl_with_its_reason(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    with crawls.store():
        pass  # makes the file
    other = sqlite3.connect(crawls.store_path, check_same_thread=False, isolation_level=None)
    announce(site, 10, lambda: other.execute("BEGIN IMMEDIATE"))
    report = crawls.one(make_outlet(), settings={"DOSVOCES_STORE_SECONDS": 1})
    assert report.ended == "store_failed" and "another process is writing to it" in report.message
    # Nothing can even be noted now.
    report = crawls.one(make_outlet(), settings={"DOSVOCES_STORE_SECONDS": 1})
    assert report.ended == "store_failed" and "another process is writing to it" in report.message
    other.execute("ROLLBACK")
    other.close()
    assert crawls.one(make_outlet()).ended == "finished"
    with crawls.store() as store:
        assert store.counts()["articles"] == STORIES


def test_a_translation_waits_for_its_database(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, server: Server
) -> None:
    announce(site, 1, lambda: None, 6)
    address = server.create()
    assert crawls.one(make_outlet(), store=address).counts["articles/new"] == 6
    words = ["translate", "--store", address, "--engine", "apertium"]
    command = Command(*words, home=crawls.folder, DOSVOCES_STORE_SECONDS="60")
    with Store(address) as store, command as translating:
        while not [run for run in store.runs() if run.kind == "translate"]:
            assert translating.poll() is None
            time.sleep(0.05)
        server.halt()
        time.sleep(3)
        server.start()
        assert translating.wait(300) == 0
        assert store.counts()["translated"] == 6
