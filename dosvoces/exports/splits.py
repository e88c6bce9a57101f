"""Train, validation and test: by cluster and date; no story is on two sides, the test is the newest."""

from collections.abc import Sequence

import msgspec

from dosvoces.core.errors import ExportError

#: Shares of validation and test when none are given; both are enough for stable scores from some 10,000
#: stories on.
SHARES = (0.05, 0.05)

#: A day on which nothing begins.
NEVER = "9999-12-31"


class Splits(msgspec.Struct, frozen=True):
    """The days on which validation and test begin; a cluster belongs where its first story was published."""

    validation_from: str
    test_from: str

    def find(self, first_day: str) -> str:
        """The split of a cluster that began on *first_day*; undated ones train."""
        if first_day and first_day >= self.test_from:
            return "test"
        return "validation" if first_day and first_day >= self.validation_from else "train"


def _go_back(numbers: Sequence[int], goal: float, first: int, last: int) -> int:
    """Index, from *first* to *last*, of the day from which on about *goal* clusters begin."""
    start = len(numbers)
    while start > last or (start > first and numbers[start - 1] <= 2 * goal):
        start -= 1
        goal -= numbers[start]
    return start


def choose_days(first_days: Sequence[tuple[str, int]], validation: float, test: float) -> Splits:
    """The days that leave about the shares *validation* and *test* of the clusters after them.

    *first_days* has the number of clusters that begin on each day, in order. Days are not divided: every
    split whose share is not 0 has one at least. Raises :exc:`~dosvoces.core.errors.ExportError` when there
    are too few.
    """
    total = sum(number for _, number in first_days)
    days = [(day, number) for day, number in first_days if day]
    numbers = [number for _, number in days]
    wanted = 1 + bool(validation) + bool(test)
    if len(days) < wanted:
        raise ExportError(
            f"a split by date needs stories of {wanted} days, and there are {len(days)}: take more in, "
            "or name the days yourself (--validation-from, --test-from)"
        )
    end = len(days)
    tests = _go_back(numbers, test * total, 1 + bool(validation), end - 1) if test else end
    validates = _go_back(numbers, (validation + test) * total, 1, tests - 1) if validation else tests
    names = [*(day for day, _ in days), NEVER]
    return Splits(validation_from=names[validates], test_from=names[tests])
