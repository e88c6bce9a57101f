"""Metadata of a story's page: JSON-LD for machines, dates in words for people."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dosvoces.core.months import MONTH_NAMES
from dosvoces.newsstand.sites import Site
from dosvoces.newsstand.stories import Story

_TYPES = {"article": "NewsArticle", "live_blog": "LiveBlogPosting", "gallery": "ImageGallery"}


def date_in_words(moment: datetime, language: str, *, clock: bool) -> str:
    """The *moment* as a reader sees it, in the zone it carries."""
    month = MONTH_NAMES[language][moment.month - 1]
    if language == "es":
        day = f"{moment.day} de {month} de {moment.year}"
        return f"{day}, {moment:%H:%M} h" if clock else day
    day = f"{month.capitalize()} {moment.day}, {moment.year}"
    return (
        f"{day}, {moment.hour % 12 or 12}:{moment:%M} {'a.m.' if moment.hour < 12 else 'p.m.'}"
        if clock
        else day
    )


def author_of(name: str) -> dict[str, str]:
    """The schema.org author of a byline; ``org:`` marks newsrooms and agencies."""
    kind, _, rest = name.rpartition(":")
    return {"@type": "Organization" if kind else "Person", "name": rest}


def pictures_of(story: Story) -> list[tuple[str, str]]:
    """Path and caption of each picture of the story."""
    shown = [item for item in story.served if item.kind == "picture"]
    return [(f"/media/{story.slug}-{n}.png", item.text.plain) for n, item in enumerate(shown, 1)]


def describe(site: Site, story: Story, base: str, url: str, *, full_text: bool = False) -> dict[str, Any]:
    """The story's schema.org description."""
    zone = ZoneInfo(site.zone)
    changed = story.modified or story.published
    described: dict[str, Any] = {
        "@type": _TYPES[story.kind],
        "@id": f"{url}#story",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": story.headline,
        "description": story.description,
        "datePublished": story.published.astimezone(zone).isoformat(),
        "dateModified": changed.astimezone(zone).isoformat(),
        "author": [author_of(name) for name in story.authors],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": site.name,
            "logo": {"@type": "ImageObject", "url": f"{base}/media/logo.png", "width": 320, "height": 60},
        },
        "image": [{"@type": "ImageObject", "url": base + path} for path, _ in pictures_of(story)]
        or [f"{base}/media/logo.png"],
        "articleSection": story.section,
        "keywords": list(story.keywords),
        "inLanguage": site.language if story.language == site.language[:2] else story.language,
        "isAccessibleForFree": story.free,
    }
    if len(described["author"]) == 1:
        described["author"] = described["author"][0]
    if not story.free:
        described["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": ".subscribers",
        }
    if story.kind == "live_blog":
        entries = [item for item in story.items if item.kind == "entry"]
        described["coverageStartTime"] = min(i.time for i in entries if i.time).astimezone(zone).isoformat()
        described["liveBlogUpdate"] = [
            {
                "@type": "BlogPosting",
                "headline": i.text.plain,
                "datePublished": i.time.astimezone(zone).isoformat(),
            }
            for i in entries
            if i.time
        ]
    if full_text:
        described["articleBody"] = " ".join(i.text.plain for i in story.served if i.kind == "paragraph")
    return described


def json_ld(site: Site, story: Story, base: str, url: str) -> str:
    """The text of the page's ``application/ld+json`` script; empty when it has none.

    ``graph`` wraps the story with its page and publisher as WordPress plugins do; ``broken``
    has a line break inside a string and a comma too many, both seen on real news sites.
    """
    form = story.json_ld or site.json_ld
    if form == "none":
        return ""
    described = describe(site, story, base, url, full_text=form == "plain" and story.free)
    if form == "graph":
        graph = [
            {"@type": "WebSite", "@id": f"{base}/#website", "url": f"{base}/", "name": site.name},
            {"@type": "WebPage", "@id": url, "url": url, "name": f"{story.headline} - {site.name}"},
            {
                "@type": "BreadcrumbList",
                "itemListElement": [{"@type": "ListItem", "position": 1, "name": story.section}],
            },
            described,
        ]
        return _script({"@context": "https://schema.org", "@graph": graph})
    text = _script({"@context": "https://schema.org", **described})
    if form == "broken":
        text = text.replace('"description": "', '"description": "\n', 1)
        text = text.removesuffix("}") + ",}"
    return text


def _script(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")
