"""Whether work takes time in proportion to its size, told by processor time alone."""

import time
from collections.abc import Callable

#: Seconds that a measurement may be wrong by.
_NOISE = 0.02


def seconds(work: Callable[[], object]) -> float:
    """The processor time that *work* takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def grows_linearly(cost: Callable[[int], float], size: int) -> bool:
    """Whether four times *size* costs about four times as many seconds, and not sixteen.

    A busy machine may disturb one measurement, not each of five.
    """
    for _ in range(5):
        large = cost(4 * size)
        # What the smaller size costs is asked where it decides.
        if large < _NOISE or large < 6 * cost(size) + _NOISE:
            return True
    return False
