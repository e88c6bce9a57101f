"""Ranking of the articles that a query finds, however common its words are."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from dosvoces.store.queries import Query, to_fts5, to_fts5_any, to_tsquery, to_tsquery_any
from dosvoces.store.tables import search_documents

#: Texts that are ranked. A word that half of the articles hold tells little, and weighing each of the
#: hundred thousand texts that hold it takes twenty times as long as the last thousand.
MOST = 1000


class Found(NamedTuple):
    """A row of the table in which was searched, and the language in which its text was found."""

    row: Any
    language: str
    score: float


class Ranking(NamedTuple):
    """The articles that were asked for, and how many there are; at least so many when there are *more*."""

    found: list[Found]
    total: int
    more: bool


class _Among(NamedTuple):
    """The articles among which is searched."""

    table: sa.Table
    conditions: tuple[sa.ColumnElement[bool], ...]
    #: Whether something is excluded.
    without: bool

    def narrow(self, query: sa.Select[Any], index: Any, same: sa.ColumnElement[bool]) -> sa.Select[Any]:
        """*query* over *index* and what it finds there, *same* telling which text each of its rows is."""
        joined = index.join(search_documents, same).join(
            self.table, self.table.c.seq == search_documents.c.seq
        )
        most = sa.bindparam("most", type_=sa.Integer)
        return query.select_from(joined).where(*self.conditions).limit(most + 1)


_other = search_documents.alias("other")


def _holds(language: str, *found: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether the same article's text in *language*, another than the one at hand, is among *found*."""
    same = (_other.c.seq == search_documents.c.seq) & (_other.c.language == language)
    other = search_documents.c.language != language
    return sa.exists(sa.select(_other.c.id).where(other, same, *found).correlate(search_documents))


def _candidates_sqlite(languages: Sequence[str], among: _Among) -> sa.Select[Any]:
    # The plus keeps SQLite from starting at the other end, where each row would be a search of its own.
    number: sa.ColumnElement[int] = sa.literal_column("+search_index.rowid", sa.Integer)
    # FTS5 gives the better the less.
    score: sa.ColumnElement[float] = -sa.literal_column("search_index.rank", sa.Float)
    found = sa.select(search_documents.c.seq, search_documents.c.language, score.label("score")).where(
        sa.text("search_index MATCH :match")
    )
    # Each language for itself: texts in the other one are looked for only where a text needs it.
    for language in languages if among.without else ():
        rows: sa.Select[Any] = sa.select(sa.literal_column("rowid")).select_from(sa.table("search_index"))
        rows = rows.where(sa.text(f"search_index MATCH :without_{language}"))
        found = found.where(~_holds(language, _other.c.id.in_(rows)))
    newest: sa.ColumnElement[int] = sa.literal_column("search_index.rowid", sa.Integer).desc()
    return among.narrow(found, sa.table("search_index"), search_documents.c.id == number).order_by(newest)


def _candidates_postgresql(languages: Sequence[str], among: _Among) -> sa.Select[Any]:
    index = sa.table("search_index", sa.column("id"), sa.column("document"))
    asked = {each: sa.func.to_tsquery("simple", sa.bindparam(f"match_{each}")) for each in languages}
    language = search_documents.c.language
    matches = [(language == each) & index.c.document.op("@@")(words) for each, words in asked.items()]
    found = sa.select(search_documents.c.seq, language, index.c.document).where(sa.or_(*matches))
    excluded = sa.table("search_index", sa.column("id"), sa.column("document")).alias("excluded")
    for each in languages if among.without else ():
        words = sa.func.to_tsquery("simple", sa.bindparam(f"without_{each}"))
        holds = excluded.c.document.op("@@")(words)
        found = found.where(~_holds(each, excluded.c.id == _other.c.id, holds))
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


@lru_cache(maxsize=64)
def _make_statement(postgresql: bool, languages: tuple[str, ...], among: _Among) -> sa.Select[Any]:
    """What the database is asked, but for the words; to make it takes as long as a search for a rare one."""
    find = _candidates_postgresql if postgresql else _candidates_sqlite
    candidates = find(languages, among).subquery()
    once = (_once_postgresql if postgresql else _once_sqlite)(candidates.c).subquery()
    some = (
        sa.select(once, sa.func.count().over().label("total"))
        .order_by(once.c.score.desc(), once.c.seq.desc())
        .limit(sa.bindparam("limit", type_=sa.Integer))
        .offset(sa.bindparam("offset", type_=sa.Integer))
    ).subquery()
    figures = (some.c[name].label(f"found_{name}") for name in ("language", "score", "texts", "total"))
    return (
        sa.select(among.table, *figures)
        .join(some, some.c.seq == among.table.c.seq)
        .order_by(some.c.score.desc(), some.c.seq.desc())
    )


def rank(
    connection: sa.Connection,
    query: Query,
    languages: Sequence[str],
    table: sa.Table,
    conditions: tuple[sa.ColumnElement[bool], ...],
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
    without = query.excluded
    if postgresql:
        words = {f"match_{language}": to_tsquery(query, language) for language in languages}
        if without:
            words |= {f"without_{language}": to_tsquery_any(without, language) for language in languages}
    else:
        words = {"match": to_fts5(query, languages)}
        if without:
            words |= {f"without_{language}": to_fts5_any(without, [language]) for language in languages}
    among = _Among(table, conditions, without is not None)
    statement = _make_statement(postgresql, tuple(languages), among)
    numbers = {"limit": limit, "offset": offset, "most": most}
    rows = connection.execute(statement, words | numbers).all()
    if not rows:
        return Ranking([], 0, more=False)
    found = [Found(row, row.found_language, float(row.found_score)) for row in rows]
    return Ranking(found, rows[0].found_total, more=rows[0].found_texts > most)
