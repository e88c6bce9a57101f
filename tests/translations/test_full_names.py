"""Full names of people, told from words that have a capital for another reason."""

import pytest

from translations.drafts import Draft
from translations.postediting.detection import find_faults
from translations.postediting.full_names import find_full_names


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "Mark Twain and Grace Hopper met.", ["Mark Twain", "Grace Hopper"]),
        ("en", "Will Smith won.", ["Will Smith"]),
        ("en", "The book of Mary Ann's mother", ["Mary Ann"]),
        ("es", "Pilar Alegría y Blanca Osorio hablaron.", ["Pilar Alegría", "Blanca Osorio"]),
        ("es", "Julio Iglesias cantó con Juan de la Cruz.", ["Julio Iglesias", "Juan de la Cruz"]),
        ("es", "Según George W. Bush, sí.", ["George W. Bush"]),
        # Months, auxiliary verbs, days.
        ("en", "In May Sanders lost.", []),
        ("en", "Will Obama run again?", []),
        ("es", "El domingo Villar ganó.", []),
        # Titles, where every word has a capital.
        ("en", "Mark Green Spaces on the Town Map", []),
        ("en", "How Jordan May Win the Race", []),
        # Rulers and saints have a name in each language; places are no people.
        ("es", "El rey Felipe VI y San Juan Bautista", []),
        ("en", "King Charles III and Queen Mary Ann", []),
        ("en", "Los Angeles Galaxy won.", []),
        ("es", "El Mar Egeo y la Marina Real", []),
        ("en", "Governor Leonel Godoy came.", ["Leonel Godoy"]),
        ("en", "Georgia Governor Brian Kemp came.", ["Brian Kemp"]),
    ],
)
def test_full_names_are_told_from_other_capitals(language: str, text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in find_full_names(text, language)] == names


def test_a_name_that_was_kept_is_no_word_left_untranslated() -> None:
    for name in ("Domingo Villar", "Estrella Alcolea", "Blanca Osorio"):
        draft = Draft(f"{name} ganó.", f"{name} won.", "es", "en", is_weak=True)
        assert find_faults(draft) == []
