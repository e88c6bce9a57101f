"""Frequencies: how often a query is found in each outlet, month or form, in lines and per million words."""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

import msgspec

from dosvoces.corpus.periods import fill_periods

Grouping = Literal["outlet", "country", "month", "section", "field", "form"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)

#: What relative frequencies are given for: words of the stories.
PER = 1_000_000


class FrequencyRow(msgspec.Struct, frozen=True, kw_only=True):
    """How often a query is found in one outlet, country, month, section, part of the page, or form."""

    #: Key of the outlet, country, month, section or part, or the form found; empty for stories without one.
    key: str
    #: Lines of the concordance.
    lines: int
    #: Stories that have them.
    stories: int
    #: All words there are of it, as a concordance divides them; of a form, all words looked through.
    words: int
    #: Lines in a million words; None without words, and where not all lines were counted.
    per_million: float | None


def tally(found: Iterable[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """How many lines each key has, and how many stories; *found* has the key and the story of each line.

    The lines of a story come one behind the other.
    """
    lines: dict[str, int] = {}
    stories: dict[str, int] = {}
    last: dict[str, str] = {}
    for key, story in found:
        lines[key] = lines.get(key, 0) + 1
        if last.get(key) != story:
            last[key] = story
            stories[key] = stories.get(key, 0) + 1
    return {key: (number, stories[key]) for key, number in lines.items()}


def make_rows(
    by: Grouping, tallied: Mapping[str, tuple[int, int]], words: Mapping[str, int], *, whole: bool = True
) -> list[FrequencyRow]:
    """The rows of *by*: months in order and without a gap, else those with the most lines first.

    *words* has how many there are of each key; of forms, all of them under an empty key. Unless the *whole*
    was counted there are no relative frequencies.
    """
    keys = [*dict.fromkeys((*tallied, *(() if by == "form" else words)))]
    if by == "month":
        dated = [key for key in keys if key]
        keys = [*fill_periods(dated), *(key for key in keys if not key)]
    else:
        keys.sort(key=lambda key: (-tallied.get(key, (0, 0))[0], key))

    def make_row(key: str) -> FrequencyRow:
        lines, stories = tallied.get(key, (0, 0))
        number = words.get("" if by == "form" else key, 0)
        per_million = PER * lines / number if number and whole else None
        return FrequencyRow(key=key, lines=lines, stories=stories, words=number, per_million=per_million)

    return [make_row(key) for key in keys]
