"""Sitemaps: what they announce, and which sitemaps an index leads to."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import lxml.etree
from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap

from spiders.announcements import MOST_ENTRIES, MOST_SITEMAP_BYTES, Announcement, Findings, absolute


class _NewsSitemap(Sitemap):
    """Scrapy's sitemap reader, and what Google's news extension says of each story."""

    __slots__ = ()

    def _process_sitemap_element(self, elem: lxml.etree._Element) -> dict[str, Any] | None:
        news = {}
        for child in elem.iter("{*}publication_date", "{*}title"):
            # Images and videos have titles too.
            parent = child.getparent()
            if parent is not None and self._get_tag_name(parent) == "news":
                news[f"news_{self._get_tag_name(child)}"] = " ".join((child.text or "").split())
        entry = super()._process_sitemap_element(elem)
        return None if entry is None else entry | news


def read_sitemap(body: bytes, url: str) -> Findings:
    """The stories of a sitemap, a news sitemap or a text sitemap, or an index's sitemaps; gzipped or not."""
    if body[:3] == b"\x1f\x8b\x08":
        try:
            body = gunzip(body, max_size=MOST_SITEMAP_BYTES)
        except Exception as error:  # Scrapy's own "too large", and whatever zlib makes of damage
            return Findings(problem="too_large" if "MaxSize" in type(error).__name__ else "damaged_gzip")
    body = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if body[:4] == b"http":
        lines = body.decode("utf-8", "replace").split()[:MOST_ENTRIES]
        return Findings(stories=tuple(Announcement(url=line) for line in lines if absolute(url, line)))
    try:
        sitemap = _NewsSitemap(body)
        entries = tuple(_read_sitemap_entries(sitemap, url))
    except (lxml.etree.LxmlError, StopIteration):
        return Findings(problem="no_sitemap")
    if sitemap.type == "sitemapindex":
        return Findings(sitemaps=entries)
    return Findings(stories=entries) if sitemap.type == "urlset" else Findings(problem="no_sitemap")


def _read_sitemap_entries(sitemap: Sitemap, base: str) -> Iterator[Announcement]:
    for count, entry in enumerate(sitemap):
        if count >= MOST_ENTRIES:
            return
        if address := absolute(base, entry["loc"]):
            yield Announcement(
                url=address,
                title=entry.get("news_title", ""),
                published=read_time(entry.get("news_publication_date", "")),
                modified=read_time(entry.get("lastmod", "")),
            )


def read_time(text: str) -> datetime | None:
    """The time of a W3C date as sitemaps have it, UTC when no zone is told; None when it is none."""
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    # Times outside these years are mistakes, and near the ends of the calendar their conversion overflows.
    if not 1900 <= time.year <= 9000:
        return None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
