"""Removing stories from a store: every version with all that was made of it, until nothing of it is left.

What stays is a tombstone (:mod:`~dosvoces.store.tombstones`), an entry in the log, and the addresses, so that
they are not asked for again.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import product
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.core.addresses import clean_if_sound
from dosvoces.store import catalogue, clusters, texts, tombstones, translation_memory
from dosvoces.store.indexed import load_texts
from dosvoces.store.payloads import unpack
from dosvoces.store.store import Store
from dosvoces.store.tables import (
    alerts,
    alternative_translations,
    articles,
    comparisons,
    corrections,
    counterparts,
    edition_features,
    metadata,
    outlet_runs,
    removals,
    resources,
    schedule,
    search_pending,
    translations,
)
from dosvoces.store.tables import tombstones as graves
from dosvoces.store.tombstones import Kind
from dosvoces.store.upsert import insert_or_replace
from dosvoces.store.values import REMOVED

#: Stories removed in one transaction: a few seconds in which nobody else writes.
AT_ONCE = 100

#: Tables that keep the ids of articles on purpose.
_KEPT = ("resources", "tombstones")


_COUNTED = {
    "versions": articles,
    "translations": translations,
    "kept translations of other engines": alternative_translations,
    "corrections": corrections,
}


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be removed."""

    kind: Kind
    #: Id of the story, or key of the outlet.
    name: str
    #: The articles: the story with its copies in the same outlet, or all of the outlet's.
    ids: tuple[str, ...]
    #: Those that were removed before; their archived pages may still be there.
    removed: tuple[str, ...] = ()
    #: Whether the outlet as a whole may not come back.
    blocked: bool = False


class _Side(msgspec.Struct):
    text: str = ""


class _Segment(msgspec.Struct):
    source: _Side


# Only what memory keeps: reading whole segments takes three times as long.
class _Sources(msgspec.Struct):
    segments: tuple[_Segment, ...] = ()


def find_target(store: Store, name: str, outlets: Collection[str] = ()) -> Target | None:
    """What *name* means: the id or the address of a story, or the key of an outlet; None for nothing.

    *outlets* are keys that are outlets although the store has nothing of them.
    """
    if "\0" in name:
        return None
    with store._reading("looking for what is to be removed") as connection:
        blocked = tombstones.find_outlet(connection, name) is not None
        # The stories that went with an outlet are listed under its key, too.
        story = None if blocked else _find_story(connection, name)
        if story is not None:
            ids = _add_copies(connection, [story])
            removed = tombstones.list_ids(connection, story)
            if ids or removed:
                return Target(kind="story", name=story, ids=tuple(ids), removed=tuple(removed))
        ids = _list_ids(connection, articles.c.outlet == name)
        if not ids and not blocked and name not in outlets:
            return None
        removed = tombstones.list_ids(connection, name)
        return Target(kind="outlet", name=name, ids=tuple(ids), removed=tuple(removed), blocked=blocked)


def _list_ids(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[str]:
    query = sa.select(articles.c.id).where(condition).distinct().order_by(articles.c.id)
    return list(connection.execute(query).scalars())


def _find_story(connection: sa.Connection, name: str) -> str | None:
    """The id of the story that *name* is the id or an address of."""
    if "://" not in name:
        return name
    urls = {name, *_spell(clean_if_sound(name))}
    known = sa.select(resources.c.article_id).where(
        resources.c.url.in_(urls), resources.c.article_id.is_not(None)
    )
    own = sa.select(articles.c.id).where(articles.c.canonical_url.in_(urls) | articles.c.url.in_(urls))
    for query in (known, own, sa.select(graves.c.article_id).where(graves.c.url.in_(urls))):
        found: str | None = connection.execute(query.limit(1)).scalar()
        if found:
            return found
    return None


def _spell(url: str) -> Iterator[str]:
    """*url* as people write it: with and without ``www.``, encryption and the last slash."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    plain = host.removeprefix("www.")
    for name, protocol in product((plain, f"www.{plain}"), dict.fromkeys((scheme, "https", "http"))):
        for ending in (path.removesuffix("/"), f"{path.removesuffix('/')}/" if path.strip("/") else path):
            yield f"{protocol}://{name}{slash or '/'}{ending}"


def _add_copies(connection: sa.Connection, ids: Sequence[str]) -> list[str]:
    """*ids*, as far as they are stored, and the articles that say the same in their outlet, word for word."""
    own = articles.alias()
    same = (own.c.outlet == articles.c.outlet) & (own.c.content_hash == articles.c.content_hash)
    copies = (
        sa.select(own.c.id)
        .join(articles, same)
        .where(articles.c.id.in_(ids), articles.c.latest, own.c.latest)
        .distinct()
    )
    stored = _list_ids(connection, articles.c.id.in_(ids))
    return sorted({*stored, *connection.execute(copies).scalars()})


class Survey(msgspec.Struct, frozen=True):
    """What goes with a target."""

    #: How much of what, and how many other stories lose their link to it.
    counts: dict[str, int]
    #: The sentences that the translation memory has of it alone.
    sentences: frozenset[str]


def survey(store: Store, target: Target) -> Survey:
    """What goes with *target*; every translation is read for it, some thousand a second."""
    counts: Counter[str] = Counter(stories=len(target.ids))
    own = frozenset(target.ids)
    with store._reading("counting what is to be removed") as connection:
        for some in _divide(target.ids):
            for name, table in _COUNTED.items():
                key = table.c.id if table is articles else table.c.article_id
                counts[name] += _count(connection, table, key.in_(some))
            counts["partners that lose their link"] += len(set(_list_partners(connection, some)) - own)
    sentences = _find_sentences(store, own)
    counts["sentences of theirs alone"] = len(sentences)
    return Survey(dict(counts), sentences)


def _count(connection: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool]) -> int:
    return int(
        connection.execute(sa.select(sa.func.count()).where(condition).select_from(table)).scalar_one()
    )


def _divide(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[begin : begin + AT_ONCE] for begin in range(0, len(ids), AT_ONCE))


def _find_sentences(store: Store, ids: Collection[str]) -> frozenset[str]:
    """The sentences in the translations of the articles *ids* that no other article's translation has."""
    if not ids:
        return frozenset()
    with store._reading("comparing sentences") as connection:
        wanted: set[str] = set()
        for some in _divide(sorted(ids)):
            for table in (translations, alternative_translations):
                wanted.update(_read_sources(connection, table, table.c.article_id.in_(some), ()))
            made = sa.select(corrections.c.source).where(corrections.c.article_id.in_(some))
            wanted.update(connection.execute(made).scalars())
        for text in _read_sources(connection, translations, sa.true(), ids) if wanted else ():
            wanted.discard(text)
    return frozenset(wanted)


def _read_sources(
    connection: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool], skip: Collection[str]
) -> Iterator[str]:
    query = sa.select(table.c.article_id, table.c.payload).where(condition)
    for row in connection.execution_options(yield_per=200).execute(query):
        if row.article_id not in skip:
            yield from (segment.source.text for segment in unpack(row.payload, _Sources).segments)


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
    for done, some in enumerate(_divide(target.ids)):
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
    partners = sorted(set(_list_partners(connection, ids)) - set(ids))
    _bury(connection, rows, number, now)
    catalogue.forget(connection, ids)
    for row in rows:
        if row.latest:
            texts.erase(connection, load_texts(connection, row))
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


def _list_partners(connection: sa.Connection, ids: Sequence[str]) -> list[str]:
    """The articles that are aligned with any of *ids*, from either side."""
    own = counterparts.c
    queries = (
        sa.select(own.article_id).where(own.counterpart_id.in_(ids)),
        sa.select(own.counterpart_id).where(own.article_id.in_(ids)),
    )
    return sorted({each for query in queries for each in connection.execute(query).scalars()})


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
