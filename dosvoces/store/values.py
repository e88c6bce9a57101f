"""Values the store keeps beside articles: translations, translation memory entries, seen addresses, runs."""

from datetime import datetime

import msgspec

from dosvoces.core.record import Announced, Block, Flag, Segment


class Translation(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an article in another language."""

    article_id: str
    version: int
    #: ``es`` or ``en``.
    target_language: str
    #: The article's blocks in the target language; positions and roles are the article's.
    translation: tuple[Block, ...] = ()
    segments: tuple[Segment, ...] = ()
    #: Engine and model version as in ``embedded 0.1``.
    engine: str = ""
    #: Version of the repairs and checks that the engine's answers went through.
    checks: str = ""


class Upkeep(msgspec.Struct, frozen=True):
    """What would translate into a language now, and whose translations it may replace."""

    #: Engine and model version as in ``embedded 0.1``.
    engine: str
    checks: str
    #: Names of the engines whose work is replaced; None for all.
    replaces: tuple[str, ...] | None = None


class Alternative(msgspec.Struct, frozen=True):
    """What another engine, or an earlier version, made of a sentence that has been translated anew."""

    text: str
    #: Engine and model version as in ``embedded 0.1``.
    engine: str
    flags: tuple[Flag, ...] = ()


class GivenUp(msgspec.Struct, frozen=True):
    """An article that could not be translated and is not tried any more, and why."""

    article_id: str
    url: str
    reason: str


class MemoryEntry(msgspec.Struct, frozen=True):
    """What an engine once made of a sentence."""

    text: str
    score: float | None = None
    #: Word links, four numbers each: start and end in the source, start and end in *text*. Flat, since a
    #: sentence has dozens and a lookup must be quick.
    links: tuple[int, ...] = ()
    #: What its checks found.
    flags: tuple[Flag, ...] = ()
    #: Repaired words, two numbers each: start and end in *text*.
    repairs: tuple[int, ...] = ()


class Sibling(msgspec.Struct, frozen=True):
    """An address that was fetched, and the id of the story that it gave; of a copy, that of the story."""

    url: str
    story: str


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an address that was fetched: enough to ask again politely and to judge the answer.

    Times are UTC.
    """

    url: str
    outlet: str = ""
    #: Status of the last answer; 0 when there was none.
    status: int = 0
    etag: str | None = None
    last_modified: str | None = None
    #: SHA-256 of the last body, hexadecimal.
    body_hash: str | None = None
    checked_at: datetime | None = None
    #: When it was first seen as it is: what it gives was new, or another article than before.
    changed_at: datetime | None = None
    #: When the address is to be asked again although nothing announces it.
    next_check_at: datetime | None = None
    #: How often the address was asked, and how often its article had changed.
    checks: int = 0
    changes: int = 0
    #: Failures in a row.
    failures: int = 0
    #: Why the address gave no article, e.g. ``paywall``; empty when it gave one.
    reason: str = ""
    #: The article it gave.
    article_id: str | None = None
    #: When its story was published as the source said that first told, and the kind of that source.
    announced_at: datetime | None = None
    announced_by: str | None = None

    @property
    def announced(self) -> Announced | None:
        """What was said of when its story was published."""
        return Announced(self.announced_at, self.announced_by or "") if self.announced_at else None


#: The reason of addresses whose story was taken down: nothing asks for them again.
REMOVED = "removed"

#: The reason of addresses that show for a while what the site shows in place of several stories.
BOILERPLATE = "boilerplate"


class RemovedStory(msgspec.Struct, frozen=True, kw_only=True):
    """An article that was taken down; whoever has it from an earlier dataset is to drop it."""

    id: str
    outlet: str
    #: UTC.
    removed_at: datetime


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the log of what was taken down."""

    id: int
    removed_at: datetime
    #: ``story`` or ``outlet``, and the id or key that was named.
    kind: str
    name: str
    reason: str
    #: How many stories, versions, translations ... went.
    counts: dict[str, int] = {}
    #: When it was allowed again; None: it may not come back.
    lifted_at: datetime | None = None


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A crawl, a translation or another run, and what became of it."""

    id: int
    #: ``crawl``, ``translate`` ...
    kind: str
    started: datetime
    #: None while it runs, and for ever when it was killed.
    finished: datetime | None = None
    #: How many of what, by reason.
    counts: dict[str, int] = {}


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """An article that a search found."""

    article_id: str
    version: int
    outlet: str
    url: str
    headline: str
    #: Day of publication, UTC, as ``2026-11-22``; empty when unknown.
    day: str
    #: Language of the article.
    language: str
    #: Language of the text that was found: the article's own or its translation's.
    found_in: str
    #: Name of its cluster of near-duplicates.
    cluster: str
    #: The higher the better; comparable within one search only.
    score: float
    #: What stands around the words that were looked for.
    snippet: str
    #: Where in the snippet the words stand that were looked for.
    marks: tuple[tuple[int, int], ...] = ()
    #: Position of the block that it stands in; -1 for none.
    block: int = -1
    #: Role of that block.
    role: str = ""
