"""Finding of numbers in a text, each with what it may mean."""

import re
import unicodedata

import msgspec

from translations.numbers.notation import Value, read_digits, read_weight, round_value, writes_points
from translations.numbers.roman import find_roman
from translations.numbers.spelled import read_words
from translations.numbers.units import LETTERS, PER_HUNDRED, read_parts, read_scale, read_span, read_unit

_NUMBER = re.compile(
    # Quetzales and lempiras have a letter for their sign: "Q7.80".
    r"(?:(?<!\w)|(?<=(?<!\w)[QL])(?=\d{1,3}[.,]\d))(?P<quote>['’])?"
    r"(?P<digits>\d{1,3}(?: \d{3})+(?![\d.,]\d|\d)|\d{1,3}(?:['’]\d{3})+(?!\d)"
    r"|(?<![.,)])\.\d+(?![\d.])|\d+(?:[.,\u00a0\u202f]\d{3})*(?:[.,]\d+)?|\d+)"
    r"(?P<suffix>s\b|(?:st|nd|rd|th|º|ª|er|ro|do|to)\b|(?:k|m|mn|b|bn)\b)?(?![\d])",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
#: A number stuck to letters, as in ``G20``: it is compared as it is written.
_STUCK = re.compile(r"(?<=[^\W\d_])\d+")
#: "m2" and "cm3" are measures.
_AREA = re.compile(r"(?<![^\W\d_])[kcmd]?m[23]$", re.IGNORECASE)
#: Fractions, alone or behind a whole number: "2½", "2 1/2", "3/4".
_FRACTION = re.compile(
    r"(?<![\w.,/-])(?:(?P<whole>\d{1,3})[\s-]?)?(?:(?P<sign>[\u00bc-\u00be\u2150-\u215e])"
    r"|(?<![\d-])(?P<over>[1-9])/(?P<under>[2-9]))(?![\w/])"
)
#: Powers of ten: "10²", "10^6", "3×10⁻⁶".
_POWER = re.compile(
    r"(?<![\w.,])(?:(?P<times>\d+(?:[.,]\d+)?)\s?[×x·*]\s?)?10(?:\^(?P<caret>-?\d{1,2})|(?P<raised>⁻?[⁰¹²³⁴-⁹]{1,2}))(?!\w)"
)
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
#: Points inside of dates and times are no decimal points.
_DOTTED_DATE = re.compile(r"(?<![\d.,])(\d{1,2})\.(\d{1,2})\.((?:19|20)?\d\d)(?![\d.,]*\d)")
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
#: "2 tazas y media", "5 horas y media".
_HALF_AFTER = re.compile(r"\s+[^\W\d_]+\s+y\s+medi[oa]\b", re.IGNORECASE)
#: "1,2 M" is 1.2 million.
_MILLIONS = re.compile(r"[ \u00a0]MM?\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: What stands between numbers that share the words after the last: "3 to 5 million".
_LINK = re.compile(
    r"\s*(?:-|–|—|,|/|to|and|or|through|al?|y|o|u|e|ni)\s*(?:(?:el|un|a)\s+)?[$€£]?\s*", re.IGNORECASE
)


class Number(msgspec.Struct, frozen=True):
    """Characters *start* to *end* of a text, the digits, and what they may mean."""

    start: int
    end: int
    text: str
    values: frozenset[Value]
    #: The digits' own value, without the words that multiply it.
    bare: frozenset[Value] = frozenset()
    factor: float = 1.0
    #: Where the words that multiply it stand; the same twice for none.
    scale: tuple[int, int] = (0, 0)
    #: ``%``, a currency, or empty.
    unit: str = ""
    #: Whether it is an hour of the clock.
    clock: bool = False
    #: Whether it is part of a word, as in ``G20``.
    stuck: bool = False


def find_numbers(text: str, language: str) -> list[Number]:
    """The numbers of *text* written with digits or in Roman numerals, in order; CO₂ is CO2."""
    text = text.translate(_LOWERED)
    found: list[Number] = []
    if _DIGIT.search(text):
        taken = bytearray(len(text))
        found = [*_find_dates(text, taken), *_find_powers(text, taken), *_find_fractions(text, taken)]
        found += _find_clocks(text, language, taken)
        found += _find_plain(text, language, taken)
        found += _find_stuck(text, language, taken)
        found.sort(key=lambda number: number.start)
        found = _share_endings(text, _join_parts(text, found))
        found = _join_words(text, found, language)
    for start, end, value in find_roman(text, language):
        found.append(_plain(start, end, text[start:end], value))
    return found


def _plain(
    start: int, end: int, text: str, *values: Value, clock: bool = False, stuck: bool = False
) -> Number:
    return Number(start, end, text, frozenset(values), frozenset(values), clock=clock, stuck=stuck)


def _find_stuck(text: str, language: str, taken: bytearray) -> list[Number]:
    """The numbers stuck to letters; those of quetzales ("Q120 millones") are like any other."""
    found = []
    for match in _STUCK.finditer(text):
        if taken[match.start()] or _AREA.search(text, max(0, match.start() - 3), match.end()):
            continue
        start, end = match.span()
        if scale := read_scale(text, end, language):
            bare = frozenset((float(match[0]),))
            values = frozenset((round_value((float(match[0]) + scale[1]) * scale[0]),))
            found.append(Number(start, end, match[0], values, bare, scale[0], scale[2:]))
        else:
            found.append(_plain(start, end, match[0], float(match[0]), stuck=True))
    return found


def _find_powers(text: str, taken: bytearray) -> list[Number]:
    found = []
    for match in _POWER.finditer(text):
        exponent = match["caret"] or match["raised"].translate(_RAISED)
        value = round_value(float((match["times"] or "1").replace(",", ".")) * 10.0 ** int(exponent))
        found.append(_plain(*match.span(), match[0], value))
        _take(taken, *match.span())
    return found


def _find_fractions(text: str, taken: bytearray) -> list[Number]:
    found = []
    for match in _FRACTION.finditer(text):
        if taken[match.start()]:
            continue
        part = (
            unicodedata.numeric(match["sign"]) if match["sign"] else int(match["over"]) / int(match["under"])
        )
        value = round_value(float(match["whole"] or 0) + part)
        found.append(_plain(match.start(), match.end(), match[0], value))
        _take(taken, match.start(), match.end())
    return found


def _find_dates(text: str, taken: bytearray) -> list[Number]:
    found = []
    for match in _DOTTED_DATE.finditer(text):
        for group in (1, 2, 3):
            found.append(_plain(match.start(group), match.end(group), match[group], float(match[group])))
        _take(taken, match.start(), match.end())
    return found


def _find_clocks(text: str, language: str, taken: bytearray) -> list[Number]:
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
        found.append(_plain(start, end, match[name], *_read_hour(hour, match[0]), clock=True))
        minute = {"hour": "minute", "h": "m", "hh": "mm", "hhmm": "minutes"}.get(name, "")
        if minute and match[minute]:
            end = match.end(minute)
            # "3:00" is 3 o'clock.
            if match[minute] != "00":
                found.append(_plain(match.start(minute), end, match[minute], float(match[minute])))
        _take(taken, start, end)
    return found


def _find_clock_ranges(text: str, taken: bytearray) -> list[Number]:
    found = []
    for match in _CLOCK_RANGE.finditer(text):
        minutes = match["m1"], match["m2"]
        if not (all(minutes) or (any(minutes) and match["said"])):
            continue
        for hour, minute in (("h1", "m1"), ("h2", "m2")):
            if int(match[hour]) > 24:
                continue
            hours = _read_hour(int(match[hour]), "")
            found.append(_plain(*match.span(hour), match[hour], *hours, clock=True))
            if match[minute] and match[minute] != "00":
                found.append(_plain(*match.span(minute), match[minute], float(match[minute])))
            _take(taken, match.start(hour), match.end(minute) if match[minute] else match.end(hour))
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


def _find_plain(text: str, language: str, taken: bytearray) -> list[Number]:
    points = writes_points(text, language)
    found: list[Number] = []
    for match in _NUMBER.finditer(text):
        start, end = match.span("digits")
        if taken[start]:
            continue
        digits, suffix = match["digits"], (match["suffix"] or "").lower()
        _take(taken, start, end)
        bare = read_digits(digits, language, points)
        values: set[Value] = set(bare)
        if digits.isdigit():
            values |= _read_decade(digits, suffix, bool(match["quote"]), text, start)
        factor, scale = 1.0, (end, end)
        if suffix in LETTERS:
            values |= {round_value(value * LETTERS[suffix]) for value in bare if isinstance(value, float)}
        elif words := read_scale(text, match.end(), language):
            factor, scale = words[0], words[2:]
            scaled = {(value + words[1]) * factor for value in values if isinstance(value, float)}
            values = {round_value(value) for value in scaled} or values
        elif _MILLIONS.match(text, match.end()):
            values |= {round_value(value * 1e6) for value in bare if isinstance(value, float)}
        elif half := _HALF_AFTER.match(text, match.end()):
            values |= {value + 0.5 for value in bare if isinstance(value, float)}
            _take(taken, *half.span())
        values |= {
            value * times
            for value in bare
            if isinstance(value, float)
            for times in read_span(text, match.end(), language)
        }
        if parts := read_parts(text, match.end(), language):
            values |= {
                round_value(value * parts)
                for value in values
                if isinstance(value, float) and not value.is_integer()
            }
        unit = read_unit(text, start, scale[1] if factor > 1 else match.end(), language)
        if per_hundred := PER_HUNDRED.match(text, end):
            _take(taken, *per_hundred.span())
        if factor == 1 and (either := read_weight(digits, unit, language, points)):
            values, bare = values | either, bare | either
        found.append(Number(start, end, digits, frozenset(values), bare, factor, scale, unit))
    return found


def _read_decade(digits: str, suffix: str, quoted: bool, text: str, start: int) -> set[Value]:
    """Other ways to read the year or decade that *digits* may be: 1990s, '90s, 2010-11."""
    number = float(digits)
    if len(digits) == 4 and digits.endswith("0"):
        decade = suffix == "s" or text[max(0, start - 10) : start].lower().endswith(("década de ", "años "))
        return {float(digits[2:])} if decade else set()
    if len(digits) != 2:
        return set()
    if quoted or (suffix == "s" and digits.endswith("0")):
        return {1900.0 + number, 2000.0 + number}
    before = re.search(r"\b((?:19|20)\d\d)\s?[-–/]\s?$", text[max(0, start - 8) : start])
    return {float(before[1][:2] + digits)} if before else set()


def _join_parts(text: str, found: list[Number]) -> list[Number]:
    """Numbers in parts as one: "5 mil 352" (and "5 thousand 352"), "47 mil 500 millones"."""
    joined: list[Number] = []
    for number in found:
        last = joined[-1] if joined else None
        if last and last.factor > 1 and not text[last.scale[1] : number.start].strip():
            smaller = number.factor < last.factor
            values = frozenset(
                one + other if smaller else (one + other) * number.factor
                for one in last.values
                for other in (number.values if smaller else number.bare)
                if isinstance(one, float) and isinstance(other, float)
            )
            joined[-1] = msgspec.structs.replace(
                number, start=last.start, text=text[last.start : number.end], values=values, bare=values
            )
            continue
        joined.append(number)
    return joined


#: "Mil 500", "dos mil 500 millones": a number of words and digits.
_WORDS_BEFORE = re.compile(r"(?<!\d )\bmil\s+(?=\d{1,3}\b)", re.IGNORECASE)


def _join_words(text: str, found: list[Number], language: str) -> list[Number]:
    """Numbers with the thousands that stand before them in words."""
    ends = {match.end(): match.start() + len("mil") for match in _WORDS_BEFORE.finditer(text)}
    if language != "es" or not ends:
        return found
    said = {word.end: word for word in read_words(text, language)}
    joined = []
    for number in found:
        word = said.get(ends.get(number.start, -1))
        if word and len(number.text) <= 3:
            (thousands,) = word.values
            bare = frozenset(thousands + value for value in number.bare if isinstance(value, float))
            values = frozenset(round_value(value * number.factor) for value in bare)
            whole = text[word.start : number.end]
            number = msgspec.structs.replace(number, start=word.start, text=whole, bare=bare, values=values)
        joined.append(number)
    return joined


def _share_endings(text: str, found: list[Number]) -> list[Number]:
    """Numbers before another's "million" or "%" that may mean it too: "3 to 5 million"."""
    shared = list(found)
    for at in range(len(found) - 2, -1, -1):
        number, following = shared[at], shared[at + 1]
        if number.factor > 1 or not _LINK.fullmatch(text, number.end, following.start):
            continue
        if following.factor > 1:
            scaled = {
                round_value(value * following.factor) for value in number.bare if isinstance(value, float)
            }
            number = msgspec.structs.replace(number, values=number.values | scaled)
        if not number.unit and following.unit and not _YEAR.fullmatch(number.text):
            number = msgspec.structs.replace(number, unit=following.unit)
        shared[at] = number
    return shared


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\1" * (end - start)
