"""What a crawl archives is WARC that others can read, whole up to a kill, and found by its index."""

import gzip
import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from crawling import FAST, Crawls
from forked import forked
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from smallsite import Exchange, SmallSite, story_page
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from dosvoces.core.outlets import load
from dosvoces.operations.crawl import crawl
from spiders.archive import Archive, complete_indexes
from spiders.cdxj import MACHINE, index_file, sort_key
from spiders.replay import read_page, read_pages

Outlets = Callable[..., Path]

MOST = 8 * 1024 * 1024


def answer(url: str, body: bytes, **headers: str) -> tuple[Request, Response]:
    request = Request(url, headers={"Accept": "text/html"})
    fields = {
        name.replace("_", "-"): value for name, value in {"Content_Type": "text/html", **headers}.items()
    }
    return request, HtmlResponse(url, body=body, headers=fields, request=request)


def write(archive: Archive, number: int, size: int = 100) -> str:
    body = f"<p>page {number}</p>".encode() + os.urandom(size)
    url = f"https://harbour.example/{number}"
    return archive.write(*answer(url, body), datetime.now(UTC), {"outlet": "harbour", "role": "page"}).place


def test_a_crawl_is_archived_with_requests_and_as_it_came(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path
) -> None:
    packed = gzip.compress(story_page(1).encode())

    def compressed(request: Exchange) -> None:
        if request.headers.get("If-None-Match"):
            request.reply(304, ETag='"1"')
        else:
            request.reply(200, packed, Content_Encoding="gzip", ETag='"1"', X_Robots_Tag="noai")

    site.pages["/2026/03/one-story.html"] = compressed
    site.announce("/2026/03/one-story.html")
    for _ in range(2):
        crawls.one(make_outlet(), settings={"DOSVOCES_ARCHIVE": str(tmp_path / "archive")})
    files = sorted((tmp_path / "archive").glob("*.warc.gz"))
    assert len(files) == 2
    url = site.base + "/2026/03/one-story.html"
    seen = []
    for path in files:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                assert record.rec_headers.protocol == "WARC/1.1"
                seen.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI")))
                body = record.raw_stream.read()
                if seen[-1] == ("response", url):
                    assert body == packed
                    assert record.http_headers.get_header("X-Robots-Tag") == "noai"
                if seen[-1] == ("request", url):
                    assert record.http_headers.get_header("User-Agent").startswith("dosvoces/")
        pages = {found.page.url: found for found in read_pages(path, MOST) if found.page}
        assert {pages[site.base + at].role for at in ("/robots.txt", "/feed.xml")} == {"other", "source"}
    assert [kind for kind, of in seen if of == url] == [
        "metadata",
        "request",
        "response",
        "metadata",
        "request",
        "revisit",
    ]
    with crawls.store() as store:
        (article,) = store.articles()
    name, _, offset = (article.warc or "").rpartition(":")
    found = read_page(tmp_path / "archive" / name, int(offset), MOST)
    assert found and found.page and found.page.url == url
    assert found.page.retrieved_at == article.retrieved_at


def test_nothing_is_archived_unless_it_is_asked_for(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.add_story("/2026/03/one-story.html", 1)
    site.announce("/2026/03/one-story.html")
    crawls.one(make_outlet())
    assert not list(crawls.folder.rglob("*.warc*"))
    with crawls.store() as store:
        assert [article.warc for article in store.articles()] == [None]


def test_files_are_closed_at_their_size_and_indexed(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path), megabytes=0.01)
    places = [write(archive, number, 3_000) for number in range(20)]
    archive.close()
    files = sorted(tmp_path.glob("*.warc.gz"))
    assert len(files) > 4
    assert all(path.stat().st_size < 20_000 for path in files)
    lines = []
    for path in files:
        text = index_file(path).read_text()
        assert text.splitlines() == sorted(text.splitlines())
        lines += text.splitlines()
        checker = Checker(type("Options", (), {"inputs": [str(path)], "verbose": False}))
        checker.process_all()
        assert checker.exit_value == 0
    assert len(lines) == 20
    for line in lines:
        key, stamp, fields = line.split(" ", 2)
        entry = json.loads(fields)
        assert key == sort_key(entry["url"]) and len(stamp) == 14
        assert f"{entry['filename']}:{entry['offset']}" in places
        with (tmp_path / entry["filename"]).open("rb") as file:
            file.seek(int(entry["offset"]))
            assert gzip.decompress(file.read(int(entry["length"]))).startswith(b"WARC/1.1\r\n")
    complete_indexes(tmp_path)


def test_an_index_made_afterwards_is_the_one_that_was_written(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    for number in range(5):
        write(archive, number)
    (path,) = tmp_path.glob("*.warc.gz")
    assert complete_indexes(tmp_path) == []  # somebody is writing it
    archive.close()
    written = index_file(path).read_text()
    index_file(path).unlink()
    assert complete_indexes(tmp_path) == [path]
    assert index_file(path).read_text() == written


def test_two_archives_of_one_moment_write_files_of_their_own(tmp_path: Path) -> None:
    with time_machine.travel("2026-03-01T12:00:00Z", tick=False):
        archives = [Archive(str(tmp_path)) for _ in range(2)]
        for number, archive in enumerate(archives, start=1):
            write(archive, number)
            archive.close()
    assert len([*tmp_path.glob("*.warc.gz")]) == 2


def test_a_file_that_cannot_be_indexed_is_left_for_next_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for number in (1, 2):
        archive = Archive(str(tmp_path))
        write(archive, number)
        archive.close()
    first, second = sorted(tmp_path.glob("*.warc.gz"))
    for path in (first, second):
        index_file(path).unlink()
    # A folder where the index is written: it fails, as on a full disk.
    blocked = tmp_path / f"{index_file(first).name}.{MACHINE}.{os.getpid()}.part"
    blocked.mkdir()
    assert complete_indexes(tmp_path) == [second]
    assert first.name in caplog.text
    blocked.rmdir()
    assert complete_indexes(tmp_path) == [first]


def test_a_crawl_goes_on_without_an_index_that_cannot_be_made(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path
) -> None:
    site.add_story("/2026/03/one-story.html", 1)
    site.announce("/2026/03/one-story.html")
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "gone.warc.gz").symlink_to(tmp_path / "nowhere")
    report = crawls.one(make_outlet(), settings={"DOSVOCES_ARCHIVE": str(folder)})
    assert report.ended == "finished" and report.counts["articles/new"] == 1
    assert len(list(folder.glob("*.cdxj"))) == 1


def test_an_index_that_cannot_be_written_costs_no_exchange(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path), megabytes=0.01)
    place = write(archive, 1)
    (path,) = tmp_path.glob("*.warc.gz")
    blocked = tmp_path / f"{index_file(path).name}.{MACHINE}.{os.getpid()}.part"
    blocked.mkdir()
    assert write(archive, 2, 20_000).startswith(place.split(":")[0])
    blocked.rmdir()
    archive.close()
    assert complete_indexes(tmp_path) == [path]


def test_what_dead_processes_left_of_indexes_is_removed(tmp_path: Path) -> None:
    dead = forked(int)
    dead.start()
    dead.join()
    left, alive = (tmp_path / f"a.cdxj.{MACHINE}.{number}.part" for number in (dead.pid, os.getpid()))
    for part in (left, alive):
        part.write_text("")
    complete_indexes(tmp_path)
    assert alive.exists() and not left.exists()


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.com/A?b=2&a=1#c", "com,example)/a?a=1&b=2"),
        ("http://example.com:8080", "com,example:8080)/"),
        ("https://es.example.co.uk/día", "uk,co,example,es)/d%c3%ada"),
    ],
)
def test_addresses_are_sorted_by_their_domain(url: str, key: str) -> None:
    assert sort_key(url) == key


def test_headers_are_kept_letter_by_letter(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    request, response = answer("https://harbour.example/1", b"<p>1</p>")
    response.headers.appendlist("X-Note", "día".encode())
    response.headers.appendlist("X-Note", b"evil\r\nWARC-Type: response")
    archive.write(request, response, datetime.now(UTC), {"outlet": "harbour\r\nrole: page", "role": "other"})
    archive.close()
    (found,) = read_pages(next(tmp_path.glob("*.warc.gz")), MOST)
    assert found.page and found.page.headers["x-note"] == "dÃ\xada, evil  WARC-Type: response"
    assert found.role == "other"


def test_an_answer_of_which_the_beginning_was_taken_says_so(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path))
    request, response = answer("https://harbour.example/sitemap.xml", b"<urlset>")
    archive.write(request, response, datetime.now(UTC), {"outlet": "harbour", "role": "source"})
    response.flags.append("download_stopped")
    archive.write(request, response, datetime.now(UTC), {"outlet": "harbour", "role": "source"})
    archive.close()
    with next(tmp_path.glob("*.warc.gz")).open("rb") as file:
        told = [
            record.rec_headers.get_header("WARC-Truncated")
            for record in ArchiveIterator(file)
            if record.rec_type == "response"
        ]
    assert told == [None, "length"]


def test_a_full_disk_costs_the_exchange_and_leaves_a_readable_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(str(tmp_path))
    write(archive, 1)
    real, given = os.write, []

    def full(file: int, data: bytes) -> int:
        given.append(len(data))
        if len(given) > 1:
            raise OSError(28, "No space left on device")
        return real(file, data[:50])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space"):
            write(archive, 2)
    write(archive, 3)
    archive.close()
    (path,) = tmp_path.glob("*.warc.gz")
    found = list(read_pages(path, MOST))
    assert [one.page.url[-1] for one in found if one.page] == ["1", "3"]
    assert not any(one.problem for one in found)


def crawl_archived(outlet: str, store: str, archive: str) -> None:
    settings = {**FAST, "LOG_ENABLED": False, "DOSVOCES_ARCHIVE": archive}
    crawl([load(outlet)], store=store, settings=settings)


def test_a_killed_crawl_leaves_files_that_can_be_read(
    site: SmallSite, make_outlet: Outlets, tmp_path: Path
) -> None:
    paths = [f"/2026/03/{number}/a-story.html" for number in range(1, 100)]

    def answer(number: int) -> Callable[[Exchange], None]:
        def reply(request: Exchange) -> None:
            # It cannot come to its end before it is killed.
            if len(site.paths) > 60:
                request.server.stopping.wait(300)
            request.reply(200, story_page(number))

        return reply

    site.pages.update({path: answer(number) for number, path in enumerate(paths, 1)})
    site.announce(*paths)
    archive = tmp_path / "archive"
    options = (str(make_outlet()), str(tmp_path / "store.sqlite"), str(archive))
    process = forked(crawl_archived, *options)
    process.start()
    while sum(path.stat().st_size for path in archive.glob("*")) < 30_000:
        assert process.is_alive()
        time.sleep(0.01)
    process.kill()
    process.join()
    assert len(site.paths) < len(paths)
    (path,) = archive.glob("*.warc.gz")
    found = list(read_pages(path, MOST))
    assert len([one for one in found if one.page]) >= 10
    assert all(one.problem in ("", "truncated") for one in found)
    Archive(str(archive)).close()
    assert len(index_file(path).read_text().splitlines()) >= 10
