"""Outlet files: what they may say, what is said of mistakes, and where an address belongs."""

import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosvoces.core import outlets
from dosvoces.core.errors import OutletError
from dosvoces.core.outlet_rules import find_line
from dosvoces.core.outlets import (
    Check,
    Edition,
    Outlet,
    Rendering,
    Selectors,
    Source,
    edition_of,
    find,
    is_article_url,
    load,
    owner_of,
)

GOOD = """\
name = "La Ribera"
country = "MX"
zone = "America/Mexico_City"
language = "es-MX"
domains = ["laribera.example"]
deny = ['/video/']

[[editions]]
language = "es-MX"
base = "https://laribera.example/"

[[editions]]
language = "en"
base = "https://www.laribera.example/en/"

[[sources]]
kind = "feed"
url = "https://feeds.example.org/laribera"
provenance = "the outlet's own list"
seen = 2026

[[sources]]
kind = "front_page"
url = "https://laribera.example/en/"
language = "en"

[selectors]
valid_until = 2027-01-31
headline = "h1.title"
remove = ["aside > ul", ".ad"]
"""


@pytest.fixture
def write(tmp_path: Path):
    def _write(text: str, name: str = "la-ribera.toml") -> Path:
        file = tmp_path / name
        file.write_text(text, "utf-8")
        return file

    return _write


def test_a_file_gives_its_outlet_with_the_stem_as_key(write):
    outlet = load(write(GOOD))
    assert outlet.key == "la-ribera"
    assert outlet.languages == ("es", "en")
    assert [source.kind for source in outlet.sources] == ["feed", "front_page"]
    assert outlet.sources[0].seen == 2026
    assert outlet.sources[1].seen is None
    assert outlet.selectors is not None
    assert outlet.selectors.remove == ("aside > ul", ".ad")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('name = "La Ribera"', 'title = "La Ribera"', 1, "title: there is no such key"),
        ('name = "La Ribera"\n', "", None, "`name` is missing"),
        ('name = "La Ribera"', 'name = ""', 1, "the name is empty"),
        ('"MX"', '"MEX"', 2, "'MEX' is no ISO 3166-1 code"),
        ('"MX"', '"XX"', 2, "'XX' is no ISO 3166-1 code"),
        ("America/Mexico_City", "America", 3, "no IANA time zone"),
        ("America/Mexico_City", "America/Nowhere", 3, "no IANA time zone"),
        ("America/Mexico_City", "../etc/passwd", 3, "no IANA time zone"),
        ('language = "es-MX"\ndomains', 'language = "Spanish"\ndomains', 4, "no BCP 47 language tag"),
        ('language = "es-MX"\ndomains', 'language = "es_MX"\ndomains', 4, "no BCP 47 language tag"),
        ('language = "es-MX"\ndomains', 'language = "es-XX"\ndomains', 4, "no BCP 47 language tag"),
        ('language = "es-MX"\ndomains', 'language = "pt"\ndomains', 4, "none of the editions"),
        ('["laribera.example"]', "[]", 5, "there is no domain"),
        ('["laribera.example"]', '["https://laribera.example"]', 5, "no scheme, path or port"),
        ('["laribera.example"]', '["laribera.example", "x.example:80"]', 5, "no scheme, path or port"),
        ('["laribera.example"]', '["localhost"]', 5, "no domain"),
        ("'/video/'", "'(video'", 6, "no regular expression"),
        (
            "https://www.laribera.example/en/",
            "https://en.example.org/",
            14,
            "on none of the outlet's domains",
        ),
        ("https://www.laribera.example/en/", "https://laribera.example/", 14, "another edition's base"),
        (
            'kind = "feed"',
            'kind = "rss"',
            17,
            "there is no 'rss' here; use feed, front_page, news_sitemap, sitemap",
        ),
        ("https://feeds.example.org/laribera", "ftp://feeds.example.org/laribera", 18, "http:// or https://"),
        ("https://feeds.example.org/laribera", "feeds.example.org/laribera", 18, "http:// or https://"),
        ("https://feeds.example.org/laribera", "https://u:p@feeds.example.org/", 18, "user name or password"),
        ("https://feeds.example.org/laribera", "https://feeds.example.org/{YYYY}", 18, "is no address"),
        ("https://feeds.example.org/laribera", "https://laribera.example/en/", 24, "is there twice"),
        ("https://feeds.example.org/laribera", "http://[::1", 18, "is no address"),
        ("seen = 2026", 'seen = "2026"', 20, "Expected `int | null`"),
        ("seen = 2026", "seen = 26", 20, "no year"),
        ("seen = 2026", "sen = 2026", 20, "sources[0].sen: there is no such key"),
        ('url = "https://laribera.example/en/"\n', "", 22, "`url` is missing"),
        ('url = "https://laribera.example/en/"', 'url = "https://other.example/"', 24, "the front page"),
        ('"h1.title"', '"h1..title"', 29, "no CSS selector"),
        ('".ad"', '"::["', 30, "no CSS selector"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_line(write, old, new, line, words):
    assert old in GOOD
    file = write(GOOD.replace(old, new, 1))
    with pytest.raises(OutletError) as caught:
        load(file)
    message = str(caught.value)
    assert message.startswith(f"{file}:{line}: " if line else f"{file}: ")
    assert words in message


def test_all_mistakes_are_named_at_once(write):
    file = write(GOOD.replace('"MX"', '"XX"').replace("'/video/'", "'['").replace("h1.title", "h1["))
    with pytest.raises(OutletError) as caught:
        load(file)
    assert [line.split(": ")[1] for line in str(caught.value).splitlines()] == [
        "country",
        "deny[0]",
        "selectors.headline",
    ]


def test_an_outlet_without_sources_is_refused(write):
    with pytest.raises(OutletError, match="there is no source"):
        load(write(GOOD.split("[[editions]]")[0] + "sources = []\n"))


def test_what_is_not_readable_is_an_outlet_error(write, tmp_path):
    with pytest.raises(OutletError, match="not TOML"):
        load(write("name = "))
    with pytest.raises(OutletError, match="no such file"):
        load(tmp_path / "missing.toml")
    with pytest.raises(OutletError, match="cannot be read"):
        load(tmp_path)
    latin = tmp_path / "latin.toml"
    latin.write_bytes('name = "Día"'.encode("latin-1"))
    with pytest.raises(OutletError, match="not UTF-8"):
        load(latin)


@pytest.mark.parametrize("name", ["La-Ribera.toml", "la ribera.toml", "ribereña.toml", "-x.toml"])
def test_a_key_is_plain(write, name):
    with pytest.raises(OutletError, match="no key"):
        load(write(GOOD, name))


def test_local_hosts_need_private_network(write):
    local = GOOD.replace("laribera.example", "127.0.0.1:8041").replace('["127.0.0.1:8041"]', '["127.0.0.1"]')
    local = local.replace("https://www.", "https://")
    with pytest.raises(OutletError, match="no domain"):
        load(write(GOOD.replace("laribera.example", "localhost")))
    assert load(write(local.replace("deny", "private_network = true\ndeny"))).domains == ("127.0.0.1",)


def test_what_rendering_takes_is_checked(write):
    def render(table: str) -> Path:
        return write(f"{GOOD}\n[rendering]\n{table}\n")

    assert load(write(GOOD)).rendering is None
    assert load(render("")).rendering == Rendering()
    with pytest.raises(OutletError, match=r"rendering\.wait_for: 'p\.\.x' is no CSS selector"):
        load(render('wait_for = "p..x"'))
    with pytest.raises(OutletError, match=r"rendering\.hosts\[0\]: 'https://x.example' is no domain"):
        load(render('hosts = ["https://x.example"]'))


@given(st.text(max_size=400))
def test_any_text_gives_an_outlet_or_an_outlet_error(tmp_path_factory, text):
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_text(text, "utf-8", newline="")
    try:
        load(file)
    except OutletError as error:
        assert str(file) in str(error)


@given(st.text(max_size=200), st.text(max_size=40))
def test_finding_a_line_never_fails(text, path):
    line = find_line(text, path)
    assert line is None or 1 <= line <= len(text.splitlines())


class TestFind:
    def test_a_key_gives_the_bundled_outlet(self):
        assert find("latam-mobility") == outlets.bundled()["latam-mobility"]

    def test_a_path_gives_the_file(self, write):
        assert find(str(write(GOOD))).name == "La Ribera"

    def test_the_users_own_file_replaces_the_bundled_one(self, tmp_path, monkeypatch):
        monkeypatch.setenv("DOSVOCES_HOME", str(tmp_path))
        (tmp_path / "outlets").mkdir()
        (tmp_path / "outlets" / "latam-mobility.toml").write_text(GOOD, "utf-8")
        assert find("latam-mobility").name == "La Ribera"
        assert outlets.catalogue()["latam-mobility"].name == "La Ribera"
        assert outlets.bundled()["latam-mobility"].name == "Latam Mobility"

    @pytest.mark.parametrize("broken", ["name = ", 'name = "Half"', "\x00"])
    def test_a_broken_file_costs_its_own_outlet_alone(self, tmp_path, monkeypatch, broken):
        monkeypatch.setenv("DOSVOCES_HOME", str(tmp_path))
        (tmp_path / "outlets").mkdir()
        (tmp_path / "outlets" / "latam-mobility.toml").write_text(broken, "utf-8")
        (tmp_path / "outlets" / "ours.toml").write_text(GOOD, "utf-8")
        found, mistakes = outlets.read_catalogue()
        assert found.keys() == {*outlets.bundled(), "ours"} - {"latam-mobility"}
        assert ["latam-mobility.toml" in str(mistake) for mistake in mistakes] == [True]
        with pytest.raises(OutletError):
            find("latam-mobility")

    @pytest.mark.parametrize(
        ("key", "suggested"),
        [("latam-mobilty", "latam-mobility"), ("Latam Mobility", "latam-mobility"), ("tiempo", "el-tiempo")],
    )
    def test_an_unknown_key_is_answered_with_the_nearest(self, key, suggested):
        with pytest.raises(OutletError, match=suggested):
            find(key)

    @pytest.mark.parametrize("key", ["", "..", ".", "\0", "*"])
    def test_what_is_no_key_finds_nothing(self, key):
        with pytest.raises(OutletError):
            find(key)


def make(**fields) -> Outlet:
    given = {
        "name": "x",
        "country": "INT",
        "zone": "UTC",
        "domains": ("example.com",),
        "language": "es",
        "sources": (Source(kind="feed", url="https://example.com/feed"),),
        "editions": (
            Edition(language="es", base="https://example.com/"),
            Edition(language="en", base="https://example.com/en/"),
            Edition(language="pt-BR", base="https://example.com/pt-br"),
            Edition(language="fr", base="https://fr.example.com/noticias/"),
        ),
    }
    return Outlet(**(given | fields))


@pytest.mark.parametrize(
    ("url", "language"),
    [
        ("https://example.com/", "es"),
        ("https://example.com/una-nota", "es"),
        ("https://example.com/en/a-story", "en"),
        ("http://www.example.com/en/a-story?x=1", "en"),
        ("https://EXAMPLE.com/en", "en"),
        ("https://example.com/energia/una-nota", "es"),
        ("https://example.com/pt-br/uma-nota", "pt-BR"),
        ("https://example.com/pt-brasil", "es"),
        ("https://fr.example.com/noticias/une-histoire", "fr"),
        ("https://fr.example.com/en/une-histoire", "es"),
        ("https://elsewhere.example/en/", "es"),
    ],
)
def test_the_longest_matching_base_is_the_edition(url, language):
    assert edition_of(make(), url).language == language


def test_an_outlet_without_editions_has_its_own_language():
    assert edition_of(make(editions=()), "https://example.com/x").language == "es"


@given(st.permutations(make().editions), st.sampled_from(["", "en/", "pt-br/", "en/x/y"]))
def test_the_order_of_editions_does_not_matter(editions, path):
    url = f"https://example.com/{path}"
    assert edition_of(make(editions=tuple(editions)), url) == edition_of(make(), url)


def test_a_story_is_on_the_domains_allowed_and_not_denied():
    outlet = make(allow=(r"/\d{4}/", "nota"), deny=("/video/",))
    assert is_article_url(outlet, "https://www.example.com/2026/x")
    assert is_article_url(outlet, "https://example.com/nota")
    assert not is_article_url(outlet, "https://example.com/seccion")
    assert not is_article_url(outlet, "https://example.com/video/2026/x")
    assert not is_article_url(outlet, "https://example.org/2026/x")
    assert not is_article_url(outlet, "https://badexample.com/2026/x")


def test_an_address_belongs_to_the_outlet_with_the_nearest_domain():
    whole, part = make(name="whole"), make(name="part", domains=("money.example.com",))
    assert owner_of("https://money.example.com/x", (whole, part)) is part
    assert owner_of("https://www.example.com/x", (part, whole)) is whole
    assert owner_of("https://example.org/x", (part, whole)) is None


@pytest.mark.parametrize("table", [Outlet, Edition, Source, Selectors, Rendering, Check])
def test_every_key_is_documented(table):
    page = (Path(__file__).parents[2] / "docs" / "adding-an-outlet.md").read_text("utf-8")
    assert [field for field in table.__struct_fields__ if f"`{field}`" not in page] == []


def test_an_outlet_round_trips_through_its_fields(write):
    outlet = load(write(GOOD))
    assert msgspec.convert(msgspec.to_builtins(outlet), Outlet) == outlet
    assert tomllib.loads(GOOD)["name"] == outlet.name
