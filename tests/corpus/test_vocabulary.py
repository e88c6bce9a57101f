"""Word lists and keywords."""

import math

import pytest

from dosvoces.corpus.vocabulary import Vocabulary, find_log_likelihood, find_log_ratio, list_words


def make(*texts: str) -> Vocabulary:
    vocabulary = Vocabulary()
    for text in texts:
        vocabulary.add(text.split())
    return vocabulary


def test_measures_are_those_of_their_papers() -> None:
    # 10 of 1,000 words against 5 of 1,000: expected are 7.5 of each.
    expected = 2 * (10 * math.log(10 / 7.5) + 5 * math.log(5 / 7.5))
    assert find_log_likelihood(10, 1000, 5, 1000) == pytest.approx(expected)
    assert find_log_likelihood(10, 1000, 20, 2000) == pytest.approx(0)
    assert find_log_likelihood(10, 1000, 0, 1000) == pytest.approx(20 * math.log(2))
    assert find_log_ratio(10, 1000, 5, 1000) == 1
    assert find_log_ratio(10, 1000, 80, 2000) == -2
    # Half an occurrence in the place of none.
    assert find_log_ratio(8, 1000, 0, 1000) == 4


def test_words_are_counted_and_compared() -> None:
    rows = list_words(make("agua agua sal", "agua"), make("sal sal pan", "vino"))
    assert [(row.word, row.count, row.stories, row.rest) for row in rows] == [
        ("agua", 3, 2, 0),
        ("sal", 1, 1, 2),
    ]
    assert (rows[0].per_million, rows[1].rest_per_million, rows[1].log_ratio) == (750_000, 500_000, -1)
    assert [row.word for row in list_words(make("agua sal"), make("sal pan"), keywords=True)] == ["agua"]


def test_without_others_there_is_nothing_to_compare_with() -> None:
    (row,) = list_words(make("agua"), make())
    assert (row.rest, row.log_ratio, row.log_likelihood) == (None, None, None)
    assert list_words(make(), make("agua")) == []
