"""No text, however made, holds up a function for longer than its length explains."""

import time
from collections.abc import Callable

import pytest

from translations.entities import find_entities

FUNCTIONS: dict[str, Callable[[str], object]] = {
    "entities": find_entities,
}
PARTS = [
    "a",
    "a-",
    "a.",
    "@a",
    ")",
    "a+",
    "@a.b-",
    "1.1.",
    "😀",
    "$A",
    "x.com",
    "#8M",
    "(a.b/",
    "aA",
    "½",
    "1",
    "1,",
    "1:",
    "I,",
    "….",
    "...",
    "«",
    "“",
    "'",
    "A.",
    "s.",
    "mil,",
    "y,",
    "the,",
    "A",
    "á",
    "Zárraga,",
]


def _seconds(text: str, work: Callable[[str], object]) -> float:
    began = time.process_time()
    work(text)
    return time.process_time() - began


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("part", [*PARTS, *(f"{part} " for part in PARTS)])
def test_time_grows_as_the_text_does(name: str, part: str) -> None:
    size = 6000 // len(part)
    work = FUNCTIONS[name]
    texts = [f"En x.mx dijo: {part * times * size} @" for times in (1, 4)]

    def is_linear() -> bool:
        """Whether four times the text takes about four times as long, and not sixteen."""
        short, long = (_seconds(text, work) for text in texts)
        return long < 9 * short + 0.03

    # A busy machine may disturb one measurement, not each of five.
    assert any(is_linear() for _ in range(5))
