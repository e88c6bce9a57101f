"""What is said of a database that is away or fails: at its beginning, now and then, and at its end."""

import logging
import time
from collections.abc import Callable

#: Seconds after which an outage that lasts is told again.
_AGAIN = 60.0


class Outage:
    """Tells *log* of an outage of the database that is tried over and over."""

    def __init__(self, log: logging.Logger, clock: Callable[[], float] = time.monotonic) -> None:
        self._log, self._clock = log, clock
        self._began: float | None = None
        self._told = 0.0

    def note(self, error: BaseException) -> None:
        """The database did not answer, which *error* tells of."""
        now = self._clock()
        if self._began is None:
            self._began = now
        elif now - self._told < _AGAIN:
            return
        self._told = now
        away = f" for {now - self._began:.0f} s" if now > self._began else ""
        self._log.warning("the database fails%s and is asked again: %s", away, " ".join(str(error).split()))

    def end(self) -> None:
        """The database answered."""
        if self._began is not None:
            self._log.warning("the database answers again, after %.0f s", self._clock() - self._began)
            self._began = None
