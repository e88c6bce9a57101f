"""Numbers of which one stands for another: "twice" for "triple", "from 9 to 12" for "from 12 to 9"."""

import re
from itertools import pairwise

from translations.numbers.number import Number
from translations.numbers.sides import Side
from translations.numbers.spelled import Spelled
from translations.numbers.units import MEASURES, are_same

#: Words that are numbers now and then: "la media" is an average, too, and there are prime ministers.
_OFTEN_NONE = frozenset((
    "medio", "media", "medios", "medias", "ciento", "par", "primeros", "primeras", "segundos", "segundas",
    "quincena", "cuarentena", "cuarto", "cuartos",
))  # fmt: skip


def are_renamed(unit: str, other: str) -> bool:
    """Whether one measure has become another: six months are no six years."""
    return unit != other and MEASURES.issuperset((unit, other)) and not are_same(unit, other)


def find_exchanged(left: Side, left_there: Side, ours: Side, theirs: Side) -> tuple[Spelled, ...]:
    """A word *left* of each side that may be a number, and is none of the other's, or one of another unit."""
    words = _find_doubtful(left, theirs), _find_doubtful(left_there, ours)
    if all(words):
        return words[0][0], words[1][0]
    measured = [(other, left_there.read_unit(other)) for other in left_there.words]
    for word in left.words if measured else ():
        unit = left.read_unit(word)
        for other, another in measured if unit in MEASURES else ():
            if word.values & other.values and are_renamed(unit, another):
                return word, other
    return ()


def _find_doubtful(side: Side, other: Side) -> list[Spelled]:
    """Those words left of *side* that may be numbers, of which the *other* has none that may be the same."""
    said: list[Number | Spelled] = [*other.numbers, *other.words]
    return [
        word
        for word in side.words
        if word.strength == 1
        and side.text[word.start : word.end].lower() not in _OFTEN_NONE
        and not any(word.values & each.values for each in said)
    ]


#: What stands before the number that something changes from, and before that to which it changes.
_FROM = re.compile(
    r"\b(?:from|desde|del?)\s+(?:(?:el|los?|las?|un|the|an?)\s+)?(?:US)?[$€£]?$", re.IGNORECASE
)
#: "Frente al 12 %" is no end of a change.
_TO = re.compile(
    r"(?<!frente )(?<!respecto )(?<!junto )(?<!superior )(?<!inferior )(?<!compared )(?<!comparado )"
    r"\b(?:to|hasta|al?)\s+(?:(?:el|los?|las?|un|the|an?)\s+)?(?:US)?[$€£]?$",
    re.IGNORECASE,
)
_REACH = 16


def find_turned_changes(
    same: list[tuple[Number, Number]], source: str, target: str
) -> tuple[tuple[Number, Number], ...]:
    """The numbers between which something changes in *source*, and the other way round in *target*."""
    ordered = sorted(same, key=lambda pair: pair[0].start)
    return tuple(
        (one, other)
        for (one, first), (other, second) in pairwise(ordered)
        if not one.values & other.values
        and _stands_before(_FROM, source, one)
        and _stands_before(_TO, source, other)
        and _are_turned(target, first, second)
    )


def _are_turned(text: str, first: Number, second: Number) -> bool:
    if _stands_before(_TO, text, first):
        return True
    return _stands_before(_FROM, text, second) and not _stands_before(_FROM, text, first)


def _stands_before(pattern: re.Pattern[str], text: str, number: Number) -> bool:
    return pattern.search(text, max(0, number.start - _REACH), number.start) is not None
