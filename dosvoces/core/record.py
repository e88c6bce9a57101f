"""The data model: what an article, its parts and its bilingual record are.

Names follow schema.org's NewsArticle where it has one; languages are BCP 47 tags; times are UTC.
Every record is frozen, round-trips through JSON and validates against :func:`json_schema`.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

#: Version of the record layout; it changes whenever a field does.
SCHEMA_VERSION = "2"

Role = Literal[
    "headline",
    "description",
    "heading",
    "paragraph",
    "quote",
    "list_item",
    "caption",
    "credit",
    "byline",
    "table",
    "related",
    "furniture",
]

#: Roles whose blocks together are the text of the article as the outlet printed it.
BODY_ROLES: frozenset[Role] = frozenset({"heading", "paragraph", "quote", "list_item", "table"})
#: The roles of the text of a story: the body, and the standfirst above it.
STORY_ROLES: frozenset[Role] = BODY_ROLES | {"description"}
#: Captioned pictures that may be a story without a body.
_FEWEST_PICTURES = 5
#: Words of the captions that are a story by themselves.
_CAPTION_WORDS = 12

FragmentKind = Literal["furniture", "quotation", "title", "name", "passage", "anglicism", "hispanism"]

Origin = Literal["machine", "human", "phrasebook", "memory", "copied"]

Flag = Literal[
    "number-mismatch",
    "url-mismatch",
    "name-mismatch",
    "quote-mismatch",
    "polarity-mismatch",
    "invented-word",
    "untranslated",
    "guessed-word",
    "agreement",
    "repetition",
    "length-ratio",
    "wrong-language",
    "low-confidence",
    "truncated",
]

Precision = Literal["day", "minute"]


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A frozen value object that decodes strictly."""


class Author(_Record, frozen=True, kw_only=True):
    """Who wrote an article; agencies and newsrooms are organisations."""

    name: str
    type: Literal["Person", "Organization"] = "Person"


class Image(_Record, frozen=True, kw_only=True):
    """A picture of the article: where it is and what the outlet printed about it."""

    url: str
    caption: str = ""
    credit: str = ""


class Alternate(_Record, frozen=True, kw_only=True):
    """The same story in another language, as the outlet declares it."""

    language: str
    url: str


class Rights(_Record, frozen=True, kw_only=True):
    """What the page and its headers say about reuse; recorded, never interpreted here."""

    #: Directives of robots meta tags and X-Robots-Tag headers, lower-case, e.g. ``noai``, ``noarchive``.
    robots: tuple[str, ...] = ()
    #: The TDM Reservation Protocol's ``tdm-reservation``; None when nothing was said.
    tdm_reservation: bool | None = None
    tdm_policy: str | None = None
    license: str | None = None


class Block(_Record, frozen=True, kw_only=True):
    """A paragraph-sized piece of the page, in reading order."""

    position: int
    role: Role
    text: str
    language: str = "und"
    #: How sure the language is, 0 to 1.
    confidence: float = 0.0
    #: Time of a live-blog entry that this block begins, UTC.
    time: datetime | None = None
    #: Address of what the block quotes or embeds, e.g. a post on a social network.
    cites: str | None = None


class Fragment(_Record, frozen=True, kw_only=True):
    """A stretch of a block in another language than the article's: ``block.text[start:end]``."""

    #: Position of the block.
    block: int
    start: int
    end: int
    language: str
    kind: FragmentKind
    confidence: float


def story_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks that are the text of the story: the printed standfirst and the body, in reading order.

    Where the story is its pictures, :func:`is_picture_story`, their captions belong to it.
    """
    kept = tuple(blocks)
    roles = STORY_ROLES | {"caption"} if is_picture_story(kept) else STORY_ROLES
    return tuple(block for block in kept if block.role in roles)


def is_picture_story(blocks: Iterable[Block]) -> bool:
    """Whether there are several captions, with far more text than the body."""
    captions, body = [], 0
    for block in blocks:
        if block.role == "caption":
            captions.append(len(block.text.split()))
        elif block.role in BODY_ROLES:
            body += len(block.text.split())
    if not body and len(captions) < _FEWEST_PICTURES:
        return sum(captions) >= _CAPTION_WORDS
    return len(captions) >= _FEWEST_PICTURES and sum(captions) > 2 * body


class Article(_Record, frozen=True, kw_only=True):
    """One version of one story, as one outlet printed it."""

    #: Stable: the same for every version and crawl of a story (outlet and canonical URL).
    id: str
    url: str
    canonical_url: str
    outlet: str
    #: Language tag of the outlet's edition the page belongs to.
    edition: str
    headline: str
    description: str = ""
    authors: tuple[Author, ...] = ()
    date_published: datetime | None = None
    date_modified: datetime | None = None
    #: ``day`` when the page tells no time; the time is then midnight in *zone*.
    date_precision: Precision = "minute"
    #: The outlet's IANA time zone.
    zone: str = "UTC"
    section: str = ""
    keywords: tuple[str, ...] = ()
    in_language: str = "und"
    in_language_confidence: float = 0.0
    declared_language: str | None = None
    images: tuple[Image, ...] = ()
    is_accessible_for_free: bool = True
    rights: Rights = Rights()
    alternates: tuple[Alternate, ...] = ()
    blocks: tuple[Block, ...] = ()
    fragments: tuple[Fragment, ...] = ()
    #: Where each metadata field came from, e.g. ``{"headline": "json-ld"}``.
    sources: dict[str, str] = {}
    retrieved_at: datetime
    #: SHA-256 of headline, description and the roles and texts of the story; equal content, equal hash.
    content_hash: str
    #: 1 for the first version stored; given by the store.
    version: int = 1
    #: ``file:offset`` of the archived response.
    warc: str | None = None
    extractor_version: str

    @property
    def text(self) -> str:
        """The text of the story: its blocks by :func:`story_blocks`, one per line."""
        return "\n".join(block.text for block in story_blocks(self.blocks))

    @property
    def day_published(self) -> date | None:
        """The day of publication, UTC; where the page tells no time, the day that it tells."""
        return find_day(self.date_published, self.date_precision, self.zone)

    @property
    def roles(self) -> dict[int, Role]:
        """The role of the block at each position."""
        return {block.position: block.role for block in self.blocks}


def find_day(published: datetime | None, precision: Precision, zone: str) -> date | None:
    """The day of *published*, UTC; with *precision* ``day`` the day at whose midnight in *zone* it is."""
    if published is None:
        return None
    place: tzinfo = UTC
    if precision == "day":
        with suppress(ZoneInfoNotFoundError, ValueError):
            place = ZoneInfo(zone)
    return published.astimezone(place).date()


class TextSpan(_Record, frozen=True, kw_only=True):
    """Characters *start* to *end* of the block at position *block*."""

    block: int
    start: int
    end: int


class SegmentSide(_Record, frozen=True, kw_only=True):
    """One side of a segment: its text, its language and where it stands.

    There is one span for one sentence, several when a human translator joined sentences.
    """

    language: str
    text: str
    spans: tuple[TextSpan, ...]


class WordLink(_Record, frozen=True, kw_only=True):
    """Characters of the source text that became characters of the target text."""

    source: tuple[int, int]
    target: tuple[int, int]


class Segment(_Record, frozen=True, kw_only=True):
    """The unit of alignment, normally one sentence.

    The source's spans lie in the article's blocks; the target's in the record's *translation*
    or, for origin ``human``, in the counterpart's blocks.
    """

    #: Stable: article id, version, target language and number.
    id: str
    source: SegmentSide
    target: SegmentSide
    origin: Origin
    #: Engine and model version as in ``embedded 0.1``, or ``human NAME TIME`` of a correction; empty for
    #: ``human`` and ``copied``.
    engine: str = ""
    #: 0 to 1. Of origin ``human`` the probability that both sides are exactly each other's; of others
    #: comparable within one engine only.
    score: float | None = None
    flags: tuple[Flag, ...] = ()
    links: tuple[WordLink, ...] = ()
    #: Characters of the target's text that the engine guessed, or that a lexicon wrote in its place.
    repairs: tuple[tuple[int, int], ...] = ()

    @property
    def is_corrected(self) -> bool:
        """Whether a person wrote the target in place of a machine's."""
        return self.origin == "memory" and (self.engine == "human" or self.engine.startswith("human "))


def find_role(segment: Segment, roles: dict[int, Role]) -> Role | None:
    """The role of the block that *segment* begins in, of *roles* by position; None when it names no place."""
    return roles.get(segment.source.spans[0].block) if segment.source.spans else None


class BilingualRecord(_Record, frozen=True, kw_only=True):
    """An article with its segments in both languages."""

    schema_version: str = SCHEMA_VERSION
    article: Article
    target_language: str
    #: The article's blocks in the target language; positions and roles are the article's.
    translation: tuple[Block, ...] = ()
    segments: tuple[Segment, ...] = ()
    #: The outlet's own edition of the story in the target language.
    counterpart: Article | None = None


class Announced(_Record, frozen=True):
    """When a story was published as the source says that announces it."""

    #: UTC.
    at: datetime
    #: The kind of source: ``feed`` or ``news-sitemap``.
    by: str


class Page(_Record, frozen=True, kw_only=True):
    """A response before anything was read out of it, and what was said of its address."""

    url: str
    body: bytes
    #: Key of the outlet it was fetched for.
    outlet: str
    status: int = 200
    #: Response headers, names in lower case, repeated ones joined with ``, ``.
    headers: dict[str, str] = {}
    retrieved_at: datetime
    warc: str | None = None
    announced: Announced | None = None


def to_json(record: msgspec.Struct) -> bytes:
    """The record as one line of UTF-8 JSON without its end; equal records give equal bytes."""
    return msgspec.json.encode(record)


def from_json(line: bytes | str) -> BilingualRecord:
    """The bilingual record of one JSON *line*; raises :exc:`msgspec.ValidationError` when it is not one."""
    return msgspec.json.decode(line, type=BilingualRecord)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of :class:`BilingualRecord`."""
    schema = msgspec.json.schema(BilingualRecord)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "BilingualRecord", **schema}
