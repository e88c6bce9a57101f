"""Conditions on the sentence beside a line."""

import pytest

from dosvoces.core.errors import QueryError
from dosvoces.corpus.beside import parse_beside


@pytest.mark.parametrize(
    ("wanted", "holding", "lacking"),
    [
        ("port", "The PORT opens.", "The ports open."),
        ("port*", "The ports open.", "Airports open."),
        ("the port", "To the “port”.", "The old port"),
        ("Peña Nieto", "de Pena Nieto.", "Peñas Nieto"),
        ("O’Higgins", "near O'Higgins", "near Higgins"),
        ("-port", "The harbour opens.", "The port opens."),
        ("port -", "a port", "-"),
    ],
)
def test_words_stand_beside(wanted: str, holding: str, lacking: str) -> None:
    beside = parse_beside(wanted)
    assert beside
    assert beside.holds(holding)
    assert not beside.holds(lacking)
    assert not beside.holds("")


def test_nothing_is_no_condition() -> None:
    assert parse_beside(" ") is None
    for nothing in ("-", "- …", "*"):
        with pytest.raises(QueryError, match="no word"):
            parse_beside(nothing)
