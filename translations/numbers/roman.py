"""Roman numerals of centuries and after names."""

import re
from collections.abc import Iterator
from functools import lru_cache

#: 1 to 39; the last part keeps it from being nothing at all.
_NUMERAL = r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})(?<=[IVX])"
_CENTURY = re.compile(
    rf"(?ai:\b(?:siglos?|ss?\.)\s+(?P<first>{_NUMERAL})\b(?:\s*(?:y|al?|o|-|–)\s*(?P<second>{_NUMERAL})\b)?"
    rf"|\b(?P<ordinal>{_NUMERAL})(?:th|st|nd|rd)?\s+centur(?:y|ies)\b)"
)
_REGNAL = re.compile(rf"(?<=[^\W\d_]\s)\b(?=[IVX]{{2}}){_NUMERAL}\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


def find_roman(text: str, language: str) -> Iterator[tuple[int, int, float]]:
    """Start, end and value of the Roman numerals of *text*: of Spanish centuries, and after names."""
    taken: set[int] = set()
    for match in _CENTURY.finditer(text):
        for group in ("first", "second", "ordinal"):
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
