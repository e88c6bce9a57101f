"""Hostile texts are read once: what is read again and again takes minutes here."""

from collections.abc import Callable

import pytest
from growth import grows_linearly, seconds

from dosvoces.core.record import Block
from pipelines.languages import find_fragments, furniture_language, label, label_blocks, spans
from pipelines.languages.tokens import evidence, tokens


def read_blocks(text: str) -> None:
    """Label a paragraph and a line of furniture with *text*, and find their fragments."""
    blocks = [Block(position=0, role="paragraph", text=text), Block(position=1, role="furniture", text=text)]
    find_fragments(label_blocks(blocks), "es")


@pytest.mark.parametrize(
    "unit",
    [
        "a-",
        "a.",
        "a_",
        "a@",
        "%1",
        "'",
        ".",
        "a",
        "«we are» ",
        "— —a",
        "la serie The X ",
        "we are hoy ",
        "“sí,” ",
        "¡sí! ",
        "the a ",
        "3 de mayo de 2026 ",
        '"we are" the people "of this" ',
        "—a (B A",
        "\nNO ES (Q: ",
    ],
)
def test_any_text_takes_time_in_proportion_to_its_length(unit: str) -> None:
    def cost(size: int) -> float:
        text = "a" + unit * (size // len(unit)) + "b"
        readers: list[Callable[[str], object]] = [tokens, furniture_language, label, spans, read_blocks]
        return sum(seconds(lambda read=read: read(text)) for read in readers)

    assert grows_linearly(cost, 2_500)


def test_what_is_remembered_is_bounded() -> None:
    """No cache holds a long text or a long word."""
    word = "zyx" * 1_000
    (token,) = tokens(word)
    assert token.end == len(word)
    assert len(token.word) < 40
    assert evidence(word) is evidence(word[:40])
