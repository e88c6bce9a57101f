"""Points in time as pages write them: ISO 8601 and its bendings, RFC 2822, epochs, spelt-out dates."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dosvoces.core.months import MONTH_NUMBERS
from dosvoces.core.record import Precision


class Timestamp(NamedTuple):
    """A time in the zone that the page gave it in, and whether the page told the time of day."""

    at: datetime
    precision: Precision


_ISO = re.compile(
    r"^\s*(\d{4})-?(\d\d)-?(\d\d)(?:[T\s_|,]+(\d{1,2}):?(\d\d)(?::?(\d\d))?(?:[.,]\d+)?\s*"
    r"(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?|[A-Z]{2,4})?)?",
    re.I,
)
_SLASHED = re.compile(r"^\s*(\d{4})/(\d{1,2})/(\d{1,2})(.*)$")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?(?:\.\d+)?$")

_MONTHS = MONTH_NUMBERS["en"] | MONTH_NUMBERS["es"] | {"set": 9}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
#: 12 de marzo de 2024; 12 March 2024; 12-mar-2024; 12th March, 2024
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|º|°)?[\s\-]*(?:de\s+|of\s+)?{_MONTH}[\s\-]*,?\s*(?:del?\s+)?(\d{{4}})\b",
    re.I,
)
#: March 12, 2024; marzo 12, 2024; Mar. 12th 2024
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?:de\s+)?(\d{{4}})\b", re.I)
_NUMERIC = re.compile(r"(?<![\d/.\-])(\d{1,2})([/.\-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_ISO_INSIDE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/](\d\d)[-/](\d\d)(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d:.])([01]?\d|2[0-3])\s*(?:[:.h]\s*([0-5]\d))(?::[0-5]\d)?\s*(?:h(?:s|rs?|"
    r"oras)?\b\.?)?(?:\s*([ap])(?=\W|m\b|$))?(?:\.?\s*m\b\.?)?"
    r"|(?<![\d:.])(1[0-2]|[1-9])\s*([ap])\.?\s*m\b\.?",
    re.I,
)
_OFFSET = re.compile(r"(?:GMT|UTC)\s*([+-]\s*\d{1,2})(?::?(\d\d))?", re.I)
#: Zone names that mean one offset in news; the ambiguous ones follow the outlets that print them.
_ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "BST": 1, "WET": 0, "CET": 1, "CEST": 2, "EET": 2, "SAST": 2, "CAT": 2,
    "EAT": 3,
    "IST": 5.5, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "EST": -5,
    "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AST": -4, "ART": -3,
    "BRT": -3,
}  # fmt: skip
#: Two-letter American zones change with summer time; the region knows when.
_REGIONS = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
_ZONE_WORD = re.compile(r"\b(" + "|".join([*_ZONES, *_REGIONS]) + r")\b")


def parse_machine(value: str, zone: ZoneInfo) -> Timestamp | None:
    """The timestamp of a value meant for machines; times without a zone are in *zone*."""
    value = value.strip()[:80]
    if not value:
        return None
    if _EPOCH.match(value):
        return Timestamp(
            datetime.fromtimestamp(float(value) / (1000 if len(value.split(".")[0]) == 13 else 1), UTC),
            "minute",
        )
    if slashed := _SLASHED.match(value):
        value = f"{slashed[1]}-{int(slashed[2]):02}-{int(slashed[3]):02}{slashed[4]}"
    if found := _ISO.match(value):
        return _build(found, zone)
    if value[:3].isalpha() or value[:2].strip().isdigit():
        try:
            timestamp = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            return parse_visible(value, zone, month_first=False) if len(value) > 7 else None
        if ":" not in value:
            return _timestamp(timestamp.year, timestamp.month, timestamp.day, None, zone)
        return _checked(timestamp if timestamp.tzinfo else timestamp.replace(tzinfo=zone), "minute")
    return None


def parse_visible(value: str, zone: ZoneInfo, month_first: bool) -> Timestamp | None:
    """The first date that *value* says in Spanish or English, with the time of day that stands near it."""
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _ISO_INSIDE, _NUMERIC):
        if found := pattern.search(value):
            break
    else:
        return None
    if pattern is _DAY_FIRST:
        day, month, year = int(found[1]), _MONTHS[found[2].lower()], int(found[3])
    elif pattern is _MONTH_FIRST:
        day, month, year = int(found[2]), _MONTHS[found[1].lower()], int(found[3])
    elif pattern is _ISO_INSIDE:
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        day, month, year = int(found[1]), int(found[3]), int(found[4])
        if month > 12 or (month_first and day <= 12):
            day, month = month, day
    return _timestamp(
        year, month, day, _find_clock(value, found.start(), found.end()), _find_zone(value) or zone
    )


def _build(found: re.Match[str], zone: ZoneInfo) -> Timestamp | None:
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if found[4] is None:
        return _timestamp(year, month, day, None, zone)
    return _timestamp(
        year, month, day, (int(found[4]), int(found[5])), _offset(found[7] or "") or zone, int(found[6] or 0)
    )


def _offset(name: str) -> ZoneInfo | timezone | None:
    """The zone of an offset (``+0200``, ``-05:00``, ``Z``) or a zone's name."""
    if not name:
        return None
    if name[0] in "+-":
        digits = name[1:].replace(":", "").replace(" ", "").ljust(4, "0")
        minutes = int(digits[:2]) * 60 + int(digits[2:4])
        return (
            timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes))
            if minutes < 24 * 60
            else None
        )
    if name.upper() in _REGIONS:
        return ZoneInfo(_REGIONS[name.upper()])
    hours = _ZONES.get(name.upper())
    return None if hours is None else timezone(timedelta(hours=hours))


def _find_zone(value: str) -> ZoneInfo | timezone | None:
    if found := _OFFSET.search(value):
        digits = found[1].replace(" ", "")
        return _offset(f"{digits[0]}{int(digits[1:]):02}{found[2] or '00'}")
    return _offset(found[1]) if (found := _ZONE_WORD.search(value)) else None


def strip_dates(value: str) -> str:
    """*value* without the dates and times of day that it says."""
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _ISO_INSIDE, _NUMERIC, _CLOCK):
        value = pattern.sub(" ", value)
    return value


def find_clock(value: str) -> tuple[int, int] | None:
    """The first time of day in *value*, as hour and minute."""
    return _find_clock(value, 0, 0)


def _find_clock(value: str, start: int, end: int) -> tuple[int, int] | None:
    """The time of day said after the date, or before it."""
    for part in (value[end : end + 60], value[max(0, start - 30) : start]):
        for found in _CLOCK.finditer(part):
            hour = int(found[1] or found[4])
            half = (found[3] or found[5] or "").lower()
            if half and hour <= 12:
                hour = hour % 12 + (12 if half == "p" else 0)
            return hour, int(found[2] or 0)
    return None


def _timestamp(
    year: int, month: int, day: int, clock: tuple[int, int] | None, zone: ZoneInfo | timezone, second: int = 0
) -> Timestamp | None:
    hour, minute = clock or (0, 0)
    try:
        at = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
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
