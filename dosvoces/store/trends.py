"""How many stories a query finds in each day or month."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from dosvoces.store.fields import FIELDS, STORY
from dosvoces.store.listing import StoryFilter, narrow
from dosvoces.store.queries import Query, to_fts5, to_fts5_any, to_tsquery, to_tsquery_any
from dosvoces.store.stems import ALGORITHMS
from dosvoces.store.tables import search_documents, stories

_LANGUAGES = tuple(ALGORITHMS)

#: A day or month, empty where stories have no date; the key of an outlet, empty where outlets are not told
#: apart; how many stories.
Count = tuple[str, str, int]


def _find_sqlite(match: str) -> sa.Select[Any]:
    rows: sa.Select[Any] = sa.select(sa.literal_column("rowid")).select_from(sa.table("search_index"))
    rows = rows.where(sa.literal_column("search_index").op("MATCH")(match))
    return sa.select(search_documents.c.seq).where(search_documents.c.id.in_(rows))


def _find_postgresql(matches: dict[str, str]) -> sa.Select[Any]:
    index = sa.table("search_index", sa.column("id"), sa.column("document"))
    holds = [
        (search_documents.c.language == language) & index.c.document.op("@@")(sa.cast(match, TSQUERY))
        for language, match in matches.items()
    ]
    return (
        sa.select(search_documents.c.seq)
        .join(index, index.c.id == search_documents.c.id)
        .where(sa.or_(*holds))
    )


def select_numbers(postgresql: bool, query: Query, fields: Collection[str] = FIELDS) -> sa.Select[Any]:
    """The numbers of the stories that hold *query* in *fields*, in either language."""
    if postgresql:
        return _find_postgresql({each: to_tsquery(query, each, fields) for each in _LANGUAGES})
    return _find_sqlite(to_fts5(query, _LANGUAGES, fields))


def select_matches(
    postgresql: bool,
    query: Query,
    fields: Collection[str] = FIELDS,
    number: sa.ColumnElement[int] = stories.c.seq,
) -> tuple[sa.ColumnElement[bool], ...]:
    """The conditions on `stories` that hold for what a search for *query* in *fields* finds.

    Excluded words are looked for in the stories alone, unless *fields* says where, as a search does. *number*
    is that of the story.
    """
    without = query.excluded
    elsewhere = STORY if set(fields) == set(FIELDS) else fields
    found = [number.in_(select_numbers(postgresql, query, fields))]
    if without and postgresql:
        words = {each: to_tsquery_any(without, each, elsewhere) for each in _LANGUAGES}
        found.append(number.not_in(_find_postgresql(words)))
    elif without:
        found.append(number.not_in(_find_sqlite(to_fts5_any(without, _LANGUAGES, elsewhere))))
    return tuple(found)


def count_stories(
    connection: sa.Connection,
    query: Query | None,
    chosen: StoryFilter,
    *,
    months: bool,
    outlets: bool,
    fields: Collection[str] = FIELDS,
) -> list[Count]:
    """How many of the stories that are as *chosen* the *query* finds in *fields*, or how many there are.

    They are counted in order, by day or, with *months*, by month; with *outlets* for each outlet.
    """
    period = sa.func.substr(stories.c.moment, 1, 7 if months else 10)
    outlet: sa.ColumnElement[str] = stories.c.outlet if outlets else sa.literal("")
    group = [period, stories.c.outlet] if outlets else [period]
    conditions = narrow(chosen)
    if query is not None:
        conditions += select_matches(connection.dialect.name == "postgresql", query, fields)
    counted = sa.select(period, outlet, sa.func.count()).where(*conditions).group_by(*group).order_by(*group)
    return list(connection.execute(counted))
