"""The papers' formulas, by the limits they state and by published implementations' own examples."""

from itertools import groupby

import pytest

from dosvoces.corpus.code_switching import find_burstiness, find_cmi, find_i_index, find_m_index

# The example in the description of the package cs_metrics.
SAMPLE = ["EN", "EN", "HI", "HI", "UNIV", "UNIV", "HI", "HI", "EN", "EN", "EN", "HI", "HI"]
WORDS = [tag for tag in SAMPLE if tag != "UNIV"]
COUNTS = [WORDS.count("EN"), WORDS.count("HI")]


def spans(words: list[str]) -> list[int]:
    return [len(list(run)) for _, run in groupby(words)]


def burstiness(lengths: list[int]) -> float | None:
    return find_burstiness(len(lengths), sum(lengths), sum(length**2 for length in lengths))


def test_the_example_of_a_published_implementation() -> None:
    assert find_cmi(COUNTS, 2) == pytest.approx(45.45454545454546)
    assert find_m_index(COUNTS) == pytest.approx(0.9836065573770497)
    # Its burstiness, -0.4835, takes a sample's deviation; that of the authors' script is the population's.
    assert spans(WORDS) == [2, 4, 3, 2]
    assert burstiness([2, 4, 3, 2]) == pytest.approx((0.6875**0.5 - 2.75) / (0.6875**0.5 + 2.75))


def test_cmi_is_zero_in_one_language_and_without_any_and_half_of_it_at_most_in_two() -> None:
    assert find_cmi([7, 0]) == find_cmi([0], 5) == find_cmi([]) == 0
    assert find_cmi([5, 5]) == find_cmi([5, 5], 90) == 50
    assert find_cmi([1, 1, 1, 1]) == 75


def test_the_m_index_is_zero_in_one_language_and_one_in_equal_shares_of_any_number() -> None:
    assert find_m_index([9, 0]) == 0
    assert find_m_index([4, 4]) == 1
    assert find_m_index([2, 2, 2]) == pytest.approx(1)
    assert find_m_index([0, 0]) is None


def test_the_i_index_is_the_share_of_transitions_that_switch() -> None:
    assert find_i_index(0, 9) == 0
    assert find_i_index(9, 9) == 1
    assert find_i_index(len(spans(WORDS)) - 1, len(WORDS) - 1) == pytest.approx(0.3)
    assert find_i_index(0, 0) is None


def test_burstiness_is_minus_one_for_a_beat_and_rises_with_single_long_spans() -> None:
    assert burstiness([3, 3, 3, 3]) == -1
    assert burstiness([1] * 100 + [10_000]) > 0.8  # type: ignore[operator]
    assert burstiness([5]) is None
