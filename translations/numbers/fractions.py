"""Fractions in words: "two thirds", "tres cuartas partes", "half"."""

import re
from collections.abc import Iterator

from translations.numbers.notation import round_value
from translations.numbers.units import read_parts

_COUNTS = {
    "en": {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7},
    "es": {"un": 1, "una": 1, "la": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7},
}
_PARTS = {
    "en": {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
    | {"ninth": 9, "tenth": 10},
    "es": {"tercio": 3, "cuarto": 4, "quinto": 5, "sexto": 6, "séptimo": 7, "octavo": 8, "noveno": 9}
    | {"décimo": 10, "décima": 10},
}
_PARTES = {
    "tercera": 3,
    "cuarta": 4,
    "quinta": 5,
    "sexta": 6,
    "séptima": 7,
    "octava": 8,
    "novena": 9,
    "décima": 10,
}


def _any(words: dict[str, int]) -> str:
    return "|".join(words)


_FRACTION = {
    "en": re.compile(
        rf"\b(?:(?P<count>{_any(_COUNTS['en'])})|(?P<digit>\d))[\s-]+(?P<part>{_any(_PARTS['en'])})s?\b"
        r"|\b(?P<half>half)(?=\s+(?:of|the|that|these|those|all|my|our|your|his|her|its|their)\b)",
        re.IGNORECASE,
    ),
    "es": re.compile(
        rf"\b(?:(?P<count>{_any(_COUNTS['es'])})|(?P<digit>\d))\s+(?:(?P<part>{_any(_PARTS['es'])})s?"
        rf"|(?P<partes>{_any(_PARTES)})s?\s+partes?)\b|\b(?P<half>mitad)\b",
        re.IGNORECASE,
    ),
}


#: "A quarter of a million", "tres cuartos de millón".
_SCALE_AFTER = {
    "en": re.compile(r"\s+(?:of\s+)?an?\s+(?P<scale>million|billion|trillion)\b", re.IGNORECASE),
    "es": re.compile(r"\s+de\s+(?P<scale>millón|billón)\b", re.IGNORECASE),
}
_SCALES = {"million": 1e6, "billion": 1e9, "trillion": 1e12, "millón": 1e6, "billón": 1e12}


def find_fractions(text: str, language: str) -> Iterator[tuple[int, int, frozenset[float], int]]:
    """Start, end, what it may mean, and strength of every fraction in words of *text*.

    A fraction may be a share of a hundred, as three quarters are 75 %, unless it is one of an hour. "A fifth"
    may be the fifth, and three quarters may be three of a year.
    """
    pattern = _FRACTION.get(language)
    for match in pattern.finditer(text) if pattern else ():
        if match["half"]:
            yield *match.span(), frozenset((0.5, *_shares(0.5))), 1
            continue
        groups = match.groupdict()
        count = int(match["digit"]) if match["digit"] else _COUNTS[language][match["count"].lower()]
        word = (groups.get("partes") or match["part"]).lower()
        under = _PARTES[word] if groups.get("partes") else _PARTS[language][word]
        if under == 2 and count == 1:  # "a half million"
            continue
        values = {round_value(count / under)}
        if scale := _SCALE_AFTER[language].match(text, match.end()):
            whole = _SCALES[scale["scale"].lower()]
            yield match.start(), scale.end(), frozenset((round_value(count / under * whole),)), 2
            continue
        is_part = bool(read_parts(text, match.end(), language))
        if not is_part:
            values |= _shares(count / under)
        if count == 1:
            values.add(float(under))
        elif under == 4 and not groups.get("partes") and not is_part:
            values.add(float(count))
        yield *match.span(), frozenset(values), 2 if count > 1 or match["count"].lower() == "one" else 1


def _shares(fraction: float) -> set[float]:
    """*fraction* in per cent, as exactly as people say it."""
    share = round_value(100 * fraction)
    return {round(share, 1), float(round(share)), float(int(share))}
