"""The page of the measures of mixing: a chart of one measure and a table of all."""

import re
from collections.abc import Mapping
from typing import get_args

import msgspec

from dosvoces.corpus.mixing import MEASURES, Mixing, MixingRow, make_row
from dosvoces.corpus.periods import fill_periods, first_day, last_day
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.charts import Bar, BarChart, make_chart
from dosvoces.reader.interface import Interface
from dosvoces.reader.parameters import ListParameters
from dosvoces.store.mixing import Grouping

#: Outlets and sections that are shown, those with the most stories.
MOST_GROUPS = 200

#: Groupings whose rows are periods.
TIMED = ("month", "day")

_PERIOD = re.compile(r"\d{4}-\d\d(-\d\d)?", re.ASCII)


def list_rows(cache: StoryCache, asked: ListParameters, by: Grouping) -> list[MixingRow]:
    """The rows of *asked*: periods without a gap, then the undated; else the largest groups first."""
    found = cache.get_or_make(("mixing", asked.filter, by), lambda: cache.browser.mixing(asked.filter, by))
    if by in TIMED:
        keys = fill_periods([key for key in found if _PERIOD.fullmatch(key)])
        keys += [key for key in found if not key]
        return [make_row(key, found.get(key, Mixing())) for key in keys]
    keys = sorted(found, key=lambda key: (-found[key].articles, key))[:MOST_GROUPS]
    return [make_row(key, found[key]) for key in keys]


def show_measure(t: Interface, name: str, value: float | None) -> str:
    """The *value* of the measure *name* as it is shown."""
    if value is None:
        return "–"
    if name == "other_share":
        return t.share(value)
    return t.decimal(value, 3 if name in ("m_index", "i_index", "burstiness") else 2)


def name_group(cache: StoryCache, t: Interface, by: Grouping, key: str) -> str:
    """What the group *key* is called."""
    if not key:
        return t("front.undated" if by in TIMED else "mixing.none")
    return cache.name(key) if by == "outlet" else t.name("language", key) if by == "language" else key


def find_address(asked: ListParameters, by: Grouping, key: str) -> str:
    """The list of the stories that group *key* counts; empty where no list is of them alone."""
    if not key:
        return ""
    if by in TIMED:
        since, until = first_day(key).isoformat(), last_day(key).isoformat()
        bounds = (asked.filter.since, asked.filter.until)
        return asked.address(since=max(since, bounds[0]), until=min(until, bounds[1] or until))
    return asked.address(**{by: key})


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What of the page's parameters is its own."""

    by: Grouping = "month"
    measure: str = "other_share"


def read_view(params: Mapping[str, str]) -> View:
    """The view that an address asks for; what cannot be meant is taken for nothing."""
    by, measure = params.get("by", ""), params.get("measure", "")
    return View(
        by=by if by in get_args(Grouping) else "month",  # type: ignore[arg-type]
        measure=measure if measure in MEASURES else MEASURES[0],
    )


def make_bars(
    cache: StoryCache, t: Interface, asked: ListParameters, view: View, rows: list[MixingRow]
) -> list[Bar]:
    """For each of *rows* the bar of the measure that *view* names."""
    return [
        Bar(
            label=name_group(cache, t, view.by, row.key),
            value=(value := getattr(row, view.measure)),
            text=show_measure(t, view.measure, value),
            address=find_address(asked, view.by, row.key) if row.stories else "",
        )
        for row in rows
    ]


def draw(t: Interface, view: View, lines: list[tuple[MixingRow, Bar]]) -> BarChart:
    """The chart of *lines*; a chart of time has no place for what has no date."""
    timed = view.by in TIMED
    return make_chart(
        t.name("measure", view.measure),
        [bar for row, bar in lines if row.key or not timed],
        lambda value: show_measure(t, view.measure, value),
        timed=timed,
    )
