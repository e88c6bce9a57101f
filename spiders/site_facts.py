"""What a site tells of itself on its front page and in its feeds: functions of the bytes that came."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from dosvoces.core.language_tags import base_language
from pipelines.extract import jsonld
from pipelines.extract.charset import decode
from pipelines.extract.document import Document, Element, parse
from pipelines.extract.document import read as read_document
from pipelines.extract.languages import normalise_tag
from pipelines.extract.text import collapse
from spiders.feeds import parse_feed

#: Links, feeds and editions looked at; real front pages have some hundreds of links and a few of the others.
_MOST_LINKS, _MOST_FEEDS, _MOST_EDITIONS = 2_000, 20, 20

#: What links to an edition say when no attribute does.
_EDITION_NAMES = {
    "english": "en", "in english": "en", "english edition": "en", "english version": "en", "inglés": "en",
    "en inglés": "en", "español": "es", "en español": "es", "spanish": "es", "castellano": "es",
    "edición en español": "es", "português": "pt", "portugués": "pt",
}  # fmt: skip

#: Feeds that announce no stories.
_OTHER_FEEDS = re.compile(r"comment|comentario", re.IGNORECASE)

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")

#: Words between the site's name and its motto, of which one is the name.
_TITLE_PARTS = re.compile(r"\s+[|\-–—·•:]\s+|\s*\|\s*")


class Seen(NamedTuple):
    """A value, and where it was seen."""

    value: str
    where: str


class EditionLink(NamedTuple):
    """The front page of an edition in another language."""

    language: str
    url: str
    where: str


class SiteFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a front page tells; each list with the likeliest first."""

    url: str
    names: tuple[Seen, ...] = ()
    languages: tuple[Seen, ...] = ()
    countries: tuple[Seen, ...] = ()
    #: Addresses of feeds that it links to, and of editions in any language, its own too.
    feeds: tuple[str, ...] = ()
    editions: tuple[EditionLink, ...] = ()


class FeedFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed tells of its site; times as they are printed, with the offset from UTC that they have."""

    title: str = ""
    language: str = ""
    times: tuple[datetime, ...] = ()


def read_site(body: bytes, url: str, headers: Mapping[str, str]) -> SiteFacts:
    """What the front page *body* at *url* tells; raises :exc:`~dosvoces.core.errors.PageError` for none."""
    markup = decode(body, headers.get("content-type"))
    document = read_document(parse(markup), url, headers=headers, zone="UTC")
    return SiteFacts(
        url=url,
        names=_distinct(_read_names(document)),
        languages=_distinct(_read_languages(document)),
        countries=_distinct(_read_countries(document)),
        feeds=tuple(dict.fromkeys(_read_feeds(document)))[:_MOST_FEEDS],
        editions=tuple({link.url: link for link in reversed([*_read_editions(document)])}.values())[::-1][
            :_MOST_EDITIONS
        ],
    )


def _distinct(found: Iterable[Seen]) -> tuple[Seen, ...]:
    first: dict[str, Seen] = {}
    for seen in found:
        if seen.value:
            first.setdefault(seen.value, seen)
    return tuple(first.values())


def _read_names(document: Document) -> Iterator[Seen]:
    for name in ("og:site_name", "application-name"):
        yield Seen(collapse(document.first(name)), f"meta {name}")
    for node in jsonld.find(document.nodes, {"newsmediaorganization", "organization", "website"}):
        yield Seen(jsonld.text(node.get("name")), "JSON-LD name")
    title = next(iter(document.root.iter("title")), None)
    parts = (
        [part for part in _TITLE_PARTS.split(collapse(title.text or "")) if part] if title is not None else []
    )
    # The name is mostly last, and shorter than the motto.
    yield from (Seen(part, "the page's title") for part in sorted(parts[:1] + parts[-1:], key=len))


def _read_languages(document: Document) -> Iterator[Seen]:
    root = document.root
    yield Seen(normalise_tag(root.get("lang") or root.get("xml:lang") or ""), "the page's lang")
    for name in ("og:locale", "content-language", "dc.language"):
        yield Seen(normalise_tag(document.first(name)), f"meta {name}")
    yield Seen(normalise_tag(document.headers.get("content-language", "")), "header Content-Language")
    for node in jsonld.find(document.nodes, {"website", "webpage"}):
        yield Seen(normalise_tag(jsonld.text(node.get("inLanguage"))), "JSON-LD inLanguage")


def _read_countries(document: Document) -> Iterator[Seen]:
    """Names or codes of countries, as they are printed."""
    for node in document.nodes:
        for address in jsonld.items(node.get("address")):
            if isinstance(address, dict):
                yield Seen(jsonld.text(address.get("addressCountry")), "JSON-LD addressCountry")
    yield Seen(document.first("geo.region").partition("-")[0], "meta geo.region")
    yield Seen(document.first("geo.country"), "meta geo.country")


def _read_feeds(document: Document) -> Iterator[str]:
    for link in document.root.iter("link"):
        if "alternate" not in (link.get("rel") or "").lower().split():
            continue
        if (link.get("type") or "").lower().strip() not in _FEED_TYPES:
            continue
        said = f"{link.get('title') or ''} {link.get('href') or ''}"
        if not _OTHER_FEEDS.search(said) and (url := document.absolute(link.get("href") or "")):
            yield url


def _read_editions(document: Document) -> Iterator[EditionLink]:
    for link in document.root.iter("link"):
        if "alternate" in (link.get("rel") or "").lower().split():
            yield from _read_edition(document, link, "link hreflang")
    for number, anchor in enumerate(document.root.iter("a")):
        if number >= _MOST_LINKS:
            return
        yield from _read_edition(document, anchor, "a link with hreflang")
        said = collapse("".join(map(str, anchor.itertext())))[:40].casefold()
        url = document.absolute(anchor.get("href") or "")
        if said in _EDITION_NAMES and url:
            yield EditionLink(_EDITION_NAMES[said], url, f"a link that says {said!r}")


def _read_edition(document: Document, element: Element, where: str) -> Iterator[EditionLink]:
    tag = normalise_tag(element.get("hreflang") or "")
    url = document.absolute(element.get("href") or "")
    if tag and base_language(tag) != "x" and url:
        yield EditionLink(tag, url, where)


def read_feed_facts(body: bytes) -> FeedFacts:
    """What the feed *body* tells of its site; nothing where it cannot be read."""
    try:
        parsed = parse_feed(body)
    except ValueError:
        return FeedFacts()
    times = (
        _read_time(str(dict.get(entry, "published") or dict.get(entry, "updated") or ""))
        for entry in parsed.entries[:50]
    )
    return FeedFacts(
        title=collapse(str(parsed.feed.get("title") or "")),
        language=normalise_tag(str(parsed.feed.get("language") or "")),
        times=tuple(time for time in times if time is not None and time.tzinfo is not None),
    )


def _read_time(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(text.strip())
        except (TypeError, ValueError, IndexError, OverflowError):
            continue
    return None


def find_edition_base(url: str) -> str:
    """What the addresses of the edition begin with whose front page is at *url*; empty when nothing does."""
    parts = urlsplit(url)
    if parts.query or not parts.hostname:
        return ""
    folder, _, page = parts.path.rpartition("/")
    path = parts.path if not page or "." not in page else f"{folder}/"
    return f"{parts.scheme}://{parts.netloc}{path or '/'}"
