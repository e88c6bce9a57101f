"""Waiting for a database that is away: stopped and started again, or locked by somebody else."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from dosvoces.core.errors import StoreAway

T = TypeVar("T")

#: Seconds between two attempts.
_PAUSE = 1.0

_log = logging.getLogger(__name__)


def retry(work: Callable[[], T], seconds: float) -> T:
    """What *work* returns, asked again while the database is away.

    Raises :exc:`~dosvoces.core.errors.StoreAway` when that lasts longer than *seconds*. *work* is a whole
    transaction that may be made twice.
    """
    end, waiting = time.monotonic() + seconds, False
    while True:
        try:
            result = work()
        except StoreAway as error:
            if time.monotonic() >= end:
                raise
            if not waiting:
                _log.warning("%s; waiting for it for %g s", error, seconds)
            waiting = True
            time.sleep(min(_PAUSE, max(0.05, end - time.monotonic())))
        else:
            if waiting:
                _log.warning("the store is back")
            return result
