"""Two versions of a story, word by word."""

import pytest

from dosvoces.reader.comparing import compare_words


@pytest.mark.parametrize(
    ("before", "after", "removed", "added"),
    [
        ("Murieron 1,204 personas.", "Murieron 1,305 personas.", ["1,204"], ["1,305"]),
        ("A las 10:30 en Lima.", "A las 11:30 en Lima.", ["10:30"], ["11:30"]),
        ("La alcaldesa dijo que no.", "La alcaldesa dijo que sí.", ["no"], ["sí"]),
        (
            "Cerraron el puerto de Valdivia ayer.",
            "Cerraron la caleta de Corral ayer.",
            ["el puerto de Valdivia"],
            ["la caleta de Corral"],
        ),
    ],
)
def test_what_changed_is_shown_in_whole_words(
    before: str, after: str, removed: list[str], added: list[str]
) -> None:
    found = compare_words(before, after)
    assert [each.text for each in found if each.kind == "removed"] == removed
    assert [each.text for each in found if each.kind == "added"] == added
    assert "".join(each.text for each in found if each.kind != "added") == before
    assert "".join(each.text for each in found if each.kind != "removed") == after
