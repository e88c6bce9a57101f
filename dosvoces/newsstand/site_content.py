"""Everything an outlet of the newsstand serves in one edition, by path."""

import gzip
import struct
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from dosvoces.newsstand import feeds, pages
from dosvoces.newsstand.metadata import pictures_of
from dosvoces.newsstand.replies import Reply, make_redirect, make_reply
from dosvoces.newsstand.sites import Site
from dosvoces.newsstand.stories import Story, load_gone, load_stories

_HTML = "text/html; charset=utf-8"
_XML = "application/xml; charset=utf-8"


def render_site(site: Site, base: str, edition: int, crawl_delay: float | None) -> dict[str, Reply]:
    """The replies of *site* in that *edition*, its addresses beginning with *base*."""
    stories = load_stories(site.key, edition)
    replies: dict[str, Reply] = {}
    for story in stories:
        replies |= dict(_story_replies(site, story, base, stories))
    for story in load_gone(site.key, edition):
        replies[site.path_of(story)] = make_reply(_missing(site, base, "410"), _HTML, status=410)
    latest = latest_change(stories)
    for path, text, content_type in _announcements(site, base, stories, crawl_delay):
        body = gzip.compress(text.encode(), mtime=0) if path.endswith(".gz") else text.encode()
        replies[path] = make_reply(
            body, content_type, modified=latest, compress=site.compress and path[-3:] != ".gz"
        )
    for path, text in _lists(site, base, stories):
        replies[path] = make_reply(text.encode(), _HTML, modified=latest, compress=site.compress)
    if len(site.editions) > 1:
        replies["/"] = make_redirect(base + site.editions[0].base, 302)
    picture = make_reply(draw_picture(), "image/png", modified=latest)
    for story in stories:
        replies |= {path: picture for path, _ in pictures_of(story)}
    return replies | {"/media/logo.png": picture}


def missing_page(site: Site, base: str) -> Reply:
    """What the site says about addresses that it does not know."""
    return make_reply(_missing(site, base, "404"), _HTML, status=404)


def _missing(site: Site, base: str, code: str) -> bytes:
    words = {
        "en": ("Page not found", "The page you are looking for is not here."),
        "es": ("Página no encontrada", "La página que busca ya no está aquí."),
    }
    title, text = words[site.language[:2]]
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title} - {site.name}</title></head><body>"
        f"<h1>{code}: {title}</h1><p>{text}</p><a href='{base}/'>{site.name}</a></body></html>"
    ).encode()


def _story_replies(
    site: Site, story: Story, base: str, stories: Sequence[Story]
) -> Iterator[tuple[str, Reply]]:
    fields = {"X-Robots-Tag": story.x_robots} if story.x_robots else {}
    if story.tdm_reservation:
        fields["tdm-reservation"] = story.tdm_reservation
    modified = story.modified or story.published
    page = pages.render_story(site, story, base, stories).encode(story.charset, "xmlcharrefreplace")
    content_type = _HTML if story.charset == "utf-8" else "text/html"
    reply = make_reply(page, content_type, modified=modified, fields=fields, compress=site.compress)
    yield site.path_of(story), reply
    for path in story.also_at:
        yield path, reply
    for path in story.moved_from:
        yield path, make_redirect(base + site.path_of(story))
    if story.amp:
        twin = pages.render_story(site, story, base, stories, amp=True).encode()
        yield pages.amp_path(site, story), make_reply(twin, _HTML, modified=modified, compress=site.compress)


def _announcements(
    site: Site, base: str, stories: Sequence[Story], crawl_delay: float | None
) -> Iterator[tuple[str, str, str]]:
    """Path, text and content type of everything that names stories to machines."""
    by_slug = {story.slug: story for story in stories}
    for language, path in site.feeds.items():
        own = [story for story in stories if story.language == language]
        dead = site.dead if language == site.language[:2] else {}
        if "atom" in path:
            yield (
                path,
                feeds.render_atom(site, language, base, own, dead),
                "application/atom+xml; charset=utf-8",
            )
        else:
            yield (
                path,
                feeds.render_rss(site, language, base, own, dead),
                "application/rss+xml; charset=utf-8",
            )
    maps = sitemap_parts(site, stories)
    yield site.sitemap_index, feeds.render_sitemap_index(base, maps), _XML
    for path, part in maps.items():
        kind = "application/gzip" if path.endswith(".gz") else _XML
        yield path, feeds.render_sitemap(site, base, part, by_slug), kind
    yield site.news_sitemap, feeds.render_news_sitemap(site, base, stories), _XML
    robots = feeds.render_robots(site, base, crawl_delay if site.crawl_delay else None)
    yield "/robots.txt", robots, "text/plain; charset=utf-8"


def sitemap_parts(site: Site, stories: Sequence[Story]) -> dict[str, list[Story]]:
    """The site's sitemaps: one a month, or one a language; the oldest is packed where the site compresses."""
    if len(site.editions) > 1:
        return {
            f"/sitemap-{edition.language}.xml": [s for s in stories if s.language == edition.language]
            for edition in site.editions
        }
    months = sorted({f"{story.published:%Y-%m}" for story in stories})
    packed = months[0] if site.compress else ""
    return {
        f"/sitemaps/{month}.xml{'.gz' if month == packed else ''}": [
            s for s in stories if f"{s.published:%Y-%m}" == month
        ]
        for month in months
    }


def _lists(site: Site, base: str, stories: Sequence[Story]) -> Iterator[tuple[str, str]]:
    """Paths and pages of the front pages and sections."""
    for edition in site.editions:
        own = [story for story in stories if story.language == edition.language]
        front = feeds.announced_in(own, "front_page")
        yield edition.base, pages.render_list(site, edition.language, site.tagline, base, front, stories)
        for name in edition.sections:
            shown = [story for story in front if story.section == name]
            path = pages.section_path(site, edition.language, name)
            yield path, pages.render_list(site, edition.language, name, base, shown, stories)


def draw_picture(width: int = 12, height: int = 8) -> bytes:
    """A small grey PNG that stands for every picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\x00" + b"\xb0" * width) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def latest_change(stories: Sequence[Story]) -> datetime:
    """When any of the *stories* changed last."""
    return max(story.modified or story.published for story in stories)
