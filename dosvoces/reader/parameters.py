"""Query parameters of the reader's addresses: parsed, checked and written."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import get_args
from urllib.parse import urlencode

import msgspec

from dosvoces.core.record import Flag, Origin
from dosvoces.store.listing import Wanted

#: Names of the filters, in the order in which pages show them.
FILTERS = (
    *("outlet", "country", "language", "section", "since", "until", "origin", "flag"),
    *("mixed", "counterpart"),
)

#: Longer than anything anybody means.
_LONGEST = 200


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of stories is asked to hold."""

    query: str = ""
    outlet: str = ""
    country: str = ""
    language: str = ""
    section: str = ""
    since: str = ""
    until: str = ""
    origin: str = ""
    flag: str = ""
    mixed: str = ""
    counterpart: str = ""

    @property
    def given(self) -> list[tuple[str, str]]:
        """The filters that are set, with their values."""
        return [(name, value) for name in FILTERS if (value := getattr(self, name))]

    @property
    def bare(self) -> str:
        """The address without any filter."""
        return Wishes(query=self.query).address()

    def address(self, path: str = "/", **other: str | int) -> str:
        """The address of *path* with these wishes, some of them *other*; empty ones are left out."""
        values = {"q": self.query, **{name: getattr(self, name) for name in FILTERS}, **other}
        rest = urlencode([(name, value) for name, value in values.items() if value not in ("", 0)])
        return f"{path}?{rest}" if rest else path


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def read(params: Mapping[str, str]) -> Wishes:
    """The wishes of an address; what cannot be meant is taken for nothing."""
    clean: Callable[[str], str] = lambda name: params.get(name, "")[:_LONGEST].replace("\0", "").strip()  # noqa: E731
    return Wishes(
        query=clean("q"),
        outlet=clean("outlet"),
        country=clean("country"),
        language=clean("language"),
        section=clean("section"),
        since=_day(clean("since")),
        until=_day(clean("until")),
        origin=clean("origin") if clean("origin") in get_args(Origin) else "",
        flag=clean("flag") if clean("flag") in get_args(Flag) else "",
        mixed="1" if clean("mixed") else "",
        counterpart="1" if clean("counterpart") else "",
    )


def wanted(wishes: Wishes, in_country: Callable[[str], Sequence[str]]) -> Wanted:
    """What the store is asked for; *in_country* gives the outlets of a country."""
    outlets: tuple[str, ...] = (wishes.outlet,) if wishes.outlet else ()
    if wishes.country:
        there = tuple(in_country(wishes.country))
        # No outlet is called so: nothing is found.
        outlets = tuple(key for key in outlets if key in there) or ("",) if outlets else there or ("",)
    return Wanted(
        outlets=outlets,
        language=wishes.language,
        section=wishes.section,
        since=wishes.since,
        until=wishes.until,
        origin=wishes.origin,
        flag=wishes.flag,
        mixed=bool(wishes.mixed),
        counterpart=bool(wishes.counterpart),
    )
