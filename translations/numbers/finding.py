"""Finding of numbers in a text, each with what it may mean."""

import re
import unicodedata

import msgspec

from translations.numbers.clocks import find_clocks
from translations.numbers.notation import Value, read_digits, read_weight, round_value, writes_points
from translations.numbers.number import Number, make_number, take
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
#: "2 tazas y media", "5 horas y media".
_HALF_AFTER = re.compile(r"\s+[^\W\d_]+\s+y\s+medi[oa]\b", re.IGNORECASE)
#: "1,2 M" is 1.2 million.
_MILLIONS = re.compile(r"[ \u00a0]MM?\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: What stands between numbers that share the words after the last: "3 to 5 million".
_LINK = re.compile(
    r"\s*(?:-|–|—|,|/|to|and|or|through|al?|y|o|u|e|ni)\s*(?:(?:el|un|a)\s+)?[$€£]?\s*", re.IGNORECASE
)


def find_numbers(text: str, language: str) -> list[Number]:
    """The numbers of *text* written with digits or in Roman numerals, in order; CO₂ is CO2."""
    text = text.translate(_LOWERED)
    found: list[Number] = []
    if _DIGIT.search(text):
        taken = bytearray(len(text))
        found = [*_find_dates(text, taken), *_find_powers(text, taken), *_find_fractions(text, taken)]
        found += find_clocks(text, language, taken)
        found += _find_plain(text, language, taken)
        found += _find_stuck(text, language, taken)
        found.sort(key=lambda number: number.start)
        found = _share_endings(text, _join_parts(text, found))
        found = _join_words(text, found, language)
    for start, end, value in find_roman(text, language):
        found.append(make_number(start, end, text[start:end], value))
    return found


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
            found.append(make_number(start, end, match[0], float(match[0]), stuck=True))
    return found


def _find_powers(text: str, taken: bytearray) -> list[Number]:
    found = []
    for match in _POWER.finditer(text):
        exponent = match["caret"] or match["raised"].translate(_RAISED)
        value = round_value(float((match["times"] or "1").replace(",", ".")) * 10.0 ** int(exponent))
        found.append(make_number(*match.span(), match[0], value))
        take(taken, *match.span())
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
        found.append(make_number(match.start(), match.end(), match[0], value))
        take(taken, match.start(), match.end())
    return found


def _find_dates(text: str, taken: bytearray) -> list[Number]:
    found = []
    for match in _DOTTED_DATE.finditer(text):
        for group in (1, 2, 3):
            found.append(make_number(match.start(group), match.end(group), match[group], float(match[group])))
        take(taken, match.start(), match.end())
    return found


def _find_plain(text: str, language: str, taken: bytearray) -> list[Number]:
    points = writes_points(text, language)
    found: list[Number] = []
    for match in _NUMBER.finditer(text):
        start, end = match.span("digits")
        if taken[start]:
            continue
        digits, suffix = match["digits"], (match["suffix"] or "").lower()
        take(taken, start, end)
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
            take(taken, *half.span())
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
            take(taken, *per_hundred.span())
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
