"""Generated pages for benchmarks, made from the stories; the same number gives the same page.

A variant has a headline, paragraphs and numbers of its own, so that no two have the same content. The page
around them is rendered once per story and language; a variant only fills in the gaps, in microseconds.
"""

import html
import re
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from dosvoces.newsstand.feeds import render_sitemap_index, render_urls
from dosvoces.newsstand.metadata import date_in_words
from dosvoces.newsstand.pages import render_story
from dosvoces.newsstand.replies import Reply, make_reply
from dosvoces.newsstand.sites import KEYS, Site, load_site
from dosvoces.newsstand.stories import Item, Text, load_stories

KEY = "variants"

#: Addresses in one sitemap; real ones have up to 50,000, and several sitemaps show that all are read.
SITEMAP_LENGTH = 1_000
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"\d+")
_PATH = re.compile(r"/(\d{4}/\d\d/\d\d)/variant-(\d+)/")
_SITEMAP = re.compile(r"/sitemaps/(\d+)\.xml")
_HEADLINE, _BODY, _DATE, _WORDS, _URL = "zqheadlinezq", "zqbodyzq", "zqdatezq", "zqwordszq", "zqurlzq"


class _Template(msgspec.Struct, frozen=True):
    """A page with gaps and the prose that can fill them."""

    page: str
    zone: ZoneInfo
    language: str
    headlines: tuple[str, ...]
    paragraphs: tuple[str, ...]


def _make_template(site: Site, base: str) -> _Template:
    stories = load_stories(site.key)
    language = site.language[:2]
    own = [s for s in stories if s.language == language and not s.forbidden]
    gap = msgspec.structs.replace(
        own[0],
        headline=_HEADLINE,
        description=_HEADLINE,
        path=_URL,
        items=(Item(kind="paragraph", text=Text(_BODY, _BODY)),),
        published=_EPOCH,
        json_ld="graph",
        slug="variant",
        amp=False,
        also_at=(),
        moved_from=(),
        dates="all",
    )
    page = render_story(site, gap, base, stories)
    page = re.sub(rf"<p[^>]*>{_BODY}</p>", _BODY, page)
    page = re.sub(r"2025-12-31T\d\d:\d\d:\d\d[-+]\d\d:\d\d", _DATE, page)
    zone = ZoneInfo(site.zone)
    page = page.replace(date_in_words(_EPOCH.astimezone(zone), language, clock=True), _WORDS)
    paragraphs = tuple(i.text.plain for s in own for i in s.served if i.kind == "paragraph")
    return _Template(page, zone, language, tuple(s.headline for s in own), paragraphs)


class VariantSite:
    """Serves *count* variants under *base*, their sitemaps and a robots.txt that allows everything."""

    def __init__(self, base: str, count: int) -> None:
        self._base, self._count = base, count
        self._templates = [_make_template(load_site(key), base) for key in KEYS[:2]]
        self._fixed: dict[str, Reply] = {}

    def look_up(self, path: str) -> Reply | None:
        """The reply to *path*; None when there is nothing there."""
        if match := _PATH.fullmatch(path):
            number = int(match[2])
            return self._page(number) if number < self._count and path == path_of(number) else None
        if path not in self._fixed and (text := self._listing(path)):
            kind = "text/plain" if path == "/robots.txt" else "application/xml"
            self._fixed[path] = make_reply(text.encode(), f"{kind}; charset=utf-8", modified=_EPOCH)
        return self._fixed.get(path)

    def _listing(self, path: str) -> str | None:
        if path == "/robots.txt":
            return f"User-agent: *\nAllow: /\n\nSitemap: {self._base}/sitemap.xml\n"
        if path == "/sitemap.xml":
            parts = range(-(-self._count // SITEMAP_LENGTH))
            return render_sitemap_index(self._base, (f"/sitemaps/{part}.xml" for part in parts))
        if (match := _SITEMAP.fullmatch(path)) and (start := int(match[1]) * SITEMAP_LENGTH) < self._count:
            numbers = range(start, min(start + SITEMAP_LENGTH, self._count))
            return render_urls(
                f"<url><loc>{self._base}{path_of(n)}</loc><lastmod>{date_of(n).isoformat()}</lastmod></url>"
                for n in numbers
            )
        return None

    def _page(self, number: int) -> Reply:
        template = self._templates[number % len(self._templates)]
        headline, paragraphs = _vary(template, number)
        local = date_of(number).astimezone(template.zone)
        filled = (
            template.page.replace(_HEADLINE, headline)
            .replace(_URL, path_of(number))
            .replace(_DATE, local.isoformat())
            .replace(_WORDS, date_in_words(local, template.language, clock=True))
            .replace(_BODY, "\n".join(f"<p>{html.escape(text, quote=False)}</p>" for text in paragraphs))
        )
        return make_reply(filled.encode(), "text/html; charset=utf-8", modified=date_of(number))


def date_of(number: int) -> datetime:
    """When variant *number* was published."""
    return _EPOCH + timedelta(minutes=7 * number)


def path_of(number: int) -> str:
    """The path of variant *number*."""
    return f"/{date_of(number):%Y/%m/%d}/variant-{number}/"


def _vary(template: _Template, number: int) -> tuple[str, list[str]]:
    """A headline (safe in HTML and JSON) and paragraphs that no other variant has together."""
    random = Random(number)

    def renumber(text: str) -> str:
        return _NUMBER.sub(lambda m: str(random.randint(10 ** (len(m[0]) - 1), 10 ** len(m[0]) - 1)), text)

    headline = renumber(random.choice(template.headlines)).translate({ord(sign): None for sign in '"&<>\\'})
    paragraphs = [renumber(text) for text in random.sample(template.paragraphs, random.randint(5, 8))]
    paragraphs[0] = f"{paragraphs[0]} ({number})"
    return f"{headline} ({number})", paragraphs


def describe_outlet(base: str) -> dict[str, Any]:
    """The outlet file of the variants served at *base*, as a mapping."""
    return {
        "name": "Variants",
        "country": "INT",
        "zone": "UTC",
        "domains": ["127.0.0.1"],
        "language": "en",
        "private_network": True,
        "delay": 0.0,
        "sources": [{"kind": "sitemap", "url": f"{base}/sitemap.xml"}],
        "notes": "Generated pages of the newsstand, for benchmarks.",
    }
