"""Numbers in words and in Roman numerals, of English and of Spanish."""

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from dosvoces.core.months import MONTH_NAMES

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


class Spelled(msgspec.Struct, frozen=True):
    """Characters *start* to *end* of a text that say a number in words."""

    start: int
    end: int
    value: float
    #: 2 for what is always this number ("seven"), 1 for what may be ("seventh", "May"), 0 for "a" and "one".
    strength: int


def _english() -> dict[str, float]:
    table = {word: float(value) for value, word in enumerate(_ENGLISH_UNITS.split())}
    tens = _ENGLISH_TENS.split(" ")
    table |= {word: 10.0 * value for value, word in enumerate(tens, 2)}
    table |= {word[:-1] + end: 10.0 * value for value, word in enumerate(tens, 2) for end in ("ies", "ieth")}
    table |= {word: float(value) for value, word in enumerate(_ENGLISH_ORDINALS.split(), 1)}
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
for _language, _values in _MONTH_VALUES.items():
    _WORDS[_language].update(_values)
_WORD = re.compile(r"[^\W\d_]+")
#: "14,2 mil": the words belong to the digits.
_AFTER_DIGIT = re.compile(r"\d\s$")
#: 1 to 39; the last part keeps it from being nothing at all.
_NUMERAL = r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})(?<=[IVX])"
_CENTURY = re.compile(rf"\bsiglos?\s+({_NUMERAL})\b(?:\s*(?:y|al?|o|-|–)\s*({_NUMERAL})\b)?", re.IGNORECASE)
_REGNAL = re.compile(rf"(?<=[^\W\d_]\s)\b(?=[IVX]{{2}}){_NUMERAL}\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


def says_number(text: str, language: str) -> bool:
    """Whether a word of *text* is a number for certain."""
    return language in _FIRM and not _FIRM[language].isdisjoint(_WORD.findall(text.lower()))


def find_spelled(text: str, language: str) -> list[Spelled]:
    """The numbers in words of *text*, in order, and the months, which dates write with digits too."""
    return list(_read_words(text, language)) if language in _WORDS else []


def _read_words(text: str, language: str) -> Iterator[Spelled]:
    words, scales, firm = _WORDS[language], _SCALES[language], _FIRM[language]
    start = end = -1
    whole = part = last = 0.0
    strength = 2
    joined = False
    for match in _WORD.finditer(text):
        word = match[0].lower()
        value, scale = words.get(word), scales.get(word)
        near = start >= 0 and match.start() - end <= 1
        if near and value is None and scale is None and word in _JOINTS[language] and not joined:
            # Part of the number only if another part follows.
            joined, end = True, match.end()
            continue
        fits = near and (
            scale is not None
            or (value is not None and (part == 0 or (last >= 20 and value < 10) or part >= 100))
        )
        if not fits and start >= 0:
            yield Spelled(start, end, whole + part, strength)
            start = -1
        if start < 0:
            whole = part = last = 0.0
            strength = 2
        if scale is not None and (
            start >= 0 or (scale == 1e3 and not _AFTER_DIGIT.search(text, 0, match.start()))
        ):
            start = match.start() if start < 0 else start
            whole, part = _multiply(whole, part, scale)
            last, strength = scale, max(strength, 1)
        elif value is not None:
            start = match.start() if start < 0 else start
            part, last = part + value, value
            strength = min(strength, 2 if word in firm else 0 if word in _WEAK else 1)
        if start >= 0:
            end = match.end()
        joined = False
    if start >= 0:
        yield Spelled(start, end, whole + part, strength)


def _multiply(whole: float, part: float, scale: float) -> tuple[float, float]:
    """A number of *whole* thousands or millions and *part*, times *scale*."""
    if scale == 100:
        return whole, (part or 1) * 100
    if scale > 1e3 or not whole:
        return (whole + (part or (0.0 if whole else 1.0))) * scale, 0.0
    return whole + (part or 1) * scale, 0.0


def find_roman(text: str, language: str) -> Iterator[tuple[int, int, float]]:
    """Start, end and value of the Roman numerals of *text*: of Spanish centuries, and after names."""
    taken: set[int] = set()
    if language == "es":
        for match in _CENTURY.finditer(text):
            for group in (1, 2):
                if match[group]:
                    taken.add(match.start(group))
                    yield match.start(group), match.end(group), read_roman(match[group])
    for match in _REGNAL.finditer(text):
        if match.start() not in taken:
            yield match.start(), match.end(), read_roman(match[0])


@lru_cache(maxsize=200)
def read_roman(numeral: str) -> float:
    """The value of a Roman *numeral*."""
    digits = [_ROMAN_VALUES[letter] for letter in numeral.upper()]
    following = [*digits[1:], 0]
    return float(sum(-one if one < after else one for one, after in zip(digits, following, strict=True)))
