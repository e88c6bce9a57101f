"""Tombstones: what was taken down and may not come back, and the log of it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from dosvoces.core.record import Article
from dosvoces.store.damage import read_json
from dosvoces.store.tables import removals, resources, tombstones
from dosvoces.store.values import REMOVED, MemoryEntry, Removal, RemovedStory, Translation

Kind = Literal["story", "outlet"]

#: Ids in one statement: few enough for every SQLite.
_AT_ONCE = 500

_BLOCKED_OUTLET = (removals.c.kind == "outlet") & removals.c.lifted_at.is_(None)

# Made once: every article that is stored is looked for. The text of a removed story may come back under
# another address, which only matters for articles that are not stored yet.
_REFUSED = sa.select(sa.literal(1)).where(
    sa.or_(
        sa.exists(sa.select(tombstones.c.version).where(tombstones.c.article_id == sa.bindparam("id"))),
        sa.exists(sa.select(removals.c.id).where(removals.c.name == sa.bindparam("outlet"), _BLOCKED_OUTLET)),
        sa.and_(
            sa.bindparam("new", type_=sa.Boolean),
            sa.exists(
                sa.select(tombstones.c.version).where(
                    tombstones.c.outlet == sa.bindparam("outlet"),
                    tombstones.c.content_hash == sa.bindparam("content_hash"),
                )
            ),
        ),
    )
)


def is_refused(connection: sa.Connection, article: Article, *, new: bool) -> bool:
    """Whether *article* was taken down: its id, its whole outlet, or when it is *new* the text it has."""
    asked = {"id": article.id, "outlet": article.outlet, "content_hash": article.content_hash, "new": new}
    return connection.execute(_REFUSED, asked).first() is not None


def find_removed(connection: sa.Connection, ids: Sequence[str]) -> set[str]:
    """Those of the articles *ids* that were taken down."""
    found = sa.select(tombstones.c.article_id).where(tombstones.c.article_id.in_(ids))
    return set(connection.execute(found).scalars())


#: What engines made: engine, languages, and the sentences with what became of them.
Made = tuple[str, str, str, Iterable[tuple[str, MemoryEntry]]]


def leave_removed(
    connection: sa.Connection, translations: Sequence[Translation], made: Iterable[Made]
) -> tuple[list[Translation], list[Made]]:
    """*translations* and what was *made* for them without what is of articles taken down meanwhile."""
    gone = find_removed(connection, sorted({each.article_id for each in translations}))
    if not gone:
        return list(translations), list(made)
    kept = [each for each in translations if each.article_id not in gone]
    theirs = {s.source.text for each in translations if each.article_id in gone for s in each.segments}
    theirs -= {segment.source.text for each in kept for segment in each.segments}
    rest: list[Made] = [
        (engine, source, target, [pair for pair in pairs if pair[0] not in theirs])
        for engine, source, target, pairs in made
    ]
    return kept, rest


def find_outlet(connection: sa.Connection, outlet: str) -> Removal | None:
    """When and why the whole *outlet* was taken down; None when it was not, or is allowed again."""
    query = sa.select(removals).where(removals.c.name == outlet, _BLOCKED_OUTLET)
    row = connection.execute(query.order_by(removals.c.id.desc())).first()
    return _read(connection, row) if row is not None else None


def list_removed(connection: sa.Connection, since: datetime | None) -> list[RemovedStory]:
    """The articles that were taken down since then, by id."""
    query = (
        sa.select(tombstones.c.article_id, tombstones.c.outlet, removals.c.removed_at)
        .join(removals, removals.c.id == tombstones.c.removal)
        .distinct()
        .order_by(tombstones.c.article_id)
    )
    if since is not None:
        query = query.where(removals.c.removed_at >= since)
    return [
        RemovedStory(id=row.article_id, outlet=row.outlet, removed_at=row.removed_at)
        for row in connection.execute(query)
    ]


def load_log(connection: sa.Connection) -> list[Removal]:
    """Everything that was ever taken down, last first."""
    rows = connection.execute(sa.select(removals).order_by(removals.c.id.desc())).all()
    return [_read(connection, row) for row in rows]


def _read(connection: sa.Connection, row: sa.Row[tuple[object, ...]]) -> Removal:
    values = dict(row._mapping)
    counts = read_json(connection, row.counts, dict[str, int], f"removal {row.id}") or {}
    return Removal(**{**values, "counts": counts})


def _find_removals(connection: sa.Connection, name: str) -> list[int]:
    """The removals, as far as they hold, of the outlet or the story *name*, as which copy it was named."""
    copies = sa.select(tombstones.c.removal).where(tombstones.c.article_id == name)
    own = (removals.c.name == name) | ((removals.c.kind == "story") & removals.c.id.in_(copies))
    query = sa.select(removals.c.id).where(removals.c.lifted_at.is_(None), own)
    return list(connection.execute(query).scalars())


def lift(connection: sa.Connection, name: str, now: datetime) -> int | None:
    """Allows the story, with its copies, or the outlet *name* again; None when it was not removed as such.

    Gives how many articles may come back. Nothing comes back by itself: the next crawl or replay finds it.
    """
    numbers = _find_removals(connection, name)
    if not numbers:
        return None
    ids = list_ids(connection, name)
    for begin in range(0, len(ids), _AT_ONCE):
        part = resources.c.article_id.in_(ids[begin : begin + _AT_ONCE])
        connection.execute(resources.delete().where(part, resources.c.reason == REMOVED))
    connection.execute(tombstones.delete().where(tombstones.c.removal.in_(numbers)))
    connection.execute(removals.update().where(removals.c.id.in_(numbers)).values(lifted_at=now))
    return len(ids)


def list_addresses(connection: sa.Connection, ids: Collection[str]) -> set[str]:
    """The addresses at which the articles *ids*, which were taken down, were met."""
    wanted, found = sorted(ids), set[str]()
    for begin in range(0, len(wanted), _AT_ONCE):
        part = wanted[begin : begin + _AT_ONCE]
        known = sa.select(resources.c.url).where(resources.c.article_id.in_(part))
        own = sa.select(tombstones.c.url).where(tombstones.c.article_id.in_(part))
        found.update(connection.execute(known).scalars(), connection.execute(own).scalars())
    return found


def list_ids(connection: sa.Connection, name: str) -> list[str]:
    """The articles that were taken down with *name*: the story with its copies, or the outlet's."""
    these = tombstones.c.removal.in_(_find_removals(connection, name))
    return sorted(connection.execute(sa.select(tombstones.c.article_id).where(these).distinct()).scalars())
