"""A bad network and a bad machine: each fault costs at most its page, is counted, and the crawl ends."""

import gzip
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
import time_machine
from crawling import FAST, Crawls
from forked import forked
from smallsite import Exchange, SmallSite, story_page

from dosvoces.core.outlets import load
from dosvoces.operations.crawl import CrawlReport, crawl
from dosvoces.operations.replay import replay
from dosvoces.store import Store

Outlets = Callable[..., Path]


def announce_stories(site: SmallSite, number: int) -> None:
    paths = [f"/2026/03/{each}/a-story.html" for each in range(1, number + 1)]
    for each, path in enumerate(paths, 1):
        site.add_story(path, each)
    site.announce(*paths)


def test_a_host_that_nobody_knows_is_counted(make_outlet: Outlets, crawls: Crawls, site: SmallSite) -> None:
    source = {"kind": "feed", "url": "http://harbour.invalid/feed.xml"}
    outlet = make_outlet(sources=[source], domains=["harbour.invalid"], private_network=False, delay=1.0)
    report = crawls.one(outlet, settings={"RETRY_TIMES": 0, "DOWNLOAD_DELAY": 0.1})
    assert report.ended == "finished"
    assert set(report.counts) <= {"failed/source_dns", "failed/source_robots_unavailable"}
    assert site.paths == []


def test_a_locked_database_is_waited_for(site: SmallSite, make_outlet: Outlets, crawls: Crawls) -> None:
    announce_stories(site, 8)
    with crawls.store():
        pass  # makes the file
    locked = threading.Event()

    def lock(request: Exchange) -> None:
        """Answers one story, and from then on holds the database for a while."""
        request.reply(200, story_page(3))
        if not locked.is_set():
            locked.set()
            other = sqlite3.connect(crawls.store_path, check_same_thread=False, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")

            def release() -> None:
                other.execute("ROLLBACK")
                other.close()

            threading.Timer(3, release).start()

    site.pages["/2026/03/3/a-story.html"] = lock
    report = crawls.one(make_outlet())
    assert locked.is_set()
    assert report.ended == "finished"
    assert report.counts["articles/new"] == 8
    assert report.total("failed") == 0


def crawl_on_a_full_disk(outlet: str, store: str, kilobytes: int, out: str) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, resource.RLIM_INFINITY))
    reports = crawl([load(outlet)], store=store, settings={**FAST, "LOG_ENABLED": False})
    Path(out).write_bytes(msgspec.json.encode(reports))


def test_a_full_disk_ends_the_crawl_and_spoils_nothing(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path
) -> None:
    announce_stories(site, 80)
    with crawls.store():
        pass
    outlet, out = make_outlet(), tmp_path / "reports.json"
    limit = crawls.store_path.stat().st_size // 1024 + 200
    process = forked(crawl_on_a_full_disk, str(outlet), str(crawls.store_path), limit, str(out))
    process.start()
    process.join(300)
    assert process.exitcode == 0
    (report,) = msgspec.json.decode(out.read_bytes(), type=list[CrawlReport])
    assert report.counts["failed/store"] >= 20
    assert report.ended in ("store_failed", "finished")
    with crawls.store() as store:
        before = store.counts()["articles"]
    assert before < 80
    again = crawls.one(outlet)
    assert again.ended == "finished"
    with crawls.store() as store:
        assert store.counts()["articles"] == 80
        assert len({article.canonical_url for article in store.articles()}) == 80


#: A file system of its own, nearly full: crawl, make room, crawl again.
ON_A_FULL_DISK = """
mount -t tmpfs -o size=4m tmpfs "$1" && head -c 3300000 /dev/zero > "$1/ballast" || exit 99
shift; "$@"; rm "$DOSVOCES_HOME/ballast"; "$@"
"""


def test_a_really_full_disk_costs_nothing_that_is_stored(
    site: SmallSite, make_outlet: Outlets, tmp_path: Path
) -> None:
    """Store and archive are on it; once there is room again, the next crawl gets what is missing."""
    announce_stories(site, 80)
    disk = tmp_path / "disk"
    disk.mkdir()
    crawl_it = [sys.executable, "-m", "dosvoces", "--json", "--quiet", "crawl", str(make_outlet())]
    crawl_it += ["--archive", str(disk / "archive"), "--set", "DOSVOCES_WORKERS=1"]
    command = [
        "unshare",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        ON_A_FULL_DISK,
        "sh",
        str(disk),
        *crawl_it,
    ]
    environment = {**os.environ, "DOSVOCES_HOME": str(disk)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode == 99 or "unshare" in ran.stderr:
        pytest.skip("no file system of one's own can be mounted here")
    first, second = (msgspec.json.decode(line, type=CrawlReport) for line in ran.stdout.splitlines())
    assert first.ended == "store_failed" or first.counts["failed/store"] > 0
    assert first.ended != "store_failed" or "disk is full" in first.message
    assert second.ended == "finished" and second.total("failed") == 0
    # What was stored before there was no room to note it is tried or fetched again, and found to be there.
    fates = ("articles/new", "articles/unchanged")
    assert sum(report.counts.get(fate, 0) for report in (first, second) for fate in fates) == 80
    assert second.counts["articles/new"] > 0


def test_a_packed_page_that_is_cut_is_no_story_and_is_fetched_again(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path
) -> None:
    whole, wrong = (gzip.compress(story_page(number).encode()) for number in (1, 2))
    sent = [whole[:-20]]
    path, other = "/2026/03/1/a-story.html", "/2026/03/2/a-story.html"
    site.pages[path] = lambda request: request.reply(200, sent[-1], Content_Encoding="gzip")
    # Only its sum is wrong: none of its bytes is missing.
    wrong = wrong[:-8] + b"\0\0\0\0" + wrong[-4:]
    site.pages[other] = lambda request: request.reply(200, wrong, Content_Encoding="gzip")
    site.announce(path, other)
    outlet, settings = make_outlet(), {"RETRY_TIMES": 0, "DOSVOCES_ARCHIVE": str(tmp_path / "archive")}
    report = crawls.one(outlet, settings=settings)
    assert (report.counts["failed/truncated"], report.counts["articles/new"]) == (1, 1)
    replayed = replay([tmp_path / "archive"], store=str(tmp_path / "again.sqlite"), outlets=[load(outlet)])
    assert (replayed.counts["failed/truncated"], replayed.counts["articles/new"]) == (1, 1)
    sent.append(whole)
    assert crawls.one(outlet, settings=settings).counts["articles/new"] == 1


def test_a_page_whose_end_is_missing_is_no_story_when_nobody_told_its_length(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path
) -> None:
    """The connection breaks off, or just ends: the two look the same."""
    path, other = "/2026/03/1/a-story.html", "/2026/03/2/a-story.html"
    sent = [story_page(1)]

    def reply_until_closed(request: Exchange, body: str) -> None:
        request.close_connection = True
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
        request.wfile.write(body.encode())

    site.pages[path] = lambda request: reply_until_closed(request, sent[-1])
    # Whoever tells the length may leave the end out, as HTML allows.
    site.add_story(other, 2)
    site.pages[other] = str(site.pages[other]).removesuffix("</body></html>")
    site.announce(path, other)
    outlet, settings = make_outlet(), {"RETRY_TIMES": 0, "DOSVOCES_ARCHIVE": str(tmp_path / "archive")}
    assert crawls.one(outlet, settings=settings).counts["articles/new"] == 2
    sent.append(story_page(1)[:-300])
    report = crawls.one(outlet, settings=settings)
    assert (report.counts["failed/truncated"], report.counts["unchanged/pages"]) == (1, 1)
    sent.append(story_page(1, text="The vote was put off."))
    assert crawls.one(outlet, settings=settings).counts["articles/changed"] == 1
    again = str(tmp_path / "again.sqlite")
    replayed = replay([tmp_path / "archive"], store=again, outlets=[load(outlet)])
    assert (replayed.counts["failed/truncated"], replayed.problems) == (1, {})
    with Store(again) as replayed_store, crawls.store() as store:
        assert [*replayed_store.articles(versions="all")] == [*store.articles(versions="all")]


def crawl_at(moment: str, outlet: str, store: str, out: str) -> None:
    with time_machine.travel(datetime.fromisoformat(moment)):
        reports = crawl([load(outlet)], store=store, settings={**FAST, "LOG_ENABLED": False})
    Path(out).write_bytes(msgspec.json.encode(reports))


def test_a_clock_that_jumps_hides_no_story(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path
) -> None:
    """One crawl has a clock that is two years ahead, the next the right one, another one that is behind."""
    outlet, out = make_outlet(), tmp_path / "reports.json"
    found = []
    for number, moment in enumerate(
        ("2028-03-05T00:00:00+00:00", "2026-03-05T00:00:00+00:00", "2024-03-05T00:00:00+00:00"), 1
    ):
        announce_stories(site, 5 * number)
        process = forked(crawl_at, moment, str(outlet), str(crawls.store_path), str(out))
        process.start()
        process.join(300)
        assert process.exitcode == 0
        (report,) = msgspec.json.decode(out.read_bytes(), type=list[CrawlReport])
        assert report.ended == "finished" and report.total("failed") == 0
        found.append(report.counts["articles/new"])
    assert found == [5, 5, 5]
