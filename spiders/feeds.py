"""Feeds: the stories that RSS and Atom announce."""

from datetime import UTC, datetime
from time import struct_time
from typing import Any

import feedparser

from spiders.announcements import MOST_ENTRIES, Announcement, Findings, absolute


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
