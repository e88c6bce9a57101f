"""Dates that are written in one language: "26 de marzo de 2026, 10:10 h", "March 26, 2026"."""

import re
from itertools import islice

from dosvoces.core.months import MONTH_NAMES
from pipelines.languages.spans import Span

_WEEKDAYS = {
    "es": r"(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)",
    "en": r"(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day",
}
_TIME = {
    "es": r"(?:,?\s(?:a\slas?\s)?\d{1,2}[:.]\d{2}(?:\s?(?:h|hs|hrs|horas|[ap]\.?\s?m)\b\.?)?)?",
    "en": r"(?:,?\s(?:at\s)?\d{1,2}[:.]\d{2}(?:\s?[ap]\.?\s?m\b\.?)?)?",
}
_MONTH = {language: f"(?:{'|'.join(names)})" for language, names in MONTH_NAMES.items()}
_DATE = {
    "es": re.compile(
        rf"\b(?:{_WEEKDAYS['es']},?\s)?\d{{1,2}}º?\sde\s(?:{_MONTH['es']}|setiembre)"
        rf"(?:,?\s(?:del?\s)?\d{{4}}\b)?{_TIME['es']}",
        re.IGNORECASE,
    ),
    "en": re.compile(
        rf"\b(?:{_WEEKDAYS['en']},?\s)?(?:{_MONTH['en']}\s\d{{1,2}}|\d{{1,2}}\s{_MONTH['en']})\b"
        rf"(?:,?\s\d{{4}}\b)?{_TIME['en']}",
        re.IGNORECASE,
    ),
}
#: How sure it is that such a date is in its language.
_SURE = 0.99
#: Most dates of a block that are looked at.
_MOST = 100


def find_dates(text: str, own: str) -> list[Span]:
    """The first dates in *text* that are written in the other of our languages than *own*."""
    other = {"es": "en", "en": "es"}.get(own)
    found = islice(_DATE[other].finditer(text), _MOST) if other else ()
    return [Span(*match.span(), other, _SURE) for match in found if other]
