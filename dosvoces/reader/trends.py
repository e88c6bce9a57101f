"""The page of trends: how many stories one or two queries find, period by period."""

from collections.abc import Mapping

import msgspec

from dosvoces.corpus.periods import last_day
from dosvoces.corpus.trends import PERIODS, SPLITS, Counts, Period, Split, TrendRow, make_rows, sum_periods
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.charts import Bar, BarChart, make_chart
from dosvoces.reader.interface import Interface
from dosvoces.reader.parameters import LONGEST, ListParameters


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What of the page's parameters is its own."""

    second: str = ""
    per: Period = "month"
    by: Split = ""
    #: Whether charts show shares of all stories.
    relative: bool = False


def read_view(params: Mapping[str, str]) -> View:
    """The view that an address asks for; what cannot be meant is taken for nothing."""
    per, by = params.get("per", ""), params.get("by", "")
    return View(
        second=params.get("q2", "")[:LONGEST].replace("\0", "").strip(),
        per=per if per in PERIODS else "month",
        by=by if by in SPLITS else "",
        relative=bool(params.get("relative")),
    )


def _count(cache: StoryCache, query: str, asked: ListParameters, view: View) -> Counts:
    def work() -> Counts:
        rows = cache.browser.count_by_period(
            query, asked.filter, months=view.per == "month", outlets=bool(view.by), fields=asked.fields
        )
        return sum_periods(rows, view.per, cache.country if view.by == "country" else str)

    return cache.get_or_make(("trend", query, asked.filter, asked.fields, view.per, view.by), work)


def list_rows(cache: StoryCache, asked: ListParameters, view: View) -> list[TrendRow]:
    """The rows of *asked*; see :func:`~dosvoces.corpus.trends.make_rows`.

    Raises :exc:`~dosvoces.core.errors.StoreError` for a query without a word.
    """
    found = _count(cache, asked.query, asked, view)
    second = _count(cache, view.second, asked, view) if view.second else None
    return make_rows(_count(cache, "", asked, view), found, second, per=view.per, by=view.by)


def name_group(cache: StoryCache, t: Interface, by: Split, group: str) -> str:
    """What an outlet or country is called; empty where none are told apart."""
    if by == "outlet":
        return cache.name(group)
    return (t.name("country", group) if group else t("mixing.none")) if by else ""


def find_address(asked: ListParameters, view: View, **other: str) -> str:
    """The address of *view*, some of its filters *other*."""
    relative = "1" if view.relative else ""
    own = {"q2": view.second, "per": view.per, "by": view.by, "relative": relative}
    return asked.address("/trends", **{**own, **other})


class _Addresses:
    """Addresses of lists of what queries find; the rows of a group share all but their days."""

    def __init__(self, asked: ListParameters, view: View) -> None:
        self._asked, self._view = asked, view
        self._shared: dict[tuple[str, str], str] = {}

    def find(self, row: TrendRow, query: str) -> str:
        """The list of the stories that *query* finds in the period and group of *row*."""
        shared = self._shared.get((row.group, query))
        if shared is None:
            group = {self._view.by: row.group} if self._view.by and row.group else {}
            shared = self._asked.address(q=query, since="", until="", **group)
            self._shared[row.group, query] = shared
        since, until = self._asked.filter.since, self._asked.filter.until
        first = row.period if self._view.per == "week" else f"{row.period}-01"
        last = last_day(row.period, 7).isoformat()
        return f"{shared}&since={max(first, since)}&until={min(last, until or last)}"


class Line(msgspec.Struct, frozen=True):
    """A row as the page shows it: with a bar for each query."""

    row: TrendRow
    group: str
    bars: tuple[Bar, ...]


def make_lines(
    cache: StoryCache, t: Interface, asked: ListParameters, view: View, rows: list[TrendRow]
) -> list[Line]:
    """The rows with names, links and what their bars show."""
    addresses = _Addresses(asked, view)

    def make_bar(row: TrendRow, query: str, number: int, share: float | None) -> Bar:
        value = share if view.relative else number
        return Bar(
            label=row.period,
            value=value,
            text=show_value(t, value, relative=view.relative),
            address=addresses.find(row, query) if number else "",
        )

    lines = []
    for row in rows:
        bars = [make_bar(row, asked.query, row.found, row.share)]
        if row.found_second is not None:
            bars.append(make_bar(row, view.second, row.found_second, row.share_second))
        lines.append(Line(row, name_group(cache, t, view.by, row.group), tuple(bars)))
    return lines


def show_value(t: Interface, value: float | None, *, relative: bool) -> str:
    """A number of stories or, when *relative*, a share of them as it is shown."""
    if value is None:
        return "–"
    return t.share(value) if relative else t.number(int(value))


def make_charts(t: Interface, asked: ListParameters, view: View, lines: list[Line]) -> list[BarChart]:
    """A chart for each group and query, all to one scale."""
    queries = [asked.query, *([view.second] if view.second else [])]
    top = max((bar.value or 0.0 for line in lines for bar in line.bars), default=0.0)
    charts = []
    for group in dict.fromkeys(line.row.group for line in lines):
        own = [line for line in lines if line.row.group == group]
        for number, query in enumerate(queries):
            name = own[0].group
            chart = make_chart(
                f"{name}: {query}" if name else query,
                [line.bars[number] for line in own],
                lambda value: show_value(t, value, relative=view.relative),
                timed=True,
                top=top,
                series=number,
            )
            charts.append(chart)
    return charts
