"""Days, weeks and months of a table over time."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice

#: Periods of a table over time, the last ones; further back it is narrowed by filters.
MOST_PERIODS = 400


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


def count_shown(periods: Iterable[str]) -> int:
    """How many *periods* there are where earlier ones may have been left out; 0 where all are there."""
    number = len(set(periods))
    return number if number >= MOST_PERIODS else 0
