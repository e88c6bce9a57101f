"""Feeds: the stories that RSS, Atom and JSON Feed announce."""

import json
import re
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from typing import Any

import feedparser
from feedparser import FeedParserDict

from dosvoces.core.addresses import absolute
from pipelines.extract.charset import decode
from spiders.announced_times import read_time
from spiders.announcements import MOST_ENTRIES, Announcement, Findings

_REFERENCE = re.compile(rb"&#([xX][0-9a-fA-F]{1,40}|[0-9]{1,40});?")
#: What JSON Feed calls what feedparser calls otherwise; the later name wins.
_JSON_NAMES = {
    "external_url": "link", "url": "link", "id": "id", "title": "title", "date_published": "published",
    "date_modified": "updated",
}  # fmt: skip
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_DECLARATION = re.compile(rb"\A\s*<\?xml[^>]*>")
_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_ROOT_END = re.compile(rb"</(?:rss|feed|rdf:RDF)\s*>", re.IGNORECASE)
#: Bytes at the end in which a feed is closed; programs write notes of their own behind that.
_TAIL = 10_000


def read_feed(body: bytes, url: str, content_type: str = "", zone: str = "UTC") -> Findings:
    """The stories of an RSS, Atom or JSON feed, damaged ones included as far as they can be read.

    Relative links are those of the site that the feed is of, wherever itself lies.
    """
    parsed = parse_feed(body, content_type)
    base = absolute(url, str(parsed.feed.get("link") or "")) or url
    entries = parsed.entries[:MOST_ENTRIES]
    stories = tuple(story for entry in entries if (story := _read_entry(entry, base, zone)))
    if not stories and not parsed.get("version"):
        return Findings(problem="no_feed")
    is_open = bool(_ROOT.search(body)) and not _ROOT_END.search(body, max(0, len(body) - _TAIL))
    return Findings(stories=stories, is_cut=is_open)


def drop_bad_references(body: bytes) -> bytes:
    """*body* without references to no character: half of a surrogate pair, zero, a number too large."""
    return _REFERENCE.sub(lambda found: found[0] if _is_character(found[1]) else b"", body)


def _is_character(number: bytes) -> bool:
    code = int(number[1:], 16) if number[:1] in b"xX" else int(number)
    return 0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF


def parse_feed(body: bytes, content_type: str = "") -> Any:
    """What feedparser makes of *body*, damaged or not, and the same of a JSON Feed."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _parse_json(body)
    body = drop_bad_references(body)
    try:
        return _parse(body, content_type)
    except ValueError:
        # feedparser raises where the declared encoding has bytes that no name has.
        return _parse(_DECLARATION.sub(b"", body), "application/xml")


def _parse(body: bytes, content_type: str) -> Any:
    # Without an address of its own: feedparser would take that for the base of all links.
    headers = {"content-type": content_type or "application/xml"}
    # A stream: bytes that happen to be the name of a file of ours would be opened.
    stream = BytesIO(body)
    return feedparser.parse(
        stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _parse_json(body: bytes) -> FeedParserDict:
    """A JSON Feed in the shape that feedparser gives the others."""
    try:
        read = json.loads(decode(body))
    except (ValueError, RecursionError):
        return FeedParserDict(feed=FeedParserDict(), entries=[])
    items, names = read.get("items"), {"home_page_url": "link", "title": "title", "language": "language"}
    is_feed = isinstance(items, list)
    return FeedParserDict(
        version="json" if is_feed else "",
        feed=FeedParserDict(_read_texts(read, names)),
        entries=[_read_texts(one, _JSON_NAMES) for one in items if isinstance(one, dict)] if is_feed else [],
    )


def _read_texts(value: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    return {ours: found for name, ours in names.items() if isinstance(found := value.get(name), str)}


def _read_entry(entry: dict[str, Any], base: str, zone: str) -> Announcement | None:
    # dict.get: feedparser's own falls back from "updated" to "published" with a warning.
    link = dict.get(entry, "feedburner_origlink") or dict.get(entry, "link")
    name = str(dict.get(entry, "id") or "")
    link = link or (name if _ADDRESS.match(name) else "")
    if not link or not (address := absolute(base, link)):
        return None
    published, updated = (_read_time(entry, name, zone) for name in ("published", "updated"))
    return Announcement(
        url=address,
        title=" ".join(str(dict.get(entry, "title") or "").split()),
        published=published or updated,  # Atom need not tell the former, and RSS 1.0 has one date
        modified=updated,
        dated_by="feed",
    )


def _read_time(entry: dict[str, Any], name: str, zone: str) -> datetime | None:
    """The time of *name*; as feedparser reads it, which knows America's zones alone, where we cannot."""
    told = read_time(str(dict.get(entry, name) or ""), zone)
    return told or _from_struct(dict.get(entry, f"{name}_parsed"))


def _from_struct(value: struct_time | None) -> datetime | None:
    if value is None or not 1900 <= value[0] <= 9000:
        return None
    try:
        return datetime(*value[:6], tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
