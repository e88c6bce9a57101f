"""Search through the catalogue: no article is read that is not shown."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from dosvoces.record import Block
from dosvoces.store.payloads import unpack
from dosvoces.store.queries import Query
from dosvoces.store.ranking import Ranking, rank
from dosvoces.store.stems import ALGORITHMS
from dosvoces.store.tables import articles, stories, translations


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


def find(
    connection: sa.Connection,
    query: Query,
    conditions: Sequence[sa.ColumnElement[bool]],
    *,
    limit: int,
    offset: int,
    most: int,
) -> tuple[list[Found], Ranking]:
    """The stories that *query* finds in either language and *conditions* hold for, best first."""
    ranking = rank(
        connection, query, list(ALGORITHMS), stories, conditions, limit=limit, offset=offset, most=most
    )
    numbers = [place.seq for place in ranking.places]
    rows = {row.seq: row for row in connection.execute(sa.select(stories).where(stories.c.seq.in_(numbers)))}
    return [Found(rows[place.seq], place.language) for place in ranking.places], ranking


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
