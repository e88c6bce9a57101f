import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.numbers import find_numbers, unmatched_numbers
from translations.repair import repair_numbers, write_number


def differ(english: str, spanish: str) -> bool:
    there = unmatched_numbers(english, spanish, "en", "es")
    back = unmatched_numbers(spanish, english, "es", "en")
    assert (any(there)) == (any(back))
    return any(there)


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("It cost $3.5 million.", "Costó 3,5 millones de dólares."),
        ("It cost $3.5 million.", "Costó 3.5 millones de dólares."),
        ("1,234,567 people", "1.234.567 personas"),
        ("$1.5 billion", "1.500 millones de dólares"),
        ("$1.5 billion", "1,5 mil millones"),
        ("1 billion", "mil millones"),
        ("more than 5,352 pesos", "más de 5 mil 352 pesos"),
        ("12,000 workers", "12 mil trabajadores"),
        ("1 224 km", "1.224 km"),
        ("three dead in 2 attacks", "3 muertos en dos ataques"),
        ("the 19th century", "el siglo XIX"),
        ("the 1990s", "los años 90"),
        ("in the 1990s", "en los noventa"),
        ("at 3:45 p.m.", "a las 15:45"),
        ("12/03/2023", "03/12/2023"),
        ("G20 and B-52", "el G20 y el B-52"),
        ("1st and 2nd", "1.º y 2.º"),
        ("12% of 40", "el 12 % de 40"),
        ("thirty-two houses", "32 casas"),
        ("0.5 points", "0,5 puntos"),
    ],
)
def test_the_same_number_in_both_ways_of_writing(english: str, spanish: str) -> None:
    assert not differ(english, spanish)


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("It cost $3.5 million.", "Costó 35 millones."),
        ("3.5 million", "3,5 mil millones"),
        ("1.5 billion", "1,5 billones"),
        ("in 2010", "en 2011"),
        ("2 of 3", "2 de 2"),
        ("2 of 2", "2"),
        ("nobody", "10 personas"),
        ("of 1 224 km", "un tubo de 224 km"),
        ("1,700 miles", "1,7 millas"),
        ("a 0-0 draw", "un empate 0-00"),
        ("55,000 people", "50.000 personas"),
    ],
)
def test_another_number(english: str, spanish: str) -> None:
    assert differ(english, spanish)


@given(st.integers(0, 10**9))
def test_an_integer_equals_itself_in_each_notation(number: int) -> None:
    assert not differ(f"It is {number:,} now", f"Es {number:,} ahora".replace(",", "."))
    assert not differ(f"It is {number} now", f"Es {number} ahora")


@given(st.text(max_size=80))
def test_any_text_has_the_numbers_of_itself(text: str) -> None:
    assert unmatched_numbers(text, text, "es", "es") == ([], [])
    for number in find_numbers(text, "es"):
        assert text[number.start : number.end].strip()


def test_a_wrong_number_is_put_right_when_it_is_certain_which() -> None:
    assert (
        repair_numbers("It cost 3,500.5 pesos.", "Costó 3.50 pesos.", (), "en", "es")
        == "Costó 3.500,5 pesos."
    )
    two = repair_numbers("From 10 to 20.", "De 11 a 21.", (), "en", "es")
    assert two == "De 11 a 21."


def test_notations() -> None:
    assert write_number("3,500.5", "en", "es") == "3.500,5"
    assert write_number("2023", "es", "en") == "2023"
