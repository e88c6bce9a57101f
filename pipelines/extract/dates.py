"""Times of publication and change: read to the minute, in UTC."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, islice, tee
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dosvoces.core.record import Precision
from pipelines.extract import jsonld, printed_dates
from pipelines.extract.datetimes import Timestamp, parse_machine
from pipelines.extract.document import Document
from pipelines.extract.printed_dates import PrintedDate

#: The web's first news sites; earlier "publication dates" are errors or archives' scan dates.
_EARLIEST_YEAR = 1990
_LATEST_YEAR = 2100

_META_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "date.published",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date.created",
    "dcterms.issued",
    "dcterms.date", "dc.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "article.published",
    "published_time", "publish-date", "publish_date", "pubdate", "publishdate", "publication_date",
    "publicationdate",
    "article_date_original", "originalpublicationdate", "cse-published", "pub_date", "date", "creation_date",
    "datecreated", "citation_publication_date", "citation_online_date", "og:pubdate",
    "shareaholic:article_published_time",
    "article-published", "article:publish-date", "rnews:datepublished", "bt:pubdate", "fecha", "ptime",
    "utime",
    "displaydate", "created", "last_published_date", "published",
)  # fmt: skip
#: Ends of further names: sites put a word of their own before them.
_META_PUBLISHED_ENDS = (
    "published-date",
    "published_date",
    "publish-date",
    "publish_date",
    "publication-date",
    "publication_date",
)
_META_MODIFIED = (
    "article:modified_time", "og:updated_time", "article:modified", "datemodified", "dc.date.modified",
    "dcterms.modified", "lastmod", "last-modified", "modified_time", "revised", "cxenseparse:updatetime",
    "article:updated", "updated_time", "lastupdate", "article.updated",
)  # fmt: skip

#: Classes of the format hAtom, which marks times as abbreviations.
_HATOM_PUBLISHED = re.compile(r"(?:^|\s)published(?:\s|$)")
_HATOM_MODIFIED = re.compile(r"(?:^|\s)updated(?:\s|$)")
_NO_OFFSET = timedelta(0)
_URL_DATE = re.compile(r"[/_-]((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?=[/_.\-]|$)")


class StoryDates(NamedTuple):
    """The story's times, their precision and sources."""

    published: datetime | None
    modified: datetime | None
    precision: Precision
    #: Minutes east of UTC in which the page says when the story was published.
    offset: int | None
    sources: dict[str, str]


def read(document: Document, selected: Timestamp | None = None) -> StoryDates:
    """When the story was published and modified; *selected* is what an outlet's selector found.

    The first source that gives a day is believed; if it gives no time, a later source that tells the time of
    the same day completes it. A modification before the publication is dropped.
    """
    zone = read_zone(document.zone)
    printed = printed_dates.read(document, zone, month_first=_prefers_month(document))
    first, second, third = tee(printed, 3)
    published, source = (selected, "selector") if selected else _complete(_published(document, zone, first))
    modified, modified_source = _complete(_modified(document, zone, second))
    if published and published.at.utcoffset() == _NO_OFFSET:
        published = _localise(published, document, zone, third)
    sources = {}
    if published:
        sources["date_published"] = source
    if modified and (published is None or modified.at >= published.at):
        sources["date_modified"] = modified_source
    else:
        modified = None
    shift = published.at.utcoffset() if published else None
    return StoryDates(
        published.at.astimezone(UTC) if published else None,
        modified.at.astimezone(UTC) if modified else None,
        published.precision if published else "minute",
        None if shift is None else int(shift.total_seconds() // 60),
        sources,
    )


def read_zone(name: str) -> ZoneInfo:
    """The IANA zone called *name*; UTC when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _complete(candidates: Iterator[tuple[Timestamp | None, str]]) -> tuple[Timestamp | None, str]:
    first: tuple[Timestamp, str] | None = None
    for timestamp, source in candidates:
        if timestamp is None or not _EARLIEST_YEAR <= timestamp.at.year <= _LATEST_YEAR:
            continue
        if timestamp.precision == "minute":
            if first is None or _is_same_day(timestamp, first[0]):
                return timestamp, source
        elif first is None:
            first = timestamp, source
    return first or (None, "")


def _is_same_day(timestamp: Timestamp, day: Timestamp) -> bool:
    """Whether *timestamp* is on *day*, by its own clock or by that of the *day*."""
    return day.at.date() in (timestamp.at.date(), timestamp.at.astimezone(day.at.tzinfo).date())


def _localise(
    published: Timestamp, document: Document, zone: ZoneInfo, printed: Iterable[PrintedDate]
) -> Timestamp:
    """*published* in the zone in which another part of the page gives the same timestamp; else as it is."""
    sources = (_story_times(document, zone), _declared(document, zone), _printed(printed, is_update=False))
    for timestamp, _ in chain.from_iterable(sources):
        if timestamp and timestamp.at == published.at and timestamp.at.utcoffset() != _NO_OFFSET:
            return timestamp
    return published


def _published(
    document: Document, zone: ZoneInfo, printed: Iterable[PrintedDate]
) -> Iterator[tuple[Timestamp | None, str]]:
    """Timestamps of publication, most trusted first; the costly ones are only read when asked for."""
    told = _story_times(document, zone)
    is_doubtful = _is_after_change(document, told, zone)
    if not is_doubtful:
        yield from told
    yield from _declared(document, zone)
    yield from _printed(printed, is_update=False)
    if is_doubtful:
        yield from told
    if found := _URL_DATE.search(document.url):
        yield parse_machine("-".join(found.groups()), zone), "url"
    for key in ("datecreated", "datemodified"):
        for value in document.micro.get(key, ())[:1]:
            yield parse_machine(value, zone), "microdata"
    for name in _META_MODIFIED:
        yield parse_machine(document.first(name), zone), "meta"


def _story_times(document: Document, zone: ZoneInfo) -> list[tuple[Timestamp | None, str]]:
    """Timestamps of publication in the story's JSON-LD."""
    month_first = _prefers_month(document)
    return [
        (parse_machine(jsonld.text(document.story.get(key)), zone, month_first=month_first), "json-ld")
        for key in ("datePublished", "dateCreated", "uploadDate")
    ]


def _is_after_change(document: Document, told: list[tuple[Timestamp | None, str]], zone: ZoneInfo) -> bool:
    """Whether the first of *told* is after the story's last change: it is the time of a site's rebuilding."""
    changed = jsonld.text(document.story.get("dateModified"))
    modified = parse_machine(changed, zone, month_first=_prefers_month(document))
    published = told[0][0]
    return bool(published and modified and published.at - modified.at >= timedelta(days=1))


def _declared(document: Document, zone: ZoneInfo) -> Iterator[tuple[Timestamp | None, str]]:
    """Timestamps of publication in the page's metadata other than the story's JSON-LD."""
    month_first = _prefers_month(document)
    others = [name for name in document.meta if name.endswith(_META_PUBLISHED_ENDS)]
    for name in (*_META_PUBLISHED, *others):
        for value in document.meta.get(name, ()):
            yield parse_machine(value, zone, month_first=month_first), "opengraph" if ":" in name else "meta"
    for value in document.micro.get("datepublished", ())[:2]:
        yield parse_machine(value, zone, month_first=month_first), "microdata"
    yield from _read_abbreviations(document, _HATOM_PUBLISHED, zone)
    titles = document.titles
    for node in document.nodes[:200]:
        if node is not document.story and jsonld.may_describe(node, titles):
            for key in ("datePublished", "uploadDate"):
                yield parse_machine(jsonld.text(node.get(key)), zone, month_first=month_first), "json-ld"


def _read_abbreviations(
    document: Document, classes: re.Pattern[str], zone: ZoneInfo
) -> Iterator[tuple[Timestamp | None, str]]:
    """The first time that an abbreviation with one of *classes* stands for, as the hAtom format has it."""
    found = (element for element in document.find_classed(classes) if element.tag == "abbr")
    for element in islice(found, 1):
        yield parse_machine(element.get("title") or "", zone), "microdata"


def _modified(
    document: Document, zone: ZoneInfo, printed: Iterable[PrintedDate]
) -> Iterator[tuple[Timestamp | None, str]]:
    month_first = _prefers_month(document)
    yield (
        parse_machine(jsonld.text(document.story.get("dateModified")), zone, month_first=month_first),
        "json-ld",
    )
    for name in _META_MODIFIED:
        for value in document.meta.get(name, ()):
            yield (
                parse_machine(value, zone, month_first=month_first),
                "opengraph" if ":" in name else "meta",
            )
    for value in document.micro.get("datemodified", ())[:1]:
        yield parse_machine(value, zone, month_first=month_first), "microdata"
    yield from _read_abbreviations(document, _HATOM_MODIFIED, zone)
    weak = jsonld.weak_story(document.nodes)
    yield parse_machine(jsonld.text(weak.get("dateModified")), zone), "json-ld"
    yield from _printed(printed, is_update=True)


def _printed(printed: Iterable[PrintedDate], *, is_update: bool) -> Iterator[tuple[Timestamp | None, str]]:
    """Timestamps that the page prints, of an update or of the publication."""
    return ((one.timestamp, "page") for one in printed if one.is_update is is_update)


def _prefers_month(document: Document) -> bool:
    """Whether ``03/04/2024`` is the fourth of March: only where page or zone speak American English."""
    language = (document.root.get("lang") or document.first("og:locale")).lower().replace("_", "-")
    american = document.zone.startswith(
        ("America/New_York", "America/Chicago", "America/Los_Angeles", "America/Denver")
    )
    return language == "en-us" or (american and not language.startswith("es"))
