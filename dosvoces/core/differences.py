"""Differences between two sequences, in time that no text can stretch."""

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

#: Pairs of elements that are compared: 5,000 words with 5,000 take 10 ms and 3 MB. Longer than any paragraph
#: of an article; what is longer still counts as rewritten between its common beginning and end.
_MOST_PAIRS = 25_000_000


class Difference(NamedTuple):
    """A run ``old[start:end]`` in whose place ``new[new_start:new_end]`` stands; *same* when both say it."""

    same: bool
    start: int
    end: int
    new_start: int
    new_end: int


def _count_common(old: Sequence[Hashable], new: Sequence[Hashable]) -> int:
    least = min(len(old), len(new))
    return next((place for place in range(least) if old[place] != new[place]), least)


def _find_equal(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int, int]]:
    """Runs that both have, as places in both and a length, by their longest common subsequence."""
    begin = _count_common(old, new)
    end = _count_common(old[begin:][::-1], new[begin:][::-1])
    yield 0, 0, begin
    middle, other = old[begin : len(old) - end], new[begin : len(new) - end]
    if len(middle) * len(other) <= _MOST_PAIRS:
        for code in LCSseq.opcodes(middle, other):
            if code.tag == "equal":
                yield code.src_start + begin, code.dest_start + begin, code.src_end - code.src_start
    yield len(old) - end, len(new) - end, end


def compare_sequences(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Difference]:
    """What stayed and what changed from *old* to *new*, in order; the runs cover both."""
    found: list[Difference] = []
    i = k = 0
    for start, other, length in _find_equal(old, new):
        if start > i or other > k:
            found.append(Difference(False, i, start, k, other))
        if length:
            found.append(Difference(True, start, start + length, other, other + length))
        i, k = start + length, other + length
    return found
