"""From a query to the articles it finds."""

from typing import Any

import sqlalchemy as sa

from dosvoces.errors import StoreError
from dosvoces.record import Article, Block
from dosvoces.store import bilingual, queries, snippets, texts
from dosvoces.store.payloads import unpack
from dosvoces.store.stems import ALGORITHMS
from dosvoces.store.tables import articles
from dosvoces.store.values import Hit


def _filters(outlet: str | None, since: str | None, until: str | None) -> list[sa.ColumnElement[bool]]:
    filters: list[sa.ColumnElement[bool]] = []
    if outlet is not None:
        filters.append(articles.c.outlet == outlet)
    if since is not None:
        filters.append(articles.c.day >= since)
    if until is not None:
        filters.append((articles.c.day <= until) & (articles.c.day != ""))
    return filters


def _text(connection: sa.Connection, row: Any) -> tuple[Block, ...]:
    """The blocks in the language that *row* was found in."""
    if row.found_in == row.base_language:
        return unpack(row.payload, Article).blocks
    return bilingual.load_translation(connection, row.id, row.version, row.found_in)


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
    rows = texts.find(connection, query, chosen, _filters(outlet, since, until), offset + limit)
    best: dict[str, Any] = {}
    for row in rows:
        best.setdefault(row.id, row)
    hits = []
    for row in list(best.values())[offset : offset + limit]:
        snippet, marks = snippets.show(query, row.found_in, _text(connection, row))
        hits.append(
            Hit(
                article_id=row.id,
                version=row.version,
                outlet=row.outlet,
                url=row.url,
                headline=row.headline,
                day=row.day,
                language=row.language,
                found_in=row.found_in,
                cluster=row.cluster,
                score=row.score,
                snippet=snippet,
                marks=marks,
            )
        )
    return hits
