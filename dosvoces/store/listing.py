"""Lists of stories: their columns and filters."""

import re
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.core.errors import QueryError
from dosvoces.store.matching import Found
from dosvoces.store.queries import parse
from dosvoces.store.tables import counterparts, picks, stories

#: A cursor of :func:`read_story`: the story's moment, a time, a day or nothing, and its number.
_CURSOR = re.compile(r"((?:\d{1,4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?)?)~(\d{1,15})", re.ASCII)

_READ = tuple(column.name for column in stories.columns)


class StoryFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What stories have to be like; empty values leave the matter open. Days are UTC, ``2026-11-22``."""

    outlet: str = ""
    #: The outlets that are asked for, None for every one.
    among: tuple[str, ...] | None = None
    language: str = ""
    section: str = ""
    #: The key of a collection that has the story or a sentence of it.
    collection: str = ""
    #: When that collection was changed last, where answers are kept: another moment is another answer.
    collected: str = ""
    #: What a search has to find it by, words and phrases as :func:`~dosvoces.store.queries.parse` takes them.
    found_by: str = ""
    since: str = ""
    until: str = ""
    origin: str = ""
    flag: str = ""
    #: With fragments in another language.
    mixed: bool = False
    #: With the outlet's own edition in the other language.
    counterpart: bool = False
    translated: bool = False


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """A line in a list of stories."""

    article_id: str
    version: int
    outlet: str
    language: str
    #: The language it is translated into; empty while it is not.
    target: str
    #: When it was published, UTC, ``2026-11-22T10:30:00Z``; a day alone or empty when the page tells no more.
    moment: str
    section: str
    headline: str
    translated_headline: str
    description: str
    segments: int
    fragments: int
    origins: tuple[str, ...]
    flags: tuple[str, ...]
    counterpart: bool
    #: Whether the outlet reserves its rights.
    reserved: bool
    #: Where a list goes on after this story.
    cursor: str
    #: The passage a search found, its language, and where in it the words stand.
    snippet: str = ""
    found_in: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    #: Where they stand in the headline of that language.
    headline_marks: tuple[tuple[int, int], ...] = ()
    #: The role of the block that it stands in, and the sentence on the story's page, ``s12``.
    role: str = ""
    anchor: str = ""


@lru_cache(maxsize=64)
def narrow(chosen: StoryFilter, table: sa.FromClause = stories) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions on `stories`, or an alias *table* of it, that *chosen* means."""
    columns = table.c
    conditions: list[sa.ColumnElement[bool]] = []
    if chosen.outlet:
        conditions.append(columns.outlet == chosen.outlet)
    if chosen.among is not None:
        conditions.append(columns.outlet.in_(chosen.among))
    if chosen.language:
        conditions.append(columns.language == chosen.language)
    if chosen.section:
        conditions.append(columns.section == chosen.section)
    if chosen.collection:
        picked = sa.select(picks.c.article_id).where(picks.c.collection == chosen.collection)
        conditions.append(columns.article_id.in_(picked))
    if chosen.found_by:
        conditions.append(_find(chosen.found_by, columns.seq))
    if chosen.since:
        conditions.append(columns.moment >= chosen.since)
    if chosen.until:
        # `~` comes after every character of a time
        conditions.append((columns.moment <= chosen.until + "~") & (columns.moment != ""))
    for column, word in ((columns.origins, chosen.origin), (columns.flags, chosen.flag)):
        if word:
            conditions.append(column.contains(f" {word} ", autoescape=True))
    if chosen.mixed:
        conditions.append(columns.fragments > 0)
    if chosen.counterpart:
        conditions.append(columns.counterpart)
    if chosen.translated:
        conditions.append(columns.origins != "")
    return tuple(conditions)


def _find(words: str, number: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a search for *words* finds the story *number*; signs alone find none."""
    try:
        return Found(parse(words), number)
    except QueryError:
        return sa.false()


#: The outlet's own edition of a story, as a story.
_edition = stories.alias("edition")


@lru_cache(maxsize=64)
def is_printed_too(chosen: StoryFilter, language: str) -> sa.ColumnElement[bool]:
    """Whether the outlet's own edition of a story in *language* is among the *chosen* stories itself."""
    same = (counterparts.c.article_id == stories.c.article_id) & (counterparts.c.version == stories.c.version)
    query = sa.select(counterparts.c.version).join(
        _edition, _edition.c.article_id == counterparts.c.counterpart_id
    )
    own = query.where(same, _edition.c.language == language, *narrow(chosen, _edition))
    return stories.c.counterpart & sa.exists(own.correlate(stories))


def read_story(row: Any, **more: Any) -> Story:
    """The line that *row*, which begins with the columns of `stories`, makes, with *more* of its fields."""
    values = dict(zip(_READ, row, strict=False))
    cursor = f"{values['moment']}~{values.pop('seq')}"
    values["origins"], values["flags"] = tuple(values["origins"].split()), tuple(values["flags"].split())
    return Story(**values, cursor=cursor, **more)


def follow(cursor: str) -> sa.ColumnElement[bool] | None:
    """What holds of the stories behind *cursor*; None when it is none of ours."""
    ours = _CURSOR.fullmatch(cursor)
    if ours is None:
        return None
    return sa.tuple_(stories.c.moment, stories.c.seq) < sa.tuple_(ours[1], int(ours[2]))
