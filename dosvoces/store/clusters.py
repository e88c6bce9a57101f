"""Near-duplicates: stories that say nearly the same, on one site or on thirty, share a cluster.

A cluster's name is the id of the article that was stored first in it.
"""

from typing import Any

import sqlalchemy as sa

from dosvoces.store.minhash import LIKE_ENOUGH, band, compare
from dosvoces.store.tables import articles, bands

#: More candidates than this share boilerplate with hundreds of pages; those that share most are looked at.
_MOST = 200


_INSERT = bands.insert()
# One way to the server instead of twenty.
_INSERT_ON_POSTGRESQL = sa.text("INSERT INTO bands (band, seq) SELECT unnest(CAST(:bands AS bigint[])), :seq")

_CANDIDATES = (
    sa.select(
        articles.c.id,
        articles.c.outlet,
        articles.c.cluster,
        articles.c.signature,
        articles.c.canonical_url,
        articles.c.duplicate_of,
    )
    .where(
        articles.c.seq.in_(
            sa.select(bands.c.seq)
            .where(
                bands.c.band.in_(sa.bindparam("bands", expanding=True)), bands.c.seq != sa.bindparam("own")
            )
            .group_by(bands.c.seq)
            .order_by(sa.func.count().desc(), bands.c.seq)
            .limit(_MOST)
        )
    )
    .order_by(articles.c.seq)
)


def choose(
    connection: sa.Connection, name: str, signature: bytes | None, before: str | None, own: int = 0
) -> str:
    """The cluster for a version of the article *name*, whose row is *own* if it has one yet.

    *before* is the cluster of the article's earlier version: an edited story stays with those it was like.
    Clusters that the article is like at once become one.
    """
    found = [] if before is None else [before]
    found += [row.cluster for row in find_like(connection, signature, own)]
    return merge(connection, found) or name


def find_like(connection: sa.Connection, signature: bytes | None, own: int = 0) -> list[Any]:
    """The latest versions that are nearly what *signature* is of, row *own* left out, first stored first."""
    if signature is None:
        return []
    rows = connection.execute(_CANDIDATES, {"bands": band(signature), "own": own})
    return [row for row in rows if compare(row.signature, signature) >= LIKE_ENOUGH]


def add(connection: sa.Connection, seq: int, signature: bytes | None) -> None:
    """Makes row *seq* findable by those who are like it."""
    if signature is None:
        return
    distinct = sorted(set(band(signature)))
    if connection.dialect.name == "postgresql":
        connection.execute(_INSERT_ON_POSTGRESQL, {"bands": distinct, "seq": seq})
    else:
        connection.execute(_INSERT, [{"band": key, "seq": seq} for key in distinct])


def remove(connection: sa.Connection, seq: int, signature: bytes | None) -> None:
    """Nothing is found to be like row *seq* any more."""
    if signature is not None:
        connection.execute(bands.delete().where(bands.c.band.in_(band(signature)), bands.c.seq == seq))


def merge(connection: sa.Connection, names: list[str]) -> str | None:
    """Makes the clusters *names* one, named as the first of them; None when there are none."""
    distinct = list(dict.fromkeys(names))
    if not distinct:
        return None
    for other in distinct[1:]:
        connection.execute(articles.update().where(articles.c.cluster == other).values(cluster=distinct[0]))
    return distinct[0]


def load(connection: sa.Connection, article_id: str) -> list[str]:
    """The ids of the latest versions that share the cluster of *article_id*, first stored first."""
    own = (
        sa.select(articles.c.cluster).where(articles.c.id == article_id, articles.c.latest).scalar_subquery()
    )
    query = (
        sa.select(articles.c.id).where(articles.c.cluster == own, articles.c.latest).order_by(articles.c.seq)
    )
    return list(connection.execute(query).scalars())
