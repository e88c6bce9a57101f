"""Train, validation and test: by cluster and date; no story is on two sides, the test is the newest."""

from collections.abc import Sequence

import msgspec

#: Shares of validation and test when none are given; both are enough for stable scores from some 10,000
#: stories on.
SHARES = (0.05, 0.05)


class Splits(msgspec.Struct, frozen=True):
    """The days on which validation and test begin; a cluster belongs where its first story was published."""

    validation_from: str
    test_from: str

    def find(self, first_day: str) -> str:
        """The split of a cluster that began on *first_day*; undated ones train."""
        if first_day and first_day >= self.test_from:
            return "test"
        return "validation" if first_day and first_day >= self.validation_from else "train"


def choose_days(first_days: Sequence[tuple[str, int]], validation: float, test: float) -> Splits:
    """The days that leave about the shares *validation* and *test* of the clusters after them.

    *first_days* has the number of clusters that begin on each day, in order.
    """
    total = sum(number for _, number in first_days)
    starts = []
    for share in (test, validation + test):
        left, start = share * total, "9999-12-31"
        for day, number in reversed(first_days):
            if not day or number > left + number / 2:
                break
            left -= number
            start = day
        starts.append(start)
    return Splits(validation_from=min(starts), test_from=starts[0])
