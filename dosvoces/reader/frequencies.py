"""Frequencies of a concordance as its page shows them: charts and tables whose bars lead to the lines."""

import msgspec

from dosvoces.corpus.cql import parse
from dosvoces.corpus.frequency import FrequencyRow, Grouping
from dosvoces.corpus.periods import first_day, last_day
from dosvoces.reader import concordance
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.charts import Bar, BarChart, make_chart
from dosvoces.reader.concordance import View, find_address
from dosvoces.reader.interface import Interface
from dosvoces.reader.parameters import ListParameters
from dosvoces.store.frequency import count_lines

#: The tables of the page, in order; that of countries is one of outlets again.
SHOWN: tuple[Grouping, ...] = ("form", "outlet", "month", "section", "field")

#: Rows of a table that the page shows; files have all of them.
_MOST_ROWS = 20


class Table(msgspec.Struct, frozen=True):
    """The frequencies of one grouping: a chart, its rows, and how many there are with lines."""

    by: Grouping
    chart: BarChart
    rows: tuple[tuple[FrequencyRow, Bar], ...]
    total: int


def list_rows(cache: StoryCache, asked: ListParameters, view: View, by: Grouping) -> list[FrequencyRow]:
    """The rows of *by*; without relative frequencies where not all lines are counted.

    Raises :exc:`~dosvoces.core.errors.QueryError` for a pattern that means nothing.
    """
    found = concordance.find_counted(cache, asked, view)
    words = cache.get_or_make(
        ("words", asked.filter, asked.fields, view.side, by),
        lambda: cache.browser.count_words(asked.filter, view.side, asked.fields, by),
    )
    return count_lines(found.lines, words, by, cache.country, whole=not found.more)


def make_tables(cache: StoryCache, t: Interface, asked: ListParameters, view: View) -> list[Table]:
    """The tables of the page."""
    return [_make_table(cache, t, asked, view, by) for by in SHOWN]


def _make_table(cache: StoryCache, t: Interface, asked: ListParameters, view: View, by: Grouping) -> Table:
    rows = list_rows(cache, asked, view, by)
    found = [row for row in rows if row.lines]
    shown = rows if by == "month" else found[:_MOST_ROWS]

    def show(value: float | None) -> str:
        return "–" if value is None else t.decimal(value, 2) if view.relative else t.number(int(value))

    def make_bar(row: FrequencyRow) -> Bar:
        value = row.per_million if view.relative else row.lines
        address = _find_lines(asked, view, by, row.key) if row.lines else ""
        return Bar(label=_name(cache, t, by, row.key), value=value, text=show(value), address=address)

    pairs = tuple((row, make_bar(row)) for row in shown)
    bars = [bar for row, bar in pairs if row.key or by != "month"]
    chart = make_chart(t.name("grouping", by), bars, show, timed=by == "month")
    return Table(by, chart, tuple(pair for pair in pairs if pair[0].lines), len(found))


def _name(cache: StoryCache, t: Interface, by: Grouping, key: str) -> str:
    if by == "outlet":
        return cache.name(key)
    if not key:
        return t("front.undated" if by == "month" else "mixing.none")
    return t.name("field", key) if by == "field" else key


def _find_lines(asked: ListParameters, view: View, by: Grouping, key: str) -> str:
    """The lines that a row counts; empty where no address has them alone."""
    if not key:
        return ""
    narrowed: dict[str, str] = {by: key}
    if by == "month":
        since, until = first_day(key).isoformat(), last_day(key).isoformat()
        bounds = asked.filter
        narrowed = {"since": max(since, bounds.since), "until": min(until, bounds.until or until)}
    if by == "form":
        pattern = parse(view.pattern)
        if any(pattern.uses(attribute) for attribute in ("lang", "role")):
            return ""
        narrowed = {"cql": " ".join(f'"{word}"' for word in key.split())}
    return find_address(asked, view, show="", relative="", **narrowed)
