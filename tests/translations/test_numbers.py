import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.drafts import Draft
from translations.numbers import compare_numbers, find_numbers, write_number
from translations.repair import repair_numbers


def differ(english: str, spanish: str) -> bool:
    there = compare_numbers(english, spanish, "en", "es").differences
    back = compare_numbers(spanish, english, "es", "en").differences
    assert bool(there) == bool(back)
    return bool(there)


def repair(source: str, target: str, source_language: str, target_language: str) -> str:
    return repair_numbers(Draft(source, target, source_language, target_language)).target


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("It cost $3.5 million.", "Costó 3,5 millones de dólares."),
        ("It cost $3.5 million.", "Costó 3.5 millones de dólares."),
        ("1,234,567 people", "1.234.567 personas"),
        ("$1.5 billion", "1.500 millones de dólares"),
        ("1.5 billion pesos", "$1,5 mil millones"),
        ("€1.5bn", "1500 millones de euros"),
        ("2.5 million", "2 millones y medio"),
        ("47,500 million", "47 mil 500 millones"),
        ("5 thousand 352 pesos", "5 mil 352 pesos"),
        ("5,143,312 dollars", "5 millones 143 mil 312 dólares"),
        ("3 to 5 million", "de 3 millones a 5 millones"),
        ("12 and 13 percent", "el 12 % y el 13 por ciento"),
        ("47,000 people", "47,000 personas"),
        ("a rate of 17.256", "una tasa de 17,256"),
        ("1.25 and 12,000", "1.25 y 12,000"),
        ("on 3/4/2026", "el 3/4/2026"),
        ("on 3/4/2026", "el 4.3.2026"),
        ("at 3:30 p.m.", "a las 15.30 h"),
        ("at 3 p.m.", "a las 3 de la tarde"),
        ("at 11 p.m.", "a las 23 horas"),
        ("won 0-0 and 2-1", "ganó 0-0 y 2-1"),
        ("call 55 5512 0034", "llame al 55 5512 0034"),
        ("in the eighteenth and 19th centuries", "en los siglos XVIII y XIX"),
        ("John Paul II", "Juan Pablo II"),
        ("the 1980s", "la década de 1980"),
        ("in 2010-11", "en 2010-2011"),
        ("seven houses", "siete casas"),
        ("fifteen thousand", "quince mil"),
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
        ("$47.000 million", "47.000 millones de dólares"),
        ("2,5 million", "2,5 millones"),
        ("12%", "12"),
        ("$12", "12 euros"),
        ("12 euros", "12 pesos"),
        ("at 3:30 a.m.", "a las 15.30"),
        ("the 18th century", "el siglo XIX"),
        ("John Paul II", "Juan Pablo III"),
        ("the 1880s", "la década de 1980"),
        ("seven houses", "ocho casas"),
        ("a 1% rise", "una subida"),
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
    for language in ("en", "es"):
        assert not compare_numbers(text, text, language, language).differences
        for number in find_numbers(text, language):
            assert text[number.start : number.end].strip()


@given(st.integers(1000, 10**9))
def test_points_for_thousands_are_no_english(number: int) -> None:
    spanish = f"{number:,} casas".replace(",", ".")
    assert compare_numbers(spanish, spanish.replace("casas", "houses"), "es", "en").differences
    assert repair(spanish, spanish.replace("casas", "houses"), "es", "en") == f"{number:,} houses"


def test_a_wrong_number_is_put_right_when_it_is_certain_which() -> None:
    assert repair("It cost 3,500.5 pesos.", "Costó 3.50 pesos.", "en", "es") == "Costó 3.500,5 pesos."
    two = repair("From 10 to 20.", "De 11 a 21.", "en", "es")
    assert two == "De 11 a 21."


@pytest.mark.parametrize(
    ("source", "target", "repaired", "languages"),
    [
        ("Costó 47.000 millones.", "It cost 47.000 million.", "It cost 47,000 million.", "es-en"),
        ("De 2,5 a 3,5 por ciento.", "From 2,5 to 3,5 percent.", "From 2.5 to 3.5 percent.", "es-en"),
        ("Costó 2 millones de pesos.", "It cost 2 million weights.", "It cost 2 million pesos.", "es-en"),
        ("Ganó 2 billones.", "It earned 2 billion.", "It earned 2 trillion.", "es-en"),
        (
            "It cost $1.5 billion.",
            "Costó 1,5 billones de dólares.",
            "Costó 1,5 mil millones de dólares.",
            "en-es",
        ),
        ("It cost 1.256 euros.", "Costó 1.256 euros.", "Costó 1,256 euros.", "en-es"),
    ],
)
def test_a_wrong_notation_is_put_right(source: str, target: str, repaired: str, languages: str) -> None:
    assert repair(source, target, *languages.split("-")) == repaired


def test_notations() -> None:
    assert write_number("47.000", "es", "en") == "47,000"
    assert write_number("1.234,5", "es", "en") == "1,234.5"
    assert write_number("47,000.5", "es", "en") == "47,000.5"
    assert write_number("3.5", "es", "en") == "3.5"
    assert write_number("3,500.5", "en", "es") == "3.500,5"
    assert write_number("2023", "es", "en") == "2023"
