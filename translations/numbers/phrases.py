"""Numbers in words with what stands around them: fractions, halves, decimals, years, hours of the day."""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from dosvoces.core.months import MONTH_NAMES
from translations.numbers.fractions import find_fractions
from translations.numbers.notation import round_value
from translations.numbers.spelled import Spelled, read_words
from translations.numbers.units import is_percentage, read_parts, read_span
from translations.numbers.words import SCALES, WORDS

#: Times of day that have a number in the other language now and then.
_TIMES = re.compile(
    r"\b(?:(?P<noon>(?<!\d )(?:noon|midday)|(?<!\d del )mediodía)|(?P<midnight>midnight|media\s?noche)"
    r"|(?P<half>half\s+past|y\s+media)|(?P<quarter>quarter\s+(?:past|after)|y\s+cuarto))\b",
    re.IGNORECASE,
)
_TIME_VALUES = {"noon": {12.0}, "midnight": {12.0, 0.0}, "half": {30.0}, "quarter": {15.0}}
#: "a quarter to nine" is 8:45.
_BEFORE_HOUR = re.compile(
    r"\b(?P<en>quarter|five|ten|twenty)\s+to\s+(?=(?P<hour>\w+))"
    r"|\b(?P<hora>\w+)\s+menos\s+(?P<es>cuarto|cinco|diez|veinte)\b",
    re.IGNORECASE,
)
_MINUTES_BEFORE = {"five": 55, "cinco": 55, "ten": 50, "diez": 50, "twenty": 40, "veinte": 40}


#: "tres horas y media", "three hours and a half".
_HALF_AFTER = re.compile(r"\s+[^\W\d_]+\s+(?:y\s+medi[oa]|and\s+a\s+half)\b", re.IGNORECASE)


#: "hora y media", "millón y medio": one and a half, though no number stands before it.
_BARE_HALF = re.compile(
    r"\b(?P<what>[^\W\d_]+)\s+y\s+medi[oa]\b",
    re.IGNORECASE,
)
#: "empataron a dos", "two-all": said once for both.
_DRAW = {
    "es": re.compile(r"\b(?:empat\w+|igual\w+|tablas)\s+a\s+(?P<number>\w+)", re.IGNORECASE),
    "en": re.compile(r"\b(?P<number>\w+)(?:[\s-]all|\s+apiece)\b", re.IGNORECASE),
}
#: Days known by the first letter of their month: "el 11-S", "el 23-F".
_MONTH_LETTER = re.compile(r"\b\d{1,2}-(?P<letter>[EFMAJSOND])\b")


def find_spelled(text: str, language: str) -> list[Spelled]:
    """The numbers in words of *text*, in order, and the months, which dates write with digits too."""
    if language not in WORDS:
        return []
    fractions = [Spelled(*found) for found in find_fractions(text, language)]
    covered = bytearray(len(text))
    for fraction in fractions:
        covered[fraction.start : fraction.end] = b"\1" * (fraction.end - fraction.start)
    words = [
        word
        for word in _join_decimals(text, _join_years(text, read_words(text, language), language))
        if not any(covered[word.start : word.end])
    ]
    words = [_add_half(text, word) for word in _share_scales(text, words)]
    words = [_weigh(text, word, language) for word in (*words, *fractions)]
    times = [
        Spelled(*match.span(), frozenset(_TIME_VALUES[match.lastgroup or ""]), 1)
        for match in _TIMES.finditer(text)
    ]
    others = (
        *_find_bare_halves(text, words),
        *_find_draws(text, language),
        *_find_multiplied(text),
        *_find_month_letters(text, language),
    )
    return [*_turn_back_hours(text, words), *times, *others]


def _find_bare_halves(text: str, words: Sequence[Spelled]) -> Iterator[Spelled]:
    edges = {edge for word in words for edge in (word.start, word.end + 1)}
    for match in _BARE_HALF.finditer(text):
        start = match.start()
        if start in edges or text[max(0, start - 2) : start].strip().isdigit():
            continue
        scale = SCALES["es"].get(match["what"].lower())
        # The measure follows, as it does behind a number.
        yield Spelled(start, match.end() if scale else start, frozenset((1.5 * (scale or 1.0),)), 1)


def _find_draws(text: str, language: str) -> Iterator[Spelled]:
    for match in _DRAW[language].finditer(text):
        said = match["number"].lower()
        value = float(said) if said.isdecimal() else WORDS[language].get(said)
        if value is not None:
            yield Spelled(*match.span("number"), frozenset((value,)), 1)


#: "Prices doubled", "se triplicó", "a tenfold rise".
_TIMES_MORE = re.compile(
    r"\b(?:(?P<half>halv(?:es?|ed|ing))|(?P<double>doubl(?:es|ed|ing)|(?:re)?duplic\w+|redobl\w+|two-?fold)"
    r"|(?P<triple>tripl(?:es|ed|ing|ic\w+)|trebl(?:es|ed|ing)|three-?fold)"
    r"|(?P<quadruple>quadrupl(?:es|ed|ing)|cuadruplic\w+|four-?fold)"
    r"|(?P<quintuple>quintupl(?:es|ed|ing|ic\w+)|five-?fold)|(?P<number>\w{3,8})-?fold)\b",
    re.IGNORECASE,
)
_TIMES_MORE_VALUES = {"half": 0.5, "double": 2.0, "triple": 3.0, "quadruple": 4.0, "quintuple": 5.0}


def _find_multiplied(text: str) -> Iterator[Spelled]:
    for match in _TIMES_MORE.finditer(text):
        value = _TIMES_MORE_VALUES.get(
            match.lastgroup or "", WORDS["en"].get((match["number"] or "").lower())
        )
        if value is not None:
            yield Spelled(*match.span(), frozenset((value,)), 1)


def find_month_letters(text: str) -> Iterator[tuple[int, int, frozenset[int]]]:
    """Start, end and months of the letters that stand for one in a Spanish *text*, as in "el 11-S"."""
    for match in _MONTH_LETTER.finditer(text):
        letter = match["letter"].lower()
        months = (month for month, name in enumerate(MONTH_NAMES["es"], 1) if name[0] == letter)
        yield *match.span("letter"), frozenset(months)


def _find_month_letters(text: str, language: str) -> Iterator[Spelled]:
    for start, end, months in find_month_letters(text) if language == "es" else ():
        yield Spelled(start, end, frozenset(map(float, months)), 1)


def _join_years(text: str, words: Iterable[Spelled], language: str) -> Iterator[Spelled]:
    """*words*, in which English years are one: "nineteen eighty-four", "twenty twenty-four"."""
    last: Spelled | None = None
    for word in words:
        if last and language == "en" and text[last.end : word.start] in _IN_YEARS:
            (century,), (year,) = last.values, word.values
            if 10 < century < 22 and 10 <= year < 100 and min(last.strength, word.strength) > 1:
                yield Spelled(last.start, word.end, frozenset((century * 100 + year,)), 2)
                last = None
                continue
        if last:
            yield last
        last = word if len(word.values) == 1 else None
        if last is None:
            yield word
    if last:
        yield last


#: What stands between the halves of a year, and between the parts of a decimal number.
_IN_YEARS = frozenset((" ", "-"))
_POINT = re.compile(r"\s(?:coma|point)\s(?P<nought>(?:cero|zero|oh)\s)?", re.IGNORECASE)


def _join_decimals(text: str, words: Iterable[Spelled]) -> Iterator[Spelled]:
    """*words*, in which decimals are part of their number: "tres coma cinco", "three point two five"."""
    whole: Spelled | None = None
    value, places = 0.0, 0
    for word in words:
        between = text[whole.end : word.start] if whole else ""
        if whole and len(word.values) == 1 and (_POINT.fullmatch(between) or (places and between == " ")):
            (digits,) = word.values
            nought = text[word.start : word.end].lower().startswith(("cero ", "zero "))
            places += len(str(int(digits))) + nought
            value += digits / 10**places
            whole = Spelled(whole.start, word.end, frozenset((round_value(value),)), 2)
            continue
        if whole:
            yield whole
        whole, places = (word if len(word.values) == 1 else None), 0
        if whole is None:
            yield word
        else:
            (value,) = whole.values
    if whole:
        yield whole


#: What stands between numbers that share the words after the last: "two or three million".
_LINK = re.compile(r"\s*(?:-|–|,|to|or|and|a|o|u|y)\s*", re.IGNORECASE)


def _share_scales(text: str, words: Iterable[Spelled]) -> list[Spelled]:
    """*words* in which numbers before another's "million" may mean it too."""
    shared = list(words)
    for at in range(len(shared) - 2, -1, -1):
        word, following = shared[at], shared[at + 1]
        if word.scale == 1 < following.scale and _LINK.fullmatch(text, word.end, following.start):
            scaled = {round_value(value * following.scale) for value in word.values}
            shared[at] = msgspec.structs.replace(word, values=word.values | scaled, scale=following.scale)
    return shared


def _add_half(text: str, word: Spelled) -> Spelled:
    """*word* with the half behind what it counts: "dos tazas y media"."""
    if not _HALF_AFTER.match(text, word.end):
        return word
    halves = {value + 0.5 for value in word.values if value.is_integer()}
    return msgspec.structs.replace(word, values=word.values | halves)


#: "el once": eleven players.
_TEAM = re.compile(r"\b(?:el|del|al|su|un|nuestro)\s+once\b(?!\s+(?:de|por|y|mil|a)\b)", re.IGNORECASE)


#: What stands before an hour of the clock.
_HOUR_BEFORE = re.compile(r"\b(?:las|la|at|until|by|before|after)\s$", re.IGNORECASE)


def _weigh(text: str, word: Spelled, language: str) -> Spelled:
    """*word* with what it says together with the decade, the hour or the per cent behind it."""
    values, strength = set(word.values), word.strength
    for times in read_span(text, word.end, language):
        # "One decade" may be "a decade" and "ten years".
        strength = min(strength, 1)
        values |= {value * times for value in word.values}
    if parts := read_parts(text, word.end, language):
        values |= {round_value(value * parts) for value in word.values if not value.is_integer()}
    if _HOUR_BEFORE.search(text, max(0, word.start - 8), word.start):
        # "A las cinco" may be 17:00.
        values |= {value + 12 for value in word.values if 1 <= value < 12}
    if not strength and is_percentage(text, word.end):
        strength = 1
    if _TEAM.match(text, max(0, word.start - 3)) or _TEAM.match(text, max(0, word.start - 4)):
        strength = min(strength, 1)
    return msgspec.structs.replace(word, values=frozenset(values), strength=strength)


def _turn_back_hours(text: str, words: list[Spelled]) -> Iterator[Spelled]:
    """*words*, in which the hour of "a quarter to nine" may be eight, and its minutes."""
    turned: dict[int, float] = {}
    for match in _BEFORE_HOUR.finditer(text):
        minutes = _MINUTES_BEFORE.get((match["en"] or match["es"]).lower(), 45)
        turned[match.start("hour") if match["hour"] else match.start("hora")] = float(minutes)
    for word in words:
        if word.start in turned:
            earlier = {turn for value in word.values for turn in (value - 1, value + 11)}
            yield msgspec.structs.replace(word, values=word.values | earlier, strength=min(word.strength, 1))
            yield Spelled(word.start, word.end, frozenset((turned[word.start],)), 1)
        else:
            yield word
