"""Frequencies of what a concordance finds, by what its lines have in common."""

from collections.abc import Callable, Iterable, Mapping

from dosvoces.core.record import Role
from dosvoces.corpus.frequency import FrequencyRow, Grouping, make_rows, tally
from dosvoces.corpus.kwic import list_forms
from dosvoces.store.concordance import ConcordanceLine
from dosvoces.store.fields import field_of

#: What the key of a line is, of each grouping but the country.
_KEYS: dict[Grouping, Callable[[ConcordanceLine], str]] = {
    "outlet": lambda line: line.outlet,
    "month": lambda line: line.moment[:7],
    "section": lambda line: line.section,
    "field": lambda line: _find_field(line.role),
    "form": lambda line: " ".join(list_forms(line.node)),
}


def _find_field(role: str) -> str:
    known: Role = role or "paragraph"  # type: ignore[assignment]
    return field_of(known)


def count_lines(
    lines: Iterable[ConcordanceLine],
    words: Mapping[str, int],
    by: Grouping,
    name_country: Callable[[str], str],
    *,
    whole: bool = True,
) -> list[FrequencyRow]:
    """How often *lines* are found in each outlet, country, month, section, part of the page, or form.

    *words* is what :func:`~dosvoces.store.words.sum_words` gives for the same stories, *name_country* gives
    the country of an outlet's key. See :func:`~dosvoces.corpus.frequency.make_rows`.
    """
    if by != "country":
        find_key = _KEYS[by]
        return make_rows(by, tally((find_key(line), line.article_id) for line in lines), words, whole=whole)
    summed: dict[str, int] = {}
    for outlet, number in words.items():
        country = name_country(outlet)
        summed[country] = summed.get(country, 0) + number
    found = tally((name_country(line.outlet), line.article_id) for line in lines)
    return make_rows(by, found, summed, whole=whole)
