"""Fetched addresses and runs in the store."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import Announced
from dosvoces.store.damage import read_json
from dosvoces.store.tables import articles, resources, runs
from dosvoces.store.upsert import insert_or_replace
from dosvoces.store.values import Resource, Run, Sibling

#: Addresses in one query; PostgreSQL and SQLite take some ten thousand.
_AT_ONCE = 500

#: Addresses of a path that are compared with one, on either side of it, and those among which they are looked
#: for: of a path that hardly ever gives a story there may be a hundred thousand.
_NEAR, _LOOKED_AT = 10, 100

_SIBLINGS = (
    sa.select(
        resources.c.url, sa.func.coalesce(articles.c.duplicate_of, resources.c.article_id).label("story")
    )
    .outerjoin(articles, (articles.c.id == resources.c.article_id) & articles.c.latest)
    .where(resources.c.article_id.is_not(None))
)

_near = resources.alias("near")

#: What has a page read whole, though it may be the same.
_AGAIN = {"etag": None, "last_modified": None, "body_hash": None}

#: Runs kept: more than half a year of fifty outlets that are crawled daily.
KEPT_RUNS = 10_000


def load_resource(connection: sa.Connection, url: str) -> Resource | None:
    """What is known of *url*; None when it was never fetched."""
    row = connection.execute(sa.select(resources).where(resources.c.url == url)).first()
    return Resource(**row._mapping) if row is not None else None


def find_resources(connection: sa.Connection, urls: Sequence[str]) -> Iterator[Resource]:
    """What is known of those of *urls* that were fetched before."""
    for start in range(0, len(urls), _AT_ONCE):
        query = sa.select(resources).where(resources.c.url.in_(urls[start : start + _AT_ONCE]))
        for row in connection.execute(query):
            yield Resource(**row._mapping)


def tell_date(connection: sa.Connection, article_id: str, announced: Announced) -> None:
    """The story *article_id*, if it has no date and none was told, is due, and what was *announced* is."""
    undated = sa.select(articles.c.canonical_url).where(
        articles.c.id == article_id, articles.c.latest, articles.c.day == ""
    )
    for url in connection.execute(undated).scalars().all():
        own = resources.update().where(resources.c.url == url, resources.c.announced_at.is_(None))
        told = {"announced_at": announced.at, "announced_by": announced.by}
        connection.execute(own.values(**told, **_AGAIN, next_check_at=resources.c.checked_at))


def find_siblings(connection: sa.Connection, url: str) -> list[Sibling]:
    """Addresses that differ from *url* in their query alone and gave a story, those next to it in order."""
    path = url.partition("?")[0]
    first, end = path + "?", path + chr(ord("?") + 1)
    before = sa.select(_near.c.url).where(_near.c.url >= first, _near.c.url < url)
    behind = sa.select(_near.c.url).where(_near.c.url > url, _near.c.url < end)
    rows = [*connection.execute(_SIBLINGS.where(resources.c.url == path))]
    for near, order in ((before, sa.desc), (behind, sa.asc)):
        looked_at = near.order_by(order(_near.c.url)).limit(_LOOKED_AT)
        siblings = _SIBLINGS.where(resources.c.url.in_(looked_at)).order_by(order(resources.c.url))
        rows += connection.execute(siblings.limit(_NEAR))
    return [Sibling(row.url, row.story) for row in rows]


def find_due(connection: sa.Connection, outlet: str, now: datetime) -> list[Resource]:
    """The addresses of *outlet* that are to be asked again by *now*, the longest due first."""
    query = (
        sa.select(resources)
        .where(resources.c.outlet == outlet, resources.c.next_check_at <= now)
        .order_by(resources.c.next_check_at, resources.c.url)
    )
    return [Resource(**row._mapping) for row in connection.execute(query)]


def save_resources(connection: sa.Connection, seen: Sequence[Resource]) -> None:
    """Keeps what is known of addresses, in place of what was known before.

    What was told meanwhile of when a story was published stays, and its page is due: it was read without.
    """
    rows = {resource.url: msgspec.structs.asdict(resource) for resource in seen}
    untold = [each.url for each in seen if each.article_id and not (each.announced_at or each.reason)]
    query = sa.select(resources.c.url, resources.c.announced_at, resources.c.announced_by)
    for start in range(0, len(untold), _AT_ONCE):
        some = resources.c.url.in_(untold[start : start + _AT_ONCE])
        for told in connection.execute(query.where(some, resources.c.announced_at.is_not(None))):
            rows[told.url] |= {**told._mapping, **_AGAIN, "next_check_at": rows[told.url]["checked_at"]}
    insert_or_replace(connection, resources, list(rows.values()))


def read_resources(connection: sa.Connection, outlet: str | None) -> Iterator[Resource]:
    """Everything that is known, by address."""
    query = sa.select(resources).order_by(resources.c.url)
    if outlet is not None:
        query = query.where(resources.c.outlet == outlet)
    for row in connection.execution_options(yield_per=500).execute(query):
        yield Resource(**row._mapping)


def start_run(connection: sa.Connection, kind: str, now: datetime) -> int:
    """Notes that a run began, and forgets the oldest; gives its number."""
    run = int(
        connection.execute(
            runs.insert().values(kind=kind, started=now, counts="{}").returning(runs.c.id)
        ).scalar_one()
    )
    connection.execute(runs.delete().where(runs.c.id <= run - KEPT_RUNS))
    return run


def finish_run(connection: sa.Connection, run: int, counts: dict[str, int], now: datetime) -> None:
    """Notes that *run* ended, and what it did."""
    text = msgspec.json.encode(counts, order="deterministic").decode()
    connection.execute(runs.update().where(runs.c.id == run).values(finished=now, counts=text))


def load_runs(connection: sa.Connection, kind: str | None, limit: int) -> list[Run]:
    """The last *limit* runs, newest first."""
    query = sa.select(runs).order_by(runs.c.id.desc()).limit(limit)
    if kind is not None:
        query = query.where(runs.c.kind == kind)
    return [
        Run(
            id=row.id,
            kind=row.kind,
            started=row.started,
            finished=row.finished,
            counts=read_json(connection, row.counts, dict[str, int], f"run {row.id}") or {},
        )
        for row in connection.execute(query).all()
    ]
