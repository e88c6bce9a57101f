"""Capitals: whether a text is in them, and how they are taken away and put back."""

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: Little words that English titles leave in lower case.
_LITTLE_WORDS = (
    "a an the and or but nor of in on at to for from by with as is vs via over into than that its it"
)
_LITTLE = frozenset(_LITTLE_WORDS.split(" "))


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
