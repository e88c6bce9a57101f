"""The result of extraction: everything that can be read out of a page without knowing the outlet."""

from datetime import datetime
from typing import Literal

import msgspec

from dosvoces.core.record import Alternate, Author, Block, Image, Precision, Rights, story_blocks

#: Changes whenever the same page would give another extraction.
EXTRACTOR_VERSION = "18"

Kind = Literal[
    "article", "live_blog", "gallery", "consent", "paywall", "challenge", "error", "listing", "empty"
]

#: Kinds that are stories; all others are pages that stand in a story's place.
STORY_KINDS: frozenset[Kind] = frozenset({"article", "live_blog", "gallery"})


class Extraction(msgspec.Struct, frozen=True, kw_only=True):
    """A page's kind, metadata and blocks, with where each metadata field came from."""

    kind: Kind
    #: Why the page is of that kind, for people: ``bot check: "Just a timestamp..."``.
    reason: str = ""
    url: str = ""
    canonical_url: str = ""
    headline: str = ""
    description: str = ""
    authors: tuple[Author, ...] = ()
    #: UTC.
    date_published: datetime | None = None
    #: UTC.
    date_modified: datetime | None = None
    #: ``day`` when *date_published* is midnight in the zone because the page tells no time.
    date_precision: Precision = "minute"
    #: Minutes east of UTC in which the page says when the story was published.
    utc_offset: int | None = None
    section: str = ""
    keywords: tuple[str, ...] = ()
    declared_language: str | None = None
    images: tuple[Image, ...] = ()
    is_accessible_for_free: bool = True
    rights: Rights = Rights()
    alternates: tuple[Alternate, ...] = ()
    #: In reading order; languages are not filled in yet.
    blocks: tuple[Block, ...] = ()
    #: Where each field came from: ``json-ld``, ``opengraph``, ``meta``, ``microdata``, ``page``, ``url`` ...
    sources: dict[str, str] = {}

    @property
    def text(self) -> str:
        """The text of the story, as :attr:`Article.text <dosvoces.core.record.Article.text>` has it."""
        return "\n".join(block.text for block in story_blocks(self.blocks))
