"""Which articles wait for a translation: the oldest first, behind them those that failed before."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from dosvoces.core.record import Article
from dosvoces.store.payloads import unpack
from dosvoces.store.tables import articles, translation_failures
from dosvoces.store.upsert import insert_or_replace
from dosvoces.store.values import GivenUp

#: Tries after which an article is given up, until it has another version or somebody asks for it again.
MOST_TRIES = 3

_failed = translation_failures
_TRIES = sa.func.coalesce(_failed.c.tries, 0)
_WAITING = articles.outerjoin(
    _failed,
    (_failed.c.article_id == articles.c.id)
    & (_failed.c.version == articles.c.version)
    & (_failed.c.target_language == articles.c.pending),
)


def load_pending(
    connection: sa.Connection,
    *,
    limit: int,
    outlet: str | None,
    targets: Collection[str],
    failed_before: datetime | None,
) -> list[tuple[Article, str]]:
    """Up to *limit* articles that wait for a translation into one of *targets*, and the language.

    Those that failed come last, and not at all when they did no earlier than *failed_before* or too often.
    """
    query = (
        sa.select(articles.c.pending, articles.c.payload)
        .select_from(_WAITING)
        .where(articles.c.pending.in_(list(targets)), _TRIES < MOST_TRIES)
        .order_by(_TRIES, articles.c.seq)
        .limit(limit)
    )
    if outlet is not None:
        query = query.where(articles.c.outlet == outlet)
    if failed_before is not None:
        query = query.where(_failed.c.failed_at.is_(None) | (_failed.c.failed_at < failed_before))
    return [(unpack(row.payload, Article), row.pending) for row in connection.execute(query)]


def count_pending(connection: sa.Connection, outlet: str | None, target: str | None) -> int:
    """How many articles wait for a translation, those given up among them."""
    query = sa.select(sa.func.count()).select_from(articles).where(articles.c.pending != "")
    if outlet is not None:
        query = query.where(articles.c.outlet == outlet)
    if target is not None:
        query = query.where(articles.c.pending == target)
    return int(connection.execute(query).scalar_one())


def record_failures(
    connection: sa.Connection, failures: Mapping[tuple[str, int, str], str], now: datetime
) -> None:
    """Count a failed try for each article, version and language of *failures*, which say why."""
    rows = []
    for (article_id, version, target), reason in failures.items():
        known = sa.select(_failed.c.tries).where(
            _failed.c.article_id == article_id,
            _failed.c.version == version,
            _failed.c.target_language == target,
        )
        tries = (connection.execute(known).scalar() or 0) + 1
        key = {"article_id": article_id, "version": version, "target_language": target}
        rows.append({**key, "tries": tries, "failed_at": now, "reason": reason})
    insert_or_replace(connection, translation_failures, rows)


def forget_failures(connection: sa.Connection, outlet: str | None) -> None:
    """Let what failed be tried as if it never had."""
    delete = translation_failures.delete()
    if outlet is not None:
        own = sa.select(articles.c.id).where(articles.c.outlet == outlet)
        delete = delete.where(_failed.c.article_id.in_(own))
    connection.execute(delete)


def load_given_up(connection: sa.Connection) -> list[GivenUp]:
    """The articles that are not tried any more, last first, and why."""
    query = (
        sa.select(articles.c.id, articles.c.url, _failed.c.reason)
        .select_from(_WAITING)
        .where(articles.c.pending != "", _TRIES >= MOST_TRIES)
        .order_by(_failed.c.failed_at.desc(), articles.c.seq)
    )
    return [GivenUp(row.id, row.url, row.reason) for row in connection.execute(query)]
