"""Collocates: which words stand near what was found, and how much more than by chance."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

import msgspec

#: Words on either side that count as near.
WINDOW = 5

#: Occurrences near the node below which a word tells nothing.
FEWEST = 2


class Collocate(msgspec.Struct, frozen=True, kw_only=True):
    """A word near what was found, the node."""

    #: As printed, in small letters.
    word: str
    #: Occurrences at most five words from the node, each counted once.
    near: int
    #: Occurrences in all of the stories that were read.
    everywhere: int
    #: 14 where neither stands without the other; one more means twice as typical.
    log_dice: float


class Rendering(msgspec.Struct, frozen=True, kw_only=True):
    """A word that stands in the other language beside what was found: what it may be rendered by."""

    #: As printed, in small letters.
    word: str
    #: Sentences with it beside one that holds what was found.
    beside: int
    #: Sentences with it in all of the stories that were read.
    everywhere: int
    #: 14 where neither stands without the other; one more means twice as typical.
    log_dice: float


def find_log_dice(near: int, nodes: int, everywhere: int) -> float:
    """``14 + log2(2 · f(x,y) / (f(x) + f(y)))``.

    Rychlý, "A Lexicographer-Friendly Association Score", RASLAN 2008.
    """
    return 14 + math.log2(2 * near / (nodes + everywhere))


def find_near(length: int, match: tuple[int, int]) -> Iterator[int]:
    """The places of the words at most :data:`WINDOW` words around the *match*, of *length* words."""
    begin, end = match
    return chain(range(max(begin - WINDOW, 0), begin), range(end, min(end + WINDOW, length)))


def rank_collocates(
    near: Iterable[str], nodes: int, everywhere: Mapping[str, int], most: int = 50
) -> list[Collocate]:
    """The words of *near* that are most typical of *nodes* occurrences, by logDice.

    *everywhere* has how often each word stands in the texts.
    """
    return [
        Collocate(word=word, near=number, everywhere=everywhere[word], log_dice=score)
        for score, number, word in _rank(Counter(near), nodes, everywhere)[:most]
    ]


def rank_renderings(
    beside: Iterable[str], nodes: int, everywhere: Mapping[str, int], most: int = 50
) -> list[Rendering]:
    """The words of *beside*, once for each sentence, most typical of *nodes* sentences, by logDice.

    *everywhere* has in how many sentences of the texts each word stands.
    """
    return [
        Rendering(word=word, beside=number, everywhere=everywhere[word], log_dice=score)
        for score, number, word in _rank(Counter(beside), nodes, everywhere)[:most]
    ]


def _rank(
    counts: Mapping[str, int], nodes: int, everywhere: Mapping[str, int]
) -> list[tuple[float, int, str]]:
    found = [
        (find_log_dice(number, nodes, everywhere[word]), number, word)
        for word, number in counts.items()
        if number >= FEWEST and everywhere.get(word)
    ]
    return sorted(found, key=lambda each: (-each[0], -each[1], each[2]))
