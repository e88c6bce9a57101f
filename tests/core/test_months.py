"""The months' names."""

from dosvoces.core.months import MONTH_NAMES, MONTH_NUMBERS


def test_full_and_short_names_give_the_number_of_the_month():
    for language, names in MONTH_NAMES.items():
        assert [MONTH_NUMBERS[language][name] for name in names] == list(range(1, 13))
        assert [MONTH_NUMBERS[language][name[:3]] for name in names] == list(range(1, 13))
    assert MONTH_NUMBERS["es"]["setiembre"] == MONTH_NUMBERS["en"]["sept"] == 9
