"""Ranking of the articles that a query finds, however common its words are."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from dosvoces.store.fields import FIELDS, STORY
from dosvoces.store.queries import Query, to_fts5, to_fts5_any, to_tsquery, to_tsquery_any
from dosvoces.store.tables import search_documents

#: Texts that are ranked. A word that half of the articles hold tells little, and weighing each of the
#: hundred thousand texts that hold it takes twenty times as long as the last thousand.
MOST = 1000


#: PostgreSQL's weights of what stands around a story, of its captions, its body and its headline.
_WEIGHTS: sa.ColumnElement[Any] = sa.literal_column("CAST('{0.01, 0.06, 0.1, 1.0}' AS real[])")


_HOLDING = "SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT 1 OFFSET ?"
_BEYOND = "SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT 1"


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


def _candidates_sqlite(languages: Sequence[str], among: _Among, name: str) -> sa.Select[Any]:
    # The plus keeps SQLite from starting at the other end, where each row would be a search of its own.
    number: sa.ColumnElement[int] = sa.literal_column("+search_index.rowid", sa.Integer)
    # FTS5 gives the better the less.
    score: sa.ColumnElement[float] = -sa.literal_column("search_index.rank", sa.Float)
    found = sa.select(search_documents.c.seq, search_documents.c.language, score.label("score")).where(
        sa.text(f"search_index MATCH :{name}")
    )
    # Each language for itself: texts in the other one are looked for only where a text needs it.
    for language in languages if among.without else ():
        rows: sa.Select[Any] = sa.select(sa.literal_column("rowid")).select_from(sa.table("search_index"))
        rows = rows.where(sa.text(f"search_index MATCH :without_{language}"))
        found = found.where(~_holds(language, _other.c.id.in_(rows)))
    newest: sa.ColumnElement[int] = sa.literal_column("search_index.rowid", sa.Integer).desc()
    return among.narrow(found, sa.table("search_index"), search_documents.c.id == number).order_by(newest)


def _candidates_postgresql(languages: Sequence[str], among: _Among, name: str) -> sa.Select[Any]:
    index = sa.table("search_index", sa.column("id"), sa.column("document"))
    asked = {each: sa.cast(sa.bindparam(f"{name}_{each}"), TSQUERY) for each in languages}
    language = search_documents.c.language
    matches = [(language == each) & index.c.document.op("@@")(words) for each, words in asked.items()]
    found = sa.select(search_documents.c.seq, language, index.c.document).where(sa.or_(*matches))
    excluded = sa.table("search_index", sa.column("id"), sa.column("document")).alias("excluded")
    for each in languages if among.without else ():
        words = sa.cast(sa.bindparam(f"without_{each}"), TSQUERY)
        holds = excluded.c.document.op("@@")(words)
        found = found.where(~_holds(each, excluded.c.id == _other.c.id, holds))
    newest: Any = (
        among.narrow(found, index, search_documents.c.id == index.c.id).order_by(index.c.id.desc()).subquery()
    )
    scores = [
        (newest.c.language == each, sa.func.ts_rank(_WEIGHTS, newest.c.document, words))
        for each, words in asked.items()
    ]
    return sa.select(newest.c.seq, newest.c.language, sa.case(*scores, else_=0.0).label("score"))


def _once_sqlite(columns: Any) -> sa.Select[Any]:
    # SQLite takes what stands beside a maximum from the row that has it.
    return sa.select(columns.seq, columns.language, sa.func.max(columns.score).label("score")).group_by(
        columns.seq
    )


def _once_postgresql(columns: Any) -> sa.Select[Any]:
    order = (columns.score.desc(), columns.language)
    place = sa.func.row_number().over(partition_by=columns.seq, order_by=order).label("place")
    every = sa.select(columns.seq, columns.language, columns.score, place).subquery()
    return sa.select(every.c.seq, every.c.language, every.c.score).where(every.c.place == 1)


@lru_cache(maxsize=64)
def _make_statement(
    postgresql: bool, languages: tuple[str, ...], among: _Among, names: tuple[str, ...]
) -> sa.Select[Any]:
    """What the database is asked, but for the words; to make it takes as long as a search for a rare one.

    Whatever one of the matches *names* finds is found; the last finds all that the others do.
    """
    find = _candidates_postgresql if postgresql else _candidates_sqlite
    every = [find(languages, among, name).subquery() for name in names]
    parts = [
        sa.select(
            each.c.seq, each.c.language, each.c.score, sa.literal(int(each is every[-1])).label("widest")
        )
        for each in every
    ]
    # Counted where they are kept: windows over them take half as long again as all the rest.
    candidates = sa.union_all(*parts).cte("candidates").prefix_with("MATERIALIZED")
    limit, offset = (sa.bindparam(name, type_=sa.Integer) for name in ("limit", "offset"))
    # The best articles are among the best texts, of which each has a few: the others need no sorting.
    best = (
        sa.select(candidates.c.seq, candidates.c.language, candidates.c.score)
        .order_by(candidates.c.score.desc(), candidates.c.seq.desc())
        .limit(len(every) * len(languages) * (limit + offset))
    ).subquery()
    once = (_once_postgresql if postgresql else _once_sqlite)(best.c).subquery()
    some = (
        sa.select(once).order_by(once.c.score.desc(), once.c.seq.desc()).limit(limit).offset(offset)
    ).subquery()
    return (
        sa.select(
            among.table,
            some.c.language.label("found_language"),
            some.c.score.label("found_score"),
            sa.select(sa.func.sum(candidates.c.widest)).scalar_subquery().label("found_texts"),
            sa.select(sa.func.count(candidates.c.seq.distinct())).scalar_subquery().label("found_total"),
        )
        .join(some, some.c.seq == among.table.c.seq)
        .order_by(some.c.score.desc(), some.c.seq.desc())
    )


def make_matches(
    postgresql: bool, query: Query, languages: Sequence[str], fields: Collection[str], name: str
) -> dict[str, str]:
    """The values of the match called *name*: *query* in *fields*, in the database's language."""
    if postgresql:
        return {f"{name}_{language}": to_tsquery(query, language, fields) for language in languages}
    return {name: to_fts5(query, languages, fields)}


def _is_around(connection: sa.Connection, query: Query, languages: Sequence[str]) -> bool:
    """Whether any text holds *query* only with what stands around its story; much quicker than to rank."""
    if connection.dialect.name == "postgresql":
        index = sa.table("search_index", sa.column("document"))
        parts = [(to_tsquery(query, each, FIELDS), to_tsquery(query, each)) for each in languages]
        asked = (sa.cast(f"({wide}) & !({story})", TSQUERY) for wide, story in parts)
        holds: Any = sa.or_(*(index.c.document.op("@@")(words) for words in asked))
        found = connection.execute(sa.select(sa.literal(1)).select_from(index).where(holds).limit(1))
    else:
        match = f"({to_fts5(query, languages, FIELDS)}) NOT ({to_fts5(query, languages)})"
        found = connection.exec_driver_sql(_BEYOND, (match,))
    return found.first() is not None


def _is_rare(connection: sa.Connection, query: Query, languages: Sequence[str], most: int) -> bool:
    """Whether at most *most* texts hold *query*, the stories alone looked at; much quicker than to rank."""
    if connection.dialect.name == "postgresql":
        index = sa.table("search_index", sa.column("document"))
        asked = (sa.cast(to_tsquery(query, each), TSQUERY) for each in languages)
        holds: Any = sa.or_(*(index.c.document.op("@@")(words) for words in asked))
        found = connection.execute(
            sa.select(sa.literal(1)).select_from(index).where(holds).limit(1).offset(most)
        )
    else:
        found = connection.exec_driver_sql(_HOLDING, (to_fts5(query, languages), most))
    return found.first() is None


def _exclude(
    postgresql: bool, query: Query, languages: Sequence[str], fields: Collection[str]
) -> dict[str, str]:
    without = query.excluded
    if without is None:
        return {}
    return {
        f"without_{language}": to_tsquery_any(without, language, fields)
        if postgresql
        else to_fts5_any(without, [language], fields)
        for language in languages
    }


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
    fields: Collection[str] = FIELDS,
) -> Ranking:
    """What *query* finds in *fields* among the rows of *table* for which *conditions* hold, best first.

    An article counts once, in the language in which it fits best; of equals the one stored last comes first.
    Of words so common that more than *most* texts hold them, those stored last are ranked; where the stories
    themselves suffice for that, what stands around them is not looked at. Excluded words are looked for in
    the stories alone, unless *fields* says where.
    """
    postgresql = connection.dialect.name == "postgresql"
    among = _Among(table, conditions, query.excluded is not None)
    numbers = {"limit": limit, "offset": offset, "most": most}
    everywhere = set(fields) == set(FIELDS)
    values = numbers | _exclude(postgresql, query, languages, STORY if everywhere else fields)

    def ask(**asked: Collection[str]) -> Ranking:
        statement = _make_statement(postgresql, tuple(languages), among, tuple(asked))
        words: dict[str, str] = {}
        for name, where in asked.items():
            words |= make_matches(postgresql, query, languages, where, name)
        rows = connection.execute(statement, values | words).all()
        if not rows:
            return Ranking([], 0, more=False)
        found = [Found(row, row.found_language, float(row.found_score)) for row in rows]
        return Ranking(found, rows[0].found_total, more=rows[0].found_texts > most)

    if not everywhere:
        return ask(match=fields)
    if _is_rare(connection, query, languages, most):
        ranked = ask(wide=FIELDS)
        return ask(match=STORY, wide=FIELDS) if ranked.more else ranked
    ranked = ask(match=STORY)
    if ranked.more or not _is_around(connection, query, languages):
        return ranked
    ranked = ask(wide=FIELDS)
    # Furniture stands on every page: what the stories hold must not be lost behind it.
    return ask(match=STORY, wide=FIELDS) if ranked.more else ranked
