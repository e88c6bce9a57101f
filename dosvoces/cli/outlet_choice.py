"""The outlets that a command is to deal with: those named, or all."""

from collections.abc import Sequence

from dosvoces.cli import console
from dosvoces.core.errors import OutletError, SettingError
from dosvoces.core.outlets import Outlet, find, read_catalogue


def choose_outlets(names: Sequence[str], *, every: bool) -> dict[str, tuple[str, Outlet]]:
    """The outlets of these *names*, or *every* one: by key, what to call it by and the outlet.

    One that is named twice is there once. Of all, a file that is wrong is told of and left out; raises
    :exc:`~dosvoces.core.errors.OutletError` for a wrong one that is named.
    """
    if not names and not every:
        raise SettingError("name the outlets, or say --all; `dosvoces outlets list` shows what there is")
    if not every:
        named = [(name, find(name)) for name in names]
        return {outlet.key: (name, outlet) for name, outlet in named}
    found, mistakes = read_catalogue()
    complain_of(mistakes)
    return {key: (key, outlet) for key, outlet in found.items()}


def lacks_any(*, every: bool) -> bool:
    """Whether :func:`choose_outlets` leaves an outlet out whose file is wrong: not all was done then."""
    return every and bool(read_catalogue()[1])


def complain_of(mistakes: Sequence[OutletError]) -> None:
    """Tell of outlet files that are wrong and left out."""
    for mistake in mistakes:
        console.complain("left out", str(mistake))
