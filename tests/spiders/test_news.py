"""What a crawl promises, on a small site whose every answer the tests decide."""

import gzip
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from crawling import Crawls
from smallsite import Exchange, SmallSite, story_page

from dosvoces.store import Store

Outlets = Callable[..., Path]


def headlines(store: Store) -> set[str]:
    return {article.headline for article in store.articles()}


def test_announced_stories_are_stored_once_and_cost_nothing_when_unchanged(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    def answer(number: int) -> Callable[[Exchange], None]:
        def reply(request: Exchange) -> None:
            tag = f'"{number}"'
            if request.headers.get("If-None-Match") == tag:
                request.reply(304, ETag=tag)
            else:
                request.reply(200, story_page(number), ETag=tag)

        return reply

    paths = [f"/2026/03/{number}/a-story-of-the-harbour.html" for number in range(1, 9)]
    for number, path in enumerate(paths, 1):
        site.pages[path] = answer(number)
    site.announce(*paths, paths[0] + "?utm_source=rss", paths[0] + "#comments")

    first = crawls.one(make_outlet())
    assert first.ended == "finished"
    assert first.counts["articles/new"] == 8
    assert first.counts["skipped/repeated"] == 2
    assert [path for path in site.paths if "utm" in path] == []

    second = crawls.one(make_outlet())
    assert second.counts["unchanged/pages"] == 8
    assert second.total("articles") == 0
    with crawls.store() as store:
        assert store.counts()["versions"] == 8
        runs = store.runs(kind="crawl")
    assert runs[1].counts["articles/new"] == 8
    assert all(run.finished for run in runs)


def test_a_changed_story_becomes_a_second_version(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.add_story("/2026/03/one-story.html", 1)
    site.announce("/2026/03/one-story.html")
    crawls.one(make_outlet())
    site.add_story("/2026/03/one-story.html", 1, text="The vote was put off until the autumn.")
    assert crawls.one(make_outlet()).counts["articles/changed"] == 1
    with crawls.store() as store:
        versions = [article.version for article in store.articles(versions="all")]
    assert versions == [1, 2]


def test_errors_cost_their_page_and_are_counted_by_reason(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    def slow(request: Exchange) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nslow")
        request.wfile.flush()
        request.server.stopping.wait(3)

    def reset(request: Exchange) -> None:
        request.close_connection = True
        request.connection.shutdown(socket.SHUT_RDWR)

    def cut_off(request: Exchange) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<p>cut off")
        request.close_connection = True

    def large(request: Exchange) -> None:
        request.reply(200, b"<p>" + b"x" * 300_000)

    def endless(request: Exchange) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while not request.server.stopping.is_set():
            request.wfile.write(b"<p>x" * 10_000)  # until the other side has had enough

    def bomb(request: Exchange) -> None:
        request.reply(200, gzip.compress(b"\0" * 3_000_000), Content_Encoding="gzip")

    faults = {
        "/2026/03/gone.html": (lambda r: r.reply(410), "failed/http_410"),
        "/2026/03/broken.html": (lambda r: r.reply(500, "oops"), "failed/http_500"),
        "/2026/03/picture.html": (
            lambda r: r.reply(200, b"\x89PNG", Content_Type="image/png"),
            "failed/wrong_type",
        ),
        "/2026/03/round.html": (
            lambda r: r.reply(302, Location="/2026/03/about.html"),
            "failed/redirect_loop",
        ),
        "/2026/03/script.html": (
            lambda r: r.reply(302, Location="javascript:history.back()"),
            "failed/malformed",
        ),
        "/2026/03/part.html": (lambda r: r.reply(206, story_page(8)), "failed/truncated"),
        "/2026/03/slow.html": (slow, "failed/timeout"),
        "/2026/03/reset.html": (reset, "failed/connection"),
        "/2026/03/cut-off.html": (cut_off, "failed/truncated"),
        "/2026/03/large.html": (large, "failed/too_large"),
        "/2026/03/endless.html": (endless, "failed/too_large"),
        "/2026/03/bomb.html": (bomb, "failed/too_large"),
        "/2026/03/away.html": (
            lambda r: r.reply(301, Location="http://elsewhere.example/"),
            "skipped/offsite",
        ),
        "/2026/03/empty.html": (lambda r: r.reply(200, b""), "not_article/empty"),
    }
    for path, (answer, _) in faults.items():
        site.pages[path] = answer
    site.pages["/2026/03/about.html"] = lambda r: r.reply(302, Location="/2026/03/round.html")
    site.add_story("/2026/03/a-good-story.html", 7)
    site.announce(
        *faults,
        "/2026/03/missing.html",
        "http://elsewhere.example/story-of-others",
        "http://127.0.0.1:port/a-mistake",
        "/2026/03/a-good-story.html",
    )
    limits = {"DOWNLOAD_TIMEOUT": "0.7", "DOWNLOAD_MAXSIZE": "200000", "RETRY_TIMES": "1"}
    report = crawls.one(make_outlet(), settings={**limits, "CONCURRENT_REQUESTS_PER_DOMAIN": "8"})
    assert report.ended == "finished"
    assert report.counts.get("articles/new") == 1, report.counts
    missing = {reason for _, reason in faults.values()} - set(report.counts)
    assert not missing, list(report.counts)
    assert report.counts["failed/http_404"] == 1
    assert report.counts["skipped/malformed"] == 1
    assert report.counts["failed/too_large"] == 3
    assert "failed/bug" not in report.counts


def test_robots_are_obeyed_and_their_delay_kept(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.pages["/robots.txt"] = "User-agent: *\nDisallow: /private/\nCrawl-delay: 0.4\n"
    site.add_story("/private/2026/03/secret-story.html", 1)
    open_paths = [f"/2026/03/{number}/open-story.html" for number in (2, 3, 4)]
    for number, path in enumerate(open_paths, 2):
        site.add_story(path, number)
    site.announce("/private/2026/03/secret-story.html", *open_paths)
    report = crawls.one(
        make_outlet(), settings={"DOSVOCES_CRAWL_DELAY": True, "CONCURRENT_REQUESTS_PER_DOMAIN": "4"}
    )
    assert report.counts["skipped/robots"] == 1
    assert report.counts["articles/new"] == 3
    assert "/private/2026/03/secret-story.html" not in site.paths
    gaps = [later - earlier for earlier, later in zip(site.times[1:], site.times[2:], strict=False)]
    # The server sees when requests arrive: a single gap may be shorter than between sending, their mean not.
    assert sum(gaps) / len(gaps) > 0.36
    assert min(gaps) > 0.2


@pytest.mark.parametrize("most", [1, 3])
def test_a_domain_has_no_more_requests_than_the_limit_also_without_a_delay(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, most: int
) -> None:
    under_way: list[None] = []
    seen: list[int] = []
    paths = [f"/2026/03/{number}/open-story.html" for number in range(8)]
    for number, path in enumerate(paths):
        site.add_story(path, number)
        body = site.pages[path]

        def answer(request: Exchange, body: Any = body) -> None:
            under_way.append(None)
            time.sleep(0.02)
            seen.append(len(under_way))
            under_way.pop()
            request.reply(200, body)

        site.pages[path] = answer
    site.announce(*paths)
    # Without a delay, as these crawls are.
    report = crawls.one(make_outlet(), settings={"CONCURRENT_REQUESTS_PER_DOMAIN": str(most)})
    assert report.counts["articles/new"] == len(seen) == 8
    assert max(seen) <= most


def test_nothing_is_fetched_while_robots_cannot_be_had(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.pages["/robots.txt"] = lambda request: request.reply(503, "later")
    site.add_story("/2026/03/one-story.html", 1)
    site.announce("/2026/03/one-story.html")
    report = crawls.one(make_outlet(), settings={"RETRY_TIMES": "0"})
    assert set(site.paths) == {"/robots.txt"}
    assert report.counts["failed/source_robots_unavailable"] == 1


def test_a_missing_robots_file_allows_everything(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.pages["/robots.txt"] = lambda request: request.reply(404, "User-agent: *\nDisallow: /\n")
    site.add_story("/2026/03/one-story.html", 1)
    site.announce("/2026/03/one-story.html")
    assert crawls.one(make_outlet()).counts["articles/new"] == 1


def test_a_server_that_asks_to_wait_is_left_alone(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    asked: list[str] = []

    def busy_once(request: Exchange) -> None:
        asked.append(request.path)
        if len(asked) == 1:
            request.reply(429, "slow down", Retry_After="2")
        else:
            request.reply(200, story_page(1))

    site.pages["/2026/03/one-story.html"] = busy_once
    site.announce("/2026/03/one-story.html")
    report = crawls.one(make_outlet())
    assert report.counts["articles/new"] == 1
    times = [
        moment
        for moment, path in zip(site.times, site.paths, strict=True)
        if path == "/2026/03/one-story.html"
    ]
    assert times[1] - times[0] > 0.95  # jitter takes up to half of the two seconds


def test_addresses_inside_the_own_network_are_refused(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.add_story("/2026/03/one-story.html", 1)
    site.announce("/2026/03/one-story.html")
    report = crawls.one(make_outlet(private_network=False, delay=1.0))
    assert site.paths == []
    assert report.counts == {"failed/source_private_address": 1}


def test_a_twin_is_stored_under_its_canonical_address(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    canonical = f'<link rel="canonical" href="{site.base}/2026/03/one-story.html">'
    site.add_story("/2026/03/one-story.html", 1, head=canonical)
    site.add_story("/amp/2026/03/one-story.html", 1, head=canonical, text="A copy that says more.")
    site.add_story(
        "/2026/03/lost.html", 2, head=f'<link rel="canonical" href="{site.base}/2026/03/nowhere.html">'
    )
    site.add_story("/2026/03/home.html", 3, head=f'<link rel="canonical" href="{site.base}/">')
    site.announce("/amp/2026/03/one-story.html", "/2026/03/lost.html", "/2026/03/home.html")
    crawls.one(make_outlet())
    with crawls.store() as store:
        addresses = {
            article.canonical_url.removeprefix(site.base) for article in store.articles(versions="all")
        }
    assert addresses == {"/2026/03/one-story.html", "/2026/03/lost.html", "/2026/03/home.html"}

    site.forget()
    again = crawls.one(make_outlet())
    assert again.total("articles") == 0
    assert again.counts["unchanged/pages"] == 3


def test_a_redirected_address_is_known_by_both_names(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.pages["/2026/03/old-name.html"] = lambda request: request.reply(
        301, Location="/2026/03/new-name.html"
    )
    site.add_story("/2026/03/new-name.html", 1)
    site.announce("/2026/03/old-name.html", "/2026/03/new-name.html")
    assert crawls.one(make_outlet()).counts["articles/new"] == 1
    site.announce("/2026/03/old-name.html")
    assert crawls.one(make_outlet()).counts["unchanged/pages"] == 1
    with crawls.store() as store:
        (article,) = store.articles()
        known = {resource.url.removeprefix(site.base): resource.article_id for resource in store.resources()}
    assert article.canonical_url == site.base + "/2026/03/new-name.html"
    assert known["/2026/03/new-name.html"] == article.id


def test_an_unchanged_source_hides_no_story_that_failed(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    site.add_story("/2026/03/one-story.html", 1)
    site.pages["/2026/03/two-story.html"] = lambda request: request.reply(500, "not now")
    site.announce("/2026/03/one-story.html", "/2026/03/two-story.html")
    feed = site.pages["/feed.xml"]

    def tagged(request: Exchange) -> None:
        if request.headers.get("If-None-Match") == '"feed"':
            request.reply(304)
        else:
            request.reply(200, feed, Content_Type="application/rss+xml", ETag='"feed"')

    site.pages["/feed.xml"] = tagged
    crawls.one(make_outlet(), settings={"RETRY_TIMES": "0"})
    site.add_story("/2026/03/two-story.html", 2)
    assert crawls.one(make_outlet()).counts["articles/new"] == 1
    assert crawls.one(make_outlet()).counts["unchanged/sources"] == 1
    assert "If-None-Match" in site.headers_of("/feed.xml")[-1]


def test_a_removed_story_that_leads_to_the_front_page_hides_nothing_on_it(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    def front(request: Exchange) -> None:
        if request.headers.get("If-None-Match") == '"front"':
            request.reply(304)
        else:
            link = (
                '<a href="/2026/03/02/a-story-of-the-harbour.html">A story of the harbour and its council</a>'
            )
            request.reply(200, f"<html><body>{link * 3}</body></html>", ETag='"front"')

    site.pages["/"] = front
    site.pages["/2026/03/01/removed-story.html"] = lambda request: request.reply(302, Location="/")
    site.pages["/2026/03/02/a-story-of-the-harbour.html"] = lambda request: request.reply(503)
    site.announce("/2026/03/01/removed-story.html")
    outlet = make_outlet(("feed", "/feed.xml"), ("front_page", "/"))
    crawls.one(outlet, settings={"RETRY_TIMES": 0})
    site.add_story("/2026/03/02/a-story-of-the-harbour.html", 2)
    assert crawls.one(outlet).counts["articles/new"] == 1


def test_limits_leave_the_rest_for_the_next_crawl(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    paths = [f"/2026/03/{number}/a-story.html" for number in range(1, 8)]
    for number, path in enumerate(paths, 1):
        site.add_story(path, number)
    site.announce(*paths)
    first = crawls.one(make_outlet(), max_pages=3)
    assert (first.counts["articles/new"], first.counts["skipped/page_limit"]) == (3, 4)
    assert crawls.one(make_outlet(), max_pages=3).counts["articles/new"] == 3
    assert crawls.one(make_outlet(), max_pages=3).counts["articles/new"] == 1
    late = crawls.one(make_outlet(), since=datetime(2026, 12, 1, tzinfo=UTC))
    assert late.total("articles") == 0


def test_several_outlets_in_one_process(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls, tmp_path: Path
) -> None:
    files = []
    for name in ("first", "second", "third"):
        site.add_story(f"/{name}/2026/03/the-story.html", len(name))
        site.announce(f"/{name}/2026/03/the-story.html", at=f"/{name}.xml")
        files.append(make_outlet(("feed", f"/{name}.xml")).rename(tmp_path / f"{name}.toml"))
    reports = crawls(*files, settings={"DOSVOCES_OUTLETS_AT_ONCE": "2"})
    assert [report.outlet for report in reports] == ["first", "second", "third"]
    assert [report.counts["articles/new"] for report in reports] == [1, 1, 1]
    with crawls.store() as store:
        assert {article.outlet for article in store.articles()} == {"first", "second", "third"}


def test_sitemaps_and_front_pages_are_followed(site: SmallSite, make_outlet: Outlets, crawls: Crawls) -> None:
    for number in range(1, 5):
        site.add_story(f"/2026/03/0{number}/a-story-of-number-{number}.html", number)
    urls = [
        f"<url><loc>{site.base}/2026/03/0{number}/a-story-of-number-{number}.html</loc></url>"
        for number in (1, 2)
    ]
    site.pages["/part.xml"] = f"<urlset>{''.join(urls)}</urlset>"
    site.pages["/sitemap.xml"] = (
        f"<sitemapindex><sitemap><loc>{site.base}/part.xml</loc></sitemap></sitemapindex>"
    )
    site.pages["/"] = (
        '<a href="/2026/03/03/a-story-of-number-3.html">A story of number three</a>'
        '<a href="/2026/03/04/a-story-of-number-4.html?utm_campaign=home">'
        '<img alt="A story of number four"></a>'
        '<a href="/tag/harbour">Harbour</a><a href="/about-us">About us</a>'
    )
    outlet = make_outlet(("sitemap", "/sitemap.xml"), ("front_page", "/"))
    assert crawls.one(outlet).counts["articles/new"] == 4
    assert not {"/tag/harbour", "/about-us"} & set(site.paths)


def test_what_is_no_text_and_what_leads_home_is_no_story(
    site: SmallSite, make_outlet: Outlets, crawls: Crawls
) -> None:
    paths = {name: f"/2026/03/{name}/a-story.html" for name in ("packed", "unpacked", "twice", "pdf", "gone")}
    page = story_page(1).encode()

    def reply_twice(request: Exchange) -> None:
        request.send_response(200)
        for _ in range(2):
            request.send_header("Content-Type", "text/html; charset=utf-8")
        body = story_page(3).encode()
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    site.pages[paths["packed"]] = gzip.compress(page)
    site.pages[paths["unpacked"]] = lambda request: request.reply(200, story_page(2), Content_Encoding="gzip")
    site.pages[paths["twice"]] = reply_twice
    site.pages[paths["pdf"]] = b"%PDF-1.7\n" + page
    site.pages[paths["gone"]] = lambda request: request.reply(302, Location="/")
    site.add_story("/", 5)
    site.announce(*paths.values())
    report = crawls.one(make_outlet())
    with crawls.store() as store:
        stored = {article.canonical_url.removeprefix(site.base) for article in store.articles()}
    assert stored == {paths["packed"], paths["unpacked"], paths["twice"]}, report.counts
    assert (report.counts["failed/wrong_type"], report.counts["not_article/listing"]) == (1, 1)
    # What became of a stored story is known, and it stays.
    site.pages[paths["packed"]] = gzip.compress(b"\x89PNG" + page)
    site.pages[paths["twice"]] = lambda request: request.reply(302, Location="/")
    again = crawls.one(make_outlet())
    assert again.counts["failed/wrong_type"] >= 1 and again.total("articles") == 0
    with crawls.store() as store:
        assert len([*store.articles(versions="all")]) == 3
