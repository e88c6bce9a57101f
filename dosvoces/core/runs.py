"""Records of crawls: the measures of one outlet's run, and findings about an outlet."""

from datetime import datetime

import msgspec

#: Examples kept of one run.
EXAMPLES = 3


class Measures(msgspec.Struct, frozen=True, kw_only=True):
    """What the articles of one run of one outlet were like."""

    articles: int = 0
    #: Articles that have each field: ``authors``, ``date``, ``time``, ``description``, ``section``,
    #: ``images``.
    fields: dict[str, int] = {}
    #: Words of bodies, of a sample.
    words: tuple[int, ...] = ()
    #: Articles in each language, primary tags.
    languages: dict[str, int] = {}
    #: Addresses of articles that lack each field; under ``body`` those of the shortest.
    lacking: dict[str, tuple[str, ...]] = {}
    #: Ids of the last article that has each field; under ``body`` that of the longest.
    good: dict[str, str] = {}


class OutletRun(msgspec.Struct, frozen=True, kw_only=True):
    """One crawl of one outlet."""

    outlet: str
    finished: datetime
    ended: str
    #: Addresses by what became of them, as in :class:`~dosvoces.operations.crawl.CrawlReport`.
    counts: dict[str, int]
    measures: Measures = Measures()
    #: What broke it, where that is known.
    message: str = ""

    def total(self, *families: str) -> int:
        """The sum of the counts of *families*."""
        return sum(n for name, n in self.counts.items() if name.split("/")[0] in families)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it was at an outlet."""

    outlet: str
    #: What kind of thing, the same as long as it lasts: ``field:authors``, ``failed:http_403``, ``silent``
    #: ...
    kind: str
    message: str
    #: Addresses where it can be seen.
    examples: tuple[str, ...] = ()
    #: Id of the last article that was as it should be.
    last_good: str = ""
