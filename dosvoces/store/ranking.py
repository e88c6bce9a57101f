"""Which articles a query finds, best first, however common its words are."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from dosvoces.store.queries import Query, to_fts5, to_tsquery
from dosvoces.store.tables import search_documents

#: Texts that are ranked. A word that half of the articles hold tells little, and weighing each of the
#: hundred thousand texts that hold it takes twenty times as long as the last thousand.
MOST = 1000


class Place(NamedTuple):
    """An article's row and the language of the text that was found."""

    seq: int
    language: str
    score: float


class Ranking(NamedTuple):
    """The articles that were asked for, and how many there are; at least so many when there are *more*."""

    places: list[Place]
    total: int
    more: bool


class _Among(NamedTuple):
    """The articles among which is searched."""

    table: sa.Table
    conditions: Sequence[sa.ColumnElement[bool]]
    most: int

    def narrow(self, query: sa.Select[Any], index: Any, same: sa.ColumnElement[bool]) -> sa.Select[Any]:
        """*query* over *index* and what it finds there, *same* telling which text each of its rows is."""
        joined = index.join(search_documents, same).join(
            self.table, self.table.c.seq == search_documents.c.seq
        )
        return query.select_from(joined).where(*self.conditions).limit(self.most + 1)


def _candidates_sqlite(query: Query, languages: Sequence[str], among: _Among) -> sa.Select[Any]:
    # The plus keeps SQLite from starting at the other end, where each row would be a search of its own.
    number: sa.ColumnElement[int] = sa.literal_column("+search_index.rowid", sa.Integer)
    match = sa.text("search_index MATCH :match").bindparams(match=to_fts5(query, languages))
    # FTS5 gives the better the less.
    score: sa.ColumnElement[float] = -sa.literal_column("search_index.rank", sa.Float)
    found = sa.select(search_documents.c.seq, search_documents.c.language, score.label("score")).where(match)
    newest: sa.ColumnElement[int] = sa.literal_column("search_index.rowid", sa.Integer).desc()
    return among.narrow(found, sa.table("search_index"), search_documents.c.id == number).order_by(newest)


def _candidates_postgresql(query: Query, languages: Sequence[str], among: _Among) -> sa.Select[Any]:
    index = sa.table("search_index", sa.column("id"), sa.column("document"))
    asked = {language: sa.func.to_tsquery("simple", to_tsquery(query, language)) for language in languages}
    language = search_documents.c.language
    matches = [(language == each) & index.c.document.op("@@")(words) for each, words in asked.items()]
    found = sa.select(search_documents.c.seq, language, index.c.document).where(sa.or_(*matches))
    newest: Any = (
        among.narrow(found, index, search_documents.c.id == index.c.id).order_by(index.c.id.desc()).subquery()
    )
    scores = [
        (newest.c.language == each, sa.func.ts_rank(newest.c.document, words))
        for each, words in asked.items()
    ]
    return sa.select(newest.c.seq, newest.c.language, sa.case(*scores, else_=0.0).label("score"))


def _once_sqlite(columns: Any) -> sa.Select[Any]:
    # SQLite takes what stands beside a maximum from the row that has it.
    score = sa.func.max(columns.score).label("score")
    texts = sa.func.sum(sa.func.count()).over().label("texts")
    return sa.select(columns.seq, columns.language, score, texts).group_by(columns.seq)


def _once_postgresql(columns: Any) -> sa.Select[Any]:
    order = (columns.score.desc(), columns.language)
    place = sa.func.row_number().over(partition_by=columns.seq, order_by=order).label("place")
    texts = sa.func.count().over().label("texts")
    every = sa.select(columns.seq, columns.language, columns.score, texts, place).subquery()
    return sa.select(every.c.seq, every.c.language, every.c.score, every.c.texts).where(every.c.place == 1)


def rank(
    connection: sa.Connection,
    query: Query,
    languages: Sequence[str],
    table: sa.Table,
    conditions: Sequence[sa.ColumnElement[bool]],
    *,
    limit: int,
    offset: int = 0,
    most: int = MOST,
) -> Ranking:
    """What *query* finds among the rows of *table* for which *conditions* hold, best first.

    An article counts once, in the language in which it fits best; of equals the one stored last comes first.
    Of words so common that more than *most* texts hold them, those stored last are ranked.
    """
    postgresql = connection.dialect.name == "postgresql"
    find = _candidates_postgresql if postgresql else _candidates_sqlite
    candidates = find(query, languages, _Among(table, conditions, most)).subquery()
    once = (_once_postgresql if postgresql else _once_sqlite)(candidates.c).subquery()
    rows = connection.execute(
        sa.select(once, sa.func.count().over().label("total"))
        .order_by(once.c.score.desc(), once.c.seq.desc())
        .limit(limit)
        .offset(offset)
    ).all()
    if not rows:
        return Ranking([], 0, more=False)
    found = [Place(row.seq, row.language, float(row.score)) for row in rows]
    return Ranking(found, rows[0].total, more=rows[0].texts > most)
