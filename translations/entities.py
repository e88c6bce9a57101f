"""What must come through a translation as it is: addresses, handles, hashtags, versions, emoji."""

import re
from collections.abc import Iterator
from functools import cache

import msgspec

#: Pictures, arrows, stars and other signs that engines know nothing of, as a class of characters.
SYMBOLS = (
    "\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff\u00a9\u00ae\u2122\ufffc"
    # Icon fonts.
    "\ue000-\uf8ff"
)
_FRACTIONS = "\u00bc-\u00be\u2150-\u215f\u2189"
#: What changes the picture before it: variants, colours of skin, joined pictures, keycaps, flags of regions.
_MODIFIERS = "\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
#: Texts without any of these have no entity, and most have none.
_HINT = re.compile(rf"[@#$]|://|\w\.\w|[{SYMBOLS}{_FRACTIONS}\u20e3]|\d\.\d", re.IGNORECASE)
_ADDRESS = r"[^\s<>«»“”\"]"
_LABEL = r"(?:[^\W_]|-)+"
#: Every alternative begins where none of its characters stands before, so that no part is looked at twice.
_ENTITY = re.compile(
    rf"""
      (?P<url>(?<!\w)(?i:https?://|ftp://|www\.){_ADDRESS}+)
    | (?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<domain>(?<![\w@.-])(?>(?P<host>{_LABEL}(?:\.{_LABEL})+))(?![\w@]|://)
          (?P<path>(?::\d+)?/{_ADDRESS}*)?)
    | (?P<handle>(?<![\w@/.])@[A-Za-z0-9_](?:[\w.-]*\w)?(?:@{_LABEL}(?:\.{_LABEL})+)?)
    | (?P<hashtag>(?<![\w&#/])\#\d*[^\W\d_]\w*)
    | (?P<cashtag>(?<![\w$])\$[A-Z]{{1,6}}(?![\w$]))
    | (?P<fraction>(?<![\w.,])\d*[{_FRACTIONS}])
    | (?P<symbol>(?:[{SYMBOLS}][{SYMBOLS}{_MODIFIERS}]*|[\d#*]\ufe0f?\u20e3)+)
    """,
    re.VERBOSE,
)
#: Marks that end the sentence rather than the address.
_TRAILING = ".,;:!?…'’)]}"
#: Names for examples and tests, and one that only its own network knows; no public list has them.
_RESERVED = frozenset(("example", "test", "invalid", "onion"))
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:19|20)\d\d$")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+$")
_VERSION = re.compile(r"v?\d+(?:\.\d+){2,}$")
#: "Python 3.11 is", "section 5.1": a number after a name or a word for parts, and before no word for a unit.
_POINTED = re.compile(r"(?<![\w.,])\d+\.\d+(?![\w%]|[.,]\d|\s?[%°€$£])")
_NO_UNIT = re.compile(
    r"(?:$|\.(?:\s|$)|[,;:!?)\]»”\"]|\s+(?:and|or|is|are|was|has|for|with|in|on|y|o|es|con|para|en|que|ya|fue)\b|\s*\n)"
)
#: What a number behind it is a version or a part of, whatever follows: "la sección 5.1", "iOS 17.2".
_SURELY_VERSIONED = re.compile(
    r"(?:(?i:\b(?:version|versión|section|sección|chapter|capítulo|artículo|article|figure|figura|tabla|table))"
    r"|(?<!\w)(?:[^\W\d_A-Z]+[A-Z][^\W\d_]*|[^\W\d_]+\.[a-z]{2,3}))\s$"
)
_SCALED = re.compile(r"\s(?:mil\b|mill|bill|trill|por\b|per)", re.IGNORECASE)
_VERSIONED = re.compile(
    r"(?:\b[vV]\.|(?i:\b(?:version|versión|section|sección|chapter|capítulo|artículo|article|figure|figura|tabla|table))"
    r"|(?<!\w)[^\W\d_]*[A-Z][^\W\d_]*)\s$"
)
#: Words with capitals before a number that is none of a version: sums of money, and beginnings of sentences.
_NO_PRODUCT = re.compile(
    r"(?<!\w)(?:US|USD|EUR|GBP|MXN|ARS|CLP|COP|PEN|BRL|UYU|BOB|PYG|VES|CRC|GTQ|CHF|JPY|CNY|Bs|RD|Gs|IPC|CPI|PIB|GDP"
    r"|About|Over|Under|Only|Just|Nearly|Almost|Around|Some|Roughly|Above|Below|From|By|At|To|Of|In|On|For|With|And|But|The"
    r"|Casi|Unos|Unas|Solo|Sólo|Apenas|Hasta|Desde|Por|De|Con|En|El|La|Los|Las|Un|Y|Pero|Entre|Sobre)\s$"
)
#: Characters before a number that are looked at for its name.
_REACH = 30


class Entity(msgspec.Struct, frozen=True):
    """Characters *start* to *end* of a text.

    Kinds are ``url``, ``email``, ``domain``, ``version``, ``handle``, ``hashtag``, ``cashtag``, ``fraction``
    and ``symbol``.
    """

    start: int
    end: int
    kind: str
    text: str


def find_entities(text: str) -> list[Entity]:
    """What has to come through in *text*, in order."""
    if not _HINT.search(text):
        return []
    found = list(_find(text))
    versions = [
        Entity(*match.span(), "version", match[0])
        for match in _POINTED.finditer(text)
        if not _GROUPED.match(match[0]) and _is_version(text, *match.span())
    ]
    return sorted([*found, *versions], key=lambda entity: entity.start) if versions else found


def _is_version(text: str, start: int, end: int) -> bool:
    """Whether the number with a point at *start* to *end* counts nothing but names a version or a part."""
    reach = max(0, start - _REACH)
    if _SURELY_VERSIONED.search(text, reach, start):
        return not _SCALED.match(text, end)
    is_named = _VERSIONED.search(text, reach, start) and not _NO_PRODUCT.search(text, reach, start)
    return bool(is_named and _NO_UNIT.match(text, end))


def _find(text: str) -> Iterator[Entity]:
    for match in _ENTITY.finditer(text):
        kind = next(kind for kind in _KINDS if match[kind])
        if kind == "domain":
            kind = _tell_kind(match)
        if not kind:
            continue
        start, end = match.span()
        if kind in ("url", "email", "domain"):
            end = _trim_end(text, start, end)
        yield Entity(start, end, kind, text[start:end])


_KINDS = ("url", "email", "domain", "handle", "hashtag", "cashtag", "fraction", "symbol")


def _tell_kind(match: re.Match[str]) -> str:
    """``domain`` or ``version`` for what has points inside; empty for neither."""
    host, last = match["host"], match["host"].rpartition(".")[2]
    if _VERSION.match(host):
        return "" if _DATE.match(host) or _GROUPED.match(host) else "version"
    if last.lower() not in _top_level_domains():
        return ""
    # "hoy.La" lacks a blank; "S.A.DE" has no name.
    in_capitals = host.isupper() and any(len(label) > 2 for label in host.split(".")[:-1])
    lower = last.islower() and (len(host) > len(last) + 2 or len(last) > 2 or bool(match["path"]))
    return "domain" if in_capitals or lower else ""


@cache
def _top_level_domains() -> frozenset[str]:
    """The last parts of all names in the public suffix list that tldextract brings along."""
    from tldextract import TLDExtract  # here, as it imports a client for HTTP, which few commands need

    extract = TLDExtract(suffix_list_urls=(), cache_dir=None)
    return frozenset(suffix.rpartition(".")[2] for suffix in extract.tlds) | _RESERVED


def _trim_end(text: str, start: int, end: int) -> int:
    """Where the address ends, without marks of the sentence; a bracket stays when it was opened inside."""
    trailing = _TRAILING.replace(")", "") if text.find("(", start, end) >= 0 else _TRAILING
    while end > start and text[end - 1] in trailing:
        end -= 1
    return end
