"""Times of the clock in a text, as numbers: the hours they may be, and the minutes."""

import re

from translations.numbers.notation import Value
from translations.numbers.number import Number, make_number, take
from translations.times import is_behind_change

_HALF_DAY = r"(?P<half>[ap])\.?\s?m\b"
_SPANISH_HALF_DAY = r"de\s+la\s+(?P<part>mañana|tarde|noche|madrugada)"
#: "1530 GMT".
_FOUR_DIGITS = r"(?<![\w.,:])(?P<hhmm>[01]\d|2[0-3])(?P<minutes>[0-5]\d)(?=\s?(?:gmt|utc)\b)"
_CLOCK = {
    "en": re.compile(
        rf"(?<![\d.,:])(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?(?:\s?{_HALF_DAY}|\s?o['’]clock|\s?hrs?\b)"
        rf"|(?<![\d.,:])(?P<h>\d{{1,2}}):(?P<m>\d\d)(?![\d:])"
        rf"|{_FOUR_DIGITS}",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"(?:(?<=\ba las )|(?<=\ba la )|(?<=\by las )|(?<=esde las )|(?<=ntre las )"
        r"|(?<=hasta las )|(?<=sobre las )|(?<=hacia las ))"
        r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?![\d.,]*\d)(?!\s?%|\s+mil)"
        rf"(?:\s*(?:h|hs|hrs|horas)\b)?(?:\s*(?:{_HALF_DAY}|{_SPANISH_HALF_DAY}))?"
        r"|(?<![\d.,:])(?P<h>\d{1,2})[:.](?P<m>\d\d)\s?(?:h|hs|hrs|horas|[ap]\.?\s?m)\b"
        r"|(?<![\d.,:])(?P<bare>\d{1,2})(?:\s?(?:h|hs|hrs)\b|\s?[ap]\.?\s?m\b)"
        r"|(?<![\d.,:])(?P<hh>\d{1,2}):(?P<mm>\d\d)(?![\d:])"
        rf"|{_FOUR_DIGITS}",
        re.IGNORECASE,
    ),
}
#: "de 10.00 a 13.30", "de 9.30 a 14 horas": two times, since sums of money would have what they are of behind
#: them.
_CLOCK_RANGE = re.compile(
    r"\b(?:de|desde|entre)\s+(?:las\s+)?(?P<h1>\d{1,2})(?:[.:](?P<m1>[0-5]\d))?\s+(?:a|y|hasta)\s+(?:las\s+)?"
    r"(?P<h2>\d{1,2})(?:[.:](?P<m2>[0-5]\d))?(?![\d.,]*\d)(?:(?P<said>\s*(?:hs?|hrs|horas)\b)"
    r"|(?!\s?[%$€]|\s+(?:mil|por|de\s|euros|pesos|dólares|puntos)))",
    re.IGNORECASE,
)


def find_clocks(text: str, language: str, taken: bytearray) -> list[Number]:
    """The times of *text* that are not *taken* yet, which they are then."""
    pattern = _CLOCK.get(language)
    found = _find_clock_ranges(text, taken) if language == "es" else []
    for match in pattern.finditer(text) if pattern else ():
        groups = match.groupdict()
        name = next(name for name in ("hour", "h", "bare", "hh", "hhmm") if groups.get(name))
        if taken[match.start(name)]:
            continue
        hour = int(match[name])
        if hour > 24:
            continue
        start, end = match.span(name)
        found.append(make_number(start, end, match[name], *_read_hour(hour, match[0]), clock=True))
        minute = {"hour": "minute", "h": "m", "hh": "mm", "hhmm": "minutes"}.get(name, "")
        if minute and match[minute]:
            end = match.end(minute)
            # "3:00" is 3 o'clock.
            if match[minute] != "00":
                found.append(make_number(match.start(minute), end, match[minute], float(match[minute])))
        take(taken, start, end)
    return found


def _find_clock_ranges(text: str, taken: bytearray) -> list[Number]:
    found = []
    for match in _CLOCK_RANGE.finditer(text):
        minutes = match["m1"], match["m2"]
        is_clock = all(minutes) or (any(minutes) and match["said"])
        if not is_clock or is_behind_change(text, match.start()):
            continue
        for hour, minute in (("h1", "m1"), ("h2", "m2")):
            if int(match[hour]) > 24:
                continue
            hours = _read_hour(int(match[hour]), "")
            found.append(make_number(*match.span(hour), match[hour], *hours, clock=True))
            if match[minute] and match[minute] != "00":
                found.append(make_number(*match.span(minute), match[minute], float(match[minute])))
            take(taken, match.start(hour), match.end(minute) if match[minute] else match.end(hour))
    return found


def _read_hour(hour: int, said: str) -> set[Value]:
    """The hours of the day that *hour* may be, by what was *said* with it."""
    tail = said.lower()
    morning = re.search(r"\da\.?m|\sa\.?\s?m|mañana|madrugada", tail)
    evening = re.search(r"\dp\.?m|\sp\.?\s?m|tarde|noche", tail)
    if hour > 12 or not hour:
        return {float(hour % 24)}
    if morning and not evening:
        return {float(hour % 12)}
    if evening and "noche" not in tail:
        return {float(hour % 12 + 12)}
    return {float(hour % 12), float(hour % 12 + 12)}
