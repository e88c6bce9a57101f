"""The page of the concordance: lines, frequencies and collocates."""

from collections import Counter
from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from dosvoces.corpus.collocates import Collocate
from dosvoces.corpus.cql import parse
from dosvoces.corpus.kwic import Line, sort_lines
from dosvoces.corpus.periods import fill_periods, first_day, last_day
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.charts import Bar, BarChart, make_chart
from dosvoces.reader.fragments import find_voice
from dosvoces.reader.interface import Interface
from dosvoces.reader.parameters import LONGEST, ListParameters
from dosvoces.store.concordance import MOST_LINES, Concordance, ConcordanceLine

#: Lines on a page, and characters of a sentence that a page shows on either side.
PER_PAGE = 50
_AROUND = 70

#: Lines of a table to take away.
MOST_TAKEN = 5000

Side = Literal["", "es", "en"]
SIDES: tuple[Side, ...] = get_args(Side)
Sort = Literal["", "left", "right"]
SORTS: tuple[Sort, ...] = get_args(Sort)
SHOWN = ("lines", "frequency", "collocates")


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What of the page's parameters is its own."""

    pattern: str = ""
    #: The language whose side is looked at; empty for what is printed.
    side: Side = ""
    sort: Sort = ""
    show: str = "lines"
    page: int = 1

    @property
    def is_newest(self) -> bool:
        """Whether lines are shown as they are found."""
        return not self.sort and self.show == "lines"


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """Some lines of a concordance, how many it has, and whether there may be more than those."""

    lines: tuple[ConcordanceLine, ...]
    total: int
    more: bool
    #: Why the query means nothing, and at which character; empty when it was understood.
    problem: str = ""


def read_view(params: Mapping[str, str]) -> View:
    """The view that an address asks for; what cannot be meant is taken for nothing."""
    side, sort, show, page = (params.get(name, "") for name in ("side", "sort", "show", "page"))
    return View(
        pattern=params.get("cql", "")[:LONGEST].replace("\0", "").strip(),
        side=side if side in SIDES else "",
        sort=sort if sort in SORTS else "",
        show=show if show in SHOWN else "lines",
        page=int(page) if page.isdecimal() and 0 < len(page) < 4 and int(page) else 1,
    )


def _find(cache: StoryCache, asked: ListParameters, view: View, most: int = MOST_LINES) -> Concordance:
    pattern = parse(view.pattern)
    return cache.get_or_make(
        ("concordance", pattern, asked.filter, asked.fields, view.side, most),
        lambda: cache.browser.concordance(pattern, asked.filter, view.side, asked.fields, most),
    )


def _sort(found: Concordance, side: str) -> tuple[ConcordanceLine, ...]:
    if not side:
        return found.lines
    contexts = [Line(left=line.left, node=line.node, right=line.right) for line in found.lines]
    return tuple(found.lines[number] for number in sort_lines(contexts, side))


def find_lines(
    cache: StoryCache, asked: ListParameters, view: View, *, limit: int = PER_PAGE, offset: int | None = None
) -> Lines:
    """*limit* lines from *offset* on, or those of the view's page.

    A page of lines that are not sorted is made of no more than are needed to know whether another follows.

    Raises :exc:`~dosvoces.core.errors.QueryError` for a pattern that means nothing.
    """
    start = PER_PAGE * (view.page - 1) if offset is None else offset
    few = offset is None and view.is_newest
    most = min(MOST_LINES, start + limit + 1) if few else MOST_LINES

    def work() -> Lines:
        found = _find(cache, asked, view, most)
        if few and found.more and len(found.lines) < most:
            # Sentences were read that hold the words apart: the page is not full, and yet not the last.
            found = _find(cache, asked, view)
        lines = _sort(found, view.sort)
        return Lines(lines=lines[start : start + limit], total=len(lines), more=found.more)

    return cache.get_or_make(("concordance lines", asked, view, most, start, limit), work)


def find_table(cache: StoryCache, asked: ListParameters, view: View) -> tuple[ConcordanceLine, ...]:
    """The lines to take away, at most :data:`MOST_TAKEN`, in the view's order."""
    found = cache.browser.concordance(
        parse(view.pattern), asked.filter, view.side, asked.fields, most=MOST_TAKEN
    )
    return _sort(found, view.sort)


def find_collocates(cache: StoryCache, asked: ListParameters, view: View) -> list[Collocate]:
    """The words most typical of what is found."""
    pattern = parse(view.pattern)
    return cache.get_or_make(
        ("collocates", pattern, asked.filter, asked.fields, view.side),
        lambda: cache.browser.collocates(pattern, asked.filter, view.side, asked.fields),
    )


def find_address(asked: ListParameters, view: View, **other: str | int) -> str:
    """The address of *view*, some of its parameters and filters *other*."""
    own = {"cql": view.pattern, "side": view.side, "sort": view.sort}
    return asked.address(
        "/concordance", **{**own, "show": "" if view.show == "lines" else view.show, **other}
    )


def make_frequencies(
    cache: StoryCache, t: Interface, asked: ListParameters, view: View
) -> list[tuple[str, BarChart]]:
    """How many lines each outlet and each month has, with the grouping's name; bars lead to these lines."""
    lines = _find(cache, asked, view).lines
    outlets = Counter(line.outlet for line in lines)
    months = Counter(line.moment[:7] for line in lines if line.moment)

    def make_bar(label: str, number: int, **narrowed: str) -> Bar:
        address = find_address(asked, view, show="", page="", **narrowed) if number else ""
        return Bar(label=label, value=number, text=t.number(number), address=address)

    by_outlet = [make_bar(cache.name(key), number, outlet=key) for key, number in outlets.most_common()]
    by_month = []
    for month in fill_periods(list(months)):
        since, until = first_day(month).isoformat(), last_day(month).isoformat()
        bounds = (max(since, asked.filter.since), min(until, asked.filter.until or until))
        by_month.append(make_bar(month, months[month], since=bounds[0], until=bounds[1]))

    def make(name: str, bars: list[Bar], *, timed: bool) -> tuple[str, BarChart]:
        return name, make_chart(
            t.name("grouping", name), bars, lambda value: t.number(int(value or 0)), timed=timed
        )

    return [make("outlet", by_outlet, timed=False), make("month", by_month, timed=True)]


def cut_left(text: str) -> str:
    """The end of *text* that a page shows."""
    return text if len(text) <= _AROUND else "…" + text[-_AROUND:].partition(" ")[2]


def cut_right(text: str) -> str:
    """The beginning of *text* that a page shows."""
    return text if len(text) <= _AROUND else text[:_AROUND].rpartition(" ")[0] + "…"


def find_anchor(line: ConcordanceLine) -> str:
    """What follows the address of the line's story to lead to its sentence."""
    return f"{find_voice(line.anchor)}#{line.anchor}"
