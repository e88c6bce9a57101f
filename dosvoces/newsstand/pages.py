"""Pages of the newsstand: stories and lists of stories rendered as HTML by an outlet's templates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dosvoces.newsstand.metadata import author_of, date_in_words, json_ld, pictures_of
from dosvoces.newsstand.sites import Box, Site
from dosvoces.newsstand.stories import FOLDER, Item, Story

_LINK = re.compile(r"story:([\w-]+)")
#: How many stories the lists beside a story name.
RECENT = 5


@cache
def _environment(key: str) -> Environment:
    loader = FileSystemLoader([FOLDER / key, FOLDER])
    return Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )


def related_line(site: Site, story: Story, item: Item, stories: Mapping[str, Story]) -> tuple[str, str]:
    """Label and headline of an inset: ``@related slug`` or ``@related slug | Another label:``."""
    slug, _, label = item.text.plain.partition(" | ")
    return label or site.edition(story.language).related, stories[slug].headline


def neighbours(story: Story | None, language: str, stories: Iterable[Story]) -> list[Story]:
    """The stories that a page's lists can name, newest first: same language, not the story itself."""
    return [s for s in stories if s.language == language and (story is None or s.slug != story.slug)]


def _by_place(boxes: Mapping[str, Box]) -> dict[str, list[Box]]:
    places: dict[str, list[Box]] = {
        place: [] for place in ("top", "before", "inline", "after", "aside", "footer")
    }
    for box in boxes.values():
        places[box.place].append(box)
    return places


def _surroundings(
    site: Site, story: Story | None, language: str, base: str, stories: Sequence[Story]
) -> dict[str, Any]:
    near = neighbours(story, language, stories)
    boxes = site.boxes_on(story, language)
    return {
        "site": site,
        "base": base,
        "edition": site.edition(language),
        "language": language,
        "boxes": boxes,
        "places": _by_place(boxes),
        "recent": near[:RECENT],
        "popular": near[RECENT : RECENT + 4] or near[:3],
        "link": lambda s: base + site.path_of(s),
        "words": lambda s, clock=False: _words(site, s, clock=clock),
        "byline": lambda s: [author_of(name)["name"] for name in s.authors],
        "front": base + site.edition(language).base,
        "section_link": lambda name: f"{base}{section_path(site, language, name)}",
    }


def _words(site: Site, story: Story, *, clock: bool) -> str:
    """The date in words; always Spanish on the pages that tell it in no other way."""
    language = story.language if story.dates == "all" else "es"
    return date_in_words(story.published.astimezone(ZoneInfo(site.zone)), language, clock=clock)


def section_path(site: Site, language: str, name: str) -> str:
    """The path of the list of a section's stories."""
    edition = site.edition(language)
    return (
        f"{edition.base.rstrip('/')}/{'section' if language == 'en' else 'seccion'}/{edition.sections[name]}/"
    )


def render_story(site: Site, story: Story, base: str, stories: Sequence[Story], *, amp: bool = False) -> str:
    """The page of *story*, its addresses beginning with *base*; *stories* are the site's, newest first."""
    by_slug = {s.slug: s for s in stories}
    url = base + site.path_of(story)
    pictures = iter(pictures_of(story))

    def resolve(markup: str) -> Markup:
        return Markup(_LINK.sub(lambda m: base + site.path_of(by_slug[m[1]]), markup))

    items = []
    for item in story.served:
        printed: dict[str, Any] = {
            "kind": item.kind,
            "html": resolve(item.text.html),
            "text": item.text.plain,
        }
        if item.kind == "picture":
            printed |= {"path": next(pictures)[0], "credit": resolve(item.credit.html) if item.credit else ""}
        elif item.kind == "related":
            label, headline = related_line(site, story, item, by_slug)
            target = by_slug[item.text.plain.partition(" | ")[0]]
            printed |= {"label": label, "headline": headline, "url": base + site.path_of(target)}
        elif item.kind == "entry" and item.time:
            local = item.time.astimezone(ZoneInfo(site.zone))
            printed |= {"clock": f"{local:%H:%M}", "time": local.isoformat()}
        items.append(printed)
    counterpart = by_slug.get(story.counterpart or "")
    context = _surroundings(site, story, story.language, base, stories) | {
        "story": story,
        "url": url,
        "items": items,
        "pictures": [base + path for path, _ in pictures_of(story)],
        "json_ld": Markup(json_ld(site, story, base, url)),
        "counterpart": counterpart,
        "amp_url": base + amp_path(site, story) if story.amp else "",
        "published": story.published.astimezone(ZoneInfo(site.zone)).isoformat(),
        "modified": (story.modified or story.published).astimezone(ZoneInfo(site.zone)).isoformat(),
        "date": _words(site, story, clock=story.dates != "words-day"),
    }
    return _environment(site.key).get_template("amp.html" if amp else "article.html").render(context)


def amp_path(site: Site, story: Story) -> str:
    """The path of the story's AMP twin."""
    return "/amp" + site.path_of(story)


def render_list(
    site: Site, language: str, title: str, base: str, shown: Sequence[Story], stories: Sequence[Story]
) -> str:
    """A front page or the page of a section, naming the *shown* stories."""
    context = _surroundings(site, None, language, base, stories) | {
        "title": title,
        "shown": shown,
        "address": lambda s: base + (s.also_at[0] if s.also_at else site.path_of(s)),
        "story": None,
    }
    return _environment(site.key).get_template("list.html").render(context)
