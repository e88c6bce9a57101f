"""What a source announces: stories, and further sitemaps."""

from datetime import datetime

import msgspec

from dosvoces.core.record import Announced

#: Entries taken of one source; a sitemap may hold 50,000 by its own rules, and a feed never comes near.
MOST_ENTRIES = 50_000

#: Bytes of an unpacked sitemap; the limit of the sitemap protocol is 50 MiB.
MOST_SITEMAP_BYTES = 52_428_800


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """An address that an outlet announces as a story, or as a sitemap, with what is said about it."""

    url: str
    title: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    #: What kind of source tells when it was published, see :class:`~dosvoces.core.record.Announced`.
    dated_by: str = ""

    @property
    def announced(self) -> Announced | None:
        """When it was published, as far as the source says so."""
        return Announced(self.published, self.dated_by) if self.published and self.dated_by else None

    @property
    def time(self) -> datetime | None:
        """The latest time that is told: a story may be published long after it was last edited."""
        return max((time for time in (self.modified, self.published) if time), default=None)


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a source: stories, further sitemaps, and the reason when it could not be read."""

    stories: tuple[Announcement, ...] = ()
    sitemaps: tuple[Announcement, ...] = ()
    problem: str = ""
    #: Whether it was read as far as it goes and has no end: more may be announced.
    is_cut: bool = False
    #: Whether it is longer than what is read of it, which has stories.
    is_beginning: bool = False
