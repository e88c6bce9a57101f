"""Validation of outlet files: what each value has to be, and the line of one that is wrong."""

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
from cssselect import HTMLTranslator, SelectorError

from dosvoces.core.addresses import is_on_domains
from dosvoces.core.errors import OutletError
from dosvoces.core.outlet_file import Outlet, Selectors

#: A mistake: where in the file, as in ``$.sources[0].url``, and what is wrong.
Mistake = tuple[str, str]

_CODES = """
INT AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG
EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR
HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR
LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG
NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE
SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA
UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
#: ISO 3166-1 alpha-2 codes in use, and ``INT`` for outlets of no one country.
COUNTRIES = frozenset(_CODES.split())

#: Language, script and region of BCP 47, as far as outlets need it: ``es``, ``es-MX``, ``es-419``.
_LANGUAGE = re.compile(r"(?P<language>[a-z]{2,3})(-[A-Z][a-z]{3})?(-(?P<region>[A-Z]{2}|\d{3}))?")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})+")
_LOCAL_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*|\[?[0-9a-f:]+\]?")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

#: Years in which an address can have been seen: RSS is of 1999.
_SEEN_YEARS = range(1999, 2100)


def find_mistakes(outlet: Outlet, key: str) -> list[str]:
    """What is wrong with *outlet*, whose file's stem is *key*: each ``what - at `$.path```."""
    return [f"{what} - at `{path}`" for path, what in _rules(outlet, key)]


def _rules(outlet: Outlet, key: str) -> Iterator[Mistake]:
    yield from _check_identity(outlet, key)
    yield from _check_editions(outlet)
    yield from _check_sources(outlet)
    for name in ("allow", "deny"):
        for number, pattern in enumerate(getattr(outlet, name)):
            yield from _check_pattern(f"$.{name}[{number}]", pattern)
    if outlet.selectors:
        yield from _check_selectors(outlet.selectors)
    if outlet.rendering:
        yield from _check_rendering(outlet)
    if outlet.delay is not None and not 0 <= outlet.delay <= 3600:
        yield "$.delay", f"{outlet.delay} is no delay in seconds; 0 to 3600"
    if outlet.interval is not None and not 1 <= outlet.interval[0] <= outlet.interval[1] <= 10_080:
        yield "$.interval", f"{list(outlet.interval)} is no interval; two numbers of minutes such as [15, 90]"


def _check_identity(outlet: Outlet, key: str) -> Iterator[Mistake]:
    if not _KEY.fullmatch(key):
        yield (
            "$.key",
            f"the file's name {key!r} is no key; lower-case ASCII letters, digits and single hyphens",
        )
    if outlet.key != key:
        yield "$.key", f"the key is the file's name, {key!r}; leave it out"
    if not outlet.name.strip():
        yield "$.name", "the name is empty"
    if outlet.country not in COUNTRIES:
        yield "$.country", f"{outlet.country!r} is no ISO 3166-1 code such as MX, nor INT"
    if outlet.zone not in _find_zone(outlet.zone):
        yield "$.zone", f"{outlet.zone!r} is no IANA time zone such as America/Mexico_City"
    yield from _check_language("$.language", outlet.language)
    if not outlet.domains:
        yield "$.domains", "there is no domain; give the host of the outlet's stories, such as example.com"
    yield from _check_domains("$.domains", outlet.domains, own=outlet.private_network)


def _check_domains(path: str, domains: tuple[str, ...], *, own: bool) -> Iterator[Mistake]:
    for number, domain in enumerate(domains):
        if not (_LOCAL_HOST if own else _DOMAIN).fullmatch(domain):
            yield (
                f"{path}[{number}]",
                f"{domain!r} is no domain; a host alone, such as example.com: no scheme, path or port",
            )


@cache
def _find_zone(name: str) -> tuple[str, ...]:
    """*name* when it is a time zone, else nothing; kept, as hundreds of outlets share twenty zones."""
    try:
        return (ZoneInfo(name).key,)
    except (OSError, ValueError, LookupError):
        return ()


def _check_language(path: str, tag: str) -> Iterator[Mistake]:
    match = _LANGUAGE.fullmatch(tag)
    region = match["region"] if match else None
    if not match or (region and region.isalpha() and region not in COUNTRIES):
        yield path, f"{tag!r} is no BCP 47 language tag such as es, es-MX or en"


def _check_editions(outlet: Outlet) -> Iterator[Mistake]:
    bases: set[str] = set()
    for number, edition in enumerate(outlet.editions):
        path = f"$.editions[{number}]"
        yield from _check_language(f"{path}.language", edition.language)
        yield from _check_url(f"{path}.base", edition.base)
        if not is_on_domains(edition.base, outlet.domains):
            yield f"{path}.base", f"{edition.base} is on none of the outlet's domains"
        if edition.base in bases:
            yield f"{path}.base", f"{edition.base} is another edition's base too"
        bases.add(edition.base)
    tags = [edition.language for edition in outlet.editions]
    if tags and outlet.language not in tags:
        yield "$.language", f"{outlet.language!r} is the language of none of the editions ({', '.join(tags)})"


def _check_sources(outlet: Outlet) -> Iterator[Mistake]:
    if not outlet.sources:
        yield "$.sources", "there is no source; give a feed, a sitemap or a front page"
    urls: set[str] = set()
    for number, source in enumerate(outlet.sources):
        path = f"$.sources[{number}]"
        yield from _check_url(f"{path}.url", source.url)
        if source.url in urls:
            yield f"{path}.url", f"{source.url} is there twice"
        urls.add(source.url)
        if source.kind == "front_page" and not is_on_domains(source.url, outlet.domains):
            yield f"{path}.url", f"the front page {source.url} is on none of the outlet's domains"
        if source.language is not None:
            yield from _check_language(f"{path}.language", source.language)
        if source.seen is not None and source.seen not in _SEEN_YEARS:
            yield f"{path}.seen", f"{source.seen} is no year in which an address can have been seen"


def _check_url(path: str, url: str) -> Iterator[Mistake]:
    try:
        parts = urlsplit(url)
        sound = bool(parts.hostname) and (parts.port or 0) >= 0
    except ValueError as error:
        yield path, f"{url!r} is no address: {error}"
        return
    if parts.scheme not in ("http", "https"):
        yield path, f"{url!r} has to begin with http:// or https://"
    elif not sound or re.search(r"[\s{}<>\"]", url):
        yield path, f"{url!r} is no address"
    elif parts.username or parts.password:
        yield path, f"{url!r} holds a user name or password"


def _check_pattern(path: str, pattern: str) -> Iterator[Mistake]:
    try:
        re.compile(pattern)
    except re.error as error:
        yield path, f"{pattern!r} is no regular expression: {error}"


def _check_selectors(selectors: Selectors) -> Iterator[Mistake]:
    named = [(f"$.selectors.{name}", getattr(selectors, name)) for name in _SELECTOR_NAMES]
    named += [(f"$.selectors.remove[{number}]", each) for number, each in enumerate(selectors.remove)]
    for path, selector in named:
        yield from _check_selector(path, selector)


def _check_selector(path: str, selector: str | None) -> Iterator[Mistake]:
    try:
        if selector is not None:
            HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        yield path, f"{selector!r} is no CSS selector: {error}"


def _check_rendering(outlet: Outlet) -> Iterator[Mistake]:
    assert outlet.rendering
    yield from _check_selector("$.rendering.wait_for", outlet.rendering.wait_for)
    yield from _check_domains("$.rendering.hosts", outlet.rendering.hosts, own=outlet.private_network)


_SELECTOR_NAMES = ("headline", "description", "authors", "date_published", "body")


def complain(where: str, text: str, *mistakes: str) -> OutletError:
    """The error for *mistakes*, each ``what - at `$.path```, in the file *where* with *text*."""
    lines = []
    for mistake in mistakes:
        what, _, path = mistake.partition(" - at `")
        path = path.rstrip("`") or "$"
        unknown = re.search(r"unknown field `([^`]+)`", what)
        if unknown:
            path, what = f"{path}.{unknown[1]}", "there is no such key; docs/adding-an-outlet.md lists them"
        missing = re.search(r"missing required field `([^`]+)`", what)
        if missing:
            what = f"the key `{missing[1]}` is missing"
        if what.startswith("Invalid enum value "):
            value = what.removeprefix("Invalid enum value ")
            what = f"there is no {value} here; use {', '.join(_find_choices(path))}"
        line = find_line(text, path)
        place = path.removeprefix("$").removeprefix(".") or "the file"
        lines.append(f"{where}{f':{line}' if line else ''}: {place}: {what}")
    return OutletError("\n".join(lines))


def _find_choices(path: str) -> list[str]:
    """The values that there are to choose from at *path* in an outlet's file."""
    type_: msgspec.inspect.Type = msgspec.inspect.type_info(Outlet)
    for name in re.findall(r"[A-Za-z_]\w*", path):
        while not isinstance(type_, msgspec.inspect.StructType):
            type_ = next(_find_inner(type_))
        type_ = next(field.type for field in type_.fields if field.encode_name == name)
    while not isinstance(type_, msgspec.inspect.LiteralType):
        type_ = next(_find_inner(type_))
    return [str(value) for value in type_.values]


def _find_inner(type_: msgspec.inspect.Type) -> Iterator[msgspec.inspect.Type]:
    """What a list holds, and what a choice of types holds besides nothing."""
    if isinstance(type_, msgspec.inspect.UnionType):
        yield from (each for each in type_.types if not isinstance(each, msgspec.inspect.NoneType))
    else:
        yield type_.item_type  # type: ignore[attr-defined]


def find_line(text: str, path: str) -> int | None:
    """The number of the line of the TOML *text* where *path*, such as ``$.sources[1].url``, stands."""
    steps = re.findall(r"\.?([A-Za-z_][\w-]*)|\[(\d+)\]", path)
    names = [name for name, _ in steps if name]
    if not names:
        return None
    number = next((int(index) for _, index in steps if index), 0)
    lines = text.splitlines()
    headers = [
        count for count, line in enumerate(lines) if re.match(rf"\s*\[+\s*{re.escape(names[0])}\s*\]+", line)
    ]
    if headers:
        start = headers[min(number, len(headers) - 1)]
        end = next((at for at in range(start + 1, len(lines)) if re.match(r"\s*\[", lines[at])), len(lines))
        names = names[1:]
    else:
        start, end = 0, len(lines)
    for name in names[:1]:
        for at in range(start, end):
            if re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", lines[at]):
                return at + 1
    return start + 1 if headers else None
