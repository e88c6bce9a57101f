"""Numbers of a text and what they mean, so that those of a sentence and of its translation can be compared.

"3.5 million" is "3,5 millones", "$1.5 billion" is "1.500 millones de dólares", "the 1990s" may be "los
noventa", "the 19th century" is "el siglo XIX", "3 p.m." may be "las 15".
"""

import re

import msgspec

_NUMBER = re.compile(
    r"(?<![\w])(?P<quote>['’])?(?P<digits>\d{1,3}(?: \d{3})+(?![\d.,]\d|\d)"
    r"|\d+(?:[.,\u00a0\u202f]\d{3})*(?:[.,]\d+)?|\d+)"
    r"(?P<suffix>s\b|(?:st|nd|rd|th|º|ª|er|ro|do|to)\b|(?:k|m|mn|b|bn)\b)?(?![\d])",
    re.IGNORECASE,
)
#: A number stuck to letters, as in ``G20`` or ``B-52``: it is compared as it is written.
_STUCK = re.compile(r"(?<=[^\W\d_])\d+|(?<=[^\W\d_]-)\d+")
_AFTER = re.compile(r"[\s\u00a0-]+([^\W\d_]+)(?:[\s\u00a0]+(?:de[\s\u00a0]+)?([^\W\d_]+))?")
_SEPARATORS = " .,\u00a0\u202f"


def _list(words: str) -> list[str]:
    return words.split()


#: What a word after a number multiplies it by.
_MAGNITUDES = {
    "en": {
        "hundred": 1e2,
        "thousand": 1e3,
        "million": 1e6,
        "millions": 1e6,
        "billion": 1e9,
        "billions": 1e9,
        "trillion": 1e12,
        "trillions": 1e12,
        "b": 1e9,
        "bn": 1e9,
        "mn": 1e6,
        "m": 1e6,
        "k": 1e3,
    },
    "es": {
        "mil": 1e3,
        "miles": 1e3,
        "millón": 1e6,
        "millones": 1e6,
        "millardo": 1e9,
        "millardos": 1e9,
        "billón": 1e12,
        "billones": 1e12,
        "mdd": 1e6,
        "mdp": 1e6,
        "k": 1e3,
        "m": 1e6,
    },
}

_ENGLISH_WORDS = _list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty"
)
_SPANISH_WORDS = _list(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
    " diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco"
    " veintiséis veintisiete veintiocho veintinueve treinta"
)
_ENGLISH_TENS = _list("twenty thirty forty fifty sixty seventy eighty ninety")
_SPANISH_TENS = _list("veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_ENGLISH_ORDINALS = _list("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
_SPANISH_ORDINALS = _list(
    "primer segundo tercer cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo"
)


def _words() -> dict[str, float]:
    """Spelled numbers of both languages; many are other words too, so they only ever justify digits."""
    table: dict[str, float] = {word: float(value) for value, word in enumerate(_ENGLISH_WORDS)}
    table |= {word: float(value) for value, word in enumerate(_SPANISH_WORDS)}
    table |= {word: 10.0 * value for value, word in enumerate(_ENGLISH_TENS, 2)}
    table |= {word: 10.0 * value for value, word in enumerate(_SPANISH_TENS, 2)}
    table |= {f"{word}s": 10.0 * value for value, word in enumerate(_ENGLISH_TENS, 2)}
    table |= {word[:-1] + "ies": 10.0 * value for value, word in enumerate(_ENGLISH_TENS, 2)}
    table |= {word: float(value) for value, word in enumerate(_ENGLISH_ORDINALS, 1)}
    for value, word in enumerate(_SPANISH_ORDINALS, 1):
        stem = word.rstrip("o") if word.endswith("o") else word
        table |= {form: float(value) for form in (word, stem + "o", stem + "a", stem + "os", stem + "as")}
    table |= {
        "un": 1.0,
        "una": 1.0,
        "a": 1.0,
        "an": 1.0,
        "once": 11.0,
        "twice": 2.0,
        "both": 2.0,
        "ambos": 2.0,
    }
    table |= {
        "ambas": 2.0,
        "half": 0.5,
        "medio": 0.5,
        "media": 0.5,
        "dozen": 12.0,
        "docena": 12.0,
        "pair": 2.0,
    }
    table |= {
        "par": 2.0,
        "hundred": 100.0,
        "hundreds": 100.0,
        "cien": 100.0,
        "ciento": 100.0,
        "cientos": 100.0,
    }
    table |= {"doscientos": 200.0, "trescientos": 300.0, "cuatrocientos": 400.0, "quinientos": 500.0}
    table |= {"seiscientos": 600.0, "setecientos": 700.0, "ochocientos": 800.0, "novecientos": 900.0}
    table |= {"thousand": 1e3, "thousands": 1e3, "mil": 1e3, "miles": 1e3, "million": 1e6, "millón": 1e6}
    table |= {"millones": 1e6, "millions": 1e6, "billions": 1e9, "billones": 1e12}
    table |= {"billion": 1e9, "billón": 1e12, "trillion": 1e12, "siglo": 0.0, "century": 0.0, "midnight": 0.0}
    return table


_SPELLED = _words()
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"\b[IVXLC]+\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


class Number(msgspec.Struct, frozen=True):
    """Characters *start* to *end* of a text, and the values they may mean."""

    start: int
    end: int
    text: str
    values: frozenset[float]


def find_numbers(text: str, language: str) -> list[Number]:
    """The numbers written with digits in *text*, in order."""
    found: list[Number] = []
    for match in _NUMBER.finditer(text):
        values = _read_digits(match["digits"])
        suffix = (match["suffix"] or "").lower()
        digits = match["digits"]
        if suffix == "s" and len(digits) == 4 and digits.endswith("0"):
            values |= {float(digits[2:])}
        elif match["quote"] and len(digits) == 2:
            values |= {1900.0 + int(digits), 2000.0 + int(digits)}
        values = _scale(values, text, match, suffix, language)
        start = match.start("digits")
        if language == "es" and found and text[found[-1].end : start].strip().lower() == "mil":
            # "5 mil 352" is how Mexican papers write 5,352.
            values = {thousands + value for thousands in found[-1].values for value in values}
            start = found.pop().start
            digits = text[start : match.end("digits")]
        found.append(Number(start, match.end("digits"), digits, frozenset(values)))
    taken = {number.start for number in found}
    for match in _STUCK.finditer(text):
        if match.start() not in taken:
            found.append(Number(match.start(), match.end(), match[0], frozenset({float(match[0])})))
    return sorted(found, key=lambda number: number.start)


def _read_digits(digits: str) -> set[float]:
    """The value of *digits* in English or Spanish notation.

    ``3.500`` is 3,500, ``3,5`` is 3.5, ``1.234,5`` 1234.5.
    """
    groups = re.split(f"[{_SEPARATORS}]", digits)
    if len(groups) == 1:
        return {float(digits)}
    marks = [mark for mark in digits if mark in _SEPARATORS]
    # Three digits after a mark are taken for thousands in either notation, so that 1,700 is never 1.7.
    if all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3 and len(set(marks)) == 1:
        return {float("".join(groups))}
    if len(groups) == 2 or (len(set(marks[:-1])) == 1 and marks[-1] != marks[0]):
        return {float("".join(groups[:-1]) + "." + groups[-1])}
    return {float("".join(groups))}


def _scale(values: set[float], text: str, match: re.Match[str], suffix: str, language: str) -> set[float]:
    magnitudes = _MAGNITUDES.get(language, {})
    factor = 1.0
    if suffix in ("k", "m", "mn", "b", "bn"):
        factor = _MAGNITUDES["en"][suffix]
    elif after := _AFTER.match(text, match.end()):
        first, second = after[1].lower(), (after[2] or "").lower()
        if len(first) > 1:
            factor = magnitudes.get(first, 1.0)
        if factor > 1 and len(second) > 1:
            factor *= magnitudes.get(second, 1.0)
    return {value * factor for value in values}


def spelled_values(text: str) -> set[float]:
    """The values of the numbers spelled out in *text*, in either language, and of Roman numerals."""
    values = set()
    previous = 0.0
    for word in _WORD.findall(text.lower()):
        value = _SPELLED.get(word)
        if value is None:
            if word not in ("and", "y", "de"):
                previous = 0.0
            continue
        values.add(value)
        # "twenty three", "two hundred and five", "dos mil", "treinta y dos"
        if previous:
            combined = previous * value if value > previous else previous + value
            values.add(combined)
            previous = combined
        else:
            previous = value
    for numeral in _ROMAN.findall(text):
        values.add(_read_roman(numeral))
    return values


def _read_roman(numeral: str) -> float:
    digits = [_ROMAN_VALUES[letter] for letter in numeral]
    return float(
        sum(-one if one < after else one for one, after in zip(digits, [*digits[1:], 0], strict=True))
    )


def unmatched_numbers(
    source: str, target: str, source_language: str, target_language: str
) -> tuple[list[Number], list[Number]]:
    """The numbers of *source* that *target* does not have, and those of *target* that *source* does not have.

    A number answers one number; it may be spelled out on the other side.
    """
    ours, theirs = find_numbers(source, source_language), find_numbers(target, target_language)
    if not ours and not theirs:
        return [], []
    missing = []
    free = list(theirs)
    for number in ours:
        answer = next((other for other in free if _answers(number, other)), None)
        if answer:
            free.remove(answer)
        else:
            missing.append(number)
    if missing:
        spelled = spelled_values(target)
        missing = [number for number in missing if not _is_said(number, spelled)]
    if free:
        spelled = spelled_values(source)
        free = [number for number in free if not _is_said(number, spelled)]
    # Twelve-hour and twenty-four-hour clocks.
    for number in list(missing):
        other = next((o for o in free if {value + 12 for value in number.values} & o.values), None) or next(
            (
                o
                for o in free
                if {value - 12 for value in number.values} & o.values and min(number.values) <= 24
            ),
            None,
        )
        if other and re.search(
            r"\b[ap]\.?\s?m\b|\d\s?h\b|\bhoras?\b|\bhrs?\b", source + " " + target, re.IGNORECASE
        ):
            missing.remove(number)
            free.remove(other)
    return missing, free


def _answers(number: Number, other: Number) -> bool:
    """Whether both mean the same; noughts count by their length, or "0-00" would be "0-0"."""
    if not number.text.strip("0") and not other.text.strip("0"):
        return len(number.text) == len(other.text)
    return bool(number.values & other.values)


def _is_said(number: Number, spelled: set[float]) -> bool:
    return bool(number.values & spelled)
