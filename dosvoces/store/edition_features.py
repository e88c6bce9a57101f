"""What finding an article's other edition needs: the features of each, and what was compared already."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import Article
from dosvoces.store.damage import read_article
from dosvoces.store.tables import articles, comparisons, edition_addresses, edition_features
from dosvoces.store.upsert import insert_or_replace

#: Ids in one statement: few enough for every SQLite.
_AT_ONCE = 500


class Features(msgspec.Struct, frozen=True, kw_only=True):
    """What finding the other edition needs of one version of an article, without its text."""

    id: str
    version: int
    outlet: str
    #: ``en`` or ``es``; empty when it can have no other edition.
    language: str
    published: datetime | None = None
    stored: datetime | None = None
    #: Its addresses, and those that it names as the story in the other language, as numbers of 63 bits.
    urls: frozenset[int] = frozenset()
    declared: frozenset[int] = frozenset()
    #: What it speaks of: numbers of four bytes, little-endian, ascending.
    fingerprint: bytes = b""


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """What came of comparing two versions of articles."""

    article_id: str
    version: int
    counterpart_id: str
    counterpart_version: int
    #: How many sentences were aligned; None: neither translates the other.
    segments: int | None
    #: How alike they looked before they were aligned; None: one names the other.
    likeness: float | None


def load_missing(
    connection: sa.Connection, aligner: str, limit: int, outlet: str | None, since: datetime | None
) -> list[tuple[Features, Article | None]]:
    """Up to *limit* versions of articles without features: empty ones, and the articles for them.

    None is the article of a version that needs none, a duplicate or an earlier one, or that is damaged.
    """
    own = edition_features.c
    known = sa.select(own.article_id).where(
        own.article_id == articles.c.id, own.version == articles.c.version, own.aligner == aligner
    )
    query = sa.select(articles.c.id, articles.c.version).where(~sa.exists(known.correlate(articles)))
    if outlet is not None:
        query = query.where(articles.c.outlet == outlet)
    if since is not None:
        query = query.where(articles.c.stored_at >= since)
    keys = {tuple(row) for row in connection.execute(query.limit(limit))}
    rows = connection.execute(
        sa.select(articles).where(articles.c.id.in_(sorted({key for key, _ in keys})))
    ).all()
    found = [row for row in rows if (row.id, row.version) in keys]
    return [
        (
            Features(id=row.id, version=row.version, outlet=row.outlet, language="", stored=row.stored_at),
            read_article(connection, row) if row.latest and row.duplicate_of is None else None,
        )
        for row in found
    ]


def save(connection: sa.Connection, aligner: str, made: Sequence[Features]) -> None:
    """Stores features in place of those of other versions and aligners; those with a language wait."""
    old = edition_features.c
    for begin in range(0, len(made), _AT_ONCE):
        part = made[begin : begin + _AT_ONCE]
        ids = sorted({features.id for features in part if features.language})
        connection.execute(edition_addresses.delete().where(edition_addresses.c.article_id.in_(ids)))
        superseded = edition_features.update().where(old.article_id.in_(ids), old.aligner == aligner)
        connection.execute(superseded.values(language="", waiting=False, features=b""))
        connection.execute(edition_features.delete().where(old.article_id.in_(ids), old.aligner != aligner))
        rows = [_make_row(features, aligner) for features in part]
        insert_or_replace(connection, edition_features, rows)
        if addresses := list(_address_rows(part)):
            connection.execute(edition_addresses.insert(), addresses)


def _make_row(features: Features, aligner: str) -> dict[str, Any]:
    return {
        "article_id": features.id,
        "version": features.version,
        "aligner": aligner,
        "outlet": features.outlet,
        "language": features.language,
        "published": _seconds(features.published),
        "stored": _seconds(features.stored),
        "waiting": bool(features.language),
        "features": features.fingerprint,
    }


def _address_rows(made: Iterable[Features]) -> Iterable[dict[str, Any]]:
    for features in made:
        for declared, addresses in ((False, features.urls), (True, features.declared)):
            for address in addresses:
                yield {"address": address, "article_id": features.id, "declared": declared}


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def list_waiting(
    connection: sa.Connection, aligner: str, outlet: str | None, since: datetime | None
) -> list[tuple[str, int | None, str]]:
    """Outlet, time of publication and id of the articles that wait to be compared, in this order."""
    own = edition_features.c
    query = sa.select(own.outlet, own.published, own.article_id).where(own.waiting, own.aligner == aligner)
    if outlet is not None:
        query = query.where(own.outlet == outlet)
    if since is not None:
        query = query.where(own.stored >= _seconds(since))
    rows = connection.execute(query).all()
    return sorted((tuple(row) for row in rows), key=lambda row: (row[0], row[1] is None, row[1] or 0, row[2]))


def load(connection: sa.Connection, aligner: str, ids: Iterable[str]) -> list[Features]:
    """The features of the articles *ids*, in the order of these."""
    wanted = sorted(set(ids))
    own = edition_features.c
    addresses: dict[tuple[str, bool], set[int]] = {}
    rows: list[sa.Row[Any]] = []
    for begin in range(0, len(wanted), _AT_ONCE):
        part = wanted[begin : begin + _AT_ONCE]
        query = sa.select(edition_addresses).where(edition_addresses.c.article_id.in_(part))
        for row in connection.execute(query):
            addresses.setdefault((row.article_id, row.declared), set()).add(row.address)
        query = sa.select(edition_features).where(
            own.article_id.in_(part), own.aligner == aligner, own.language != ""
        )
        rows += connection.execute(query.order_by(own.article_id)).all()
    return [
        Features(
            id=row.article_id,
            version=row.version,
            outlet=row.outlet,
            language=row.language,
            published=_moment(row.published),
            stored=_moment(row.stored),
            urls=frozenset(addresses.get((row.article_id, False), ())),
            declared=frozenset(addresses.get((row.article_id, True), ())),
            fingerprint=row.features,
        )
        for row in rows
    ]


def find_near(
    connection: sa.Connection,
    aligner: str,
    outlet: str,
    begin: int,
    end: int,
    most: int,
) -> list[str]:
    """The ids of up to *most* articles of *outlet* published between *begin* and *end*, in their order."""
    own = edition_features.c
    query = sa.select(own.article_id).where(
        own.outlet == outlet, own.aligner == aligner, own.language != "", own.published.between(begin, end)
    )
    return list(connection.execute(query.order_by(own.published, own.article_id).limit(most)).scalars())


def find_by_addresses(connection: sa.Connection, addresses: Iterable[int]) -> list[str]:
    """The ids of the articles that have one of *addresses*, or name it."""
    wanted, found = sorted(set(addresses)), set[str]()
    for begin in range(0, len(wanted), _AT_ONCE):
        part = edition_addresses.c.address.in_(wanted[begin : begin + _AT_ONCE])
        found |= set(connection.execute(sa.select(edition_addresses.c.article_id).where(part)).scalars())
    return sorted(found)


def mark_compared(connection: sa.Connection, ids: Sequence[str], *, waiting: bool = False) -> None:
    """Has the articles *ids* wait no more, or again when *waiting*."""
    own = edition_features.c
    for begin in range(0, len(ids), _AT_ONCE):
        part = own.article_id.in_(ids[begin : begin + _AT_ONCE])
        connection.execute(edition_features.update().where(part, own.language != "").values(waiting=waiting))


def save_comparison(connection: sa.Connection, compared: Compared, aligner: str) -> None:
    """Notes what *aligner* found, in place of an earlier finding."""
    insert_or_replace(connection, comparisons, [msgspec.structs.asdict(compared) | {"aligner": aligner}])


def drop_comparisons(connection: sa.Connection, one: str, other: str) -> None:
    """Forgets what came of comparing articles *one* and *other*: one of them has a likelier counterpart."""
    own = comparisons.c
    for first, second in ((one, other), (other, one)):
        both = (own.article_id == first) & (own.counterpart_id == second)
        connection.execute(comparisons.delete().where(both))


def load_comparisons(connection: sa.Connection, aligner: str, ids: Iterable[str]) -> list[Compared]:
    """What *aligner* found between the articles *ids* and others."""
    own, wanted, found = comparisons.c, sorted(set(ids)), {}
    for begin in range(0, len(wanted), _AT_ONCE):
        part = wanted[begin : begin + _AT_ONCE]
        query = sa.select(comparisons).where(
            own.aligner == aligner, own.article_id.in_(part) | own.counterpart_id.in_(part)
        )
        for row in connection.execute(query):
            values = {name: value for name, value in row._mapping.items() if name != "aligner"}
            found[tuple(values.values())[:4]] = Compared(**values)
    return [found[key] for key in sorted(found)]


def count_comparisons(
    connection: sa.Connection, aligner: str, outlet: str | None, since: datetime | None
) -> tuple[int, int, int]:
    """Pairs, refused pairs and aligned segments among the latest versions of articles."""
    one, other, own = articles.alias(), articles.alias(), comparisons.c
    query = (
        sa.select(
            sa.func.count(own.segments), sa.func.count(), sa.func.coalesce(sa.func.sum(own.segments), 0)
        )
        .select_from(comparisons)
        .join(one, (one.c.id == own.article_id) & (one.c.version == own.version) & one.c.latest)
        .join(
            other,
            (other.c.id == own.counterpart_id)
            & (other.c.version == own.counterpart_version)
            & other.c.latest,
        )
        .where(own.aligner == aligner)
    )
    if outlet is not None:
        query = query.where(one.c.outlet == outlet)
    if since is not None:
        query = query.where(one.c.stored_at >= since, other.c.stored_at >= since)
    pairs, compared, segments = connection.execute(query).one()
    return pairs, compared - pairs, int(segments)
