"""Regular expressions of queries, held so small that no word takes long to match."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from dosvoces.corpus.query_problems import make_problem

#: Characters of an expression, its repetitions without an end, and its places that may go several ways.
LONGEST = 100
MOST_REPETITIONS = 3
MOST_CHOICES = 10

#: Characters of a word that are compared.
LONGEST_WORD = 60

#: Beginnings by which an expression is looked up; where there were more, they are cut short.
MOST_BEGINNINGS = 12

_SET = re.compile(r"\[(\]?[^\]]*)\]")
#: What a set of letters will mean something else with, one day.
_NOT_IN_SET = re.compile(r"\[\]?[^\]]*?(\[|--|\|\|)")
#: What Python says of a broken expression, and which problem that is.
_BROKEN = {
    "unterminated character set": "set_open",
    "missing )": "group_open",
    "unbalanced parenthesis": "group_closed",
    "nothing to repeat": "repeats_nothing",
}
_ALLOWED = re.compile(r"[\w.*+?|()\[\]'’-]*")


def check_expression(text: str, at: int) -> None:
    """Raises :exc:`QueryError` where *text*, at character *at* of a query, is no bounded expression."""
    if len(text) > LONGEST:
        raise make_problem("length", at, most=LONGEST)
    allowed = _ALLOWED.match(text)
    if allowed is not None and (end := allowed.end()) < len(text):
        raise make_problem("sign", at + end, sign=text[end])
    if found := re.search(r"\)[*+]|\(\?|[*+?]{2}", text):
        raise make_problem("group", at + found.start())
    if found := _NOT_IN_SET.search(text):
        raise make_problem("in_set", at + found.start(1), sign=found[1])
    if text.count("*") + text.count("+") > MOST_REPETITIONS:
        raise make_problem("repetitions", at, most=MOST_REPETITIONS)
    if text.count("|") + text.count("?") > MOST_CHOICES:
        raise make_problem("choices", at, most=MOST_CHOICES)


@lru_cache(maxsize=256)
def compile_expression(text: str, at: int) -> re.Pattern[str]:
    """The expression *text*, which a whole word has to match, whatever its case."""
    check_expression(text, at)
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        problem = next((name for said, name in _BROKEN.items() if error.msg.startswith(said)), "expression")
        raise make_problem(problem, at + (error.pos or 0), text=text) from error


def translate_wildcards(text: str) -> str:
    """The expression that a word with ``*`` and ``?`` means."""
    return "".join({"*": ".*", "?": "."}.get(letter, letter) for letter in text)


class Beginning(NamedTuple):
    """What a word begins with, and whether that is all of it."""

    text: str
    whole: bool


def _join(first: Iterable[Beginning], second: Collection[Beginning]) -> list[Beginning]:
    """What begins with one of *first* and, where that was all of it, goes on with one of *second*."""
    joined = [
        Beginning(one.text + other.text, other.whole) if one.whole else one
        for one in first
        for other in (second if one.whole else (one,))
    ]
    return list(dict.fromkeys(joined))


def _read_atom(text: str, at: int) -> tuple[list[Beginning], int]:
    """The beginnings of the letter, set or group of *text* at *at*, and where it ends."""
    if text[at] == "(":
        found, end = _read_choice(text, at + 1)
        return found, end + 1
    if letters := _SET.match(text, at):
        return [Beginning("", False)] if "-" in letters[1] else [
            Beginning(letter, True) for letter in letters[1]
        ], letters.end()
    return [Beginning("", False) if text[at] == "." else Beginning(text[at], True)], at + 1


def _read_sequence(text: str, at: int) -> tuple[list[Beginning], int]:
    found = [Beginning("", True)]
    while at < len(text) and text[at] not in "|)":
        atom, at = _read_atom(text, at)
        repeated = text[at : at + 1] if text[at : at + 1] in ("*", "+", "?") else ""
        at += len(repeated)
        if repeated in ("*", "+"):
            atom = [Beginning(each.text if repeated == "+" else "", False) for each in atom]
        elif repeated:
            atom = [*atom, Beginning("", True)]
        joined = _join(found, atom)
        if len(joined) > MOST_BEGINNINGS:
            joined = [Beginning(each.text, False) for each in found]
        found = joined
    return list(dict.fromkeys(found)), at


def _read_choice(text: str, at: int) -> tuple[list[Beginning], int]:
    found, at = _read_sequence(text, at)
    while text[at : at + 1] == "|":
        other, at = _read_sequence(text, at + 1)
        found += other
    return found, at


def find_beginnings(text: str) -> list[Beginning]:
    """What words that the expression *text* matches begin with: each of them with one of these.

    Too many to be looked up are none: ``Beginning("", False)``.
    """
    found, _ = _read_choice(text, 0)
    found = list(dict.fromkeys(found))
    return found if len(found) <= MOST_BEGINNINGS else [Beginning("", False)]
