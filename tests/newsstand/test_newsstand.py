"""The newsstand does over HTTP what its truth says, for every feature that a crawl is tested on."""

import gzip
import http.client
import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree, html
from protego import Protego

from dosvoces.core import outlets
from dosvoces.core.errors import DosvocesError
from dosvoces.newsstand import Expected, Newsstand
from dosvoces.newsstand.sites import KEYS, load_site

pytestmark = pytest.mark.slow

LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def find(newsstand: Newsstand, slug: str) -> Expected:
    return next(story for story in newsstand.expected() if story.slug == slug)


def read_page(body: bytes) -> html.HtmlElement:
    return html.fromstring(body, parser=html.HTMLParser(encoding="utf-8"))


def seen(page: html.HtmlElement) -> str:
    """What a reader sees of the page, with single spaces."""
    for element in page.xpath("//script|//style"):
        element.drop_tree()
    return " ".join(page.text_content().split())


def structured(body: str) -> dict | None:
    found = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', body, re.DOTALL)
    return json.loads(found[1]) if found else None


def locations(body: bytes) -> list[str]:
    return [element.text for element in etree.fromstring(body).iter(LOCATION)]


def test_there_are_enough_stories_in_both_languages(shared_newsstand):
    stored = [story for story in shared_newsstand.expected() if story.stored]
    assert len(stored) >= 66
    assert {story.outlet for story in stored} == set(KEYS)
    assert min(sum(story.language == language for story in stored) for language in ("es", "en")) >= 30
    assert all(3 <= len(story.body) <= 12 for story in stored if story.kind == "article" and story.free)


def test_every_page_shows_its_story_and_its_furniture(shared_newsstand, fetch):
    for story in shared_newsstand.expected():
        answer = fetch(story.url)
        assert answer.status == 200
        text = seen(html.fromstring(answer.body.decode("cp1252" if "maraton" in story.slug else "utf-8")))
        lines = [story.headline, *(t for _, t in story.body), *story.captions, *story.credits, *story.related]
        for line in [*lines, *(t for _, t in story.furniture)]:
            assert " ".join(line.split()) in text, (story.slug, line)


def test_fragments_are_where_the_truth_says_and_never_the_whole_language(shared_newsstand):
    fragments = [(s, f) for s in shared_newsstand.expected() for f in s.fragments]
    assert len(fragments) >= 40
    for story, fragment in fragments:
        assert fragment.block[fragment.start : fragment.end] == fragment.text
        assert fragment.language != story.language
        assert fragment.text.strip("“” ,") == fragment.text
    kinds = {(story.language, fragment.kind) for story, fragment in fragments}
    assert {("en", "quotation"), ("es", "quotation"), ("en", "name"), ("es", "anglicism")} <= kinds


def test_furniture_of_the_other_language_surrounds_stories_of_both(shared_newsstand):
    for story in shared_newsstand.expected():
        if story.outlet != "la-ribera":
            other = "es" if story.language == "en" else "en"
            assert sum(language == other for language, _ in story.furniture) >= 3, story.slug


@pytest.mark.parametrize("key", KEYS)
def test_outlet_files_load_and_point_to_what_is_served(shared_newsstand, fetch, key):
    outlet = outlets.load(shared_newsstand.outlets[key])
    assert outlet.private_network
    assert {source.kind for source in outlet.sources} == {"feed", "sitemap", "news_sitemap", "front_page"}
    for source in outlet.sources:
        assert fetch(source.url).status == 200


@pytest.mark.parametrize(("key", "path", "kind"), [
    ("austral-ledger", "/feed/", "rss20"),
    ("el-mirador", "/atom.xml", "atom10"),
    ("la-ribera", "/es/rss.xml", "rss20"),
    ("la-ribera", "/en/atom.xml", "atom10"),
])  # fmt: skip
def test_feeds_are_feeds_and_list_a_dead_address(shared_newsstand, fetch, key, path, kind):
    feed = feedparser.parse(fetch(shared_newsstand.bases[key] + path).body)
    assert (feed.bozo, feed.version) == (False, kind)
    statuses = [fetch(entry.link).status for entry in feed.entries]
    assert statuses.count(404) == (0 if path == "/en/atom.xml" else 1)
    assert len(statuses) >= 12
    assert {status for status in statuses if status != 404} <= {200, 301}


def test_sitemap_indexes_lead_to_every_story(shared_newsstand, fetch):
    announced = set()
    packed = 0
    for key in KEYS:
        base = shared_newsstand.bases[key]
        parts = locations(fetch(base + load_site(key).sitemap_index).body)
        assert len(parts) >= 2
        for part in parts:
            body = fetch(part).body
            packed += part.endswith(".gz")
            announced |= set(locations(gzip.decompress(body) if part.endswith(".gz") else body))
    assert packed == 1
    assert announced == {story.url for story in shared_newsstand.expected()}


def test_news_sitemaps_give_dates_and_titles(shared_newsstand, fetch):
    for key in KEYS:
        tree = etree.fromstring(fetch(shared_newsstand.bases[key] + load_site(key).news_sitemap).body)
        names = {"news": "http://www.google.com/schemas/sitemap-news/0.9"}
        assert len(tree.xpath("//news:title", namespaces=names)) == 10
        for date in tree.xpath("//news:publication_date/text()", namespaces=names):
            assert datetime.fromisoformat(date).tzinfo


def test_robots_forbids_what_the_truth_says_is_not_stored(shared_newsstand, fetch):
    for key in KEYS:
        base = shared_newsstand.bases[key]
        robots = Protego.parse(fetch(f"{base}/robots.txt").text)
        stories = [story for story in shared_newsstand.expected() if story.outlet == key]
        assert [s.slug for s in stories if not robots.can_fetch(s.url, "dosvoces")] == [
            s.slug for s in stories if s.reason == "robots"
        ]
        assert sum(s.reason == "robots" for s in stories) == 1
        assert robots.crawl_delay("dosvoces") == (0.1 if key == "austral-ledger" else None)
        assert len(list(robots.sitemaps)) == 2


def test_front_pages_link_stories_even_forbidden_ones(shared_newsstand, fetch):
    truth = {story.slug: story for story in shared_newsstand.expected()}
    base = shared_newsstand.bases["austral-ledger"]
    links = set(html.fromstring(fetch(f"{base}/").text).xpath("//main//a/@href"))
    assert truth["members-copper-outlook"].url in links
    assert truth["panama-rail-link-tender"].other_urls[0] in links
    assert len(links & {story.url for story in truth.values()}) >= 20


@pytest.mark.parametrize("which", ["/feed/", "/sitemap_index.xml", "/news-sitemap.xml", "/"])
def test_announcements_answer_304_to_who_has_them(shared_newsstand, fetch, which):
    _expect_unchanged(fetch, shared_newsstand.bases["austral-ledger"] + which)


def test_articles_answer_304_to_who_has_them(shared_newsstand, fetch):
    for story in shared_newsstand.expected():
        _expect_unchanged(fetch, story.url)


def _expect_unchanged(fetch, url):
    first = fetch(url)
    for headers in (
        {"If-None-Match": first.headers["etag"]},
        {"If-None-Match": f'"other", W/{first.headers["etag"]}'},
        {"If-Modified-Since": first.headers["last-modified"]},
    ):
        again = fetch(url, headers)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    assert fetch(url, {"If-None-Match": '"other"'}).status == 200
    assert fetch(url, {"If-Modified-Since": "Mon, 05 Jan 2026 00:00:00 GMT"}).status == 200


def test_moved_stories_redirect_and_copies_name_the_canonical_address(shared_newsstand, fetch):
    moved = copies = 0
    for story in shared_newsstand.expected():
        for url in story.other_urls:
            answer = fetch(url)
            if answer.status == 301:
                assert answer.headers["location"] == story.url
                moved += 1
            else:
                assert html.fromstring(answer.text).xpath("//link[@rel='canonical']/@href") == [story.url]
                copies += 1
    assert moved >= 4
    assert copies >= 4


def test_a_tracked_address_serves_the_same_page(shared_newsstand, fetch):
    story = find(shared_newsstand, "panama-rail-link-tender")
    feed = feedparser.parse(fetch(f"{shared_newsstand.bases['austral-ledger']}/feed/").body)
    [link] = [entry.link for entry in feed.entries if "panama-rail" in entry.link]
    assert "utm_source" in link
    assert fetch(link).body == fetch(story.url).body


def test_amp_twins_point_back(shared_newsstand, fetch):
    story = find(shared_newsstand, "abejas-azoteas-leon")
    page = html.fromstring(fetch(story.url).text)
    [twin] = page.xpath("//link[@rel='amphtml']/@href")
    amp = html.fromstring(fetch(twin).text)
    assert "amp" in amp.attrib
    assert amp.xpath("//link[@rel='canonical']/@href") == [story.url]
    for _, text in story.body:
        assert text in seen(amp)


def test_a_page_in_latin_1_declares_no_charset(shared_newsstand, fetch):
    story = find(shared_newsstand, "maraton-silao-altura")
    answer = fetch(story.url)
    assert answer.headers["content-type"] == "text/html"
    assert b"charset" not in answer.body.lower()
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")
    assert story.headline in answer.body.decode("cp1252")
    assert "“Duermo en dos partes" in answer.body.decode("cp1252")


def test_structured_data_comes_whole_in_a_graph_broken_and_not_at_all(shared_newsstand, fetch):
    graphs = plain = broken = without = 0
    for story in shared_newsstand.expected():
        body = fetch(story.url).body.decode("utf-8", "replace")
        try:
            data = structured(body)
        except json.JSONDecodeError:
            broken += 1
            continue
        if data is None:
            without += 1
            continue
        graphs += "@graph" in data
        plain += "@graph" not in data
        described = data["@graph"][-1] if "@graph" in data else data
        assert described["headline"] == story.headline
        assert datetime.fromisoformat(described["datePublished"]) == story.published
        assert described["isAccessibleForFree"] is story.free
    assert broken == 2
    assert min(graphs, plain) >= 10
    assert without >= 8


def test_paywalled_stories_show_a_teaser_only(shared_newsstand, fetch):
    walled = [story for story in shared_newsstand.expected() if not story.free]
    assert {story.language for story in walled} == {"es", "en"}
    for story in walled:
        assert len(story.body) == 2
        body = fetch(story.url).text
        assert "Four of them did" not in body
        assert "papelería" not in body


def test_live_blogs_have_timed_entries_newest_first(shared_newsstand, fetch):
    [story] = [s for s in shared_newsstand.expected() if s.kind == "live_blog"]
    data = structured(fetch(story.url).text)
    assert data["@type"] == "LiveBlogPosting"
    times = [datetime.fromisoformat(update["datePublished"]) for update in data["liveBlogUpdate"]]
    assert times == list(story.entry_times) == sorted(times, reverse=True)
    page = html.fromstring(fetch(story.url).text)
    assert [datetime.fromisoformat(t) for t in page.xpath("//div[@class='minuto']//time/@datetime")] == times


def test_galleries_are_made_of_captions(shared_newsstand):
    galleries = [story for story in shared_newsstand.expected() if story.kind == "gallery"]
    assert {story.language for story in galleries} == {"es", "en"}
    assert all(len(story.captions) == 4 and len(story.credits) == 4 for story in galleries)


def test_pictures_are_pictures(shared_newsstand, fetch):
    page = html.fromstring(fetch(find(shared_newsstand, "monterrey-electric-buses").url).text)
    [source] = page.xpath("//figure//img/@src")
    answer = fetch(source)
    assert answer.headers["content-type"] == "image/png"
    assert answer.body.startswith(b"\x89PNG")


def test_rights_signals_come_in_the_page_and_in_headers(shared_newsstand, fetch):
    said = {story.slug: story for story in shared_newsstand.expected()}
    decree = fetch(said["uruguay-data-center-water"].url)
    assert decree.headers["tdm-reservation"] == "1"
    robots = html.fromstring(decree.text).xpath("//meta[@name='robots']/@content")
    assert robots == ["noai, noimageai, max-snippet:120"]
    film = fetch(said["cine-silente-irapuato"].url)
    assert film.headers["x-robots-tag"] == "noarchive, noai"
    assert said["cine-silente-irapuato"].robots == ("noarchive", "noai")
    lagoon = html.fromstring(fetch(said["sequia-laguna-yuriria"].url).text)
    assert lagoon.xpath("//link[@rel='license']/@href") == [said["sequia-laguna-yuriria"].license]


def test_some_pages_tell_their_date_in_spanish_words_only(shared_newsstand, fetch):
    days = [story for story in shared_newsstand.expected() if story.precision == "day"]
    assert {story.language for story in days} == {"es", "en"}
    for story in days:
        page = fetch(story.url).text
        assert not re.search(r"datePublished|published_time|dateTime=", page)
    assert "31 de marzo de 2026" in fetch(find(shared_newsstand, "ecuador-shrimp-traceability").url).text


def test_editions_point_to_each_other_in_every_way(shared_newsstand, fetch):
    pairs = [story for story in shared_newsstand.expected() if story.counterpart]
    assert len(pairs) >= 24
    sitemaps = "".join(
        fetch(f"{shared_newsstand.bases['la-ribera']}/sitemap-{language}.xml").text
        for language in ("es", "en")
    )
    for story in pairs:
        page = html.fromstring(fetch(story.url).text)
        other = {"es": "en", "en": "es"}[story.language]
        alternates = {
            link.get("hreflang"): link.get("href")
            for link in page.xpath("//link[@rel='alternate'][@hreflang]")
        }
        assert alternates[other] == story.counterpart_url
        assert alternates[story.language] == story.url
        label = "Leer en español" if other == "es" else "Read in English"
        assert page.xpath(f"//a[.='{label}']/@href") == [story.counterpart_url]
        assert f'hreflang="{other}" href="{story.counterpart_url}"' in sitemaps


def test_unknown_addresses_are_404(shared_newsstand, fetch):
    for base in shared_newsstand.bases.values():
        assert fetch(f"{base}/no/such/page").status == 404


def test_compressed_for_who_accepts_it(shared_newsstand, fetch):
    url = find(shared_newsstand, "calzado-leon-exportaciones").url
    assert "content-encoding" not in fetch(url).headers
    packed = fetch(url, {"Accept-Encoding": "gzip, br"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.body == fetch(url).body


def test_connections_are_kept_and_pipelined_requests_answered_in_order(shared_newsstand):
    parts = urlsplit(find(shared_newsstand, "calzado-leon-exportaciones").url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    sockets = set()
    for path in (parts.path, "/robots.txt", "/no/such/page", parts.path):
        connection.request("HEAD" if path == "/robots.txt" else "GET", path)
        response = connection.getresponse()
        response.read()
        sockets.add(id(connection.sock))
    connection.sock.sendall(
        b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nConnection: close\r\n\r\n"
    )
    with connection.sock.makefile("rb") as stream:
        received = stream.read()
    connection.close()
    assert len(sockets) == 1
    assert received.count(b"HTTP/1.1 200 OK") == 2
    assert received.index(b"User-agent") < received.index(b"<!DOCTYPE html>")


def test_requests_with_other_methods_are_refused(shared_newsstand, fetch):
    assert fetch(f"{shared_newsstand.bases['el-mirador']}/", method="DELETE").status == 405


def test_the_log_tells_who_asked_for_what(newsstand, fetch):
    url = find(newsstand, "calzado-leon-exportaciones").url
    etag = fetch(url, {"User-Agent": "first"}).headers["etag"]
    fetch(url, {"User-Agent": "second", "If-None-Match": etag})
    first, second = newsstand.log
    assert (first.site, first.path, first.status) == ("el-mirador", urlsplit(url).path, 200)
    assert (second.status, second.user_agent, second.if_none_match) == (304, "second", etag)
    assert second.time >= first.time
    newsstand.forget()
    assert newsstand.log == []


def test_the_second_edition_changes_adds_and_withdraws(newsstand, fetch):
    before = {story.url: story for story in newsstand.expected()}
    etags = {url: fetch(url).headers["etag"] for url in before}
    assert newsstand.advance() == 2
    after = {story.url: story for story in newsstand.expected()}
    changed = [url for url in before.keys() & after.keys() if before[url].text != after[url].text]
    assert sorted(after[url].slug for url in changed) == ["panama-rail-link-tender", "tarifas-acero-silao"]
    for url in changed:
        assert fetch(url, {"If-None-Match": etags[url]}).status == 200
        assert after[url].modified > before[url].published
        assert after[url].headline in seen(read_page(fetch(url).body))
    [gone] = before.keys() - after.keys()
    assert fetch(gone).status == 410
    new = after.keys() - before.keys()
    assert len(new) == 3
    feed = fetch(f"{newsstand.bases['austral-ledger']}/feed/").text
    assert "correction-buenaventura" in feed
    assert "retracted-port-figures" not in feed
    whale = find(newsstand, "ballenas-boyas-corral")
    assert whale.counterpart_url in new
    assert newsstand.advance() == 2


def test_the_process_ends_with_its_standard_input():
    command = [sys.executable, "-m", "dosvoces.newsstand", "--watch-stdin"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        addresses = json.loads(process.stdout.readline())
        assert {*KEYS, "control"} == set(addresses)
        process.stdin.close()
        assert process.wait(timeout=300) == 0


def test_a_port_in_use_is_an_error_that_says_so(shared_newsstand, capfd):
    port = urlsplit(shared_newsstand.bases["austral-ledger"]).port
    with pytest.raises(DosvocesError, match="newsstand"), Newsstand(port=port):
        pass
    said = capfd.readouterr().err
    assert str(port) in said
    assert "Traceback" not in said


def test_outlet_files_go_where_they_are_wanted(tmp_path: Path):
    with Newsstand(folder=tmp_path / "outlets", crawl_delay=2.5, delay=1.0) as newsstand:
        assert {path.parent for path in newsstand.outlets.values()} == {tmp_path / "outlets"}
        outlet = outlets.load(newsstand.outlets["la-ribera"])
        assert outlet.delay == 1.0
        assert [edition.language for edition in outlet.editions] == ["es", "en"]
    assert (tmp_path / "outlets" / "la-ribera.toml").exists()
