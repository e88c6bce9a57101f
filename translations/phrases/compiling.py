"""Compiling of functions, once for all runs where there is a folder to keep the result in."""

from collections.abc import Callable
from typing import Any

from numba import njit


def compiled(**options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Compiles with numba and *options*; the result is kept beside the source or in ``NUMBA_CACHE_DIR``."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        try:
            made: Callable[..., Any] = njit(cache=True, **options)(function)
        except RuntimeError:
            # No folder can be written to: it is compiled in each process anew.
            made = njit(**options)(function)
        return made

    return decorate
