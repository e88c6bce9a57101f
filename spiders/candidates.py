"""Candidates: new addresses that wait for their turn, the newest first, and no source kept behind another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, zip_longest

import msgspec
from msgspec.structs import replace

from dosvoces.core.outlets import SourceKind
from dosvoces.store import Resource
from spiders.announcements import Announcement

#: As long as this before a feed's newest entry another is news; feeds of whole archives are like sitemaps.
_NEWS_FOR = timedelta(days=7)

#: Entries of one source that share a time, and most of the source with them: its program put it there.
_STAMPED = 1_000

#: Candidates that are kept beyond what may be fetched: robots.txt may forbid some.
_SURPLUS = 500


class Candidate(msgspec.Struct, frozen=True):
    """A new address, what is known of it and what *source* says of it."""

    url: str
    known: Resource | None
    story: Announcement
    source: str
    kind: SourceKind
    #: When it was published or changed, as far as that is believed.
    time: datetime | None
    #: Whether it is announced as news.
    is_news: bool = False


class Candidates:
    """The new addresses of one crawl that fetches *most* of them, 0 for all."""

    def __init__(self, most: int) -> None:
        self._most = 2 * most + _SURPLUS if most else 0
        self._waiting: dict[str, Candidate] = {}

    def add(self, candidate: Candidate) -> bool:
        """Keep *candidate*; whether it is not there yet. What another source says of it is added to it."""
        before = self._waiting.setdefault(candidate.url, candidate)
        if before is not candidate and candidate.story.announced and not before.story.announced:
            told = replace(
                before.story, published=candidate.story.published, dated_by=candidate.story.dated_by
            )
            self._waiting[candidate.url] = replace(before, story=told)
        return before is candidate

    def take_news(self) -> list[Candidate]:
        """What feeds and news sitemaps announce as news, each in its turn, then what front pages lead to."""
        news = [each for each in self._waiting.values() if each.is_news]
        for candidate in news:
            del self._waiting[candidate.url]
        told = by_turns(each for each in news if each.kind != "front_page")
        return [*told, *by_turns(each for each in news if each.kind == "front_page")]

    def take(self) -> list[Candidate]:
        """All others: the dated ones newest first, then those of each source in its turn."""
        dated, others = list[Candidate](), list[Candidate]()
        for candidate in self._waiting.values():
            (dated if candidate.time else others).append(candidate)
        dated.sort(key=lambda candidate: candidate.time or datetime.min, reverse=True)
        self._waiting = {}
        return [*dated, *by_turns(others)]

    def drop_last(self) -> list[Candidate]:
        """Those that have no chance, once there are many more than are wanted."""
        if not self._most or len(self._waiting) < 2 * self._most:
            return []
        ordered = [*self.take_news(), *self.take()]
        self._waiting = {each.url: each for each in ordered[: self._most]}
        return ordered[self._most :]


def believe_times(stories: Sequence[Announcement]) -> Iterator[datetime | None]:
    """The time of each of a source's *stories*; none where it is the one of the source's making."""
    times = [story.time for story in stories]
    (common, number), *_ = Counter(times).most_common(1) or [(None, 0)]
    is_stamp = number > max(_STAMPED, len(times) // 2)
    return (None if is_stamp and time == common else time for time in times)


def find_news(times: Sequence[datetime | None], kind: SourceKind, now: datetime) -> Iterator[bool]:
    """Whether a source of *kind* announces each of its entries as news, which have those *times*.

    That is as of its newest entry: some outlets write seldom.
    """
    newest = max((time for time in times if time and time - now <= _NEWS_FOR), default=now)
    return (kind != "sitemap" and (time is None or newest - time <= _NEWS_FOR) for time in times)


def by_turns(candidates: Iterable[Candidate]) -> list[Candidate]:
    """*candidates*, one of each source after the other, each source's own in their order."""
    sources: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        sources.setdefault(candidate.source, []).append(candidate)
    turns = chain.from_iterable(zip_longest(*sources.values()))
    return [candidate for candidate in turns if candidate is not None]
