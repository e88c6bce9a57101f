"""What a search finds, as a condition on stories."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.compiler import compiles

from dosvoces.store.fields import FIELDS, STORY
from dosvoces.store.queries import Query, to_fts5, to_fts5_any, to_tsquery, to_tsquery_any
from dosvoces.store.stems import ALGORITHMS
from dosvoces.store.tables import search_documents, stories

_LANGUAGES = tuple(ALGORITHMS)


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
    found = [number.in_(select_numbers(postgresql, query, fields).correlate(None))]
    if without and postgresql:
        words = {each: to_tsquery_any(without, each, elsewhere) for each in _LANGUAGES}
        found.append(number.not_in(_find_postgresql(words).correlate(None)))
    elif without:
        excluded = _find_sqlite(to_fts5_any(without, _LANGUAGES, elsewhere))
        found.append(number.not_in(excluded.correlate(None)))
    return tuple(found)


class Found(sa.ColumnElement[bool]):
    """Whether a search for *query* finds the story *number*, on whichever database it is asked."""

    inherit_cache = False
    type = sa.Boolean()

    def __init__(self, query: Query, number: sa.ColumnElement[int]) -> None:
        self.query, self.number = query, number


@compiles(Found)
def _compile(element: Found, compiler: Any, **more: Any) -> str:
    postgresql = compiler.dialect.name == "postgresql"
    conditions = sa.and_(*select_matches(postgresql, element.query, number=element.number))
    return str(compiler.process(conditions.self_group(), **more))
