"""Counting what became of every address, by family and reason, among Scrapy's statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from scrapy.statscollectors import StatsCollector

#: ``announced``: addresses found; ``requested``: pages asked for; ``skipped``: not fetched, by reason;
#: ``failed``: fetched or read in vain, by reason; ``unchanged``: known pages and sources that did not change;
#: ``not_article``: pages that are something else; ``articles``: what storing them was: new, changed ...
#: ``rendered``: pages shown to a browser; ``parts``: what these asked for, by what became of it; ``waits``:
#: those that a site asked for and that were cut to what the settings allow.
Family = Literal[
    "announced",
    "requested",
    "skipped",
    "failed",
    "unchanged",
    "not_article",
    "articles",
    "rendered",
    "parts",
    "waits",
]

PREFIX = "dosvoces/"


def count(stats: StatsCollector, family: Family, reason: str, by: int = 1) -> None:
    """Count an address under *family* and *reason*."""
    stats.inc_value(f"{PREFIX}{family}/{reason}", by)


def counts_of(stats: StatsCollector) -> dict[str, int]:
    """Our counts among Scrapy's, without their prefix, sorted by name."""
    values = stats.get_stats().items()
    return {
        name.removeprefix(PREFIX): int(value) for name, value in sorted(values) if name.startswith(PREFIX)
    }
