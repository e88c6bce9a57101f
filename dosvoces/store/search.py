"""Full-text search: from a query to the articles it finds."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from dosvoces.core.errors import StoreError
from dosvoces.core.record import Article, Block
from dosvoces.store import bilingual, queries, ranking, snippets
from dosvoces.store.payloads import unpack
from dosvoces.store.stems import ALGORITHMS
from dosvoces.store.tables import articles
from dosvoces.store.values import Hit


@lru_cache(maxsize=64)
def _filters(outlet: str | None, since: str | None, until: str | None) -> tuple[sa.ColumnElement[bool], ...]:
    filters: list[sa.ColumnElement[bool]] = [articles.c.latest, articles.c.duplicate_of.is_(None)]
    if outlet is not None:
        filters.append(articles.c.outlet == outlet)
    if since is not None:
        filters.append(articles.c.day >= since)
    if until is not None:
        filters.append((articles.c.day <= until) & (articles.c.day != ""))
    return tuple(filters)


def _text(connection: sa.Connection, row: Any, language: str) -> tuple[Block, ...]:
    """The blocks of article row *row* in *language*."""
    if language == row.base_language:
        return unpack(row.payload, Article).blocks
    return bilingual.load_translation(connection, row.id, row.version, language)


def search(
    connection: sa.Connection,
    text: str,
    *,
    language: str | None,
    outlet: str | None,
    since: str | None,
    until: str | None,
    limit: int,
    offset: int,
) -> list[Hit]:
    """What *text* finds, best first; an article counts once, in the language in which it fits best."""
    if language is not None and language not in ALGORITHMS:
        raise StoreError(f"search knows {' and '.join(ALGORITHMS)}, not {language}")
    query = queries.parse(text)
    chosen = [language] if language else list(ALGORITHMS)
    ranked = ranking.rank(
        connection,
        query,
        chosen,
        articles,
        _filters(outlet, since, until),
        limit=limit,
        offset=offset,
        most=max(ranking.MOST, 2 * (limit + offset)),
    )
    hits = []
    for row, found_in, score in ranked.found:
        snippet, marks = snippets.show(query, found_in, _text(connection, row, found_in))
        hits.append(
            Hit(
                article_id=row.id,
                version=row.version,
                outlet=row.outlet,
                url=row.url,
                headline=row.headline,
                day=row.day,
                language=row.language,
                found_in=found_in,
                cluster=row.cluster,
                score=score,
                snippet=snippet,
                marks=marks,
            )
        )
    return hits
