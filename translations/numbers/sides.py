"""The numbers of one side of a translation."""

from collections.abc import Collection, Sequence

import msgspec

from translations.numbers.finding import find_numbers
from translations.numbers.number import Number
from translations.numbers.phrases import find_spelled
from translations.numbers.spelled import Spelled
from translations.numbers.units import read_unit


class Side(msgspec.Struct):
    """A text, its language, and its numbers in digits and in words, fewer as they are compared."""

    text: str
    language: str
    numbers: list[Number]
    words: list[Spelled]

    def with_numbers(self, numbers: Sequence[Number]) -> "Side":
        """The same side with *numbers*, and with a list of words of its own."""
        return Side(self.text, self.language, list(numbers), list(self.words))

    def leave_out(self, found: Collection[Number | Spelled]) -> None:
        """Take away what is *found*."""
        self.numbers = [number for number in self.numbers if number not in found]
        self.words = [word for word in self.words if word not in found]

    def read_unit(self, number: Number | Spelled) -> str:
        """The unit of a number of this side, empty without one."""
        return read_unit(self.text, number.start, number.end, self.language)


def read_side(text: str, language: str, written: bool = True) -> Side:
    """The numbers of *text*, of which those in digits are looked for only if any is *written*."""
    numbers = find_numbers(text, language) if written else []
    covered = bytearray(len(text))
    for number in numbers:
        covered[number.start : number.end] = b"\1" * (number.end - number.start)
    words = [word for word in find_spelled(text, language) if not any(covered[word.start : word.end])]
    return Side(text, language, numbers, words)
