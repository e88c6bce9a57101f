"""Completion of older stores: clusters, reservations and the search index are computed when missing."""

import logging
from typing import Any

import sqlalchemy as sa

from dosvoces.store import bilingual, clusters, texts
from dosvoces.store.damage import read_article
from dosvoces.store.engines import lock_writer
from dosvoces.store.indexed import load_texts
from dosvoces.store.minhash import sign
from dosvoces.store.rights import find_reservations
from dosvoces.store.tables import articles, search_pending

_log = logging.getLogger(__name__)

#: Rows in one transaction: another writer waits for a second at most, a kill costs as much.
_AT_ONCE = 500


def _complete_row(connection: sa.Connection, row: Any) -> None:
    article = read_article(connection, row)
    # A damaged one is like none, and is asked for no more.
    signature = sign(article.text) if article and row.latest else None
    cluster = clusters.choose(connection, row.id, signature, None, row.seq)
    reservations = " ".join(find_reservations(article.rights)) if article else ""
    values = {"signature": signature, "cluster": cluster, "reservations": reservations}
    connection.execute(articles.update().where(articles.c.seq == row.seq).values(values))
    if row.latest:
        clusters.add(connection, row.seq, signature)


def _index(connection: sa.Connection, row: Any) -> None:
    texts.add(connection, load_texts(connection, row))


def _complete_index(writer: sa.Engine) -> None:
    """Indexes the texts of an earlier version's store anew; a kill costs one transaction."""
    lowest = sa.select(search_pending.c.seq).order_by(search_pending.c.seq).limit(_AT_ONCE)
    with writer.execution_options(writes=False).connect() as connection:
        if connection.execute(lowest.limit(1)).first() is None:
            return
    _log.info("the search index is made anew, once")
    while True:
        with writer.begin() as connection:
            lock_writer(connection)
            pending = connection.execute(lowest).scalars().all()
            wanted = articles.c.seq.in_(pending) & articles.c.latest
            for row in connection.execute(sa.select(articles).where(wanted)).all():
                _index(connection, row)
            connection.execute(search_pending.delete().where(search_pending.c.seq.in_(pending)))
        if not pending:
            return


def complete(writer: sa.Engine) -> None:
    """Works out what is missing, oldest article first; quick when nothing is."""
    _complete_articles(writer)
    _complete_index(writer)


def _complete_articles(writer: sa.Engine) -> None:
    missing = articles.c.cluster.is_(None)
    with writer.execution_options(writes=False).connect() as connection:
        if connection.execute(sa.select(articles.c.seq).where(missing).limit(1)).first() is None:
            return
    while True:
        with writer.begin() as connection:
            lock_writer(connection)
            query = sa.select(articles).where(missing).order_by(articles.c.seq).limit(_AT_ONCE)
            rows = connection.execute(query).all()
            for row in rows:
                _complete_row(connection, row)
            if len(rows) < _AT_ONCE:
                bilingual.join_clusters(connection)
        if len(rows) < _AT_ONCE:
            return
