"""Discovery: the stories and further sitemaps in a feed, a sitemap or a front page.

Everything here is a function of the bytes that came; fetching them is the spider's part.
"""

from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
import msgspec

from dosvoces.core.outlets import SourceKind
from spiders.links import find_links

#: Entries taken of one source; a sitemap may hold 50,000 by its own rules, and a feed never comes near.
MOST_ENTRIES = 50_000

#: Bytes of an unpacked sitemap; the limit of the sitemap protocol is 50 MiB.
MOST_SITEMAP_BYTES = 52_428_800


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """An address that an outlet announces as a story, or as a sitemap, with what is said about it."""

    url: str
    title: str = ""
    published: datetime | None = None
    modified: datetime | None = None

    @property
    def time(self) -> datetime | None:
        """The latest time that is told."""
        return self.modified or self.published


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a source: stories, further sitemaps, and the reason when it could not be read."""

    stories: tuple[Announcement, ...] = ()
    sitemaps: tuple[Announcement, ...] = ()
    problem: str = ""


def read_source(kind: SourceKind, body: bytes, url: str, content_type: str = "") -> Findings:
    """What the source of *kind* at *url* announces, newest first; one that cannot be read has a *problem*."""
    if kind == "feed":
        findings = read_feed(body, url, content_type)
    elif kind == "front_page":
        links = find_links(body, url, content_type)
        findings = Findings(stories=tuple(Announcement(url=link, title=text) for link, text in links))
    else:
        # Imported late: all of Scrapy comes with it, and a worker process may never meet a sitemap.
        from spiders.sitemaps import read_sitemap

        findings = read_sitemap(body, url)
    return msgspec.structs.replace(
        findings, stories=_newest_first(findings.stories), sitemaps=_newest_first(findings.sitemaps)
    )


def read_feed(body: bytes, url: str, content_type: str = "") -> Findings:
    """The stories of an RSS or Atom feed, damaged ones included as far as they can be read."""
    headers = {"content-type": content_type or "application/xml", "content-location": url}
    parsed = feedparser.parse(
        body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    stories = tuple(story for entry in parsed.entries[:MOST_ENTRIES] if (story := _read_entry(entry, url)))
    if not stories and not parsed.get("version"):
        return Findings(problem="no_feed")
    return Findings(stories=stories)


def _read_entry(entry: dict[str, Any], base: str) -> Announcement | None:
    # dict.get: feedparser's own falls back from "updated" to "published" with a warning.
    link = dict.get(entry, "feedburner_origlink") or dict.get(entry, "link")
    if not link or not (address := absolute(base, link)):
        return None
    return Announcement(
        url=address,
        title=" ".join(str(dict.get(entry, "title") or "").split()),
        published=_from_struct(dict.get(entry, "published_parsed")),
        modified=_from_struct(dict.get(entry, "updated_parsed")),
    )


def _from_struct(value: struct_time | None) -> datetime | None:
    if value is None or not 1900 <= value[0] <= 9000:
        return None
    try:
        return datetime(*value[:6], tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def absolute(base: str, address: str) -> str | None:
    """The absolute http address of *address* on a page at *base*, None when it has none."""
    try:
        absolute = urljoin(base, address.strip())
        parts = urlsplit(absolute)
        return absolute if address.strip() and parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _newest_first(entries: tuple[Announcement, ...]) -> tuple[Announcement, ...]:
    """The dated *entries* newest first, then the undated ones in their own order."""
    dated = [entry for entry in entries if entry.time]
    dated.sort(key=lambda entry: entry.time or datetime.min.replace(tzinfo=UTC), reverse=True)
    return (*dated, *(entry for entry in entries if not entry.time))
