"""Sites of the newsstand: the invented outlets and what is printed around their stories."""

import tomllib
from functools import cache
from typing import Literal

import msgspec

from dosvoces.newsstand.stories import FOLDER, Story

#: The outlets, in the order of their ports.
KEYS = ("austral-ledger", "el-mirador", "la-ribera")

Place = Literal["top", "before", "inline", "after", "aside", "footer"]


class Box(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Furniture of a page: lines with their languages, standing at a place."""

    place: Place
    #: Pairs of language and text, as printed.
    lines: tuple[tuple[str, str], ...]
    #: What the box is, a class name in the page: ``social``, ``newsletter``, ``recent`` ...
    role: str
    #: Language of the edition that has the box; None for all.
    edition: str | None = None
    #: Shown on one story in so many.
    every: int = 1


class Edition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The part of a site in one language."""

    language: str
    base: str
    #: Label of an inset that points to another story, and of the line that names the author.
    related: str
    by: str
    #: What leads to the other edition; empty when there is none.
    switch: str = ""
    #: Section names and the last part of their addresses.
    sections: dict[str, str]


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An invented outlet."""

    name: str
    country: str
    zone: str
    language: str
    tagline: str
    #: Address path of a story: ``{y} {m} {d} {language} {section} {slug}`` are filled in.
    path: str
    json_ld: Literal["graph", "plain", "none"]
    #: Kinds of announcements and their paths; the second edition of a bilingual site has its own feed.
    feeds: dict[str, str]
    news_sitemap: str
    sitemap_index: str
    #: Paths robots.txt forbids.
    disallow: tuple[str, ...]
    #: Paths and titles of feed entries whose pages do not exist any more.
    dead: dict[str, str]
    #: Lines that stand where a paywalled story is cut off, with their languages.
    wall: tuple[tuple[str, str], ...] = ()
    #: Robots directives of pages whose story has none of its own.
    robots: str = ""
    #: Whether robots.txt asks for a delay.
    crawl_delay: bool = False
    #: Whether responses are compressed for who accepts it.
    compress: bool = False
    editions: tuple[Edition, ...]
    boxes: dict[str, Box]
    key: str = ""

    def edition(self, language: str) -> Edition:
        """The edition in *language*."""
        return next(edition for edition in self.editions if edition.language == language)

    def path_of(self, story: Story) -> str:
        """The path of the story's canonical address."""
        if story.path is not None:
            return story.path
        day = story.published
        return self.path.format(
            y=f"{day:%Y}",
            m=f"{day:%m}",
            d=f"{day:%d}",
            language=story.language,
            section=self.edition(story.language).sections[story.section],
            slug=story.slug,
        )

    def boxes_on(self, story: Story | None, language: str) -> dict[str, Box]:
        """The boxes around a page in *language*, by name; inline ones only where the story asks for them."""
        number = sum(story.slug.encode()) if story else 0
        asked = {item.text.plain for item in story.served if item.kind == "box"} if story else set()
        return {
            name: box
            for name, box in self.boxes.items()
            if box.edition in (None, language)
            and (name in asked if box.place == "inline" else number % box.every == 0)
        }


@cache
def load_site(key: str) -> Site:
    """The site with that *key*."""
    with (FOLDER / key / "site.toml").open("rb") as file:
        return msgspec.convert({**tomllib.load(file), "key": key}, Site)
