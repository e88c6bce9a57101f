"""Names of people, as citations have them."""

import pytest

from dosvoces.core.record import Author
from dosvoces.reader.person_names import split_name


@pytest.mark.parametrize(
    ("name", "inverted"),
    [
        ("Aurora Peña", "Peña, Aurora"),
        ("Gabriel García Márquez", "García Márquez, Gabriel"),
        ("José Luis Rodríguez Zapatero", "Rodríguez Zapatero, José Luis"),
        ("María Corina Machado", "Machado, María Corina"),
        ("Wendolyn Yaretzi García López", "García López, Wendolyn Yaretzi"),
        ("Ana Martín López", "Martín López, Ana"),
        ("Juan Martín Díaz", "Díaz, Juan Martín"),
        ("Juan Martín Pérez Gómez", "Pérez Gómez, Juan Martín"),
        ("Santiago Ramón y Cajal", "Ramón y Cajal, Santiago"),
        ("Pedro de Alvarado y Contreras", "de Alvarado y Contreras, Pedro"),
        ("María de los Ángeles Pérez López", "Pérez López, María de los Ángeles"),
        ("Ana de la Torre", "de la Torre, Ana"),
        ("Luis F. Pérez", "Pérez, Luis F."),
        # Two people, an agency, a sentence: nothing to take apart.
        ("Ana Ruiz y Luis Gil", "Ana Ruiz y Luis Gil"),
        ("EFE", "EFE"),
        ("Ana Ruiz, Madrid", "Ana Ruiz, Madrid"),
        ("a b c d e f g h i j", "a b c d e f g h i j"),
        ("", ""),
    ],
)
def test_a_spanish_name_has_two_surnames_where_it_can(name: str, inverted: str) -> None:
    assert split_name(Author(name=name), "es-MX").inverted == inverted


@pytest.mark.parametrize(
    ("name", "inverted"),
    [
        ("John Robert Smith", "Smith, John Robert"),
        ("David Foster Wallace", "Wallace, David Foster"),
        ("Walter de la Mare", "de la Mare, Walter"),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("Martin Luther King Jr.", "King, Jr., Martin Luther"),
        # Spaniards write in English too.
        ("Gabriel García Márquez", "García Márquez, Gabriel"),
        ("Carlos Fuentes Macias", "Fuentes Macias, Carlos"),
        ("Ana Ruiz and Luis Gil", "Ana Ruiz and Luis Gil"),
    ],
)
def test_another_name_has_its_last_word(name: str, inverted: str) -> None:
    assert split_name(Author(name=name), "en").inverted == inverted


def test_an_organisation_has_no_parts_and_a_particle_stands_apart() -> None:
    agency = Author(name="Europa Press Madrid", type="Organization")
    assert split_name(agency, "es").literal == "Europa Press Madrid"
    name = split_name(Author(name="Ana María de la Torre Ruiz"), "es")
    assert (name.given, name.particle, name.family) == ("Ana María", "de la", "Torre Ruiz")
