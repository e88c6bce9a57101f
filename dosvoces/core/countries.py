"""Countries and their time zones, as the time zone database lists them."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from dosvoces.core.outlet_rules import COUNTRIES

#: Names in Spanish that are no English ones without their accents.
_SPANISH = {
    "espana": "ES", "estados unidos": "US", "estados unidos de america": "US", "brasil": "BR",
    "republica dominicana": "DO", "reino unido": "GB", "guinea ecuatorial": "GQ", "usa": "US",
    "united states of america": "US", "united kingdom": "GB", "uk": "GB",
}  # fmt: skip

#: Where most people live, of countries whose zones the database lists from the east on.
_MAIN_ZONES = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
}

#: Country codes that sites of all countries use as names of their own.
GENERIC_DOMAINS = frozenset(
    ["CO", "TV", "IO", "ME", "AI", "FM", "AM", "CC", "WS", "LA", "TO", "LY", "GG", "SH"]
)


def find_country(text: str) -> str:
    """The code of the country that *text* names, by its code, in English or in Spanish; empty for none."""
    name = text.strip()
    if name.upper() in COUNTRIES - {"INT"}:
        return name.upper()
    return _names().get(_fold(name), "")


def find_country_of_host(host: str) -> str:
    """The country whose domain *host* is under; empty for none, and for those that everybody uses."""
    labels = host.upper().split(".")
    code = {"UK": "GB"}.get(labels[-1], labels[-1])
    if len(labels) < 2 or code not in COUNTRIES or (code in GENERIC_DOMAINS and "COM" not in labels[-2:]):
        return ""
    return code


def list_zones(country: str) -> list[str]:
    """The IANA time zones of *country*, that of most people first; none where it is unknown."""
    zones = _zones().get(country, [])
    return sorted(zones, key=lambda zone: zone != _MAIN_ZONES.get(country, zone))


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@cache
def _names() -> dict[str, str]:
    return {_fold(name): code for code, name in _read("iso3166.tab")} | _SPANISH


@cache
def _zones() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, _, zone, *_ in _read("zone.tab"):
        found.setdefault(code, []).append(zone)
    return found


def _read(name: str) -> Iterator[list[str]]:
    """The rows of one of the database's tables."""
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    rows = (line for line in text.splitlines() if line and not line.startswith("#"))
    yield from (row.split("\t") for row in rows)
