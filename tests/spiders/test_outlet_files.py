"""The bundled outlet files: each can be followed, and says where its addresses are from."""

from collections import Counter
from urllib.parse import urlsplit

from dosvoces.core.addresses import is_on_domains
from dosvoces.core.language_tags import base_language
from dosvoces.core.outlets import bundled, bundled_folder, edition_of, load

FILES = sorted(
    (file for file in bundled_folder().iterdir() if file.name.endswith(".toml")), key=lambda f: f.name
)

#: Countries where Spanish is an official language or that of millions, with Puerto Rico.
SPANISH_SPEAKING = "AR BO CL CO CR CU DO EC ES GT HN MX NI PA PE PR PY SV US UY VE"

#: Outlets that publish in both languages, with a base for each.
BILINGUAL = """
agencia-efe as bbc bellingcat cnn confidencial democracy-now dialogue-earth dw el-faro el-pais
euronews france-24 gagadget global-voices granma havana-times infobae insight-crime kff-health-news
latam-mobility latinoamerica21 los-angeles-times mercopress mongabay opendemocracy propublica rfi
san-diego-union-tribune scidev-net swi-swissinfo-ch telesur the-conversation the-new-york-times
ukrinform un-news voice-of-america
"""


def test_every_outlet_file_can_be_followed():
    for file in FILES:
        check_outlet(load(file))


def check_outlet(outlet):
    key = outlet.key
    assert outlet.check is None, f"{key}: a bundled file claims no check"
    assert not outlet.private_network, key
    for source in outlet.sources:
        assert source.provenance.strip(), source.url
        assert source.seen is None or 2005 <= source.seen <= 2026, source.url
        tags = [edition.language for edition in outlet.editions] or [outlet.language]
        assert (source.language or outlet.language) in tags, source.url
        if source.kind == "front_page":
            assert source.seen is None, source.url
            language = source.language or outlet.language
            assert edition_of(outlet, source.url).language == language, source.url
    languages = {source.language or outlet.language for source in outlet.sources}
    assert {base_language(tag) for tag in languages} <= {"es", "en"}, key
    for edition in outlet.editions:
        assert edition_of(outlet, edition.base) == edition, key
    own = any(is_on_domains(source.url, outlet.domains) for source in outlet.sources)
    assert own or all(source.kind == "feed" for source in outlet.sources), key


def test_no_two_files_are_of_one_outlet():
    domains = Counter(domain for outlet in bundled().values() for domain in outlet.domains)
    assert [domain for domain, count in domains.items() if count > 1] == []
    addresses = Counter(source.url for outlet in bundled().values() for source in outlet.sources)
    assert [address for address, count in addresses.items() if count > 1] == []
    names = Counter(outlet.name for outlet in bundled().values())
    assert [name for name, count in names.items() if count > 1] == []


def test_feed_hosts_are_nobodys_domain():
    services = ("feedburner.com", "feeds.", "rss.", "uecdn.es", "bbci.co.uk")
    for outlet in bundled().values():
        for domain in outlet.domains:
            assert not any(service in domain for service in services if service != "feeds."), outlet.key
            assert not domain.startswith(("feeds.", "rss.")), outlet.key


def test_outlets_in_both_languages_announce_both():
    for key in BILINGUAL.split():
        outlet = bundled()[key]
        assert {"es", "en"} <= set(outlet.languages), key
        announced = {base_language(source.language or outlet.language) for source in outlet.sources}
        assert announced == {"es", "en"}, key


def test_latam_mobility_has_spanish_at_the_root():
    outlet = bundled()["latam-mobility"]
    assert edition_of(outlet, "https://latamobility.com/una-nota/").language == "es"
    assert edition_of(outlet, "https://latamobility.com/en/a-story/").language == "en"
    assert edition_of(outlet, "https://latamobility.com/pt-br/uma-nota/").language == "pt-BR"


def test_there_are_outlets_of_every_country_that_speaks_spanish():
    spanish = Counter(outlet.country for outlet in bundled().values() if outlet.language.startswith("es"))
    assert [country for country in SPANISH_SPEAKING.split() if spanish[country] < 2] == []
    assert sum(spanish.values()) >= 250
    assert len(bundled()) >= 370


def test_hosts_are_ascii():
    for outlet in bundled().values():
        for address in (*(source.url for source in outlet.sources), *(e.base for e in outlet.editions)):
            assert (urlsplit(address).hostname or "").isascii(), outlet.key
