"""Numbers in words, of English and of Spanish."""

import re
from collections.abc import Iterable, Iterator

import msgspec

from dosvoces.core.months import MONTH_NAMES
from translations.numbers.fractions import find_fractions
from translations.numbers.notation import round_value
from translations.numbers.units import is_percentage, read_parts, read_span

_ENGLISH_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ENGLISH_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_SPANISH_UNITS = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
    " diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco"
    " veintiséis veintisiete veintiocho veintinueve"
)
_SPANISH_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_SPANISH_ORDINALS = "primer segund tercer cuart quint sext séptim octav noven décim undécim duodécim"
_SPANISH_HUNDREDS = (
    "doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
)

#: Words that multiply what stands before them.
_SCALES = {
    "en": {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
    "es": {"mil": 1e3, "millón": 1e6, "millones": 1e6, "billón": 1e12, "billones": 1e12},
}
#: Words that join parts of a number.
_JOINTS = {"en": frozenset({"and"}), "es": frozenset({"y"})}
#: Words that are numbers now and then, and other words as often.
_WEAK_WORDS = "one a an un uno una unos unas first primer primero primera segundo segunda second"
_WEAK = frozenset(_WEAK_WORDS.split(" "))


#: Words for so many together.
_COLLECTIVES = {
    "en": {
        "duo": 2.0,
        "trio": 3.0,
        "triad": 3.0,
        "trilogy": 3.0,
        "quartet": 4.0,
        "foursome": 4.0,
        "quintet": 5.0,
        "sextet": 6.0,
        "dozens": 12.0,
    }
    | {"double": 2.0, "triple": 3.0, "treble": 3.0, "quadruple": 4.0, "quintuple": 5.0},
    "es": {
        "dúo": 2.0,
        "trío": 3.0,
        "tríada": 3.0,
        "trilogía": 3.0,
        "cuarteto": 4.0,
        "quinteto": 5.0,
        "sexteto": 6.0,
        "decena": 10.0,
        "quincena": 15.0,
        "veintena": 20.0,
        "treintena": 30.0,
        "cuarentena": 40.0,
        "cincuentena": 50.0,
        "sesentena": 60.0,
        "centenar": 100.0,
        "centena": 100.0,
        "millar": 1000.0,
        "doble": 2.0,
        "triple": 3.0,
        "cuádruple": 4.0,
        "quíntuple": 5.0,
    },
}
#: Times of day that have a number in the other language now and then.
_TIMES = re.compile(
    r"\b(?:(?P<noon>(?<!\d )(?:noon|midday)|(?<!\d del )mediodía)|(?P<midnight>midnight|medianoche)"
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


#: A scale behind a number of any kind.
_SCALE_AFTER = {
    language: re.compile(rf"\s+(?:{'|'.join(scales)})s?\b", re.IGNORECASE)
    for language, scales in _SCALES.items()
}


class Spelled(msgspec.Struct, frozen=True):
    """Characters *start* to *end* of a text that say a number in words."""

    start: int
    end: int
    #: What it may mean.
    values: frozenset[float]
    #: 2 for what is always a number ("seven"), 1 for what may be ("seventh", "May"), 0 for "a" and "one".
    strength: int
    #: What the word behind it multiplies it by: 1,000,000 of "three million".
    scale: float = 1.0


def _english() -> dict[str, float]:
    table = {word: float(value) for value, word in enumerate(_ENGLISH_UNITS.split())}
    tens = _ENGLISH_TENS.split(" ")
    table |= {word: 10.0 * value for value, word in enumerate(tens, 2)}
    table |= {word[:-1] + end: 10.0 * value for value, word in enumerate(tens, 2) for end in ("ies", "ieth")}
    table |= {word: float(value) for value, word in enumerate(_ENGLISH_ORDINALS.split(), 1)}
    table |= _COLLECTIVES["en"]
    return table | {"a": 1.0, "an": 1.0, "half": 0.5, "dozen": 12.0, "both": 2.0, "twice": 2.0, "pair": 2.0}


def _spanish() -> dict[str, float]:
    table = {word: float(value) for value, word in enumerate(_SPANISH_UNITS.split())}
    tens = _SPANISH_TENS.split(" ")
    table |= {word: 10.0 * value for value, word in enumerate(tens, 3)}
    table |= {word: 100.0 * value for value, word in enumerate(_SPANISH_HUNDREDS.split(), 2)}
    table |= {word[:-2] + "as": 100.0 * value for value, word in enumerate(_SPANISH_HUNDREDS.split(), 2)}
    for value, stem in enumerate(_SPANISH_ORDINALS.split(), 1):
        table |= {stem + end: float(value) for end in ("o", "a", "os", "as")}
    table |= {"primer": 1.0, "tercer": 3.0, "un": 1.0, "una": 1.0, "cien": 100.0, "ciento": 100.0}
    table |= {stem + "s": value for stem, value in table.items() if stem.endswith(("tro", "nco", "te"))}
    table |= _COLLECTIVES["es"]
    table |= {"veintiún": 21.0, "veintiuna": 21.0, "docena": 12.0, "medio": 0.5, "media": 0.5, "par": 2.0}
    return table | {"ambos": 2.0, "ambas": 2.0}


_WORDS = {"en": _english(), "es": _spanish()}
_MONTH_VALUES = {
    language: {name: float(value) for value, name in enumerate(names, 1)}
    for language, names in MONTH_NAMES.items()
}
_MONTH_VALUES["es"]["setiembre"] = 9.0
#: Cardinals that are nothing else in their language; for "two" translators have "both", "a pair", "twin".
_FIRM = {
    "en": frozenset(_ENGLISH_UNITS.split()[3:]) | {word for word in _WORDS["en"] if word.endswith("ty")},
    "es": frozenset(_SPANISH_UNITS.split()[3:])
    | {word for word in _WORDS["es"] if word.endswith(("enta", "einta", "ientos", "ientas"))}
    | {"cien"},
}
#: Words of fractions of more than one part.
_FRACTIONS = {
    "en": {"thirds", "quarters", "fifths", "sixths", "sevenths", "eighths", "tenths"},
    "es": {"tercios", "quintos", "sextos", "séptimos", "octavos", "décimos"},
}
_TELLING = {
    language: words | {word + end for word in _SCALES[language] for end in ("", "s")} | _FRACTIONS[language]
    for language, words in _FIRM.items()
}
for _language, _values in _MONTH_VALUES.items():
    _WORDS[_language].update(_values)
_SINGLE_WORD = re.compile(r"[^\W\d_]+")
_WORD = re.compile(
    r"\b(?P<and_half>and\s+a\s+half|y\s+medi[oa])\b|\b(?P<half>half)\s+an?\b"
    r"|\b(?P<milliard>miles\s+de\s+millones)\b|[^\W\d_]+",
    re.IGNORECASE,
)
#: "tres horas y media", "three hours and a half".
_HALF_AFTER = re.compile(r"\s+[^\W\d_]+\s+(?:y\s+medi[oa]|and\s+a\s+half)\b", re.IGNORECASE)
#: "14,2 mil": the words belong to the digits.
_AFTER_DIGIT = re.compile(r"\d\s$")


def says_number(text: str, language: str) -> bool:
    """Whether a word of *text* is a number for certain, or makes one of another."""
    return language in _TELLING and not _TELLING[language].isdisjoint(_SINGLE_WORD.findall(text.lower()))


#: "Thousands of people", "miles de millones de pesos": so many that nobody counts them.
_UNCOUNTED = {
    "en": re.compile(r"\b(?P<scale>thousand|million|billion|trillion)s\s+of\b", re.IGNORECASE),
    "es": re.compile(
        r"(?<!\d)(?<!\d\s)\b(?P<scale>miles\s+de\s+millones|miles|millones|billones)\s+de\b", re.IGNORECASE
    ),
}
_UNCOUNTED_VALUES = {"miles": 1e3, "miles de millones": 1e9, **_SCALES["es"], **_SCALES["en"]}


def find_uncounted(text: str, language: str) -> set[float]:
    """The scales of what *text* counts in thousands, millions and so on without a number before them."""
    if language not in _UNCOUNTED:
        return set()
    numbers = _WORDS[language].keys() | _SCALES[language].keys()
    return {
        _UNCOUNTED_VALUES[" ".join(match["scale"].lower().split())]
        for match in _UNCOUNTED[language].finditer(text)
        if (text[max(0, match.start() - 20) : match.start()].split() or [""])[-1].lower() not in numbers
    }


def find_spelled(text: str, language: str) -> list[Spelled]:
    """The numbers in words of *text*, in order, and the months, which dates write with digits too."""
    if language not in _WORDS:
        return []
    fractions = [Spelled(*found) for found in find_fractions(text, language)]
    words = [
        word
        for word in _read_words(text, language)
        if not any(one.start < word.end and word.start < one.end for one in fractions)
    ]
    words = [_add_half(text, word) for word in _share_scales(text, words)]
    words = [_weigh(text, word, language) for word in (*words, *fractions)]
    times = [
        Spelled(*match.span(), frozenset(_TIME_VALUES[match.lastgroup or ""]), 1)
        for match in _TIMES.finditer(text)
    ]
    return [*_turn_back_hours(text, words), *times]


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


def _weigh(text: str, word: Spelled, language: str) -> Spelled:
    """*word* with what it says together with the decade, the hour or the per cent behind it."""
    values, strength = set(word.values), word.strength
    for times in read_span(text, word.end, language):
        # "One decade" may be "a decade" and "ten years".
        strength = min(strength, 1)
        values |= {value * times for value in word.values}
    if parts := read_parts(text, word.end, language):
        values |= {round_value(value * parts) for value in word.values if not value.is_integer()}
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


def _read_words(text: str, language: str) -> Iterator[Spelled]:
    words, scales, firm = _WORDS[language], _SCALES[language], _FIRM[language]
    start = end = -1
    whole = part = last = 0.0
    factor = 1.0
    strength = 2
    joined = half = False
    for match in _WORD.finditer(text):
        word = (match["half"] or match[0]).lower()
        value, scale = words.get(word), 1e9 if match["milliard"] else scales.get(word)
        near = start >= 0 and match.start() - end <= 1
        if match["and_half"]:
            behind_scale = near and whole and not part
            if behind_scale or (near and _SCALE_AFTER[language].match(text, match.end())):
                whole, part = (whole + last / 2, part) if behind_scale else (whole, part + 0.5)
                end, joined = match.end(), False
            elif near:
                end, joined, half = match.end(), False, True
            continue
        if near and value is None and scale is None and word in _JOINTS[language] and not joined:
            # Part of the number only if another part follows.
            joined, end = True, match.end()
            continue
        fits = near and (
            scale is not None
            or (value is not None and (part == 0 or (last >= 20 and value < 10) or part >= 100))
        )
        if not fits and start >= 0:
            yield _make(start, end, whole + part, strength, factor, half)
            start = -1
        if start < 0:
            whole = part = last = 0.0
            factor, half = 1.0, False
            strength = 2
        if scale is not None and (
            start >= 0
            or (scale <= 1e3 and not _AFTER_DIGIT.search(text, max(0, match.start() - 2), match.start()))
        ):
            start = match.start() if start < 0 else start
            bare = match.start() == start
            whole, part = _multiply(whole, part, scale)
            factor *= scale if scale > 100 else 1.0
            # A million is said with a word or with digits, but never with another.
            last, strength = scale, 1 if bare else 2 if scale >= 1e6 else max(strength, 1)
        elif value is not None:
            start = match.start() if start < 0 else start
            part, last, factor = part + value, value, 1.0
            strength = min(strength, 2 if word in firm else 0 if word in _WEAK else 1)
        if start >= 0:
            end = match.end()
        joined = False
    if start >= 0:
        yield _make(start, end, whole + part, strength, factor, half)


def _make(start: int, end: int, value: float, strength: int, scale: float, half: bool) -> Spelled:
    # "las dos y media" is two o'clock, "dos y media" is 2.5.
    return Spelled(start, end, frozenset((value, value + 0.5) if half else (value,)), strength, scale)


def _multiply(whole: float, part: float, scale: float) -> tuple[float, float]:
    """A number of *whole* thousands or millions and *part*, times *scale*."""
    if scale == 100:
        return whole, (part or 1) * 100
    if scale > 1e3 or not whole:
        return (whole + (part or (0.0 if whole else 1.0))) * scale, 0.0
    return whole + (part or 1) * scale, 0.0
