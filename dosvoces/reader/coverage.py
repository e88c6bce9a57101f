"""Charts and figures of the coverage page."""

import msgspec

from dosvoces.reader.cache import StoryCache
from dosvoces.reader.interface import Interface

#: Outlets with a bar of their own; the others share one.
_BARS = 25


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A chart, and the table that says the same."""

    name: str
    title: str
    #: ``bar`` or ``line``.
    kind: str
    #: What the first column of the table holds.
    head: str
    labels: tuple[str, ...]
    figures: tuple[int, ...]
    note: str = ""
    #: Bars that lie, for long names.
    flat: bool = False

    @property
    def rows(self) -> list[tuple[str, int]]:
        """The lines of the table."""
        return list(zip(self.labels, self.figures, strict=True))

    @property
    def data(self) -> str:
        """What the page's script draws, as JSON."""
        values = {"kind": self.kind, "flat": self.flat, "labels": self.labels, "figures": self.figures}
        return msgspec.json.encode(values).decode()


def make_charts(cache: StoryCache, t: Interface) -> list[Chart]:
    """Every chart; none for an empty store."""
    coverage = cache.coverage()
    if not coverage.stories:
        return []
    stories = coverage.stories
    outlets = [(cache.name(key), number) for key, number in coverage.outlets.items()]
    others = outlets[_BARS:]
    if others:
        outlets = outlets[:_BARS]
        outlets.append(
            (t("coverage.other_outlets", n=t.number(len(others))), sum(number for _, number in others))
        )
    rest = stories - coverage.translated - coverage.waiting

    def chart(name: str, head: str, rows: list[tuple[str, int]], kind: str = "bar", note: str = "") -> Chart:
        labels, figures = tuple(row[0] for row in rows), tuple(row[1] for row in rows)
        return Chart(
            name=name,
            title=t(f"coverage.{name}"),
            kind=kind,
            head=t(head),
            labels=labels,
            figures=figures,
            note=note,
            flat=kind == "bar",
        )

    # As they are: a day written out is too long for an axis on a telephone.
    days = list(coverage.days.items())
    languages = [(t.name("language", tag), number) for tag, number in coverage.languages.items()]
    mixed = [
        (t("coverage.mixed_ones"), coverage.mixed),
        (t("coverage.pure"), stories - coverage.mixed),
    ]
    queue = [
        (t("coverage.translated"), coverage.translated),
        (t("coverage.waiting"), coverage.waiting),
        *([(t("coverage.other"), rest)] if rest else []),
    ]
    flags = sorted(coverage.flags.items(), key=lambda each: -each[1])
    charts = [
        chart("per_day", "coverage.day", days, "line", t("coverage.last_days", n=len(days))),
        chart("per_outlet", "filter.outlet", outlets),
        chart("languages", "filter.language", languages),
        chart("mixed", "coverage.stories", mixed, note=t.percent(coverage.mixed / stories)),
        chart("queue", "coverage.stories", queue),
        chart("flags", "filter.flag", [(t.name("flag", flag), number) for flag, number in flags]),
    ]
    return [each for each in charts if each.labels]
