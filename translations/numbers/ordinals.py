"""Ordinals in digits: "5.ª" is "5th"."""

import re
from collections.abc import Iterator

from dosvoces.core.months import MONTH_NAMES

_SPANISH = re.compile(
    r"(?<![\w.,])(?P<number>\d{1,4})(?:\.?(?:[ºª]|er)|(?:r[oa]|d[oa]|t[oa]|m[oa]|v[oa]|n[oa])"
    rf"|°(?=\s+de\s+(?:{'|'.join(MONTH_NAMES['es'])})\b))(?!\w)",
    re.IGNORECASE,
)
_ENGLISH = re.compile(r"(?<![\w.,])(?P<number>\d{1,4})(?:st|nd|rd|th)\b(?=(?:\s+(?P<word>[^\W\d_]+))?)")
#: Endings of words that are feminine nearly always.
_FEMININE = ("a", "as", "ción", "ciones", "sión", "siones", "dad", "dades", "tad", "tud")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def find_spanish_ordinals(text: str) -> Iterator[tuple[int, int, str]]:
    """Start and end of every ordinal in a Spanish *text*, and how English writes it."""
    for match in _SPANISH.finditer(text):
        number = int(match["number"])
        ending = "th" if number // 10 % 10 == 1 else _ENDINGS.get(number % 10, "th")
        yield *match.span(), f"{number}{ending}"


def find_english_ordinals(text: str) -> Iterator[tuple[int, int, str]]:
    """Start and end of every English ordinal in a Spanish *text*, and how Spanish writes it there."""
    for match in _ENGLISH.finditer(text):
        sign = "ª" if (match["word"] or "").lower().endswith(_FEMININE) else "º"
        yield *match.span(), f"{match['number']}.{sign}"
