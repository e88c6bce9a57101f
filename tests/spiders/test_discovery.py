"""What is read out of feeds, sitemaps and front pages, damaged and hostile ones included."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosvoces.core.addresses import absolute
from spiders.announced_times import ends_before, read_time
from spiders.announcements import MOST_ENTRIES, Announcement
from spiders.discovery import read_source
from spiders.links import find_links, looks_like_story
from spiders.site_facts import FeedFacts, read_feed_facts

BASE = "https://news.example/section/"

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>T</title>
<item><title>Older  story</title><link>/2026/03/01/older</link>
<pubDate>Sun, 01 Mar 2026 10:00:00 -0300</pubDate></item>
<item><title>Newer</title><guid isPermaLink="true">https://news.example/newer</guid>
<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate></item>
<item><title>No link</title></item>
<item><title>Mail</title><link>mailto:a@b.example</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>Edited</title>
<link rel="alternate" href="https://news.example/edited"/><id>x</id>
<published>2026-03-01T08:00:00Z</published><updated>2026-03-05T09:30:00+01:00</updated></entry></feed>"""

NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://news.example/a </loc><news:news>
<news:publication><news:name>N</news:name></news:publication>
<news:publication_date>2026-03-02T06:00:00-06:00</news:publication_date>
<news:title>The title</news:title></news:news>
<image:image><image:title>Not this one</image:title></image:image></url>
<url><loc>https://news.example/b</loc><lastmod>2026-03-03</lastmod></url><url><loc></loc></url></urlset>"""

INDEX = """<sitemapindex>
<sitemap><loc>https://news.example/old.xml</loc><lastmod>2025-01-01</lastmod></sitemap>
<sitemap><loc>https://news.example/new.xml</loc><lastmod>2026-01-01T00:00:00Z</lastmod></sitemap>
</sitemapindex>"""


def test_a_feed_is_read_newest_first_with_its_times_in_utc() -> None:
    stories = read_source("feed", RSS.encode(), BASE).stories
    assert [(s.url, s.title, s.published) for s in stories] == [
        ("https://news.example/newer", "Newer", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("https://news.example/2026/03/01/older", "Older story", datetime(2026, 3, 1, 13, tzinfo=UTC)),
    ]
    assert all(story.modified is None for story in stories)


def test_an_atom_entry_tells_when_it_was_modified() -> None:
    (story,) = read_source("feed", ATOM.encode(), BASE).stories
    assert story.published == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert story.time == story.modified == datetime(2026, 3, 5, 8, 30, tzinfo=UTC)


def test_a_news_sitemap_gives_titles_and_publication_dates() -> None:
    b, a = read_source("news_sitemap", NEWS.encode(), BASE).stories
    assert (a.url, a.title, a.published) == (
        "https://news.example/a",
        "The title",
        datetime(2026, 3, 2, 12, tzinfo=UTC),
    )
    assert (b.url, b.modified) == ("https://news.example/b", datetime(2026, 3, 3, tzinfo=UTC))
    undeclared = NEWS.replace('xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', "")
    assert read_source("news_sitemap", undeclared.encode(), BASE).stories == (b, a)


@pytest.mark.parametrize("pack", [lambda body: body, gzip.compress])
def test_an_index_leads_to_its_sitemaps_newest_first(pack: object) -> None:
    findings = read_source("sitemap", pack(INDEX.encode()), BASE)  # type: ignore[operator]
    assert [sitemap.url for sitemap in findings.sitemaps] == [
        "https://news.example/new.xml",
        "https://news.example/old.xml",
    ]
    assert not findings.stories


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "ascii"])
def test_a_text_sitemap_is_read(encoding: str) -> None:
    lines = "# of today\r\nhttps://news.example/a\r\nHTTPS://news.example/b \n\nftp://x\nhttps://[bad/a\nsee https://x.example"
    findings = read_source("sitemap", lines.encode(encoding), BASE)
    assert [story.url for story in findings.stories] == ["https://news.example/a", "HTTPS://news.example/b"]


def test_a_json_feed_is_read() -> None:
    items = [
        {"id": "7", "url": "/a", "title": "A", "date_published": "2026-03-01T08:00:00-05:00"},
        {"id": "https://news.example/b", "date_modified": "2026-03-02T08:00:00Z"},
        {"id": "8", "external_url": "https://news.example/c", "url": None},
        "no item",
        {"id": 9, "url": ["x"]},
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "home_page_url": BASE, "language": "es-PE"}
    stories = read_source("feed", json.dumps(feed | {"items": items}).encode("utf-8-sig"), BASE).stories
    assert [story.url.removeprefix("https://news.example/") for story in stories] == ["b", "a", "c"]
    assert stories[1].published == datetime(2026, 3, 1, 13, tzinfo=UTC)
    assert read_feed_facts(json.dumps(feed | {"items": items}).encode()).language == "es-PE"


@pytest.mark.parametrize("body", ["{", '{"items": 7}', "{}", '{"a":' * 20_000])
def test_what_is_no_json_feed_is_no_feed(body: str) -> None:
    assert read_source("feed", body.encode(), BASE).problem == "no_feed"


@pytest.mark.parametrize(
    "item",
    [
        '<item rdf:about="https://news.example/a"><title>A</title></item>',
        "<item><guid isPermaLink='false'>https://news.example/a</guid></item>",
        "<item><guid isPermaLink='false'>post-7</guid><link>/a</link></item>",
    ],
)
def test_an_entry_without_a_link_is_at_the_address_that_is_its_name(item: str) -> None:
    feed = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    {item}<item><guid isPermaLink='false'>post-8</guid></item></rdf:RDF>"""
    assert [story.url for story in read_source("feed", feed.encode(), BASE).stories] == [
        "https://news.example/a"
    ]


@pytest.mark.parametrize(
    ("kind", "body", "problem"),
    [
        ("feed", b"<html><body>Please enable JavaScript</body></html>", "no_feed"),
        ("feed", b"", "no_feed"),
        ("sitemap", b"<html><body>Not here</body></html>", "no_sitemap"),
        ("sitemap", b"", "no_sitemap"),
        ("sitemap", b"\x1f\x8b\x08 damaged", "damaged_gzip"),
    ],
)
def test_what_is_no_source_has_a_problem(kind: str, body: bytes, problem: str) -> None:
    findings = read_source(kind, body, BASE)  # type: ignore[arg-type]
    assert findings.problem == problem
    assert not findings.stories


def test_a_billion_laughs_are_not_laughed() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
    for kind, body in (
        ("sitemap", f"{doctype}<urlset><url><loc>https://news.example/&l9;</loc></url></urlset>"),
        (
            "feed",
            f"{doctype}<rss><channel><item><link>https://news.example/&l9;</link></item></channel></rss>",
        ),
    ):
        findings = read_source(kind, body.encode(), BASE)  # type: ignore[arg-type]
        assert all(len(story.url) < 1_000 for story in findings.stories)


def test_a_sitemap_bomb_is_bounded() -> None:
    packed = gzip.compress(b"<urlset>" + b" " * 60_000_000)
    findings = read_source("sitemap", packed, BASE)
    assert findings.problem == "too_large" and not findings.is_beginning
    entries = b"".join(b"<url><loc>https://news.example/%d</loc></url>" % number for number in range(3))
    findings = read_source("sitemap", gzip.compress(b"<urlset>" + entries + b" " * 60_000_000), BASE)
    assert findings.problem == "too_large" and findings.is_beginning and len(findings.stories) == 3
    body = b"<urlset>" + b"<url><loc>https://news.example/a</loc></url>" * (MOST_ENTRIES + 10) + b"</urlset>"
    assert len(read_source("sitemap", body, BASE).stories) == MOST_ENTRIES


def test_an_external_entity_is_not_read(tmp_path: object) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    body = entity + b"<urlset><url><loc>https://a.example/&f;</loc></url></urlset>"
    assert all("root" not in story.url for story in read_source("sitemap", body, BASE).stories)


@given(st.sampled_from(["feed", "sitemap", "news_sitemap", "front_page"]), st.binary(max_size=300))
def test_bytes_of_any_kind_raise_nothing(kind: str, body: bytes) -> None:
    read_source(kind, body, BASE)  # type: ignore[arg-type]


def test_a_feed_that_is_the_name_of_a_file_of_ours_is_not_that_file(tmp_path: Path) -> None:
    own = tmp_path / "own.xml"
    own.write_text(RSS, encoding="utf-8")
    for name in (str(own), own.as_uri()):
        assert read_source("feed", name.encode(), BASE).problem == "no_feed"
        assert read_feed_facts(name.encode()) == FeedFacts()


@pytest.mark.parametrize("name", [b"\0utf-8", b"\x80", b"u\0tf-8", b"none-such"])
def test_a_feed_whose_encoding_is_no_name_is_read(name: bytes) -> None:
    body = b'<?xml version="1.0" encoding="%s"?>' % name + RSS.encode().partition(b"?>")[2]
    assert read_source("feed", body, BASE).stories == read_source("feed", RSS.encode(), BASE).stories


@given(st.sampled_from([RSS, ATOM, NEWS, INDEX]), st.data())
def test_a_source_cut_or_damaged_anywhere_raises_nothing(source: str, data: st.DataObject) -> None:
    body = bytearray(source.encode())
    body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(body[: data.draw(st.integers(0, len(body)))])
    for kind in ("feed", "sitemap"):
        read_source(kind, cut, BASE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-03-03", datetime(2026, 3, 3, tzinfo=UTC)),
        ("2026-03-03T10:00:00-03:00", datetime(2026, 3, 3, 13, tzinfo=UTC)),
        ("2026-03-03T9:5:3", datetime(2026, 3, 3, 9, 5, 3, tzinfo=UTC)),
        ("20260303T100507Z", datetime(2026, 3, 3, 10, 5, 7, tzinfo=UTC)),
        (" 2026-03-03T10:00:00.123Z ", datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ("0001-01-01T00:00:00+10:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_of_sitemaps(text: str, time: datetime | None) -> None:
    assert read_time(text) == time


@pytest.mark.parametrize(
    ("url", "text", "is_story"),
    [
        ("https://n.example/economia/2026/03/01/sube-el-peso", "Sube el peso", True),
        ("https://n.example/news/world-latin-america-68712345", "Strikes in Bogotá", True),
        ("https://n.example/nota/el-banco-central-mantiene-la-tasa-de-interes", "", True),
        ("https://n.example/politica/articulo-123456.html", "El Senado aprueba la reforma fiscal", True),
        ("https://n.example/?p=123456", "The council votes on the harbour plan", True),
        ("https://n.example/mundo/articulos/c4gq2e7x1xzo", "El papa visita Turquía por primera vez", True),
        ("https://n.example/nota/gana-2026-03-05", "Gana el Cúcuta", True),
        ("https://n.example/nota/201234", "El Senado aprueba la reforma", True),
        ("https://n.example/eventos/2026-04", "Todo lo que hay en abril", False),
        ("https://n.example/agenda/20260405", "Todo lo que hay hoy en el puerto", False),
        ("https://n.example/agenda?fecha=2026-04-05&dia=20260405", "Todo lo que hay hoy", False),
        ("https://n.example/print/sube-el-peso-y-baja-el-euro-123456", "Imprimir", False),
        ("https://n.example/economia/", "Economía", False),
        (
            "https://n.example/tag/banco-central-de-la-republica-argentina",
            "Banco Central de la República",
            False,
        ),
        (
            "https://n.example/autor/maria-de-los-angeles-perez-lopez",
            "María de los Ángeles Pérez López",
            False,
        ),
        ("https://n.example/2026/03/01/", "1 March", False),
        ("https://n.example/2026/03/01/a-photo-of-the-harbour.jpg", "A photo", False),
        ("https://n.example/politica-de-privacidad", "Política de privacidad", False),
        (
            "https://n.example/suscripciones/elige-tu-plan-de-suscripcion-digital",
            "Suscríbete hoy a la edición digital",
            False,
        ),
        ("https://n.example/", "Home", False),
    ],
)
def test_links_that_look_like_stories(url: str, text: str, is_story: bool) -> None:
    assert looks_like_story(url, text) is is_story


def test_links_are_cleaned_joined_and_take_the_longest_text() -> None:
    body = b"""<html><head><base href="https://n.example/es/"></head><body>
    <a href="2026/03/01/sube-el-peso?utm_source=home#top"><img src="x" alt="Foto"></a>
    <a href="/es/2026/03/01/sube-el-peso">Sube el <b>peso</b> otra vez</a>
    <a href="javascript:void(0)">x</a><a>none</a><a href="http://[bad">bad</a></body></html>"""
    assert find_links(body, "https://n.example/") == [
        ("https://n.example/es/2026/03/01/sube-el-peso", "Sube el peso otra vez")
    ]


FRONT = "https://www.news.example/front/"


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("www.news.example/a-story", "https://www.news.example/a-story"),
        ("news.example/a-story", "https://news.example/a-story"),
        ("//news.example/a-story", "https://news.example/a-story"),
        ("https//www.news.example/a-story", "https://www.news.example/a-story"),
        ("https://www.news.example/https://www.news.example/a-story", "https://www.news.example/a-story"),
        ("/https://www.news.example/a-story", "https://www.news.example/a-story"),
        ("\\politics\\a-story", "https://www.news.example/politics/a-story"),
        ("/a-\nstory", "https://www.news.example/a-story"),
        ("a.story/of-two", "https://www.news.example/front/a.story/of-two"),
        ("https://web.example/https://www.news.example/a", "https://web.example/https://www.news.example/a"),
        ("{{ page.url }}", None),
        ("/${slug}", None),
        ("undefined", None),
        ("[url]", None),
        ("https:/www.news.example/a-story", "https://www.news.example/a-story"),
        ("http://[host]/", None),
        ("mailto:a@news.example", None),
        ("", None),
    ],
)
def test_addresses_that_templates_get_wrong(address: str, wanted: str | None) -> None:
    assert absolute(FRONT, address) == wanted


@pytest.mark.parametrize("base", ["http://[host]/", "//news]example/", "", "mailto:x"])
def test_a_base_element_that_is_wrong_costs_no_link(base: str) -> None:
    page = f'<base href="{base}"><a href="/2026/03/a-story-of-the-port">A story of the port</a>'
    assert find_links(page.encode(), FRONT) == [
        ("https://www.news.example/2026/03/a-story-of-the-port", "A story of the port")
    ]


@pytest.mark.parametrize("link", ["/a-story", "a-story", "www.news.example/a-story"])
def test_relative_links_of_a_feed_are_those_of_its_site(link: str) -> None:
    feed = (
        "<rss version='2.0'><channel><title>T</title><link>https://www.news.example/</link>"
        f"<item><title>A</title><link>{link}</link></item></channel></rss>"
    )
    (story,) = read_source("feed", feed.encode(), "https://feeds.service.example/news").stories
    assert story.url == "https://www.news.example/a-story"


def test_times_without_a_zone_are_the_outlets() -> None:
    zone, noon = "America/Mexico_City", datetime(2026, 3, 1, 18, tzinfo=UTC)
    sitemap = "<urlset><url><loc>https://news.example/a</loc><lastmod>{}</lastmod></url></urlset>"
    for told in ("2026-03-01T12:00:00", "2026-03-01 12:00", "2026-03-01T18:00:00Z"):
        (story,) = read_source("sitemap", sitemap.format(told).encode(), BASE, "", zone).stories
        assert story.modified == noon
    feed = RSS.replace("Sun, 01 Mar 2026 10:00:00 -0300", "Sun, 01 Mar 2026 12:00:00")
    assert read_source("feed", feed.encode(), BASE, "", zone).stories[1].published == noon


@pytest.mark.parametrize(
    ("told", "zone", "is_before"),
    [
        ("2026-03-01", "Europe/Madrid", False),
        ("2026-02-28", "Europe/Madrid", True),
        ("2026-02-28", "America/Lima", False),
        ("2026-02-27", "America/Lima", True),
        ("2026-02-28T23:59:59Z", "UTC", True),
        ("2026-03-01T00:00:00Z", "Europe/Madrid", False),
    ],
)
def test_a_day_is_before_a_moment_when_it_is_over(told: str, zone: str, is_before: bool) -> None:
    moment = read_time(told, zone)
    assert moment and ends_before(moment, datetime(2026, 3, 1, tzinfo=UTC), zone) == is_before


@pytest.mark.parametrize("reference", ["&#xD83D;", "&#55357;", "&#0;", "&#x110000;", "&#99999999999;"])
def test_references_to_what_is_no_character_are_left_out(reference: str) -> None:
    feed = RSS.replace("<title>Newer</title>", f"<title>Ne{reference}wer</title>")
    assert "Newer" in [story.title for story in read_source("feed", feed.encode(), BASE).stories]
    sitemap = f"<urlset><url><loc>https://news.example/a{reference}</loc></url></urlset>"
    assert [one.url for one in read_source("sitemap", sitemap.encode(), BASE).stories] == [
        "https://news.example/a"
    ]


def test_the_later_of_publication_and_change_is_a_storys_time() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    for published, modified in ((early, late), (late, early), (None, late), (late, None)):
        assert Announcement(url=BASE, published=published, modified=modified).time == late
    assert Announcement(url=BASE).time is None


ENTRY = "<url><loc>https://news.example/{}</loc></url>"


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ("<urlset>" + ENTRY.format("ni&ntilde;o") + "</urlset>", ["niño"]),
        ("<urlset>" + ENTRY.format("a?x=1&y=2&amp;z=3") + "</urlset>", ["a?x=1&y=2&z=3"]),
        ("<urlset><url><loc><![CDATA[https://news.example/a?x=1&y=2&amp;z=3]]></loc></url></urlset>",
         ["a?x=1&y=2&z=3"]),
        ("<urlset>" + ENTRY.format("a&nosuch;b") + "</urlset>", ["a&nosuch;b"]),
        ("<urlset>" + ENTRY.format("a&#241;o") + "</urlset>", ["año"]),
        ("<b>Warning</b>: x\n<?xml version='1.0'?><urlset>" + ENTRY.format("a") + "</urlset>", ["a"]),
        ("<urlset>" + ENTRY.format("a") + "<url><loc>https://news.example/cut-of", ["a"]),
        ("<s:urlset xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9'><s:url><s:loc>"
         "https://news.example/a</s:loc></s:url><s:url><s:loc>https://news", ["a"]),
    ],
)  # fmt: skip
def test_damaged_sitemaps_are_read_as_far_as_they_go(body: str, paths: list[str]) -> None:
    stories = read_source("sitemap", body.encode(), BASE).stories
    assert [story.url for story in stories] == [f"https://news.example/{path}" for path in paths]


def test_a_sitemap_in_another_encoding_than_it_says_is_read() -> None:
    body = '<?xml version="1.0" encoding="UTF-8"?><urlset>' + ENTRY.format("niño") + "</urlset>"
    (story,) = read_source("sitemap", body.encode("latin-1"), BASE).stories
    assert story.url == "https://news.example/niño"
