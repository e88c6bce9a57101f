"""Ground truth of the newsstand: what a crawl should make of every story, read from the story files."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from dosvoces.newsstand import pages
from dosvoces.newsstand.metadata import author_of
from dosvoces.newsstand.sites import KEYS, Site, load_site
from dosvoces.newsstand.stories import Item, Kind, Story, load_stories


class ExpectedFragment(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch in the other language: ``block[start:end]`` is *text*."""

    block: str
    start: int
    end: int
    text: str
    language: str
    kind: str


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """What a crawl should know about one story."""

    outlet: str
    slug: str
    #: Canonical address.
    url: str
    #: Further addresses that lead to the story: copies, AMP twins, redirects.
    other_urls: tuple[str, ...]
    kind: Kind
    language: str
    headline: str
    description: str
    #: Names with ``Person`` or ``Organization``.
    authors: tuple[tuple[str, str], ...]
    #: UTC; with precision ``day`` the midnight of the outlet's zone.
    published: datetime
    modified: datetime | None
    precision: Literal["day", "minute"]
    #: As the page shows it; a few pages tell it nowhere else.
    section: str
    keywords: tuple[str, ...]
    #: Role and text of the blocks that are the body, in order.
    body: tuple[tuple[str, str], ...]
    captions: tuple[str, ...]
    credits: tuple[str, ...]
    #: Texts of the insets that point to other stories.
    related: tuple[str, ...]
    #: Times of live-blog entries, UTC.
    entry_times: tuple[datetime, ...]
    #: Language and text of the site's furniture on the page.
    furniture: tuple[tuple[str, str], ...]
    #: Names of people, places and companies are not told; those of institutions in credits are.
    fragments: tuple[ExpectedFragment, ...]
    counterpart: str | None
    counterpart_url: str | None
    free: bool
    robots: tuple[str, ...]
    tdm_reservation: bool | None
    license: str | None
    #: Whether a crawl that follows the rules stores the story, and why not.
    stored: bool
    reason: Literal["", "robots"]

    @property
    def text(self) -> str:
        """The body as :attr:`dosvoces.core.record.Article.text` gives it."""
        return "\n".join(text for _, text in self.body)


_ROLES = {
    "paragraph": "paragraph",
    "heading": "heading",
    "quote": "quote",
    "list_item": "list_item",
    "entry": "heading",
}


def list_expected(bases: Mapping[str, str], edition: int = 1) -> list[Expected]:
    """The expectations of every story in that *edition*; *bases* are the outlets' addresses."""
    told = []
    for key in KEYS:
        site, stories = load_site(key), load_stories(key, edition)
        by_slug = {story.slug: story for story in stories}
        told += [_expect(site, story, by_slug, bases[key]) for story in stories]
    return told


def _fragments(items: tuple[Item, ...]) -> tuple[ExpectedFragment, ...]:
    texts = [text for item in items for text in (item.text, item.credit) if text is not None]
    return tuple(
        ExpectedFragment(
            block=text.plain,
            start=passage.start,
            end=passage.end,
            text=text.plain[passage.start : passage.end],
            language=passage.language,
            kind=passage.kind,
        )
        for text in texts
        for passage in text.passages
    )


def _published(site: Site, story: Story) -> datetime:
    if story.dates != "words-day":
        return story.published.astimezone(UTC)
    zone = ZoneInfo(site.zone)
    return datetime.combine(story.published.astimezone(zone).date(), time(), zone).astimezone(UTC)


def _directives(site: Site, story: Story) -> tuple[str, ...]:
    said = f"{story.robots or site.robots},{story.x_robots or ''}".lower()
    return tuple(directive for part in said.split(",") if (directive := part.strip()))


def _expect(site: Site, story: Story, by_slug: Mapping[str, Story], base: str) -> Expected:
    items = story.served
    other = [*story.also_at, *story.moved_from, *([pages.amp_path(site, story)] if story.amp else [])]
    partner = by_slug.get(story.counterpart or "")
    boxes = site.boxes_on(story, story.language).values()
    return Expected(
        outlet=site.key,
        slug=story.slug,
        url=base + site.path_of(story),
        other_urls=tuple(base + path for path in other),
        kind=story.kind,
        language=story.language,
        headline=story.headline,
        description=story.description,
        authors=tuple((who["name"], who["@type"]) for who in map(author_of, story.authors)),
        published=_published(site, story),
        modified=story.modified.astimezone(UTC) if story.modified else None,
        precision="day" if story.dates == "words-day" else "minute",
        section=story.section,
        keywords=story.keywords,
        body=tuple((_ROLES[item.kind], item.text.plain) for item in items if item.kind in _ROLES),
        captions=tuple(item.text.plain for item in items if item.kind == "picture"),
        credits=tuple(item.credit.plain for item in items if item.credit),
        related=tuple(
            " ".join(pages.related_line(site, story, item, by_slug))
            for item in items
            if item.kind == "related"
        ),
        entry_times=tuple(item.time for item in items if item.time),
        furniture=tuple(line for box in boxes for line in box.lines) + (() if story.free else site.wall),
        fragments=_fragments(items),
        counterpart=partner.slug if partner else None,
        counterpart_url=base + site.path_of(partner) if partner else None,
        free=story.free,
        robots=_directives(site, story),
        tdm_reservation=None if story.tdm_reservation is None else story.tdm_reservation == "1",
        license=story.license,
        stored=not story.forbidden,
        reason="robots" if story.forbidden else "",
    )
