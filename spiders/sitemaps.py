"""Sitemaps: what they announce, and which sitemaps an index leads to."""

import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import lxml.etree
from msgspec.structs import replace
from scrapy.utils.sitemap import Sitemap

from dosvoces.core.addresses import absolute
from pipelines.extract.charset import decode
from spiders.announced_times import read_time
from spiders.announcements import MOST_ENTRIES, MOST_SITEMAP_BYTES, Announcement, Findings
from spiders.beginnings import unpack_beginning
from spiders.feeds import drop_bad_references

#: A named character of HTML, which XML has five of, and an ampersand that begins none.
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});")
_BARE = re.compile(r"&(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)")
#: A line of a text sitemap; such a text has no tag among its first characters.
_LINE = re.compile(r"^[ \t]*(https?://\S+)[ \t\r]*$", re.IGNORECASE | re.MULTILINE)
_FIRST = 1_000
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
_ROOT = re.compile(r"<(?:[\w-]+:)?(?:urlset|sitemapindex)\b")
_END = re.compile(r"</(?:[\w-]+:)?(?:url|sitemap)\s*>")
_ROOT_END = re.compile(r"</(?:[\w-]+:)?(?:urlset|sitemapindex)\s*>")


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


def read_sitemap(body: bytes, url: str, zone: str = "UTC") -> Findings:
    """The stories of a sitemap, a news sitemap or a text sitemap, or an index's sitemaps; gzipped or not.

    Damaged ones are read as far as they go.
    """
    if body[:3] == b"\x1f\x8b\x08":
        body = unpack_beginning(body, MOST_SITEMAP_BYTES)
        if not body:
            return Findings(problem="damaged_gzip")
    found = _read_text(body, url, zone)
    has_entries = bool(found.stories or found.sitemaps)
    if len(body) < MOST_SITEMAP_BYTES or (has_entries and not found.is_cut):
        return found
    return replace(found, problem="too_large", is_beginning=has_entries)


def _read_text(body: bytes, url: str, zone: str) -> Findings:
    text = decode(drop_bad_references(body)).lstrip("\ufeff \t\r\n")
    if "<" not in text[:_FIRST]:
        lines = (found[1] for found in islice(_LINE.finditer(text), MOST_ENTRIES))
        stories = tuple(Announcement(url=line) for line in lines if absolute(url, line))
        return Findings(stories=stories) if stories else Findings(problem="no_sitemap")
    try:
        sitemap = _NewsSitemap(_mend_xml(text))
        entries = tuple(_read_sitemap_entries(sitemap, url, zone))
    except (lxml.etree.LxmlError, StopIteration):
        return Findings(problem="no_sitemap")
    if sitemap.type == "sitemapindex":
        return Findings(sitemaps=entries, is_cut=_is_cut(text))
    if sitemap.type == "urlset":
        return Findings(stories=entries, is_cut=_is_cut(text))
    return Findings(problem="no_sitemap")


def _is_cut(text: str) -> bool:
    """Whether the root element of the sitemap *text* is not closed."""
    return bool(_ROOT.search(text)) and not _ROOT_END.search(text, max(0, len(text) - 10_000))


def _read_sitemap_entries(sitemap: Sitemap, base: str, zone: str) -> Iterator[Announcement]:
    for count, entry in enumerate(sitemap):
        if count >= MOST_ENTRIES:
            return
        if address := absolute(base, entry["loc"]):
            yield Announcement(
                url=address,
                title=entry.get("news_title", ""),
                published=read_time(entry.get("news_publication_date", ""), zone),
                modified=read_time(entry.get("lastmod", ""), zone),
                dated_by="news-sitemap",
            )


def _mend_xml(text: str) -> bytes:
    """The sitemap *text* as XML in UTF-8: with what sites' programs get wrong put right.

    That is a false declaration of the encoding, something printed in front, ampersands and named characters
    of HTML, a prefix that is not declared, and an end that is missing: the entry that was cut would be
    another address.
    """
    root = _ROOT.search(text)
    text = text[root.start() :] if root else _DECLARATION.sub("", text, count=1)
    if root and "xmlns:news=" not in text:
        text = text.replace(root[0], f'{root[0]} xmlns:news="{_NEWS}"', 1)
    text = _BARE.sub("&amp;", _NAMED.sub(_name_character, _unwrap(text)))
    if _is_cut(text):
        end = 0
        for found in _END.finditer(text):
            end = found.end()
        text = text[:end]
    return text.encode("utf-8", "replace")


def _unwrap(text: str) -> str:
    """*text* with its CDATA sections as other text is: sites write references in them all the same."""
    first, *sections = text.split("<![CDATA[")
    return first + "".join(
        inside.replace("<", "&lt;") + rest
        for inside, _, rest in (section.partition("]]>") for section in sections)
    )


def _name_character(found: re.Match[str]) -> str:
    """The character that HTML names so; what it does not name is text."""
    character = html.unescape(found[0])
    return character if character != found[0] else f"&amp;{found[1]};"
