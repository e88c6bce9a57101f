"""Signs of numbers below nought, which words may say too."""

import re
from collections.abc import Iterator

from translations.numbers.number import Number
from translations.numbers.sides import Side

#: A sign before a number, not a dash or the middle of a range; and a dash that closes what one opened.
_SIGN = re.compile(
    r"(?:^|[\s(])−$|(?:^|\(|\b(?:del?|al?|un|en|fue|es|era|of|to|at|by|from|was|is|were|an?)\s)[-–]$",
    re.IGNORECASE,
)
_SIGN_BEHIND_WORD = re.compile(r"[^\W\d_]\s[-–]$")
_CLOSING_DASH = re.compile(r"[-–](?=[\s.,;:)]|$)")
#: Words that say what a sign says, of anything and of what changes.
_NEGATIVE = re.compile(r"\b(?:minus|menos|negativ|below|bajo|sub)", re.IGNORECASE)
_FALLING = re.compile(
    r"\b(?:f[ae]ll|drop|decline|decreas|down|los[ets]|loss|shr[aiu]nk|contract|ca[íiye]|baj[óoae]|p[ée]rd|perdi"
    r"|descen|disminu|retroce|reduc|contra[ijcí])",
    re.IGNORECASE,
)
#: Words beside a number of degrees or per cent that say that it is below nought.
_MINUS = re.compile(r"(?:\bminus|\bnegative|(?<!\bal )(?<!\blo )(?<!\bno )\bmenos)\s$", re.IGNORECASE)
_BELOW_ZERO = re.compile(
    r"\s?(?:°|º|grados?\b|degrees?\b)?\s?[CF]?\s+(?:bajo\s+cero|below\s+(?:zero|freezing))", re.IGNORECASE
)
_DEGREES = re.compile(r"\s?(?:°|º|(?i:grados|degrees)\b|[CF]\b|below\s+zero|bajo\s+cero)")


def find_lost_signs(ours: Side, theirs: Side) -> tuple[Number, ...]:
    """The numbers that only one side has below nought, where the other does not say so in words."""
    return (*_find_signed_here_only(ours, theirs), *_find_signed_here_only(theirs, ours))


def _find_signed_here_only(side: Side, other: Side) -> Iterator[Number]:
    signed = [number for number in side.numbers if has_sign(side.text, number)]
    if not signed or _NEGATIVE.search(other.text):
        return
    there = {value for number in other.numbers if has_sign(other.text, number) for value in number.values}
    for number in signed:
        degrees = _DEGREES.match(side.text, number.end)
        # A dash looks the same as most signs: it is one before decimals, degrees and percentages only.
        is_minus = side.text.startswith("−", number.start - 1) if number.start else False
        is_sign = is_minus or degrees or number.unit == "%" or "." in number.text or "," in number.text
        if is_sign and not number.values & there and (degrees or not _FALLING.search(other.text)):
            yield number


def has_sign(text: str, number: Number) -> bool:
    """Whether *number* of *text* is below nought, by a sign or by words beside it."""
    before = text[max(0, number.start - 12) : number.start]
    if _SIGN.search(before[-8:]) or _MINUS.search(before) or _BELOW_ZERO.match(text, number.end):
        return True
    return bool(_SIGN_BEHIND_WORD.search(before) and not _CLOSING_DASH.search(text, number.end))
