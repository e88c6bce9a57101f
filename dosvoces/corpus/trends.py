"""How many stories a query finds in each week or month, in numbers and as shares of all."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Literal, get_args

import msgspec

from dosvoces.corpus.periods import fill_periods

Period = Literal["week", "month"]
PERIODS: tuple[Period, ...] = get_args(Period)
Split = Literal["", "outlet", "country"]
SPLITS: tuple[Split, ...] = get_args(Split)

#: Outlets or countries that are told apart, those in which most is found.
MOST_GROUPS = 12

_DAY = re.compile(r"\d{4}-\d\d(-\d\d)?", re.ASCII)

#: Numbers of stories by group and period.
Counts = Mapping[tuple[str, str], int]


class TrendRow(msgspec.Struct, frozen=True, kw_only=True):
    """One week or month, in all or in one outlet or country."""

    #: First day of the week, or the month.
    period: str
    #: Key of the outlet or the country; empty where they are not told apart.
    group: str
    #: All stories that are as the filters want, whatever they hold.
    stories: int
    #: How many of them the query finds.
    found: int
    #: Their share, 0 to 1; None where there are no stories.
    share: float | None
    #: How many the second query finds; None without one.
    found_second: int | None = None
    #: Their share.
    share_second: float | None = None


def _find_period(day: str, per: Period) -> str:
    if per == "month":
        return day[:7]
    found = date.fromisoformat(day)
    # The year 1 begins on a Monday.
    return (found - timedelta(days=found.weekday())).isoformat()


def sum_periods(
    counted: Iterable[tuple[str, str, int]], per: Period, name_group: Callable[[str], str]
) -> Counts:
    """Numbers of stories by group and period, out of days or months with an outlet and a number each.

    *name_group* gives the group of an outlet. Stories without a date are left out.
    """
    of_outlets: dict[tuple[str, str], int] = {}
    for day, of_day in groupby(counted, itemgetter(0)):
        if not _DAY.fullmatch(day):
            continue
        period = _find_period(day, per)
        for _, outlet, number in of_day:
            of_outlets[outlet, period] = of_outlets.get((outlet, period), 0) + number
    counts: Counter[tuple[str, str]] = Counter()
    groups = {outlet: name_group(outlet) for outlet, _ in of_outlets}
    for (outlet, period), number in of_outlets.items():
        counts[groups[outlet], period] += number
    return counts


def _choose_groups(by: Split, found: Counts, second: Counts | None) -> list[str]:
    if not by:
        return [""]
    sums: Counter[str] = Counter()
    for (group, _), number in [*found.items(), *(second or {}).items()]:
        sums[group] += number
    return [group for group, _ in sums.most_common(MOST_GROUPS)]


def make_rows(
    every: Counts, found: Counts, second: Counts | None, *, per: Period, by: Split
) -> list[TrendRow]:
    """The rows of one or two queries, group by group, each period from the first story to the last.

    *every* counts all stories, *found* and *second* those that the queries find.
    """
    periods = fill_periods([*{period for _, period in every}], 7 if per == "week" else 1)

    def make_row(group: str, period: str) -> TrendRow:
        key = (group, period)
        stories, number = every.get(key, 0), found.get(key, 0)
        other = None if second is None else second.get(key, 0)
        return TrendRow(
            period=period,
            group=group,
            stories=stories,
            found=number,
            share=number / stories if stories else None,
            found_second=other,
            share_second=other / stories if stories and other is not None else None,
        )

    return [make_row(group, period) for group in _choose_groups(by, found, second) for period in periods]
