"""Stories of the newsstand: text files with TOML front matter, read into values.

A story file begins with TOML between two ``+++`` lines; its body is one piece per paragraph::

    Plain text with {es:quotation|una cita} in it.    a paragraph; marks a fragment in the other language
    ## A heading          > A pull quote          - A list item
    ! A caption | Photo: who took it                  a picture
    @related slug                                     an inset that points to another story
    @box name                                         a furniture box of the site, within the text
    @at 2026-04-02T09:05:00-03:00 Entry title         a live-blog entry begins
    @wall                                             what follows is for subscribers and is never served
"""

import html
import re
import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

FOLDER = Path(__file__).parent / "outlets"

ItemKind = Literal["paragraph", "heading", "quote", "list_item", "picture", "related", "box", "entry", "wall"]
Kind = Literal["article", "live_blog", "gallery"]

_INLINE = re.compile(
    r"\{(?P<language>es|en):(?P<kind>\w+)\|(?P<passage>[^{}]+)\}|\*\*(?P<bold>.+?)\*\*|\[(?P<text>[^\]]+)\]\((?P<slug>[\w-]+)\)"
)
#: Signs at the edge of a passage that belong to the sentence around it.
_QUOTES = "“”‘’\"', "
_PREFIXES: dict[str, ItemKind] = {
    "## ": "heading",
    "> ": "quote",
    "- ": "list_item",
    "! ": "picture",
    "@related ": "related",
    "@box ": "box",
    "@at ": "entry",
    "@wall": "wall",
}


class Passage(msgspec.Struct, frozen=True):
    """A stretch in another language: ``text[start:end]`` of the item that holds it."""

    start: int
    end: int
    language: str
    kind: str


class Text(msgspec.Struct, frozen=True):
    """A piece of prose: as a reader sees it, and as HTML whose links are ``story:slug``."""

    plain: str
    html: str
    passages: tuple[Passage, ...] = ()


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of a story's body."""

    kind: ItemKind
    text: Text
    #: Credit line of a picture.
    credit: Text | None = None
    #: Time of a live-blog entry, UTC.
    time: datetime | None = None


class Story(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One story as its file tells it, with the quirks of the page it is served on."""

    headline: str
    description: str
    authors: tuple[str, ...]
    published: datetime
    section: str
    modified: datetime | None = None
    keywords: tuple[str, ...] = ()
    kind: Kind = "article"
    #: Slug of the same story in the other language.
    counterpart: str | None = None
    #: Address path when it does not follow the site's pattern.
    path: str | None = None
    #: Paths that redirect here; feeds still list the first.
    moved_from: tuple[str, ...] = ()
    #: Further paths that serve the same page; the front page links the first.
    also_at: tuple[str, ...] = ()
    #: Whether the feed adds tracking parameters to the address.
    tracked: bool = False
    #: The edition (1 or 2) the story first appears in, and the one that has it no more.
    edition: int = 1
    gone: int | None = None
    #: Whether robots.txt forbids the page.
    forbidden: bool = False
    announced: tuple[Literal["feed", "sitemap", "news_sitemap", "front_page"], ...] = (
        "feed",
        "sitemap",
        "news_sitemap",
        "front_page",
    )
    json_ld: Literal["graph", "plain", "broken", "none"] | None = None
    open_graph: bool = True
    #: Where the date stands: everywhere, or only in words with or without the time of day.
    dates: Literal["all", "words", "words-day"] = "all"
    charset: Literal["utf-8", "cp1252"] = "utf-8"
    amp: bool = False
    robots: str | None = None
    x_robots: str | None = None
    tdm_reservation: str | None = None
    license: str | None = None
    items: tuple[Item, ...] = ()
    slug: str = ""
    outlet: str = ""
    language: str = ""

    @property
    def free(self) -> bool:
        """Whether the whole text is served to everybody."""
        return all(item.kind != "wall" for item in self.items)

    @property
    def served(self) -> tuple[Item, ...]:
        """The items before the wall, or all of them when there is none."""
        kinds = [item.kind for item in self.items]
        return self.items[: kinds.index("wall")] if "wall" in kinds else self.items


def read_text(source: str) -> Text:
    """The prose of *source* with its inline marks resolved."""
    plain, markup, passages, at = "", "", [], 0
    for match in _INLINE.finditer(source):
        before = source[at : match.start()]
        inner = match["passage"] or match["bold"] or match["text"]
        plain += before
        markup += html.escape(before, quote=False)
        escaped = html.escape(inner, quote=False)
        if match["passage"]:
            start = len(plain) + len(inner) - len(inner.lstrip(_QUOTES))
            end = len(plain) + len(inner.rstrip(_QUOTES))
            passages.append(Passage(start, end, match["language"], match["kind"]))
            markup += f"<em>{escaped}</em>" if match["kind"] == "title" else escaped
        elif match["bold"]:
            markup += f"<strong>{escaped}</strong>"
        else:
            markup += f'<a href="story:{match["slug"]}">{escaped}</a>'
        plain += inner
        at = match.end()
    rest = source[at:]
    return Text(plain + rest, markup + html.escape(rest, quote=False), tuple(passages))


def read_item(source: str) -> Item:
    """The body item that one paragraph of a story file describes."""
    source = " ".join(source.split())
    kind: ItemKind = "paragraph"
    for prefix, named in _PREFIXES.items():
        if source.startswith(prefix):
            kind, source = named, source[len(prefix) :].strip()
            break
    if kind == "picture":
        caption, _, credit = source.partition(" | ")
        return Item(kind=kind, text=read_text(caption), credit=read_text(credit) if credit else None)
    if kind == "entry":
        stamp, _, title = source.partition(" ")
        return Item(kind=kind, text=read_text(title), time=datetime.fromisoformat(stamp).astimezone(UTC))
    return Item(kind=kind, text=read_text(source))


def read_story(source: str, *, outlet: str, language: str, slug: str) -> Story:
    """The story a file's text describes; raises :exc:`ValueError` naming the story when it cannot."""
    try:
        _, front, body = source.split("+++\n", 2)
        items = tuple(read_item(piece) for piece in re.split(r"\n\s*\n", body) if piece.strip())
        story = msgspec.convert(tomllib.loads(front), Story)
    except (ValueError, msgspec.ValidationError) as error:
        raise ValueError(f"{outlet}/{slug}: {error}") from error
    return msgspec.structs.replace(story, items=items, outlet=outlet, language=language, slug=slug)


@cache
def load_stories(outlet: str, edition: int = 1) -> tuple[Story, ...]:
    """The stories *outlet* shows in *edition*, newest first.

    ``slug.md`` is a story and ``slug@2.md`` what it becomes in the second edition.
    """
    found: dict[str, Story] = {}
    for path in sorted((FOLDER / outlet / "stories").glob("*/*.md")):
        slug, _, since = path.stem.partition("@")
        if int(since or 1) <= edition:
            source = path.read_text(encoding="utf-8")
            found[slug] = read_story(source, outlet=outlet, language=path.parent.name, slug=slug)
    shown = [s for s in found.values() if s.edition <= edition and (s.gone is None or s.gone > edition)]
    return tuple(sorted(shown, key=lambda s: (s.published, s.slug), reverse=True))


def load_gone(outlet: str, edition: int) -> tuple[Story, ...]:
    """The stories of *outlet* that were withdrawn by *edition*."""
    return tuple(s for s in load_stories(outlet, 1) if s.gone is not None and s.gone <= edition)
