"""Filters of stories, as programs and notebooks name them, checked."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Literal, TypedDict, get_args

from dosvoces.core.errors import QueryError
from dosvoces.core.outlets import catalogue
from dosvoces.store.browsing import Browser
from dosvoces.store.collections import Collections
from dosvoces.store.fields import FIELDS
from dosvoces.store.listing import StoryFilter
from dosvoces.store.queries import parse

#: Names of what there is that an error names.
_NAMED = 12


class Filters(TypedDict, total=False):
    """What stories have to be like; what is left out leaves the matter open.

    ``outlet`` is a key, ``country`` that of the outlet (``MX``), ``language`` the story's (``es``),
    ``section`` as the outlet calls it, ``collection`` the key of one that has the story or a sentence of
    it (the end of its link), ``found_by`` what a search finds the story by (``sequía -riego``);
    ``since`` and ``until`` are days of publication, UTC, as in ``2026-11-22``. A subcorpus is kept as such a
    dictionary: ``ports = {"section": "Puertos"}``, then ``store.frequency("huelga", **ports)``.
    """

    outlet: str
    country: str
    language: str
    section: str
    collection: str
    found_by: str
    since: str
    until: str


def choose(
    browser: Browser,
    *,
    outlet: str = "",
    country: str = "",
    language: str = "",
    section: str = "",
    collection: str = "",
    found_by: str = "",
    since: str = "",
    until: str = "",
) -> StoryFilter:
    """What the fields of :class:`Filters` mean; raises :exc:`QueryError` for what there is not."""
    check_days(since, until)
    check_known(browser, "outlet", outlet)
    check_known(browser, "language", language)
    check_known(browser, "section", section)
    if collection and Collections(browser.store).find(collection) is None:
        raise QueryError(f"there is no collection {collection!r}; its key is the end of its link")
    if found_by:
        parse(found_by)
    return StoryFilter(
        outlet=outlet,
        among=_list_outlets(browser, country) if country else None,
        language=language,
        section=section,
        collection=collection,
        found_by=found_by,
        since=since,
        until=until,
    )


def _list_outlets(browser: Browser, country: str) -> tuple[str, ...]:
    """The outlets of *country* there are stories of; raises :exc:`QueryError` where there are none."""
    name_country = name_countries()
    found = tuple(key for key in browser.numbers("outlet") if name_country(key) == country)
    if not found:
        raise QueryError(f"the store has no outlet of country {country!r}; countries are two letters: MX")
    return found


def check_known(browser: Browser, name: Literal["outlet", "language", "section"], value: str | None) -> None:
    """Raises :exc:`QueryError` where the store has stories, but none of this *name*."""
    known = browser.numbers(name) if value else {}
    if known and value not in known:
        some = ", ".join(sorted(known)[:_NAMED]) + (" …" if len(known) > _NAMED else "")
        raise QueryError(f"the store has no story of {name} {value!r}; use {some}")


def name_countries() -> Callable[[str], str]:
    """What gives the country of an outlet's key; empty when nobody knows."""
    known = catalogue()
    return lambda key: known[key].country if key in known else ""


def check_choice(name: str, value: str, known: Any) -> None:
    """Raises :exc:`QueryError` where *value* is no *name* of the literals *known*; empty leaves it open."""
    if value and value not in get_args(known):
        choices = ", ".join(each for each in get_args(known) if each)
        raise QueryError(f"there is no {name} {value!r}; use {choices}")


def check_fields(fields: Iterable[str]) -> None:
    """Raises :exc:`QueryError` where one of *fields* is no part of a page."""
    for field in fields:
        if field not in FIELDS:
            raise QueryError(f"there is no field {field!r}; use {', '.join(FIELDS)}")


def check_days(*days: str) -> None:
    """Raises :exc:`QueryError` for what is neither a day nor empty."""
    for day in days:
        try:
            known = not day or date.fromisoformat(day).isoformat() == day
        except ValueError:
            known = False
        if not known:
            raise QueryError(f"{day!r} is no day like 2026-11-22")
