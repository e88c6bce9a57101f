"""Differences between two sequences."""

import time
from itertools import pairwise
from random import Random

import pytest

from dosvoces.core.differences import compare_sequences


@pytest.mark.parametrize("seed", range(40))
def test_both_sequences_can_be_put_together_again(seed: int) -> None:
    random = Random(seed)
    old, new = (random.choices("abc", k=random.randrange(12)) for _ in range(2))
    found = compare_sequences(old, new)
    assert [old[run.start : run.end] for run in found if run.same] == [
        new[run.new_start : run.new_end] for run in found if run.same
    ]
    assert [each for run in found for each in old[run.start : run.end]] == old
    assert [each for run in found for each in new[run.new_start : run.new_end]] == new
    assert all(one.same or other.same for one, other in pairwise(found))


def test_no_text_makes_it_work_for_long() -> None:
    def measure(words: int) -> float:
        old, new = ["a", " ", "b", " "] * words, ["b", " ", "c", " ", "a", " "] * words
        start = time.process_time()
        compare_sequences(old, new)
        return time.process_time() - start

    assert measure(1_000) < 0.5
    # Beyond what is compared only the common beginning and end are looked for.
    assert measure(200_000) < 1


def test_what_is_too_long_to_compare_is_rewritten_between_what_both_begin_and_end_with() -> None:
    old = ["x", *("ab" * 4_000), "y"]
    new = ["x", *("cd" * 4_000), "y"]
    assert [(run.same, run.end - run.start) for run in compare_sequences(old, new)] == [
        (True, 1),
        (False, 8_000),
        (True, 1),
    ]
