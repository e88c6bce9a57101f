"""Query parameters of the reader's addresses: parsed, checked and written."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import get_args
from urllib.parse import urlencode

import msgspec

from dosvoces.core.errors import QueryError
from dosvoces.core.record import Flag, Origin
from dosvoces.store.fields import FIELDS
from dosvoces.store.listing import Story, StoryFilter
from dosvoces.store.queries import note_signs, parse, show

#: Names of the filters, in the order in which pages show them.
FILTERS = (
    *("outlet", "country", "language", "section", "since", "until", "origin", "flag"),
    *("collection", "found_by", "field", "mixed", "counterpart"),
)

#: Longer than anything anybody means.
LONGEST = 200


class ListParameters(msgspec.Struct, frozen=True, kw_only=True):
    """The parameters of a list of stories: a search, and filters."""

    query: str = ""
    #: The country whose outlets `filter` is narrowed to.
    country: str = ""
    #: The part of the page that is searched; empty for all of it.
    field: str = ""
    filter: StoryFilter = StoryFilter()
    #: The filters of the address that mean nothing, with what stood there.
    ignored: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """The filter *name* as it stands in an address; empty when it is not set."""
        found = getattr(self if name in ("country", "field") else self.filter, name)
        return str(int(found) or "") if isinstance(found, bool) else found

    @property
    def given(self) -> list[tuple[str, str]]:
        """The filters that are set, with their values."""
        return [(name, value) for name in FILTERS if (value := self.value(name))]

    @property
    def fields(self) -> tuple[str, ...]:
        """The parts of the page that are searched."""
        return (self.field,) if self.field else FIELDS

    @property
    def has_operators(self) -> bool:
        """Whether signs stand in the search that only a concordance understands."""
        return bool(note_signs(self.query))

    @property
    def subcorpus(self) -> str:
        """The end of an address that leaves the same stories on other pages; empty where all are left."""
        words = " ".join(filter(None, (self.filter.found_by, self.query)))
        # No other page looks for the words in one part of the page alone.
        same = not (self.query and self.field) and len(words) <= LONGEST
        return self.address("", q="", field="", found_by=words) if same else ""

    @property
    def without_operators(self) -> str:
        """What such a search looks for; a dash for nothing."""
        try:
            return show(parse(self.query))
        except QueryError:
            return "–"

    @property
    def bare(self) -> str:
        """The address without any filter."""
        return ListParameters(query=self.query).address()

    def carried(self, story: Story | None = None) -> str:
        """What the address of *story* takes along: the words to mark, the check that failed, the sentence."""
        anchor, failed = story.anchor if story else "", self.filter.flag
        other = story is not None and story.counterpart and anchor.startswith("s")
        anchor = "flagged" if failed else anchor
        return _carry(self.query, failed, other) + (f"#{anchor}" if anchor else "")

    def address(self, path: str = "/", **other: str | int) -> str:
        """The address of *path* with these parameters, some of them *other*; empty ones are left out."""
        rest = _encode(self, tuple(other.items()))
        return f"{path}?{rest}" if rest else path


@lru_cache(maxsize=256)
def _encode(asked: ListParameters, other: tuple[tuple[str, str | int], ...]) -> str:
    """*asked* with *other* as an address has it; a page leads to a dozen places with the same."""
    values = {"q": asked.query, **dict(asked.given), **dict(other)}
    return urlencode([(name, value) for name, value in values.items() if value not in ("", 0)])


@lru_cache(maxsize=64)
def _carry(query: str, failed: str, other: bool) -> str:
    """Every story of a list takes the same along, but that of *other* editions the translation is shown."""
    values = {"q": query, "flag": failed}
    if failed:
        values |= {"voice": "translation", "checks": "1"}
    elif other:
        values["voice"] = "translation"
    rest = urlencode({name: value for name, value in values.items() if value})
    return f"?{rest}" if rest else ""


def read_day(text: str) -> str:
    """*text* where it is a day, ``2026-11-22``; else nothing."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def read_words(text: str) -> str:
    """*text* where a search has a word to look for in it; else nothing."""
    try:
        parse(text)
    except QueryError:
        return ""
    return text


def read_number(text: str) -> int:
    """*text* where it is a number of at most nine figures; else 0."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def read_text(params: Mapping[str, str], name: str) -> str:
    """The parameter *name* without what nobody means."""
    return params.get(name, "")[:LONGEST].replace("\0", "").strip()


def make(
    query: str,
    country: str,
    chosen: StoryFilter,
    in_country: Callable[[str], Sequence[str]],
    field: str = "",
) -> ListParameters:
    """The parameters of a list of the *chosen* stories; *in_country* gives the outlets of a country."""
    if country:
        chosen = msgspec.structs.replace(chosen, among=tuple(in_country(country)))
    return ListParameters(query=query, country=country, field=field, filter=chosen)


def read(params: Mapping[str, str], in_country: Callable[[str], Sequence[str]]) -> ListParameters:
    """The parameters of an address; what cannot be meant is taken for nothing."""

    def text(name: str) -> str:
        return read_text(params, name)

    chosen = StoryFilter(
        outlet=text("outlet"),
        language=text("language"),
        section=text("section"),
        collection=text("collection"),
        found_by=read_words(text("found_by")),
        since=read_day(text("since")),
        until=read_day(text("until")),
        origin=text("origin") if text("origin") in get_args(Origin) else "",
        flag=text("flag") if text("flag") in get_args(Flag) else "",
        mixed=bool(text("mixed")),
        counterpart=bool(text("counterpart")),
    )
    field = text("field") if text("field") in FIELDS else ""
    asked = make(text("q"), text("country"), chosen, in_country, field)
    return msgspec.structs.replace(
        asked, ignored=find_ignored({name: text(name) for name in FILTERS}, dict(asked.given))
    )


def find_voice(anchor: str) -> str:
    """What an address says to show the voice whose sentence *anchor* is."""
    return "?voice=translation" if anchor.startswith("s") else ""


def note_ignored(
    asked: ListParameters, params: Mapping[str, str], view: msgspec.Struct, names: Sequence[str]
) -> ListParameters:
    """*asked*, saying too which of the parameters *names* of an address its *view* was not read from."""
    given = {name: read_text(params, name) for name in names}
    read_from = {name: value for name, value in given.items() if value == str(getattr(view, name, ""))}
    return msgspec.structs.replace(asked, ignored=(*asked.ignored, *find_ignored(given, read_from)))


def find_ignored(given: Mapping[str, str], read: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What of the *given* parameters nothing was *read* from, for the page to say so."""
    return tuple((name, value) for name, value in given.items() if value and not read.get(name))
