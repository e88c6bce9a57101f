"""Search through the catalogue: no article is read that is not shown."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from dosvoces.record import Block
from dosvoces.store import texts
from dosvoces.store.payloads import unpack
from dosvoces.store.queries import Query, to_fts5
from dosvoces.store.stems import ALGORITHMS
from dosvoces.store.tables import articles, search_documents, stories, translations

#: Results looked at before filters are applied, to begin with; more when they leave too few.
_FIRST_LOOK = 100

#: SQLite takes 32,766 variables in one statement.
_AT_ONCE = 10_000

_MATCH = sa.text(
    "SELECT rowid AS id FROM search_index WHERE search_index MATCH :match ORDER BY rank LIMIT :look"
)


class Found(NamedTuple):
    """A row of the catalogue, and the language in which it was found."""

    row: Any
    language: str


class _Passages(msgspec.Struct):
    """A translation's payload."""

    translation: tuple[Block, ...] = ()


class _Story(msgspec.Struct):
    """An article's payload."""

    blocks: tuple[Block, ...] = ()


def _list_matching(
    connection: sa.Connection, ids: Sequence[int], conditions: Sequence[sa.ColumnElement[bool]]
) -> list[Found]:
    rows: dict[int, Found] = {}
    for start in range(0, len(ids), _AT_ONCE):
        query = (
            sa.select(
                stories,
                search_documents.c.id.label("document"),
                search_documents.c.language.label("found_in"),
            )
            .join_from(search_documents, stories, stories.c.seq == search_documents.c.seq)
            .where(search_documents.c.id.in_(ids[start : start + _AT_ONCE]), *conditions)
        )
        rows |= {row.document: Found(row, row.found_in) for row in connection.execute(query)}
    return [rows[id_] for id_ in ids if id_ in rows]


def _once(found: Sequence[Found]) -> list[Found]:
    best: dict[int, Found] = {}
    for each in found:
        best.setdefault(each.row.seq, each)
    return list(best.values())


def _find_sqlite(
    connection: sa.Connection, query: Query, conditions: Sequence[sa.ColumnElement[bool]], count: int
) -> list[Found]:
    look = max(_FIRST_LOOK, 3 * count)
    match = to_fts5(query, list(ALGORITHMS))
    while True:
        ids = list(connection.execute(_MATCH, {"match": match, "look": look}).scalars())
        found = _once(_list_matching(connection, ids, conditions))
        if len(ids) < look or len(found) >= count:
            return found
        look *= 16


def _find_postgresql(
    connection: sa.Connection, query: Query, conditions: Sequence[sa.ColumnElement[bool]], count: int
) -> list[Found]:
    known = articles.c.seq.in_(sa.select(stories.c.seq).where(*conditions))
    rows = texts.find(connection, query, list(ALGORITHMS), [known], count)
    by_seq = {
        row.seq: row
        for row in connection.execute(sa.select(stories).where(stories.c.seq.in_({row.seq for row in rows})))
    }
    return _once([Found(by_seq[row.seq], row.found_in) for row in rows if row.seq in by_seq])


def find(
    connection: sa.Connection, query: Query, conditions: Sequence[sa.ColumnElement[bool]], count: int
) -> list[Found]:
    """At least the first *count* stories that *query* finds in either language and *conditions* hold for."""
    finder = _find_postgresql if connection.dialect.name == "postgresql" else _find_sqlite
    return finder(connection, query, conditions, count)


def load_passages(connection: sa.Connection, found: Sequence[Found]) -> list[tuple[Block, ...]]:
    """The text of each of *found*, in the language in which it was found."""
    own = [each.row.seq for each in found if each.language == each.row.language]
    other = [each.row.article_id for each in found if each.language != each.row.language]
    texts_of: dict[tuple[str, int, str], tuple[Block, ...]] = {}
    if own:
        query = sa.select(articles.c.id, articles.c.version, articles.c.base_language, articles.c.payload)
        for id_, version, language, payload in connection.execute(query.where(articles.c.seq.in_(own))):
            texts_of[id_, version, language] = unpack(payload, _Story).blocks
    if other:
        kept = translations.c
        query = sa.select(kept.article_id, kept.version, kept.target_language, kept.payload)
        for id_, version, language, payload in connection.execute(query.where(kept.article_id.in_(other))):
            texts_of[id_, version, language] = unpack(payload, _Passages).translation
    return [texts_of.get((each.row.article_id, each.row.version, each.language), ()) for each in found]
