"""Charts that the server draws: bars, each with what it is called and where it leads."""

from collections.abc import Callable

import msgspec


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
