"""What a user is promised of the lexicon of furniture."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.languages import furniture_language, normalise, phrases


def test_the_lexicon_holds_thousands_of_clean_pairs() -> None:
    text = files("pipelines.languages").joinpath("furniture.toml").read_text(encoding="utf-8")
    pairs = [tuple(pair) for section in tomllib.loads(text).values() for pair in section]
    assert len(pairs) > 2_500
    assert len(set(pairs)) == len(pairs)
    assert all(
        len(pair) == 2 and all(side == side.strip() and normalise(side) for side in pair) for pair in pairs
    )


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("Síguenos en", "Follow us on"),
        ("Publicaciones recientes", "Recent posts"),
        ("Todos los derechos reservados", "All rights reserved"),
        ("Lo más leído", "Most read"),
    ],
)
def test_furniture_is_translated_both_ways(spanish: str, english: str) -> None:
    assert phrases()["es"][normalise(spanish)] == english
    assert normalise(phrases()["en"][normalise(english)]) in phrases()["es"]


def test_case_space_and_marks_at_the_ends_do_not_matter() -> None:
    assert normalise("  SÍGUENOS   EN: ") == normalise("Síguenos en")
    assert normalise("¿Olvidaste tu contraseña?") == normalise("olvidaste tu contraseña")
    assert normalise("Forgot your password?") == normalise("forgot your password")
    assert normalise("Editor’s pick") == normalise("editor's pick")
    assert furniture_language("SÍGUENOS EN:") == "es"


def test_what_both_languages_print_tells_no_language() -> None:
    assert furniture_language("Sudoku") is None
    assert furniture_language("Editorial") is None


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
