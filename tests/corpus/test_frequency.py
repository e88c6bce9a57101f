"""Frequencies out of lines and words."""

from dosvoces.corpus.frequency import make_rows


def test_months_without_lines_are_months() -> None:
    rows = make_rows("month", {"2026-03": (2, 1), "": (1, 1)}, {"2026-01": 10, "2026-03": 100, "": 5})
    assert [(row.key, row.lines, row.words) for row in rows] == [
        ("2026-01", 0, 10),
        ("2026-02", 0, 0),
        ("2026-03", 2, 100),
        ("", 1, 5),
    ]
    assert [row.per_million for row in rows] == [0, None, 20_000, 200_000]


def test_forms_are_of_all_words() -> None:
    rows = make_rows("form", {"puerto": (2, 1), "puertos": (3, 2)}, {"": 1000})
    assert [(row.key, row.words, row.per_million) for row in rows] == [
        ("puertos", 1000, 3000),
        ("puerto", 1000, 2000),
    ]
