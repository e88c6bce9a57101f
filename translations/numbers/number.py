"""A number that stands in a text, with what it may mean."""

import msgspec

from translations.numbers.notation import Value


class Number(msgspec.Struct, frozen=True):
    """Characters *start* to *end* of a text, the digits, and what they may mean."""

    start: int
    end: int
    text: str
    values: frozenset[Value]
    #: The digits' own value, without the words that multiply it.
    bare: frozenset[Value] = frozenset()
    factor: float = 1.0
    #: Where the words that multiply it stand; the same twice for none.
    scale: tuple[int, int] = (0, 0)
    #: ``%``, a currency, or empty.
    unit: str = ""
    #: Whether it is an hour of the clock.
    clock: bool = False
    #: Whether it is part of a word, as in ``G20``.
    stuck: bool = False


def make_number(
    start: int, end: int, text: str, *values: Value, clock: bool = False, stuck: bool = False
) -> Number:
    """A number of these *values* and no words that multiply it."""
    return Number(start, end, text, frozenset(values), frozenset(values), clock=clock, stuck=stuck)


def take(taken: bytearray, start: int, end: int) -> None:
    """Note that characters *start* to *end* belong to a number."""
    taken[start:end] = b"\1" * (end - start)
