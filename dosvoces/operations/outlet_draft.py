"""A draft of an outlet's file, made of what a survey saw: each value with where it was seen."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
import tomlkit

from dosvoces.core.addresses import is_on_domains, read_site
from dosvoces.core.countries import find_country, find_country_of_host, list_zones
from dosvoces.core.errors import OutletError
from dosvoces.core.language_tags import base_language
from dosvoces.core.outlets import Outlet, Source
from spiders.site_facts import Seen, SiteFacts, find_edition_base
from spiders.site_survey import FoundSource, Survey
from spiders.source_check import explain

#: What site programs say of the place when nobody told them: a feed's times have to agree.
_DEFAULTS = ("es-ES", "en-US")

#: Sources by how much they tell.
_ORDER = ("feed", "news_sitemap", "sitemap", "front_page")

#: What stands behind the site's name in a feed's title.
_FEED_TITLE = re.compile(r"\s*(?:[|»•:]|\s[-–—])\s.*|\s*\b(?:feed|rss)\b.*", re.IGNORECASE)


#: Characters of a value, or of where it was seen.
_LONGEST = 300


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An outlet's file in the making."""

    key: str
    #: The file.
    text: str
    #: What was found, by key of the file, and where.
    found: dict[str, Seen]
    sources: tuple[FoundSource, ...]


def is_private(host: str) -> bool:
    """Whether *host* is a machine of one's own."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal"))


def sketch(url: str) -> Outlet:
    """The outlet at *url* as far as its address tells, for asking it; raises OutletError for no address."""
    try:
        parts = urlsplit(url)
        host, sound = parts.hostname or "", parts.scheme in ("http", "https") and (parts.port or 0) >= 0
    except ValueError:
        host, sound = "", False
    if not host or not sound or re.search(r"[\s{}<>\"]", url):
        raise OutletError(f"{url!r} is no address of a site; give one like https://example.com/")
    return Outlet(
        name=host,
        key=_make_key(read_site(host)),
        country="INT",
        zone="UTC",
        domains=(host.removeprefix("www."),),
        language="und",
        sources=(Source(kind="front_page", url=url),),
        private_network=is_private(host),
    )


def make_draft(survey: Survey, sketched: Outlet, key: str = "") -> Draft:
    """The file of the outlet that *survey* looked at; raises OutletError when it announces nothing."""
    site = survey.site
    assert site is not None
    sources = _choose_sources(survey)
    if not sources:
        raise OutletError(_say_nothing(site.url, survey.sources))
    found = {"name": _find_name(site, sources), "country": _find_country(site, sources)}
    found["zone"] = _find_zone(found["country"].value, list(_list_times(sources)))
    found["language"] = _find_language(site, sources, found["country"].value)
    document = tomlkit.document()
    found = {name: Seen(_tidy(seen.value), _tidy(seen.where)) for name, seen in found.items()}
    for name, seen in found.items():
        document.add(name, tomlkit.item(seen.value).comment(seen.where))
    bases = _list_bases(survey, found["language"].value)
    document.add("domains", tomlkit.item(_list_domains(sketched, bases)).comment(f"the host of {site.url}"))
    if sketched.private_network:
        document.add("private_network", tomlkit.item(True).comment("its address is of your own network"))
    _add_tables(document, "editions", [_describe_edition(*each) for each in bases] if len(bases) > 1 else [])
    _add_tables(document, "sources", [_describe_source(each, bases) for each in sources])
    return Draft(
        key=key or _make_key(found["name"].value) or sketched.key,
        text=tomlkit.dumps(document),
        found=found,
        sources=tuple(sources),
    )


def _tidy(text: str) -> str:
    """*text*, which a site wrote, as one line of a file."""
    return "".join(letter if letter.isprintable() else " " for letter in text[:_LONGEST]).strip()


def _make_key(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def _say_nothing(url: str, asked: Sequence[FoundSource]) -> str:
    tried = "; ".join(f"{source.url} {explain(source.problem)}" for source in asked)
    return (
        f"{url} announces no stories: it has no feed, no sitemap and no links that look like stories; it "
        f"seems to be no news site. Asked were: {tried}. Where you know a feed, write the file yourself "
        "(docs/adding-an-outlet.md)"
    )


def _choose_sources(survey: Survey) -> list[FoundSource]:
    """Those that work, the best kinds first; the front page only where no other announces new stories."""
    working = sorted(
        (source for source in survey.sources if not source.problem), key=lambda each: _ORDER.index(each.kind)
    )
    if any(source.kind in ("feed", "news_sitemap") for source in working):
        return [source for source in working if source.kind != "front_page"]
    return working


def _find_name(site: SiteFacts, sources: Sequence[FoundSource]) -> Seen:
    titles = [Seen(_FEED_TITLE.sub("", each.facts.title), f"title of {each.url}") for each in sources]
    declared = [seen for seen in site.names if not seen.where.startswith("the page")]
    printed = [seen for seen in site.names if seen.where.startswith("the page")]
    host = urlsplit(site.url).hostname or ""
    choices = (*declared, *titles, *printed, Seen(read_site(host), "its host"))
    return next(seen for seen in choices if any(map(str.isalnum, seen.value)))


def _list_times(sources: Iterable[FoundSource]) -> Iterator[datetime]:
    """The times that feeds print with an offset; UTC is what many programs print wherever they are."""
    for source in sources:
        yield from (time for time in source.facts.times if time.utcoffset())


def _find_country(site: SiteFacts, sources: Sequence[FoundSource]) -> Seen:
    times = list(_list_times(sources))
    for seen in (*_declare_countries(site), *_read_regions(site, sources)):
        if not seen.value:
            continue
        if any(tag in seen.where for tag in _DEFAULTS) and not _agree(list_zones(seen.value)[:1], times):
            continue
        return seen
    return Seen("INT", "not seen; a code such as MX, when you know it")


def _declare_countries(site: SiteFacts) -> Iterator[Seen]:
    for seen in site.countries:
        yield Seen(find_country(seen.value), f"{seen.where} {seen.value!r}")
    host = urlsplit(site.url).hostname or ""
    yield Seen(find_country_of_host(host), f"the domain of {host}")


def _read_regions(site: SiteFacts, sources: Sequence[FoundSource]) -> Iterator[Seen]:
    feeds = (Seen(each.facts.language, f"language of {each.url}") for each in sources)
    for seen in (*site.languages, *feeds):
        region = seen.value.rpartition("-")[2]
        if "-" in seen.value and len(region) == 2:
            yield Seen(find_country(region), f"{seen.where} {seen.value}")


def _agree(zones: Sequence[str], times: Sequence[datetime]) -> list[str]:
    """Those of *zones* in which the clocks stood as *times* were printed."""
    if not times:
        return []
    return [zone for zone in zones if all(_offset(zone, time) == time.utcoffset() for time in times)]


def _offset(zone: str, time: datetime) -> timedelta | None:
    return time.astimezone(ZoneInfo(zone)).utcoffset()


def _find_zone(country: str, times: Sequence[datetime]) -> Seen:
    zones = list_zones(country)
    if fitting := _agree(zones, times):
        return Seen(fitting[0], f"times in its feed are at {times[0]:%z}, as there")
    if zones:
        said = "the only zone" if len(zones) == 1 else "the zone of most people"
        return Seen(zones[0], f"{said} of {country}; its feeds do not tell")
    return Seen("UTC", "not seen; it is for times that tell no zone")


def _find_language(site: SiteFacts, sources: Sequence[FoundSource], country: str) -> Seen:
    feeds = (Seen(each.facts.language, f"language of {each.url}") for each in sources if not each.language)
    found = next((seen for seen in (*site.languages, *feeds) if seen.value), None)
    if found is None:
        return Seen("und", "not seen; a tag such as es-MX")
    language = base_language(found.value)
    if country == "INT" or found.value not in (language, *_DEFAULTS):
        return found
    return Seen(f"{language}-{country}", f"{found.where}, and the country")


def _list_bases(survey: Survey, main: str) -> list[tuple[str, str, str]]:
    """Language, base and where it was linked, of each edition, the main one first."""
    assert survey.site is not None
    base = find_edition_base(survey.site.url) or survey.site.url.partition("?")[0]
    others = [(link.language, find_edition_base(link.url), link.where) for link, _ in survey.editions]
    return [(main, base, "its front page"), *((*each,) for each in others if each[1] not in ("", base))]


def _list_domains(sketched: Outlet, bases: Iterable[tuple[str, str, str]]) -> list[str]:
    domains = list(sketched.domains)
    for _, base, _ in bases:
        if not is_on_domains(base, tuple(domains)):
            domains.append((urlsplit(base).hostname or "").removeprefix("www."))
    return domains


Row = list[tuple[str, str, str]]


def _describe_edition(language: str, base: str, where: str) -> Row:
    return [("language", language, ""), ("base", base, where)]


def _describe_source(source: FoundSource, bases: Sequence[tuple[str, str, str]]) -> Row:
    language = next((tag for tag, _, _ in bases if base_language(tag) == source.language), "")
    row = [("kind", source.kind, ""), ("url", source.url, ""), ("provenance", source.where, "")]
    return row[:2] + ([("language", language, "")] if language else []) + row[2:]


def _add_tables(document: tomlkit.TOMLDocument, name: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    tables = tomlkit.aot()
    for row in rows:
        table = tomlkit.table()
        for key, value, where in row:
            item = tomlkit.item(value)
            table.add(key, item.comment(_tidy(where)) if where else item)
        tables.append(table)
    document.add(name, tables)
