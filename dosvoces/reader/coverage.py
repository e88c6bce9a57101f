"""Charts and figures of the coverage page."""

from urllib.parse import urlencode

import msgspec

from dosvoces.corpus.periods import fill_periods
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.charts import Bar, BarChart, make_chart
from dosvoces.reader.interface import Interface
from dosvoces.store.coverage import Coverage

#: Outlets with a bar of their own; the others share one.
_BARS = 25


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """A chart with what its table is headed by."""

    name: str
    head: str
    chart: BarChart
    note: str = ""


class _Maker:
    """Makes the charts of *coverage*; with *linked* each bar leads to the stories that it counts."""

    def __init__(self, cache: StoryCache, coverage: Coverage, t: Interface, *, linked: bool) -> None:
        self.cache, self.coverage, self.t, self.linked = cache, coverage, t, linked

    def bar(self, label: str, number: int, **filters: str) -> Bar:
        address = f"/?{urlencode(filters)}" if self.linked and filters and number else ""
        return Bar(label=label, value=number, text=self.t.number(number), address=address)

    def figures(self, name: str, head: str, bars: list[Bar], note: str = "") -> Figures:
        title = self.t(f"coverage.{name}")
        chart = make_chart(title, bars, lambda top: self.t.number(int(top or 0)), timed=name == "per_day")
        return Figures(name=name, head=self.t(head), chart=chart, note=note)

    def days(self) -> Figures:
        found = self.coverage.days
        days = fill_periods(list(found))
        bars = [self.bar(day, found.get(day, 0), since=day, until=day) for day in days]
        return self.figures("per_day", "coverage.day", bars)

    def outlets(self) -> Figures:
        found = list(self.coverage.outlets.items())
        bars = [self.bar(self.cache.name(key), number, outlet=key) for key, number in found[:_BARS]]
        if rest := found[_BARS:]:
            label = self.t("coverage.other_outlets", n=self.t.number(len(rest)))
            bars.append(self.bar(label, sum(number for _, number in rest)))
        return self.figures("per_outlet", "filter.outlet", bars)

    def languages(self) -> Figures:
        found = self.coverage.languages.items()
        bars = [self.bar(self.t.name("language", tag), number, language=tag) for tag, number in found]
        return self.figures("languages", "filter.language", bars)

    def mixed(self) -> Figures:
        stories, mixed = self.coverage.stories, self.coverage.mixed
        bars = [
            self.bar(self.t("coverage.mixed_ones"), mixed, mixed="1"),
            self.bar(self.t("coverage.pure"), stories - mixed),
        ]
        return self.figures("mixed", "coverage.stories", bars, self.t.percent(mixed / stories))

    def queue(self) -> Figures:
        found = self.coverage
        bars = [
            self.bar(self.t("coverage.translated"), found.translated),
            self.bar(self.t("coverage.waiting"), found.waiting),
        ]
        if rest := found.stories - found.translated - found.waiting:
            bars.append(self.bar(self.t("coverage.other"), rest))
        return self.figures("queue", "coverage.stories", bars)

    def flags(self) -> Figures:
        found = sorted(self.coverage.flags.items(), key=lambda each: -each[1])
        bars = [self.bar(self.t.name("flag", flag), number, flag=flag) for flag, number in found]
        return self.figures("flags", "filter.flag", bars)


def make_charts(cache: StoryCache, t: Interface, *, linked: bool = True) -> list[Figures]:
    """Every chart that has something to show; none for an empty store.

    A copy has no filters, so nothing in it can be *linked*.
    """
    coverage = cache.coverage()
    if not coverage.stories:
        return []
    make = _Maker(cache, coverage, t, linked=linked)
    charts = [make.days(), make.outlets(), make.languages(), make.mixed(), make.queue(), make.flags()]
    return [each for each in charts if each.chart.bars]
