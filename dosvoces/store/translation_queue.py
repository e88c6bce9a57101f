"""Which articles wait for a translation: the oldest first, behind them those that failed before."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import Article
from dosvoces.store.damage import name_article, read_article
from dosvoces.store.selection import Selection, conditions
from dosvoces.store.tables import articles, translation_failures, translations
from dosvoces.store.upsert import insert_or_replace
from dosvoces.store.values import GivenUp, Upkeep

#: Tries after which an article is given up, until it has another version or somebody asks for it again.
MOST_TRIES = 3


class Loaded(NamedTuple):
    """Articles to translate, and the language each is to be in."""

    articles: list[tuple[Article, str]]
    #: Those that are damaged: id, version and language, and what is wrong.
    damaged: dict[tuple[str, int, str], str]


_failed = translation_failures
_TRIES = sa.func.coalesce(_failed.c.tries, 0)


def _with_failures(found: sa.FromClause, target: sa.ColumnElement[str]) -> sa.Join:
    """The articles in *found* with what failed of their translation into *target*."""
    return found.outerjoin(
        _failed,
        (_failed.c.article_id == articles.c.id)
        & (_failed.c.version == articles.c.version)
        & (_failed.c.target_language == target),
    )


_WAITING = _with_failures(articles, articles.c.pending)
_TRANSLATED = articles.join(
    translations,
    (translations.c.article_id == articles.c.id) & (translations.c.version == articles.c.version),
)


def load_pending(
    connection: sa.Connection,
    chosen: Selection,
    *,
    limit: int,
    targets: Collection[str],
    failed_before: datetime | None,
) -> Loaded:
    """Up to *limit* *chosen* articles that wait for a translation into one of *targets*, and the language.

    Those that failed come last, and not at all when they did no earlier than *failed_before* or too often.
    """
    query = (
        sa.select(articles.c.id)
        .select_from(_WAITING)
        .where(*are_wanted(chosen), articles.c.pending.in_(list(targets)), _TRIES < MOST_TRIES)
    )
    return _load(connection, articles.c.pending, query, limit, failed_before)


def list_pending_shards(connection: sa.Connection, shards: int) -> list[int]:
    """Which of so many *shards* have articles that wait for a translation and are not given up."""
    shard = (articles.c.seq % shards).label("shard")
    query = sa.select(shard).distinct().select_from(_WAITING).order_by(shard)
    query = query.where(articles.c.pending != "", _TRIES < MOST_TRIES)
    return [int(number) for number in connection.execute(query).scalars()]


def load_outdated(
    connection: sa.Connection,
    chosen: Selection,
    *,
    limit: int,
    upkeep: Mapping[str, Upkeep],
    failed_before: datetime | None,
) -> Loaded:
    """Up to *limit* *chosen* articles whose translation is outdated by *upkeep*, and the language.

    None is ever given up: it has a translation meanwhile.
    """
    query = (
        sa.select(articles.c.id)
        .select_from(_with_failures(_TRANSLATED, translations.c.target_language))
        .where(*are_wanted(chosen), _is_outdated(upkeep))
    )
    return _load(connection, translations.c.target_language, query, limit, failed_before)


def are_wanted(chosen: Selection) -> list[sa.ColumnElement[bool]]:
    """What articles have to fulfil to be translated as *chosen*."""
    return conditions(msgspec.structs.replace(chosen, translated_only=False, include_reserved=True))


def _is_outdated(upkeep: Mapping[str, Upkeep]) -> sa.ColumnElement[bool]:
    made = translations.c
    return sa.or_(
        sa.false(),
        *(
            (made.target_language == target)
            & ((made.engine != now.engine) | (made.checks != now.checks))
            & _is_by(now.replaces)
            for target, now in sorted(upkeep.items())
        ),
    )


def _is_by(names: tuple[str, ...] | None) -> sa.ColumnElement[bool]:
    """Whether one of the engines *names* translated, whatever its version; all do for None."""
    engine = translations.c.engine
    if names is None:
        return sa.true()
    versions = (engine.startswith(f"{name} ", autoescape=True) for name in names)
    return sa.or_(engine.in_(names), *versions)


def _load(
    connection: sa.Connection,
    target: sa.ColumnElement[str],
    query: sa.Select[Any],
    limit: int,
    failed_before: datetime | None,
) -> Loaded:
    columns = (articles.c.id, articles.c.version, articles.c.payload, target.label("target"))
    query = query.with_only_columns(*columns).order_by(_TRIES, articles.c.seq).limit(limit)
    if failed_before is not None:
        query = query.where(_failed.c.failed_at.is_(None) | (_failed.c.failed_at < failed_before))
    loaded, seen = Loaded([], {}), 0
    # Nobody may take a part that is damaged as a whole for the end.
    while not loaded.articles and (rows := connection.execute(query.offset(seen)).all()):
        seen += len(rows)
        for row in rows:
            if article := read_article(connection, row):
                loaded.articles.append((article, row.target))
            else:
                reason = f"what is kept of {name_article(row.id, row.version)} cannot be read"
                loaded.damaged[row.id, row.version, row.target] = reason
    return loaded


def count_pending(connection: sa.Connection, chosen: Selection, target: str | None) -> int:
    """How many of the *chosen* articles wait for a translation, those given up among them."""
    query = sa.select(sa.func.count()).select_from(articles).where(*are_wanted(chosen))
    wanted = articles.c.pending != "" if target is None else articles.c.pending == target
    return int(connection.execute(query.where(wanted)).scalar_one())


def count_outdated(connection: sa.Connection, chosen: Selection, upkeep: Mapping[str, Upkeep]) -> int:
    """How many of the *chosen* articles have a translation that is outdated by *upkeep*."""
    query = sa.select(sa.func.count()).select_from(_TRANSLATED)
    wanted = query.where(*are_wanted(chosen), _is_outdated(upkeep))
    return int(connection.execute(wanted).scalar_one())


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


def forget_failures(connection: sa.Connection, chosen: Selection) -> None:
    """Let what failed of the *chosen* articles be tried as if it never had."""
    own = sa.select(articles.c.id).where(*are_wanted(chosen))
    connection.execute(translation_failures.delete().where(_failed.c.article_id.in_(own)))


def load_given_up(connection: sa.Connection) -> list[GivenUp]:
    """The articles that are not tried any more, last first, and why."""
    query = (
        sa.select(articles.c.id, articles.c.url, _failed.c.reason)
        .select_from(_WAITING)
        .where(articles.c.pending != "", _TRIES >= MOST_TRIES)
        .order_by(_failed.c.failed_at.desc(), articles.c.seq)
    )
    return [GivenUp(row.id, row.url, row.reason) for row in connection.execute(query)]
