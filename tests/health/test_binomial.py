"""Probabilities are probabilities, and the right ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosvoces.health.binomial import at_least, at_most


@given(st.integers(1, 300), st.floats(0, 1), st.data())
def test_probabilities_are_probabilities(of: int, share: float, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, of))
    below, above = at_most(number, of, share), at_least(number, of, share)
    assert 0 <= below <= 1 and 0 <= above <= 1
    assert below + above >= 1 - 1e-9


def test_probabilities_are_right() -> None:
    assert at_most(0, 10, 0.5) == pytest.approx(0.5**10)
    assert at_least(9, 10, 0.5) == pytest.approx(11 * 0.5**10)
