"""A replay gives what the crawl gave; damage and malice in an archive cost their record."""

import gzip
import io
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from crawling import Crawls
from hypothesis import given
from hypothesis import strategies as st
from smallsite import SmallSite, story_page

from dosvoces.core.addresses import clean_url
from dosvoces.core.outlets import load
from dosvoces.core.record import to_json
from dosvoces.exports.dataset import export
from dosvoces.exports.manifest import Request
from dosvoces.exports.rebuild import rebuild
from dosvoces.newsstand import Newsstand
from dosvoces.operations import removal
from dosvoces.operations.replay import ReplayReport
from dosvoces.operations.replay import replay as replay_archives
from dosvoces.store import Selection, Store
from spiders.replay import read_pages
from spiders.warc_reader import Damage, Record, read_records

Outlets = Callable[..., Path]

MOST = 8 * 1024 * 1024


def replay(*archives: Path, store: Path, outlets: Iterable[Path] = (), **options: Any) -> ReplayReport:
    chosen = [load(path) for path in outlets]
    settings = {"DOSVOCES_WORKERS": 1}
    return replay_archives(archives, store=str(store), outlets=chosen, settings=settings, **options)


def everything(store: Path) -> list[bytes]:
    with Store(str(store)) as opened:
        return sorted(to_json(article) for article in opened.articles(versions="all"))


def test_replaying_a_crawl_gives_identical_records(newsstand: Newsstand, tmp_path: Path) -> None:
    crawls, archive = Crawls(tmp_path), tmp_path / "archive"
    outlets = list(newsstand.outlets.values())
    crawls(*outlets, settings={"DOSVOCES_ARCHIVE": str(archive)})
    newsstand.advance()
    crawls(*outlets, settings={"DOSVOCES_ARCHIVE": str(archive)})
    again = tmp_path / "again.sqlite"
    report = replay(archive, store=again, outlets=outlets)
    assert report.counts["articles/new"] >= 60
    crawled, replayed = everything(crawls.store_path), everything(again)
    assert b'"warc":"dosvoces-' in crawled[0]
    assert len(replayed) == len(crawled)
    differing = [pair for pair in zip(replayed, crawled, strict=True) if pair[0] != pair[1]]
    assert differing == []

    twice = replay(archive, store=again, outlets=outlets)
    assert not twice.counts.get("articles/new") and not twice.counts.get("articles/changed")
    assert everything(again) == crawled


def test_what_was_taken_down_comes_back_by_no_way(newsstand: Newsstand, tmp_path: Path) -> None:
    crawls, archive = Crawls(tmp_path), tmp_path / "archive"
    outlets = [newsstand.outlets["austral-ledger"]]
    settings = {"DOSVOCES_ARCHIVE": str(archive)}
    crawls(*outlets, settings=settings)
    with Store(str(crawls.store_path)) as store:
        shutil.copytree(archive, tmp_path / "others")
        articles = [each for each in store.articles() if each.outlet == store.outlets()[0]]
        whole = Selection(translated_only=False, include_reserved=True)
        hashed = Request(formats=("hashes",), selection=whole)
        export(store, tmp_path / "hashes", hashed)
        planned = removal.plan(store, [articles[0].canonical_url], ())
        (gone,) = planned
        (done,) = removal.carry_out(store, planned, "asked for", [str(archive)])
        assert done.counts["stories"] >= 1 and done.counts["archived pages"] >= 1 and not done.left
        counts: Counter[str] = Counter()
        list(rebuild(tmp_path / "hashes", store, counts))
        assert counts["articles that were taken down"] == done.counts["stories"]
    # The outlet still announces it, and an archive of others still has it.
    newsstand.advance()
    reports = crawls(*outlets, settings=settings)
    assert sum(report.counts.get("skipped/removed", 0) for report in reports) >= 1
    with Store(str(crawls.store_path)) as store:
        stored = store.counts()["versions"]
    assert not list(read_urls(archive) & gone.wanted.urls)
    again = replay(tmp_path / "others", store=crawls.store_path, outlets=outlets)
    assert again.counts["skipped/removed"] >= 1
    with Store(str(crawls.store_path)) as store:
        assert store.counts()["versions"] == stored and store.article(articles[0].id) is None


def read_urls(archive: Path) -> set[str]:
    return {
        clean_url(each.page.url)
        for path in archive.glob("*.warc.gz")
        for each in read_pages(path, MOST)
        if each.page
    }


def test_pages_without_a_story_at_their_canonical_address_are_replayed_too(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path
) -> None:
    canonical = f'<link rel="canonical" href="{site.base}/2026/03/one-story.html">'
    site.add_story("/2026/03/one-story.html", 1, head=canonical)
    site.add_story("/amp/2026/03/one-story.html", 1, head=canonical, text="A copy that says more.")
    site.add_story(
        "/2026/03/lost.html", 2, head=f'<link rel="canonical" href="{site.base}/2026/03/nowhere.html">'
    )
    site.announce("/amp/2026/03/one-story.html", "/2026/03/lost.html")
    outlet = make_outlet()
    crawls.one(outlet, settings={"DOSVOCES_ARCHIVE": str(tmp_path / "archive")})
    again = tmp_path / "again.sqlite"
    replay(tmp_path / "archive", store=again, outlets=[outlet])
    assert len(everything(again)) == 2
    assert everything(again) == everything(crawls.store_path)


def record(url: str, body: bytes, *, status: str = "200 OK", packed: bool = True, **headers: str) -> bytes:
    fields = {"Content_Type": "text/html; charset=utf-8", **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    block = f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body
    data = (
        (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
            "WARC-Date: 2026-03-01T10:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        ).encode()
        + block
        + b"\r\n\r\n"
    )
    return gzip.compress(data) if packed else data


def test_archives_of_others_are_read_and_hosts_without_a_file_get_an_outlet(tmp_path: Path) -> None:
    pages = [
        record("https://www.harbour.example/2026/03/one.html", story_page(1).encode()),
        record("https://news.port.example/2026/03/two.html", story_page(2).encode(), Content_Encoding="gzip"),
        record("https://harbour.example/2026/03/gone.html", b"gone", status="404 Not Found"),
        record("https://harbour.example/picture.png", b"\x89PNG", Content_Type="image/png"),
        record("dns:harbour.example", b"1.2.3.4"),
    ]
    (tmp_path / "theirs.warc.gz").write_bytes(b"".join(pages))
    store = tmp_path / "store.sqlite"
    report = replay(tmp_path / "theirs.warc.gz", store=store)
    assert report.counts == {
        "articles/new": 2,
        "failed/http_404": 1,
        "failed/no_http": 1,
        "failed/wrong_type": 1,
    }
    with Store(str(store)) as opened:
        assert {article.outlet for article in opened.articles()} == {"harbour-example", "news-port-example"}
    none = replay(tmp_path, store=tmp_path / "none.sqlite", known_only=True)
    assert none.counts["skipped/foreign"] == 2


def test_an_older_page_does_not_replace_the_latest_version(tmp_path: Path) -> None:
    url, store = "https://harbour.example/2026/03/one.html", tmp_path / "store.sqlite"
    late = record(url, story_page(1, text="The vote was put off.").encode())
    early = gzip.decompress(record(url, story_page(1).encode())).replace(b"2026-03-01T10", b"2026-03-01T09")
    (tmp_path / "late.warc.gz").write_bytes(late)
    (tmp_path / "early.warc").write_bytes(early)
    replay(tmp_path / "late.warc.gz", store=store)
    assert replay(tmp_path / "early.warc", store=store).counts == {"skipped/older": 1}
    fresh = tmp_path / "fresh.sqlite"
    both = replay(tmp_path / "early.warc", tmp_path / "late.warc.gz", store=fresh)
    assert both.counts == {"articles/changed": 1, "articles/new": 1}


def read(tmp_path: Path, data: bytes) -> list[tuple[str, str]]:
    path = tmp_path / "some.warc.gz"
    path.write_bytes(data)
    return [
        (found.problem, found.page.url[-5:] if found.page else "") for found in read_pages(path, 1_000_000)
    ]


GOOD = [record(f"https://harbour.example/page{number}", story_page(number).encode()) for number in range(3)]


@pytest.mark.parametrize("packed", [True, False])
def test_a_truncated_file_is_read_up_to_where_it_ends(tmp_path: Path, packed: bool) -> None:
    good = [data if packed else gzip.decompress(data) for data in GOOD]
    whole = b"".join(good)
    assert read(tmp_path, whole) == [("", "page0"), ("", "page1"), ("", "page2")]
    found = read(tmp_path, whole[: -len(good[2]) // 2])
    assert found == [("", "page0"), ("", "page1"), ("truncated", "")]


@pytest.mark.parametrize("packed", [True, False])
def test_damage_costs_the_record_that_has_it(tmp_path: Path, packed: bool) -> None:
    good = [data if packed else gzip.decompress(data) for data in GOOD]
    middle = bytearray(good[1])
    if packed:
        middle[40:80] = b"\xff" * 40
    else:
        middle[:6] = b"WRECK/"
    found = read(tmp_path, good[0] + bytes(middle) + good[2])
    assert [url for problem, url in found if not problem] == ["page0", "page2"]
    assert "damaged" in {problem for problem, _ in found}


def test_a_replay_of_a_file_with_damage_says_so(tmp_path: Path, command: Callable[..., Any]) -> None:
    whole, cut, none = (tmp_path / f"{name}.warc.gz" for name in ("whole", "cut", "none"))
    whole.write_bytes(b"".join(GOOD))
    cut.write_bytes(b"".join(GOOD)[:-100])
    none.write_bytes(b"")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a-link.warc.gz").symlink_to("nowhere")
    (folder / "b-copy.warc.gz").hardlink_to(whole)
    done = command("--json", "replay", str(whole), DOSVOCES_WORKERS="1")
    assert (done.returncode, done.stderr) == (0, "")
    done = command("replay", str(folder), str(cut), str(none), DOSVOCES_WORKERS="1")
    assert done.returncode == 1
    assert "a-link.warc.gz: it cannot be read" in done.stderr
    assert "cut.warc.gz: 1 damaged places" in done.stderr and "none.warc.gz: the file is empty" in done.stderr
    assert "b-copy.warc.gz" not in done.stderr and "6 records in 4 files" in done.stdout


def test_bombs_are_bounded(tmp_path: Path) -> None:
    zeros = b"\0" * 120_000_000
    packed_body = gzip.compress(zeros, 9)
    bombs = [
        record("https://harbour.example/bomb1", packed_body, Content_Encoding="gzip"),
        record("https://harbour.example/bomb2", zeros),
        gzip.compress(b"WARC/1.0\r\nX: " + zeros),
        gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999999\r\n\r\n" + zeros),
        gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\n"),
    ]
    import tracemalloc

    tracemalloc.start()
    begun = time.monotonic()
    found = read(tmp_path, GOOD[0] + b"".join(bombs) + GOOD[1])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [url for problem, url in found if not problem] == ["page0", "page1"]
    assert {"too_large", "damaged"} <= {problem for problem, _ in found}
    assert peak < 60_000_000
    assert time.monotonic() - begun < 60


def test_a_page_cannot_pass_for_a_record(tmp_path: Path) -> None:
    forged = record("https://bank.example/forged", story_page(9).encode(), packed=False)
    page = record("https://harbour.example/pageX", b"x" * 2_100_000 + forged, packed=False)
    found = read(tmp_path, page + gzip.decompress(GOOD[0]))
    assert found == [("too_large", ""), ("", "page0")]


def test_a_file_packed_as_a_whole_is_read(tmp_path: Path) -> None:
    plain = b"".join(map(gzip.decompress, GOOD))
    assert read(tmp_path, gzip.compress(plain)) == [("", "page0"), ("", "page1"), ("", "page2")]


def test_heads_whose_lines_end_in_any_way_are_read(tmp_path: Path) -> None:
    parts = (gzip.decompress(data).partition(b"\r\n\r\n") for data in GOOD)
    plain = b"".join(head.replace(b"\r\n", b"\n") + b"\n\n" + rest for head, _, rest in parts)
    assert read(tmp_path, plain) == [("", "page0"), ("", "page1"), ("", "page2")]


def test_chunked_bodies_and_wrongly_declared_packings_are_read(tmp_path: Path) -> None:
    body = story_page(1).encode()
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:500], body[500:])) + b"0\r\n\r\n"
    path = tmp_path / "some.warc.gz"
    path.write_bytes(
        record("https://harbour.example/page0", chunks, Transfer_Encoding="chunked")
        + record("https://harbour.example/page1", body, Transfer_Encoding="chunked")
        + record("https://harbour.example/page2", body, Content_Encoding="gzip")
        + record("https://harbour.example/page3", gzip.compress(body), Content_Encoding="gzip")
    )
    assert [found.page.body for found in read_pages(path, MOST) if found.page] == [body] * 4


@given(st.binary(max_size=400), st.integers(0, 3), st.booleans())
def test_whatever_stands_in_a_file_reading_ends(noise: bytes, where: int, packed: bool) -> None:
    good = [data if packed else gzip.decompress(data) for data in GOOD]
    file = io.BytesIO(b"".join([*good[:where], noise, *good[where:]]))
    found = list(read_records(file, frozenset({"response"}), 1_000_000))
    assert all(isinstance(each, (Record, Damage)) for each in found)
    if where:
        assert isinstance(found[0], Record) and found[0].offset == 0
