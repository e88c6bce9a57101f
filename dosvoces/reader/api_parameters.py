"""Parameters that several operations of the API take."""

import re
from datetime import date
from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator, BeforeValidator

from dosvoces.store.listing import StoryFilter

#: Characters of a text in an address.
LONGEST = 200

Id = Annotated[str, Path(max_length=LONGEST, description="Identifier of the story.")]


def _parse_day(text: object) -> object:
    # Pydantic takes numbers for seconds since 1970.
    if isinstance(text, str) and not _DAY.fullmatch(text):
        raise ValueError("a day is written 2026-11-22")
    return text


_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
Day = Annotated[date, BeforeValidator(_parse_day)]


def _strip(text: str) -> str:
    return text.replace("\0", "").strip()


def write_day(day: date | None) -> str:
    """*day* as filters have it; empty where none is given."""
    return day.isoformat() if day else ""


def make_filter(
    outlet: str,
    language: str,
    section: str,
    collection: str,
    found_by: str,
    since: date | None,
    until: date | None,
) -> StoryFilter:
    """The filter of the parameters below that research operations share; a country is chosen apart."""
    return StoryFilter(
        outlet=outlet,
        language=language,
        section=section,
        collection=collection,
        found_by=found_by,
        since=write_day(since),
        until=write_day(until),
    )


# What several operations narrow the stories with.
OutletKey = Annotated[str, Query(max_length=LONGEST, description="Key of an outlet.")]
Country = Annotated[str, Query(max_length=LONGEST, description="Country of the outlet, two letters.")]
Language = Annotated[str, Query(max_length=LONGEST, description="Language of the story.")]
Section = Annotated[str, Query(max_length=LONGEST, description="Section as the outlet calls it.")]
CollectionKey = Annotated[
    str, Query(max_length=LONGEST, description="Key of a collection that has the story or a sentence of it.")
]
FoundBy = Annotated[
    str,
    AfterValidator(_strip),
    Query(max_length=LONGEST, description="What a search finds the story by, as q of /stories."),
]
Since = Annotated[Day | None, Query(description="First day of publication, UTC.")]
Until = Annotated[Day | None, Query(description="Last day of publication, UTC.")]
