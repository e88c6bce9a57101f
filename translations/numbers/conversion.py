"""Measures that a translator converts: kilometres and miles, Celsius and Fahrenheit, hours and days."""

import re
from collections.abc import Iterator
from itertools import islice

import msgspec

from translations.numbers.number import Number
from translations.numbers.sides import Side
from translations.numbers.signs import has_sign
from translations.numbers.spelled import Spelled
from translations.numbers.units import SPANS_OF_MONTHS, find_measure

#: What each measure is of, and how many of the first of its kind it is, in each of its senses.
_SIZES: dict[str, tuple[str, tuple[float, ...]]] = {
    "m": ("length", (1.0,)),
    "km": ("length", (1000.0,)),
    "cm": ("length", (0.01,)),
    "mm": ("length", (0.001,)),
    "mile": ("length", (1609.344,)),
    "nautical": ("length", (1852.0,)),
    "league": ("length", (5572.7, 4828.0)),
    "yard": ("length", (0.9144,)),
    "foot": ("length", (0.3048,)),
    "inch": ("length", (0.0254,)),
    "hectare": ("length 2", (1e4,)),
    "acre": ("length 2", (4046.856,)),
    "litre": ("length 3", (0.001,)),
    "gallon": ("length 3", (0.003785, 0.004546)),
    "barrel": ("length 3", (0.158987,)),
    "kmh": ("speed", (1.0,)),
    "knot": ("speed", (1.852,)),
    "mph": ("speed", (1.609344,)),
    "kg": ("mass", (1.0,)),
    "gram": ("mass", (0.001,)),
    "mg": ("mass", (1e-6,)),
    "tonne": ("mass", (1000.0, 907.185)),
    "pound": ("mass", (0.453592,)),
    "quintal": ("mass", (100.0, 46.0)),
    "ounce": ("mass", (0.0283495,)),
    "stone": ("mass", (6.35029,)),
    "kB": ("data", (1e3,)),
    "MB": ("data", (1e6,)),
    "GB": ("data", (1e9,)),
    "TB": ("data", (1e12,)),
    "kW": ("power", (1e3,)),
    "MW": ("power", (1e6,)),
    "GW": ("power", (1e9,)),
    "second": ("time", (1.0,)),
    "minute": ("time", (60.0,)),
    "hour": ("time", (3600.0,)),
    "day": ("time", (86400.0,)),
    "week": ("time", (604800.0,)),
    "fortnight": ("time", (1209600.0,)),
    "celsius": ("temperature", (1.0,)),
    "fahrenheit": ("temperature", (1.0,)),
}
#: Seconds of a month, by the year's and by thirty days.
_MONTHS = (2629800.0, 2592000.0)
_SIZES |= {
    span: ("time", tuple(months * each for each in _MONTHS)) for span, months in SPANS_OF_MONTHS.items()
}
#: How far, as a share, measures may differ: never farther, always so far, and those of time.
_FARTHEST, _NEAR, _NEAR_IN_TIME = 0.05, 0.02, 0.02
#: What degrees are that stand for another number than the other side's.
_DEGREES_OF = {"en": "fahrenheit", "es": "celsius"}
#: Degrees Celsius by which temperatures may differ.
_DEGREES = 1.5
#: Days that Spanish counts with both ends: eight are a week, fifteen two.
_WITH_BOTH_ENDS = {8.0: 7.0, 15.0: 14.0}
#: One of a measure of time, without a number; so many of them are looked at.
_MOST_UNCOUNTED = 20
_EVERY = {
    "en": re.compile(
        r"\b(?:every|each)(?P<other>\s+(?:other|second))?(?=\s+(?:day|week|month|year)s?\b)", re.IGNORECASE
    ),
    "es": re.compile(r"\bcada(?P<other>)(?=\s+(?:día|semana|quincena|mes|año)\b)", re.IGNORECASE),
}
#: What stands between the parts of a measure: "5 feet 11 inches", "5-foot-11", "1 hora y 30 minutos".
_BETWEEN_PARTS = re.compile(r"(?:\s|-|,\s)(?:and\s|y\s|con\s)?")
#: Measures whose parts may go without a name, how many make one of them, and how many at most.
_NAMELESS_PARTS = {"foot": (12.0, 11.0), "m": (100.0, 99.0)}


class _Quantity(msgspec.Struct, frozen=True):
    """A measure and the numbers that say it."""

    members: tuple[Number | Spelled, ...]
    unit: str
    kind: str
    #: What it may be in the first measure of its kind, and by how much the digits leave that open.
    sizes: tuple[tuple[float, float], ...]


def find_converted(ours: Side, theirs: Side) -> set[Number | Spelled]:
    """The numbers and words of both sides that are one measure, given in another unit on each side."""
    found = set[Number | Spelled]()
    if not any(side.numbers or any(word.strength for word in side.words) for side in (ours, theirs)):
        return found
    answers = list(_find_quantities(theirs))
    for quantity in _find_quantities(ours) if answers else ():
        answer = next((other for other in answers if _are_equal(quantity, other)), None)
        if answer:
            answers.remove(answer)
            found.update(quantity.members, answer.members)
    return found


def _are_equal(one: _Quantity, other: _Quantity) -> bool:
    if one.kind != other.kind or one.unit == other.unit:
        return False
    return any(
        abs(size - another) <= max(slack, more) for size, slack in one.sizes for another, more in other.sizes
    )


def _find_quantities(side: Side) -> Iterator[_Quantity]:
    """The measures of *side*; the parts of one together."""
    last: _Quantity | None = None
    last_end = 0
    found: list[Number | Spelled] = [*side.numbers, *side.words]
    for number in sorted(found, key=lambda number: number.start):
        measure = find_measure(side.text, _end(number), side.language)
        unit, power, end = measure or ("", 1, _end(number))
        unit = _DEGREES_OF.get(side.language, unit) if unit == "degree" else unit
        if last and (part := _read_part(side, last, last_end, number, unit)):
            sizes = tuple((size + more, slack) for size, _ in last.sizes for more, slack in part)
            last = msgspec.structs.replace(last, members=(*last.members, number), sizes=sizes)
            last_end = end
            continue
        if last:
            yield last
        sizes = tuple(_read_sizes(side, number, unit, power)) if unit else ()
        last, last_end = (_Quantity((number,), unit, _name_kind(unit, power), sizes) if sizes else None), end
    if last:
        yield last
    yield from _find_uncounted(side)


def _find_uncounted(side: Side) -> Iterator[_Quantity]:
    """What comes "every week" and the like."""
    every = _EVERY[side.language].finditer(side.text) if side.language in _EVERY else ()
    for match in islice(every, _MOST_UNCOUNTED):
        if measure := find_measure(side.text, match.end(), side.language):
            size = _SIZES[measure[0]][1][0] * (2 if match["other"] else 1)
            yield _Quantity((), measure[0], _name_kind(measure[0], 1), ((size, 0.0),))


def _end(number: Number | Spelled) -> int:
    return max(number.end, number.scale[1]) if isinstance(number, Number) else number.end


def _read_part(
    side: Side, whole: _Quantity, end: int, number: Number | Spelled, unit: str
) -> tuple[tuple[float, float], ...]:
    """The sizes of *number* where it is a smaller part of *whole*, which ends at *end*."""
    if not _BETWEEN_PARTS.fullmatch(side.text, end, number.start):
        return ()
    if unit and unit != whole.unit and _name_kind(unit, 1) == whole.kind:
        return tuple(_read_sizes(side, number, unit, 1))
    if unit or whole.unit not in _NAMELESS_PARTS:
        return ()
    parts, most = _NAMELESS_PARTS[whole.unit]
    size = _SIZES[whole.unit][1][0] / parts
    values = [value for value in number.values if isinstance(value, float) and 0 < value <= most]
    return tuple((value * size, size / 2) for value in values)


def _name_kind(unit: str, power: int) -> str:
    kind = _SIZES[unit][0]
    return f"{kind} {power}" if power > 1 else kind


def _read_sizes(side: Side, number: Number | Spelled, unit: str, power: int) -> Iterator[tuple[float, float]]:
    kind, factors = _SIZES[unit]
    for value in number.values:
        if not isinstance(value, float):
            continue
        if kind == "temperature":
            sign = -1 if isinstance(number, Number) and has_sign(side.text, number) else 1
            yield (sign * value - 32) / 1.8 if unit == "fahrenheit" else sign * value, _DEGREES
            continue
        values = [value]
        if unit == "day" and side.language == "es" and value in _WITH_BOTH_ENDS:
            values.append(_WITH_BOTH_ENDS[value])
        for each in values:
            for factor in factors:
                size = each * factor**power
                if kind == "time":
                    yield size, size * _NEAR_IN_TIME if unit in SPANS_OF_MONTHS else 0.0
                else:
                    slack = _last_place(value) / 2 * factor**power
                    yield size, min(max(slack, size * _NEAR), size * _FARTHEST)


def _last_place(value: float) -> float:
    """What the last digit of *value* that is no nought counts: 10 for 150, .01 for 1.83."""
    digits = f"{value:.6f}".rstrip("0").rstrip(".")
    if "." in digits:
        return float(10.0 ** -len(digits.split(".")[1]))
    return float(10.0 ** (len(digits) - len(digits.rstrip("0")))) if value else 1.0
