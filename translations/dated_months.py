"""Months that a text names, by name or by number, compared with those of its translation."""

import re

from dosvoces.core.months import MONTH_NUMBERS
from translations.numbers.phrases import find_month_letters
from translations.numbers.roman import read_roman

_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_DAY_BEFORE = re.compile(r"(?<!\w)\d{1,4}(?:st|nd|rd|th)?\s+(?:de\s+|of\s+)?$")
#: English words that are months with a capital only.
_SMALL_WORDS = frozenset(("march", "may"))
_DAY_AFTER = re.compile(r"\.?,?\s+(?:de\s+|del\s+)?\d")
#: A date with nothing but digits; which part of it is the month its country knows.
_NUMERIC_DATE = re.compile(r"(?<![\d.,/-])(\d{1,2})[./-](\d{1,2})(?:[./-]\d{2,4})?(?![\d.,/-]*\d)")
#: "2023-11-05", and "5-XI-2023" as Spanish files are dated.
_ISO_DATE = re.compile(r"(?<![\w.,/-])(?:19|20)\d\d-(\d\d)-\d\d(?![\w-])")
_ROMAN_DATE = re.compile(r"(?<![\w.,/-])\d{1,2}([-/.])(X?I{1,3}|I?[VX]|VI{1,3})\1\d{2,4}(?!\w)")
#: Peru's short form of "setiembre", which without its stop is a word.
_SET = re.compile(r"\bset\.", re.IGNORECASE)


def has_months(text: str, other: str, language: str, other_language: str) -> bool:
    """Whether *other* has the months that *text* names beside a number, by name or by number."""
    months = _dated_months(text, language)
    return not months or months <= _months(other, other_language) | _month_numbers(other)


def _months(text: str, language: str) -> set[int]:
    """The months that *text* may name."""
    table = MONTH_NUMBERS.get(language, {})
    letters = find_month_letters(text) if language == "es" else ()
    named = {table[word] for word in _WORD.findall(text.lower()) if word in table}
    if language == "es" and _SET.search(text):
        named.add(9)
    return named.union(*(months for _, _, months in letters))


def _dated_months(text: str, language: str) -> set[int]:
    """The months named beside a number in *text*; elsewhere, or small, "may" and "march" are other words."""
    if not _DIGIT.search(text):
        return set()
    table = MONTH_NUMBERS.get(language, {})
    return {
        table[word.group().lower()]
        for word in _WORD.finditer(text)
        if word.group().lower() in table
        and (language == "es" or word.group() not in _SMALL_WORDS)
        and (
            _DAY_BEFORE.search(text, max(0, word.start() - 12), word.start())
            or _DAY_AFTER.match(text, word.end())
        )
    }


def _month_numbers(text: str) -> set[int]:
    months = {int(number) for date in _NUMERIC_DATE.findall(text) for number in date}
    months |= {int(month) for month in _ISO_DATE.findall(text)}
    return months | {int(read_roman(month)) for _, month in _ROMAN_DATE.findall(text)}
