"""Points in time as pages write them: ISO 8601 and its bendings, RFC 2822, epochs, spelt-out dates."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dosvoces.core.months import MONTH_NUMBERS
from dosvoces.core.record import Precision

#: Hour, minute and second.
Clock: TypeAlias = tuple[int, int, int]


class Timestamp(NamedTuple):
    """A time in the zone that the page gave it in, and whether the page told the time of day."""

    at: datetime
    precision: Precision


#: ISO 8601 with the liberties that sites take; what follows the clock is a half of the day or a zone.
_ISO = re.compile(
    r"^(?P<year>\d{4})(?P<mark>[-/.]?)(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"
    r"(?:[T\s_|,]+(?P<hour>\d{1,2})(?:(?P<dot>[:.])(?P<minute>\d{1,2})(?:(?P=dot)(?P<second>\d{1,2}))?"
    r"|(?P<packed_minute>\d\d)(?P<packed_second>\d\d)?)(?!\d)(?:[.,]\d+)?(?P<rest>.*))?",
    re.I,
)
#: Day and clock without a mark between them: 20240312091500.
_PACKED = re.compile(r"^((?:19|20)\d{6})(?=(?:\d{4}|\d{6})(?!\d))")
#: Seconds since 1970, or thousandths or millionths of them, as they are or as .NET writes them.
_EPOCH = re.compile(r"^(?:\\?/Date\()?(\d{10}(?:\d{3}|\d{6})?(?:\.\d+)?)(?:(?:[+-]\d{4})?\)\\?/)?$")
#: Signs that stand for the hyphen of an offset.
_MINUS = str.maketrans("\u2212\u2013\u2010\u2011\u00a0\u202f", "----  ")

_MONTHS = MONTH_NUMBERS["en"] | MONTH_NUMBERS["es"] | {"set": 9}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
#: 12 de marzo de 2024; 1º de marzo del 2024; 12 March 2024; 12-mar-2024; 12th March, 2024
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}}|primero)\.?(?:st|nd|rd|th|er|ro|[ºª°])?\.?[\s\-/]*(?:de\s+|of\s+)?{_MONTH}[\s\-/]*,?\s*(?:del?\s+)?"
    r"(?:del?\s+a[nñ]o\s+)?(\d{4})\b",
    re.I,
)
#: 12-MAR-24
_SHORT_YEAR = re.compile(rf"\b(\d{{1,2}})[-/]{_MONTH}[-/](\d\d)\b(?![-/])", re.I)
#: March 12, 2024; marzo 12 de 2024; Mar. 12th 2024
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?:del?\s+)?(\d{{4}})\b", re.I)
#: Nov 18 15:21:41 CET 2017, as Unix writes it.
_YEAR_LAST = re.compile(
    rf"\b{_MONTH}\s+(\d{{1,2}})(?=\s+\d{{1,2}}:\d\d)[\s\d:]{{5,12}}"
    r"(?:[A-Z]{1,4}\s+|[+-]\d{4}\s+)?(\d{4})\b",
    re.I,
)
_NUMERIC = re.compile(r"(?<![\d/.\-])(\d{1,2})([/.\-]|\s?[|·]\s?)(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
#: 12/03/24, which is no score or page of pages where a slash stands around it.
_NUMERIC_SHORT = re.compile(r"(?<![\d/.\-])(\d{1,2})(/)(\d{1,2})/(\d\d)(?![\d/])")
_ISO_INSIDE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/](\d\d)[-/](\d\d)(?!\d)")
#: The half of the day, or the part of it that Spanish says.
_HALF = (
    r"(?:\s*([ap])(?=\W|m\b|$)(?:\.?\s*m\b\.?)?"
    r"|\s*(?:de|por|en)\s+la\s+(ma[nñ]ana|madrugada|tarde|noche)|\s*del?\s+(mediod[ií]a|medianoche))"
)
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(
    r"(?<![\d:.])([01]?\d|2[0-3])\s*[:.h]\s*([0-5]\d)(?::([0-5]\d))?(?:\s*h(?:s|rs?|oras)?\b\.?)?"
    rf"{_HALF}?|(?<![\d:.])(1[0-2]|[1-9]){_HALF}",
    re.I,
)
_OFFSET = re.compile(r"(?:GMT|UTC|UT)\s*([+-])\s*(\d{1,2}):?(\d\d)?", re.I)
#: An offset that follows the clock at once.
_BARE_OFFSET = re.compile(r"\s*Z?([+-])(\d{1,2}):?(\d\d)?(?!\d)")
#: One in a line for people, where ``10:00-11:30`` is a span of time.
_WRITTEN_OFFSET = re.compile(
    r"\d:\d\d(?::\d\d(?:[.,]\d+)?\s*([+-])(0?\d|1[0-4]):?(\d\d)|\s*([+-])(0\d|1[0-4])(\d\d))(?!\d)"
)
#: Zone names that mean one offset in news; the ambiguous ones follow the outlets that print them.
_ZONES = {
    "UTC": 0, "UT": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1,
    "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "WAT": 1, "SAST": 2, "CAT": 2, "EAT": 3, "IST": 5.5, "PKT": 5,
    "SGT": 8, "HKT": 8, "JST": 9, "KST": 9, "AWST": 8, "ACST": 9.5, "AEST": 10, "AEDT": 11, "NZST": 12,
    "NZDT": 13,
    "NST": -3.5, "NDT": -2.5, "AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "ART": -3, "BRT": -3, "UYT": -3,
    "CLT": -4, "CLST": -3, "BOT": -4, "VET": -4, "COT": -5, "PET": -5, "ECT": -5,
}  # fmt: skip
#: Two-letter American zones change with summer time; the region knows when.
_REGIONS = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
_REGION = re.compile(
    r"\b((?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc|US)/[A-Z][\w+-]{1,29}(?:/\w{2,30})?)"
)
_ZONE_WORD = re.compile(r"\b(" + "|".join([*_ZONES, *_REGIONS]) + r")\b")


def parse_machine(value: str, zone: ZoneInfo, *, month_first: bool = False) -> Timestamp | None:
    """The timestamp of a value meant for machines, in a page, a feed or a sitemap.

    Read are ISO 8601 and what sites make of it, RFC 822 and 2822, the forms of browsers and of Unix, seconds
    and milliseconds since 1970, and dates in words. Times without a zone are in *zone*; *month_first* says
    that ``03/04/2024`` is the fourth of March.
    """
    value = value.translate(_MINUS).strip()[:80]
    if found := _EPOCH.match(value):
        seconds = float(found[1]) / 10 ** (len(found[1].partition(".")[0]) - 10)
        return Timestamp(datetime.fromtimestamp(seconds, UTC), "minute")
    if found := _ISO.match(_PACKED.sub(r"\1T", value)):
        return _read_iso(found, zone)
    if len(value) <= 7:
        return None
    return parse_visible(value, zone, month_first) or _read_mail_date(value, zone)


def _read_mail_date(value: str, zone: ZoneInfo) -> Timestamp | None:
    """The timestamp of RFC 822, whose years have two digits."""
    try:
        read = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if ":" not in value:
        return _make_timestamp(read.year, read.month, read.day, None, zone)
    own = read.tzinfo or _find_zone(value) or zone
    return _checked(read.replace(tzinfo=own), "minute")


def parse_visible(value: str, zone: ZoneInfo, month_first: bool) -> Timestamp | None:
    """The first date that *value* says in Spanish or English, with the time of day that stands near it."""
    if not _DIGIT.search(value):
        return None
    value = value.translate(_MINUS)
    for pattern in _find_dates(value):
        if found := pattern.search(value):
            break
    else:
        return None
    year, month, day = _read_day(found, month_first)
    end = found.start() if pattern is _YEAR_LAST else found.end()
    clock = _find_clock(value, found.start(), end)
    return _make_timestamp(year, month, day, clock, _find_zone(value) or zone)


def _read_day(found: re.Match[str], month_first: bool) -> tuple[int, int, int]:
    """Year, month and day of a match of one of :data:`_DATES`."""
    if found.re is _DAY_FIRST:
        return int(found[3]), _MONTHS[found[2].lower()], int(found[1]) if found[1].isdigit() else 1
    if found.re is _SHORT_YEAR:
        return 2000 + int(found[3]), _MONTHS[found[2].lower()], int(found[1])
    if found.re in (_MONTH_FIRST, _YEAR_LAST):
        return int(found[3]), _MONTHS[found[1].lower()], int(found[2])
    if found.re is _ISO_INSIDE:
        return int(found[1]), int(found[2]), int(found[3])
    day, month, year = int(found[1]), int(found[3]), int(found[4])
    year += 2000 if year < 100 else 0
    return (year, day, month) if month > 12 or (month_first and day <= 12) else (year, month, day)


#: Written dates, the surest forms first, and those of them without a year in full.
_DATES = (_DAY_FIRST, _MONTH_FIRST, _YEAR_LAST, _SHORT_YEAR, _ISO_INSIDE, _NUMERIC, _NUMERIC_SHORT)
_SHORT_DATES = (_SHORT_YEAR, _NUMERIC_SHORT)
_FULL_YEAR = re.compile(r"\d{4}")


def _find_dates(value: str) -> tuple[re.Pattern[str], ...]:
    """The forms of dates for which *value* has the digits and signs."""
    if _FULL_YEAR.search(value):
        return _DATES
    return _SHORT_DATES if "/" in value or "-" in value else ()


def _read_iso(found: re.Match[str], zone: ZoneInfo) -> Timestamp | None:
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    if found["hour"] is None:
        return _make_timestamp(year, month, day, None, zone)
    rest = found["rest"].strip()
    hour = int(found["hour"])
    if half := re.match(r"([ap])\.?\s?m\b\.?", rest, re.I):
        hour = _on_clock(hour, half[1])
        rest = rest[half.end() :].strip()
    minute, second = found["minute"] or found["packed_minute"], found["second"] or found["packed_second"]
    clock = hour, int(minute), int(second or 0)
    return _make_timestamp(year, month, day, clock, _read_offset(rest) or zone)


def _read_offset(rest: str) -> ZoneInfo | timezone | None:
    """The zone that *rest*, what stands behind a clock, begins with; None when it names none."""
    if found := _OFFSET.match(rest) or _BARE_OFFSET.match(rest):
        return _shift(found[1], found[2], found[3])
    if found := _REGION.match(rest.lstrip("[(")):
        return _find_region(found[1])
    word = re.match(r"\(?([A-Za-z]{1,4})\b", rest)
    return _named_zone(word[1]) if word else None


def _find_region(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _shift(sign: str, hours: str, minutes: str | None) -> timezone | None:
    shift = int(hours) * 60 + int(minutes or 0)
    return timezone(timedelta(minutes=-shift if sign == "-" else shift)) if shift < 24 * 60 else None


def _named_zone(name: str) -> ZoneInfo | timezone | None:
    if region := _REGIONS.get(name.upper()):
        return ZoneInfo(region)
    hours = _ZONES.get(name.upper())
    return None if hours is None else timezone(timedelta(hours=hours))


def _find_zone(value: str) -> ZoneInfo | timezone | None:
    """The zone that *value* says anywhere, or the offset behind its clock."""
    if (region := _REGION.search(value)) and (zone := _find_region(region[1])):
        return zone
    if found := _OFFSET.search(value):
        return _shift(found[1], found[2], found[3])
    if found := _WRITTEN_OFFSET.search(value):
        return _shift(found[1] or found[4], found[2] or found[5], found[3] or found[6])
    return _named_zone(word[1]) if (word := _ZONE_WORD.search(value)) else None


def strip_dates(value: str) -> str:
    """*value* without the dates and times of day that it says."""
    if not _DIGIT.search(value):
        return value
    for pattern in _find_dates(value):
        value = pattern.sub(" ", value)
    return _CLOCK.sub(" ", value)


def find_clock(value: str) -> Clock | None:
    """The first time of day in *value*, as hour, minute and second."""
    return _find_clock(value, 0, 0)


def _find_clock(value: str, start: int, end: int) -> Clock | None:
    """The time of day said after the date, or before it."""
    for part in (value[end : end + 60], value[max(0, start - 30) : start]):
        if found := _CLOCK.search(part):
            hour = int(found[1] or found[7])
            half = next((one for one in (*found.groups()[3:6], *found.groups()[7:]) if one), "")
            return _on_clock(hour, half), int(found[2] or 0), int(found[3] or 0)
    return None


def _on_clock(hour: int, half: str) -> int:
    """The *hour* of 24 for one of twelve in the *half* of the day: ``p``, ``tarde``, ``mañana`` ..."""
    if not half or hour > 12:
        return hour
    late = half.lower().startswith(("p", "tarde", "noche", "mediod"))
    if half.lower() == "noche" and hour == 12:
        return 0
    return hour % 12 + (12 if late else 0)


def _make_timestamp(
    year: int, month: int, day: int, clock: Clock | None, zone: ZoneInfo | timezone
) -> Timestamp | None:
    hour, minute, second = clock or (0, 0, 0)
    # ISO 8601's 24:00 is the midnight that ends the day.
    ends_day = (hour, minute, second) == (24, 0, 0)
    try:
        at = datetime(year, month, day, 0 if ends_day else hour, minute, min(second, 59), tzinfo=zone)
        at += timedelta(days=ends_day)
    except (ValueError, OverflowError):
        return None
    return _checked(at, "minute" if clock else "day")


def _checked(at: datetime, precision: Precision) -> Timestamp | None:
    """The timestamp, unless it lies where no other zone can express it."""
    try:
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Timestamp(at, precision)
