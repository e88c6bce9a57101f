"""The file of an outlet made of what its site tells: each value with where it was seen."""

import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from dosvoces.core.countries import find_country, find_country_of_host, list_zones
from dosvoces.core.errors import OutletError
from dosvoces.core.outlets import Outlet, load
from dosvoces.operations.outlet_draft import Draft, make_draft, sketch
from spiders.site_facts import FeedFacts, read_feed_facts, read_site
from spiders.site_survey import FoundSource, Survey

META, X = '<meta {}="{}" content="{}">', "https://x.example/"
FRONT = "https://www.laribera.example.cl/"


def make(head: str, *, url: str = FRONT, body: str = "", feed: FeedFacts | None = None) -> Draft:
    html = f"<html lang='es'><head>{head}</head><body>{body}</body></html>"
    site = read_site(html.encode(), url, {"content-type": "text/html; charset=utf-8"})
    editions = tuple((link, site) for link in site.editions if link.language.startswith("en"))
    source = FoundSource(kind="feed", url=f"{url}feed/", where="linked", facts=feed or FeedFacts())
    return make_draft(Survey(site=site, editions=editions, sources=(source,)), sketch(url))


def read(draft: Draft, folder: Path) -> Outlet:
    """The outlet of the draft, as whoever crawls reads it."""
    file = folder / f"{draft.key}.toml"
    file.write_text(draft.text, "utf-8")
    return load(file)


def at(*times: str) -> FeedFacts:
    return FeedFacts(times=tuple(map(datetime.fromisoformat, times)))


@pytest.mark.parametrize(
    ("head", "url", "feed", "expected"),
    [
        ("", FRONT, at("2026-04-12T08:30:00-04:00"), ("CL", "America/Santiago", "es-CL")),
        ("", FRONT, at("2026-04-12T08:30:00-06:00"), ("CL", "Pacific/Easter", "es-CL")),
        ("", FRONT, at("2026-04-12T08:30:00+00:00"), ("CL", "America/Santiago", "es-CL")),
        (
            '<script type="application/ld+json">{"@type": "NewsMediaOrganization", "name": "X",'
            '"address": {"addressCountry": "Perú"}}</script>',
            X,
            None,
            ("PE", "America/Lima", "es-PE"),
        ),
        (META.format("name", "geo.region", "MX-JAL"), X, None, ("MX", "America/Mexico_City", "es-MX")),
        ("", "https://x.com.co/", None, ("CO", "America/Bogota", "es-CO")),
        ("", "https://x.co/", None, ("INT", "UTC", "es")),
        (META.format("property", "og:locale", "es_PY"), X, None, ("PY", "America/Asuncion", "es")),
        # What a site program says when nobody told it.
        ('<meta property="og:locale" content="es_ES">', X, None, ("INT", "UTC", "es")),
        (
            '<meta property="og:locale" content="es_ES">',
            X,
            at("2026-04-12T08:30:00+02:00"),
            ("ES", "Europe/Madrid", "es"),
        ),
        ("", X, FeedFacts(language="es-UY"), ("UY", "America/Montevideo", "es")),
    ],
)  # fmt: skip
def test_country_zone_and_language_are_found(
    head: str, url: str, feed: FeedFacts | None, expected: tuple[str, str, str], tmp_path: Path
) -> None:
    draft = make(head, url=url, feed=feed)
    outlet = read(draft, tmp_path)
    assert (outlet.country, outlet.zone, outlet.language.removesuffix(f"-{outlet.country}")) == (
        *expected[:2],
        expected[2].removesuffix(f"-{expected[0]}"),
    )
    assert all(f"# {seen.where}" in draft.text and seen.where for seen in draft.found.values())


def test_the_name_is_the_sites_and_makes_the_key(tmp_path: Path) -> None:
    named = make('<meta property="og:site_name" content="El Ñandú Diario"><title>Noticias | Otro</title>')
    assert (named.key, read(named, tmp_path).name) == ("el-nandu-diario", "El Ñandú Diario")
    assert make("", feed=FeedFacts(title="La Ribera » Feed")).key == "la-ribera"
    assert make("<title>Noticias de Valdivia y del sur | La Ribera</title>").key == "la-ribera"
    assert make("").key == "example-cl"


def test_editions_are_told_by_hreflang_and_by_links(tmp_path: Path) -> None:
    links = (
        f'<link rel="alternate" hreflang="es" href="{FRONT}">',
        f'<link rel="alternate" hreflang="en" href="{FRONT}en/">',
        '<link rel="alternate" hreflang="x-default" href="/">',
    )
    for head, body in (("".join(links), ""), ("", '<a href="/en/index.html">English</a>')):
        outlet = read(make(head, body=body), tmp_path)
        assert [(each.language, each.base) for each in outlet.editions] == [
            ("es-CL", FRONT),
            ("en", f"{FRONT}en/"),
        ]
    # No part of the site that addresses begin with.
    assert not read(make("", body='<a href="/?lang=en">English</a>'), tmp_path).editions


def test_whatever_a_site_writes_the_file_can_be_read(tmp_path: Path) -> None:
    evil = 'A\x07"\\]\n[[sources]] # \u202e' + "x" * 5_000
    head = f"<meta property='og:site_name' content='{evil}'><meta name='geo.region' content='{evil}'>"
    draft = make(
        head, body=f"<a href='/en/' hreflang='en'>{evil}</a>", feed=FeedFacts(title=evil, language="\0")
    )
    outlet = read(draft, tmp_path)
    assert len(outlet.sources) == 1 and len(outlet.name) <= 300
    assert set(tomllib.loads(draft.text)) == {
        *("name", "country", "zone", "language", "domains", "editions", "sources")
    }


def test_feeds_tell_title_language_and_offsets() -> None:
    feed = b"""<rss version="2.0"><channel><title>La Ribera</title><language>es-cl</language>
        <item><link>https://x.example/1</link><pubDate>Sun, 12 Apr 2026 08:30:00 -0400</pubDate></item>
        <item><link>https://x.example/2</link><pubDate>yesterday</pubDate></item></channel></rss>"""
    facts = read_feed_facts(feed)
    assert (facts.title, facts.language) == ("La Ribera", "es-CL")
    assert [f"{time:%z}" for time in facts.times] == ["-0400"]
    assert read_feed_facts(b"\xff\xfe\x00 no feed") == FeedFacts()


@pytest.mark.parametrize(
    "url", ["", "laribera.example", "ftp://x.example/", "https://", "https://[x/", "https://x.example/ y"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(OutletError, match="no address of a site"):
        sketch(url)


def test_countries_are_known_by_code_and_by_name() -> None:
    assert [
        find_country(each) for each in ("mx", "México", "Dominican Republic", "España", "Atlantis", "INT", "")
    ] == [*("MX", "MX", "DO", "ES", "", "", "")]
    assert [find_country_of_host(each) for each in ("x.co.uk", "x.com.mx", "x.tv", "x.com", "localhost")] == [
        *("GB", "MX", "", "", "")
    ]
    mains = [list_zones(country)[0] for country in ("MX", "CA", "BR", "US", "ES")]
    cities = [f"America/{name}" for name in ("Mexico_City", "Toronto", "Sao_Paulo", "New_York")]
    assert mains == [*cities, "Europe/Madrid"] and list_zones("INT") == []
