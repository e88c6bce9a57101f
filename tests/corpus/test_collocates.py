"""logDice by its definition and the limits that its paper states."""

import pytest

from dosvoces.corpus.collocates import find_log_dice, find_near, rank_collocates


def test_fourteen_is_the_most_and_one_less_is_half_as_typical() -> None:
    assert find_log_dice(10, 10, 10) == 14
    assert find_log_dice(5, 10, 10) == 13
    # one in 16,000 of both together
    assert find_log_dice(1, 16_384, 16_384) == pytest.approx(0)


def test_near_is_five_words_on_either_side() -> None:
    assert [*find_near(20, (7, 9))] == [2, 3, 4, 5, 6, 9, 10, 11, 12, 13]
    assert [*find_near(20, (0, 19))] == [19]


def test_words_that_stand_near_once_only_tell_nothing() -> None:
    near = ["extranjera", "extranjera", "la", "la", "la", "rara"]
    found = rank_collocates(near, 4, {"extranjera": 2, "la": 400, "rara": 1})
    assert [each.word for each in found] == ["extranjera", "la"]
    assert found[0].log_dice == pytest.approx(find_log_dice(2, 4, 2))
