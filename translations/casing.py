"""Capitals: taken away before an engine reads a sentence, put back after."""

import re

from dosvoces.core.months import MONTH_NAMES
from pipelines.languages.table import ENGLISH, NAME
from pipelines.languages.tokens import evidence

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: Little words that English titles leave in lower case.
_LITTLE_WORDS = (
    "a an the and or but nor of in on at to for from by with as is vs via over into than that its it"
)
_LITTLE = frozenset(_LITTLE_WORDS.split(" "))
#: Words that English writes with a capital in any sentence.
_DAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
_ALWAYS = _DAYS | (frozenset(MONTH_NAMES["en"]) - {"may"}) | {"i"}


def is_all_capitals(text: str) -> bool:
    """Whether *text* is in capitals: six letters or more, nine in ten of them in words of capitals."""
    words = [word for word in _WORD.findall(text) if len(word) > 1]
    letters = sum(map(len, words))
    if letters < 6:
        return False
    return sum(len(word) for word in words if word.isupper()) >= 0.9 * letters


def to_sentence_case(text: str) -> str:
    """*text* in capitals as a sentence: lower case, the first letter a capital."""
    lowered = text.lower()
    return capitalise(lowered)


def capitalise(text: str) -> str:
    """*text* with a capital at the beginning of its first word."""
    first = _WORD.search(text)
    return (
        f"{text[: first.start()]}{text[first.start()].upper()}{text[first.start() + 1 :]}" if first else text
    )


def is_title(text: str) -> bool:
    """Whether *text* is in English title case: four words or more, capitals on all but little ones."""
    words = _WORD.findall(text)
    large = [word for word in words if word.lower() not in _LITTLE and len(word) > 1]
    return (
        len(words) >= 4
        and len(large) >= 3
        and sum(word[0].isupper() for word in large) >= 0.85 * len(large)
        and not is_all_capitals(text)
        and text.rstrip()[-1:] not in ".;,"
    )


def lower_title(text: str) -> str:
    """The title-cased *text* as a sentence.

    Ordinary words in lower case, names, acronyms and the first word kept.

    A word is ordinary when the English dictionary has it and it is no commoner as a name.

    """
    for match in reversed(list(_WORD.finditer(text))):
        word = match[0]
        before = text[: match.start()].rstrip()[-1:]
        first = not before or before in '?!:“"'
        if not first and word[0].isupper() and not word.isupper() and _is_ordinary(word):
            text = text[: match.start()] + word[0].lower() + text[match.start() + 1 :]
    return text


def _is_ordinary(word: str) -> bool:
    flags = evidence(word.lower()).flags
    return bool(flags & ENGLISH and not flags & NAME) and word.lower() not in _ALWAYS
