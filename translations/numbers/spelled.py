"""Words that say a number together, of English and of Spanish."""

import math
import re
from collections.abc import Iterator

import msgspec

from translations.numbers.words import CARDINALS, FIRM, JOINTS, ORDINALS, SCALES, TELLING, WEAK, WORDS

#: A scale behind a number of any kind.
_SCALE_AFTER = {
    language: re.compile(rf"\s+(?:{'|'.join(scales)})s?\b", re.IGNORECASE)
    for language, scales in SCALES.items()
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


_SINGLE_WORD = re.compile(r"[^\W\d_]+")
_WORD = re.compile(
    r"\b(?P<and_half>and\s+a\s+half|y\s+medi[oa])\b|\b(?P<half>half)\s+an?\b"
    r"|\b(?P<milliard>miles\s+de\s+millones)\b|(?!a\.\s?m\b)[^\W\d_]+",
    re.IGNORECASE,
)
#: "14,2 mil": the words belong to the digits.
_AFTER_DIGIT = re.compile(r"\d\s$")


#: How verbs begin that multiply: "duplicó", "halved".
MULTIPLYING = (
    "doubl", "duplic", "reduplic", "redobl", "tripl", "trebl", "quadrupl", "cuadruplic", "quintupl", "halv",
)  # fmt: skip


def says_number(text: str, language: str) -> bool:
    """Whether a word of *text* is or may be a number, or makes one of another."""
    if language not in TELLING:
        return False
    words = _SINGLE_WORD.findall(text.lower())
    return not TELLING[language].isdisjoint(words) or any(
        word.startswith(MULTIPLYING) or word.endswith("fold") for word in words
    )


#: "Thousands of people", "decenas de miles de pesos": so many that nobody counts them.
_UNCOUNTED = {
    "en": re.compile(
        r"\b(?P<scales>(?:(?:ten|dozen|score|hundred|thousand|million|billion|trillion)s\s+of\s+)+)",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"(?<!\d)(?<!\d\s)\b(?P<scales>"
        r"(?:(?:decenas|docenas|veintenas|cientos|centenares|miles|millares|millones|billones)\s+de\s+)+)",
        re.IGNORECASE,
    ),
}
_UNCOUNTED_VALUES = {
    **dict.fromkeys(("decenas", "docenas", "veintenas", "tens", "dozens", "scores"), 1e1),
    **dict.fromkeys(("cientos", "centenares", "hundreds"), 1e2),
    **dict.fromkeys(("miles", "millares", "thousands"), 1e3),
    **dict.fromkeys(("millones", "millions"), 1e6),
    "billions": 1e9,
    "billones": 1e12,
    "trillions": 1e12,
}


_SCALE_WORD = re.compile(r"\w{4,}")


def find_uncounted(text: str, language: str) -> set[float]:
    """The scales of what *text* counts in tens, thousands and so on without a number before them."""
    if language not in _UNCOUNTED:
        return set()
    numbers = WORDS[language].keys() | SCALES[language].keys()
    return {
        math.prod(map(_UNCOUNTED_VALUES.__getitem__, _SCALE_WORD.findall(match["scales"].lower())))
        for match in _UNCOUNTED[language].finditer(text)
        if (text[max(0, match.start() - 20) : match.start()].split() or [""])[-1].lower() not in numbers
    }


def read_words(text: str, language: str) -> Iterator[Spelled]:
    """The numbers in words of *text*, one after the other, as far as their words stand together."""
    words, scales, firm = WORDS[language], SCALES[language], FIRM[language]
    start = end = -1
    whole = part = last = 0.0
    factor = 1.0
    strength = 2
    joined = half = ordinal = False
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
        if near and value is None and scale is None and word in JOINTS[language] and not joined:
            # Part of the number only if another part follows.
            joined, end = True, match.end()
            continue
        fits = near and (
            scale is not None
            or (value is not None and (part == 0 or _goes_on(word, value, last, ordinal) or part >= 100))
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
            own = 2 if word in firm else 0 if word in WEAK else 1
            # "Two" may be "a pair", "thirty-two" is nothing else.
            is_sum = start >= 0 and last >= 20 and word in CARDINALS[language]
            strength = max(strength, own) if is_sum else min(strength, own)
            start = match.start() if start < 0 else start
            part, last, factor, ordinal = part + value, value, 1.0, word in ORDINALS
        if start >= 0:
            end = match.end()
        joined = False
    if start >= 0:
        yield _make(start, end, whole + part, strength, factor, half)


def _goes_on(word: str, value: float, last: float, ordinal: bool) -> bool:
    """Whether *word* of *value* goes on a number that ends in *last*: "twenty-one", "décimo quinto"."""
    return value < 10 and (last >= 20 or (last == 10 and ordinal and word in ORDINALS))


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
