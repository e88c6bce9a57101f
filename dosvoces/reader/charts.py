"""Charts that the server draws: bars, each with what it is called and where it leads."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice

import msgspec

#: Bars of a chart over time; further back it is narrowed by filters.
MOST_PERIODS = 400


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A bar: what it stands for, how long it is, and the list of what it counts."""

    label: str
    #: None where there is nothing to measure.
    value: float | None
    #: The value as it is shown.
    text: str
    address: str = ""


class BarChart(msgspec.Struct, frozen=True, kw_only=True):
    """Bars to one scale."""

    title: str
    bars: tuple[Bar, ...]
    #: The value of a bar that fills the chart, and that value as it is shown.
    top: float
    top_text: str
    #: Whether the bars stand side by side in order of time.
    timed: bool
    #: Which of several queries it shows, from 0 on.
    series: int = 0

    def size(self, value: float | None) -> str:
        """How long the bar of *value* is, in hundredths of the chart."""
        return f"{100 * max(value or 0.0, 0.0) / self.top:.2f}" if self.top else "0"


def make_chart(
    title: str,
    bars: list[Bar],
    show: Callable[[float | None], str],
    *,
    timed: bool,
    top: float | None = None,
    series: int = 0,
) -> BarChart:
    """The chart of *bars*, the longest of which fills it unless *top* is given, which then does."""
    if top is None:
        top = max((bar.value or 0.0 for bar in bars), default=0.0)
    return BarChart(title=title, bars=tuple(bars), top=top, top_text=show(top), timed=timed, series=series)


def first_day(period: str) -> date:
    """The first day of a month, ``2026-11``, or the day itself."""
    return date.fromisoformat(period if len(period) > 7 else f"{period}-01")


def last_day(period: str, length: int = 1) -> date:
    """The last day of a month, or that of *length* days that begin with the day *period*."""
    begin = first_day(period)
    if len(period) > 7:
        return begin + timedelta(days=length - 1)
    return begin.replace(day=monthrange(begin.year, begin.month)[1])


def _back(period: str, length: int) -> Iterator[str]:
    months = len(period) == 7
    day = first_day(period)
    while True:
        yield day.isoformat()[: len(period)]
        try:
            day -= timedelta(days=1 if months else length)
        except OverflowError:
            return
        day = day.replace(day=1) if months else day


def fill_periods(periods: list[str], length: int = 1) -> list[str]:
    """Every period from the first to the last of *periods*, days, weeks of *length* 7 or months, in order.

    Days without stories are days; of more than :data:`MOST_PERIODS` the last are given.
    """
    if not periods:
        return []
    first, last = min(periods), max(periods)
    found = [each for each in islice(_back(last, length), MOST_PERIODS) if each >= first]
    return found[::-1]
