"""How an outlet of the newsstand announces its stories: feeds, sitemaps and robots.txt."""

from collections.abc import Iterable, Mapping, Sequence
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from dosvoces.newsstand.metadata import author_of
from dosvoces.newsstand.sites import Site
from dosvoces.newsstand.stories import Story

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
#: A feed names the newest stories only; the sitemaps have the rest.
FEED_LENGTH = 15
#: News sitemaps hold two days of stories by Google's rules; sites are not that strict.
NEWS_LENGTH = 10


def announced_in(stories: Iterable[Story], where: str) -> list[Story]:
    """The stories announced there, newest first."""
    return [story for story in stories if where in story.announced]


def feed_address(site: Site, story: Story, base: str) -> str:
    """The address under which the feed lists a story: an old one, a tracked one, or simply its own."""
    path = story.moved_from[0] if story.moved_from else site.path_of(story)
    return f"{base}{path}{'?utm_source=rss&utm_medium=feed&utm_campaign=ultimas' if story.tracked else ''}"


def render_rss(
    site: Site, language: str, base: str, stories: Sequence[Story], dead: Mapping[str, str]
) -> str:
    """An RSS 2.0 feed; *dead* are paths and titles of entries whose pages are gone."""
    items = [
        f"<item><title>{escape(s.headline)}</title><link>{escape(feed_address(site, s, base))}</link>"
        f"<dc:creator><![CDATA[{author_of(s.authors[0])['name']}]]></dc:creator>"
        f"<pubDate>{format_datetime(s.published)}</pubDate><category><![CDATA[{s.section}]]></category>"
        f'<guid isPermaLink="false">{base}/?p={sum(s.slug.encode())}</guid>'
        f"<description><![CDATA[<p>{escape(s.description)}</p>]]></description></item>"
        for s in announced_in(stories, "feed")[:FEED_LENGTH]
    ]
    items[2:2] = [
        f"<item><title>{escape(title)}</title><link>{base}{path}</link></item>"
        for path, title in dead.items()
    ]
    return (
        f'{_DECLARATION}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>{site.name}</title><link>{base}/</link>'
        f'<atom:link href="{base}{site.feeds[language]}" rel="self" type="application/rss+xml"/>'
        f"<description>{escape(site.tagline)}</description><language>{language}</language>\n"
        + "\n".join(items)
        + "\n</channel></rss>\n"
    )


def render_atom(
    site: Site, language: str, base: str, stories: Sequence[Story], dead: Mapping[str, str]
) -> str:
    """An Atom feed; *dead* are paths and titles of entries whose pages are gone."""
    listed = announced_in(stories, "feed")[:FEED_LENGTH]
    entries = [
        f'<entry xml:lang="{s.language}"><title type="html">{escape(escape(s.headline))}</title>'
        f'<link rel="alternate" type="text/html" href={quoteattr(feed_address(site, s, base))}/>'
        f"<id>tag:{site.key}.example,2026:{s.slug}</id>"
        f"<published>{s.published.isoformat()}</published>"
        f"<updated>{(s.modified or s.published).isoformat()}</updated>"
        f"<author><name>{escape(author_of(s.authors[0])['name'])}</name></author>"
        f"<summary>{escape(s.description)}</summary></entry>"
        for s in listed
    ]
    entries[2:2] = [
        f'<entry><title>{escape(title)}</title><link href="{base}{path}"/>'
        f"<id>tag:{site.key}.example,2026:{path}</id>"
        f"<updated>{listed[0].published.isoformat()}</updated></entry>"
        for path, title in dead.items()
    ]
    return (
        f'{_DECLARATION}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
        f"<title>{site.name}</title>"
        f'<link rel="self" href="{base}{site.feeds[language]}"/><link href="{base}/"/><id>{base}/</id>'
        f"<updated>{max(s.modified or s.published for s in listed).isoformat()}</updated>\n"
        + "\n".join(entries)
        + "\n</feed>\n"
    )


def render_sitemap(site: Site, base: str, stories: Iterable[Story], by_slug: Mapping[str, Story]) -> str:
    """A sitemap; the editions of a story point to each other."""
    entries = []
    for story in announced_in(stories, "sitemap"):
        links = ""
        if partner := by_slug.get(story.counterpart or ""):
            pair = sorted((story, partner), key=lambda s: s.language)
            links = "".join(
                f'<xhtml:link rel="alternate" hreflang="{s.language}" href="{base}{site.path_of(s)}"/>'
                for s in pair
            )
        changed = (story.modified or story.published).astimezone(ZoneInfo(site.zone)).isoformat()
        entries.append(
            f"<url><loc>{base}{site.path_of(story)}</loc><lastmod>{changed}</lastmod>{links}</url>"
        )
    return render_urls(entries)


def render_urls(entries: Iterable[str]) -> str:
    """A sitemap of the *entries*, ready ``<url>`` elements."""
    return (
        f'{_DECLARATION}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n' + "\n".join(entries) + "\n</urlset>\n"
    )


def render_news_sitemap(site: Site, base: str, stories: Sequence[Story]) -> str:
    """A Google-news sitemap of the newest stories."""
    entries = [
        f"<url><loc>{base}{site.path_of(s)}</loc><news:news><news:publication><news:name>{site.name}</news:name>"
        f"<news:language>{s.language}</news:language></news:publication>"
        f"<news:publication_date>{s.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(s.headline)}</news:title></news:news></url>"
        for s in announced_in(stories, "news_sitemap")[:NEWS_LENGTH]
    ]
    return (
        f'{_DECLARATION}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n'
        + "\n".join(entries)
        + "\n</urlset>\n"
    )


def render_sitemap_index(base: str, paths: Iterable[str]) -> str:
    """A sitemap index of the sitemaps at *paths*."""
    entries = [f"<sitemap><loc>{base}{path}</loc></sitemap>" for path in paths]
    return (
        f'{_DECLARATION}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(entries)
        + "\n</sitemapindex>\n"
    )


def render_robots(site: Site, base: str, crawl_delay: float | None) -> str:
    """The site's robots.txt."""
    lines = ["# Newsstand", "User-agent: *", *(f"Disallow: {path}" for path in site.disallow), "Allow: /"]
    if crawl_delay:
        lines.append(f"Crawl-delay: {crawl_delay:g}")
    lines += ["", "User-agent: GreedyBot", "Disallow: /", "", f"Sitemap: {base}{site.sitemap_index}"]
    return "\n".join([*lines, f"Sitemap: {base}{site.news_sitemap}", ""])
