"""Full-text search: from a query to the articles it finds."""

from collections.abc import Collection
from functools import lru_cache

import sqlalchemy as sa

from dosvoces.core.errors import StoreError
from dosvoces.store import passages, queries, ranking, snippets
from dosvoces.store.fields import FIELDS
from dosvoces.store.passages import TextKey
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
    fields: Collection[str] = FIELDS,
) -> list[Hit]:
    """What *text* finds, best first; an article counts once, in the language in which it fits best."""
    if language is not None and language not in ALGORITHMS:
        raise StoreError(f"search knows {' and '.join(ALGORITHMS)}, not {language}")
    if unknown := set(fields) - set(FIELDS):
        raise StoreError(f"search knows the fields {', '.join(FIELDS)}, not {', '.join(sorted(unknown))}")
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
        fields=fields,
    )
    keys = [
        TextKey(row.seq, row.id, row.version, language, language == row.base_language)
        for row, language, _ in ranked.found
    ]
    texts = passages.load_passages(connection, keys)
    hits = []
    for (row, found_in, score), blocks in zip(ranked.found, texts, strict=True):
        shown = snippets.show(query, found_in, blocks, fields)
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
                snippet=shown.text,
                marks=shown.marks,
                block=shown.block,
                role=shown.role,
            )
        )
    return hits
