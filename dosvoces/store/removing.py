"""Removing stories from a store: every version with all that was made of it, until nothing of it is left.

What stays is a tombstone (:mod:`~dosvoces.store.tombstones`), an entry in the log, and the addresses, so that
they are not asked for again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.core.addresses import clean_if_sound
from dosvoces.store import catalogue, clusters, texts, translation_memory
from dosvoces.store.indexed import erase_texts
from dosvoces.store.removal_targets import AT_ONCE, Survey, Target, divide, list_partners
from dosvoces.store.store import Store
from dosvoces.store.tables import (
    alerts,
    articles,
    comparisons,
    counterparts,
    edition_features,
    metadata,
    outlet_runs,
    removals,
    resources,
    schedule,
    search_pending,
)
from dosvoces.store.tables import tombstones as graves
from dosvoces.store.upsert import insert_or_replace
from dosvoces.store.values import REMOVED

#: Tables that keep the ids of articles on purpose.
_KEPT = ("moves", "resources", "tombstones")


def remove(
    store: Store,
    target: Target,
    found: Survey,
    reason: str,
    advance: Callable[[int, int], None] = lambda *_: None,
) -> None:
    """Removes *target*, of which *found* goes, from *store*, and logs it with *reason*.

    Killed in between and run again, it goes on: what is removed stays removed, and an outlet is refused
    before its first story goes. What was removed before is not logged again.
    """
    if target.ids or not (target.removed or target.blocked):
        _remove_all(store, target, found, reason, advance)
    if target.kind == "outlet":
        with _erasing(store, "removing what is kept of an outlet") as connection:
            _forget_outlet(connection, target.name)


def _remove_all(
    store: Store, target: Target, found: Survey, reason: str, advance: Callable[[int, int], None]
) -> None:
    with _erasing(store, "noting a removal") as connection:
        number = _log(connection, target, reason, found.counts, store._stamp(connection))
        # First: which sentences were theirs alone, nobody can tell once the stories are gone.
        translation_memory.forget(connection, found.sentences)
    for done, some in enumerate(divide(target.ids)):
        advance(done * AT_ONCE, len(target.ids))
        with _erasing(store, "removing stories") as connection:
            _remove_stories(connection, some, number, store._stamp(connection))
    with _erasing(store, "removing what was remembered meanwhile") as connection:
        translation_memory.forget(connection, found.sentences)


@contextmanager
def _erasing(store: Store, doing: str) -> Iterator[sa.Connection]:
    """A transaction that overwrites what it deletes, where SQLite would leave it in the file."""
    with store._writing(doing, alone=True) as connection:
        if connection.dialect.name != "sqlite":
            yield connection
            return
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
        try:
            yield connection
        finally:
            connection.exec_driver_sql("PRAGMA secure_delete = OFF")


def clean_up(store: Store) -> None:
    """Leaves no words of what was removed in the pages of a SQLite file, nor in its log.

    While somebody reads the store, its log goes when the last one closes it.
    """
    if store._engine.dialect.name != "sqlite":
        return
    begin, more = True, True
    while more:
        with _erasing(store, "merging the search index") as connection:
            more = texts.merge(connection, begin=begin)
        begin = False
    raw = store._engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def _log(
    connection: sa.Connection, target: Target, reason: str, counts: dict[str, int], now: datetime
) -> int:
    row = {
        "removed_at": now,
        "kind": target.kind,
        "name": target.name,
        "reason": reason,
        "counts": msgspec.json.encode(counts).decode(),
    }
    return int(connection.execute(removals.insert().values(row).returning(removals.c.id)).scalar_one())


def _remove_stories(connection: sa.Connection, ids: Sequence[str], number: int, now: datetime) -> None:
    rows = connection.execute(sa.select(articles).where(articles.c.id.in_(ids))).all()
    partners = sorted(set(list_partners(connection, ids)) - set(ids))
    _bury(connection, rows, number, now)
    catalogue.forget(connection, ids)
    for row in rows:
        if row.latest:
            erase_texts(connection, row)
        clusters.remove(connection, row.seq, row.signature)
    seqs = [row.seq for row in rows]
    connection.execute(search_pending.delete().where(search_pending.c.seq.in_(seqs)))
    for table in (counterparts, comparisons):
        connection.execute(table.delete().where(table.c.counterpart_id.in_(ids)))
    for table in reversed(metadata.sorted_tables):
        if "article_id" in table.c and table.name not in _KEPT:
            connection.execute(table.delete().where(table.c.article_id.in_(ids)))
    connection.execute(articles.delete().where(articles.c.id.in_(ids)))
    _release(connection, partners, now)


def _bury(connection: sa.Connection, rows: Iterable[Any], number: int, now: datetime) -> None:
    """Puts tombstones for article *rows*, and keeps their addresses from being asked for again."""
    buried, addresses = [], {}
    for row in rows:
        buried.append(
            {
                "article_id": row.id,
                "version": row.version,
                "outlet": row.outlet,
                "url": row.canonical_url,
                "content_hash": row.content_hash,
                "removal": number,
            }
        )
        for url in (row.url, row.canonical_url):
            addresses[clean_if_sound(url)] = row
    insert_or_replace(connection, graves, buried)
    ids = sorted({each["article_id"] for each in buried})
    known = set(
        connection.execute(sa.select(resources.c.url).where(resources.c.url.in_([*addresses]))).scalars()
    )
    new = [
        {
            "url": url,
            "outlet": row.outlet,
            "article_id": row.id,
            "checked_at": now,
            "status": 0,
            "reason": REMOVED,
        }
        | dict.fromkeys(("checks", "changes", "failures"), 0)
        for url, row in addresses.items()
        if url not in known
    ]
    if new:
        connection.execute(resources.insert(), new)
    nothing = dict.fromkeys(("etag", "last_modified", "body_hash", "next_check_at"))
    met = resources.c.article_id.in_(ids)
    connection.execute(resources.update().where(met).values(reason=REMOVED, **nothing))


def _release(connection: sa.Connection, partners: Sequence[str], now: datetime) -> None:
    """Makes *partners*, which have lost their counterpart, new to whoever asks, and lets them be paired."""
    latest = articles.c.id.in_(partners) & articles.c.latest
    connection.execute(articles.update().where(latest).values(stored_at=now))
    waits = edition_features.c.article_id.in_(partners) & (edition_features.c.language != "")
    connection.execute(edition_features.update().where(waits).values(waiting=True))
    catalogue.refresh(connection, partners)


def _forget_outlet(connection: sa.Connection, outlet: str) -> None:
    """Deletes what is kept of *outlet* itself: its runs, alerts, schedule, the state of its sources."""
    for table in (outlet_runs, alerts, schedule):
        connection.execute(table.delete().where(table.c.outlet == outlet))
    sources = (resources.c.outlet == outlet) & (resources.c.reason != REMOVED)
    connection.execute(resources.delete().where(sources))
