"""Regular expressions of queries, held so small that no word takes long to match."""

import re
from functools import lru_cache

from dosvoces.core.errors import QueryError

#: Characters of an expression, its repetitions without an end, and its places that may go several ways.
LONGEST = 100
MOST_REPETITIONS = 3
MOST_CHOICES = 10

#: Characters of a word that are compared.
LONGEST_WORD = 60

_SPECIAL = re.compile(r"[.*+?|()\[\]]")
_GROUP = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_ALLOWED = re.compile(r"[\w.*+?|()\[\]'’-]*")


def check_expression(text: str, at: int) -> None:
    """Raises :exc:`QueryError` where *text*, at character *at* of a query, is no bounded expression."""
    if len(text) > LONGEST:
        raise QueryError(f"character {at + 1}: an expression has at most {LONGEST} characters")
    allowed = _ALLOWED.match(text)
    if allowed is not None and (end := allowed.end()) < len(text):
        raise QueryError(f"character {at + end + 1}: {text[end]!r} has no place in an expression for a word")
    if found := re.search(r"\)[*+]|\(\?|[*+?]{2}", text):
        raise QueryError(
            f"character {at + found.start() + 1}: repeat single letters, a dot or a [set], not a group"
        )
    if text.count("*") + text.count("+") > MOST_REPETITIONS:
        raise QueryError(f"character {at + 1}: an expression has at most {MOST_REPETITIONS} of * and +")
    if text.count("|") + text.count("?") > MOST_CHOICES:
        raise QueryError(f"character {at + 1}: an expression has at most {MOST_CHOICES} of | and ?")


@lru_cache(maxsize=256)
def compile_expression(text: str, at: int) -> re.Pattern[str]:
    """The expression *text*, which a whole word has to match, whatever its case."""
    check_expression(text, at)
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        place = at + (error.pos or 0) + 1
        raise QueryError(f"character {place}: {error.msg} in the expression {text!r}") from error


def translate_wildcards(text: str) -> str:
    """The expression that a word with ``*`` and ``?`` means."""
    return "".join({"*": ".*", "?": "."}.get(letter, letter) for letter in text)


def find_literal(text: str) -> tuple[str, bool]:
    """What every word that the expression *text* matches begins with, and whether that is all of it."""
    special = _SPECIAL.search(text)
    if special is None:
        return text, True
    if "|" in _GROUP.sub("", text):
        return "", False
    end = special.start()
    # The letter before a repetition may be missing.
    return text[: end - 1] if text[end] in "*?" and end else text[:end], False
