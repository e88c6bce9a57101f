"""The table of what is printed around stories: every phrase is found, whole words only, in linear time."""

import re
import time
import tomllib
from importlib.resources import files
from typing import get_args

import pytest

from pipelines import furniture
from pipelines.furniture import Sort, recognise
from pipelines.phrases import Line, Phrases

TABLE = tomllib.loads(files("pipelines").joinpath("furniture.toml").read_text(encoding="utf-8"))
SORTS = get_args(Sort)


def write_line(phrase: str) -> str:
    """A line that *phrase* describes: the first of its words at each place."""
    written = []
    for part in phrase.split():
        if part.startswith(("..", "$")) or part == "~":
            continue
        if part.endswith("?"):
            continue
        sign = {"#": "3", "@": "Ana", ":": ":", "-": "-"}.get(part)
        written.append(sign or part.split("|")[0].replace("*", "o"))
    return re.sub(r" ([:-])", r"\1", " ".join(written))


@pytest.mark.parametrize("sort", SORTS)
def test_every_phrase_of_the_table_is_recognised(sort: Sort) -> None:
    lost = {line for phrase in TABLE[sort] if recognise(line := write_line(phrase)) is None}
    assert lost == set()


@pytest.mark.parametrize("sort", SORTS)
def test_no_phrase_stands_twice(sort: Sort) -> None:
    assert len(set(TABLE[sort])) == len(TABLE[sort])


def test_the_table_holds_the_sorts_and_nothing_that_is_not_read() -> None:
    assert set(TABLE) == {*SORTS, "about_story", "appeals", "consent", "invitation", "networks", "speech"}


@pytest.mark.parametrize(
    ("phrase", "line", "expected"),
    [
        ("lee tambien", "Leé también el resto", True),
        ("lee tambien", "Lee también", True),
        ("lee tambien", "Lees también", False),
        ("read more $2", "Read more about this", True),
        ("read more $2", "Read more about this here", False),
        ("next ~", "Next they crossed the river.", False),
        ("next ~", "Next: they crossed the river", True),
        ("lee :", "Lee: El río", True),
        ("lee :", "Lee el río", False),
        ("relacionad* $", "Relacionadas", True),
        ("from @ $", "From Ana María Ruiz", True),
        ("from @ $", "From the river", False),
        ("# min read", "5 min read", True),
        ("the? end", "End", True),
        ("sign ..2 inbox", "Sign for your inbox", True),
        ("sign ..2 inbox", "Sign for the best news in your inbox", False),
    ],
)
def test_phrases_match_word_by_word(phrase: str, line: str, expected: bool) -> None:
    assert Phrases([phrase]).match(Line(line)) is expected


@pytest.mark.parametrize(
    "line",
    [
        "Next year the bridge will carry twice as many cars as it does today.",
        "También en la otra orilla se escucharon los motores durante toda la noche.",
        "Ver más allá de la orilla le costaba cada vez más trabajo.",
        "No te pierdas en el bosque, le decía su abuela.",
        "Más de la mitad de los vecinos cruzó a pie.",
        "More in sorrow than in anger, the mayor left the room.",
        "Watch the river long enough and it will watch you.",
        "X",
        "TikTok",
    ],
)
def test_prose_that_begins_like_furniture_is_none(line: str) -> None:
    assert recognise(line) is None


@pytest.mark.parametrize(
    "piece", ["sign up ", "read more. ", "a-", "....", "Ana Ruiz ", "join our, ", "1 / "]
)
def test_recognising_takes_time_in_proportion_to_the_line(piece: str) -> None:
    def cost(count: int) -> float:
        lines = [(piece * count)[: furniture.LONGEST_LINE - 1] + str(number) for number in range(30)]
        begun = time.process_time()
        for line in lines:
            furniture.recognise.__wrapped__(line)
        return time.process_time() - begun

    cost(10)
    short, long = min(cost(10) for _ in range(3)), min(cost(40) for _ in range(3))
    assert long < 40 * short + 0.05
