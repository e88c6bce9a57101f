"""Articles, where they moved, and what near-duplicates among them are found by."""

import sqlalchemy as sa

from dosvoces.store.tables.columns import Key, Moment, metadata

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("id", Key, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("outlet", Key, nullable=False),
    sa.Column("edition", Key, nullable=False),
    sa.Column("language", Key, nullable=False),
    # `es` of `es-MX`
    sa.Column("base_language", Key, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("canonical_url", sa.Text, nullable=False),
    sa.Column("headline", sa.Text, nullable=False),
    # day of publication, UTC, `2026-11-22`; empty when the page tells none
    sa.Column("day", Key, nullable=False),
    sa.Column("content_hash", Key, nullable=False),
    sa.Column("latest", sa.Boolean, nullable=False),
    # id of the article in the same outlet that says the same, word for word
    sa.Column("duplicate_of", Key),
    # the language it still has to be translated into; empty when there is none
    sa.Column("pending", Key, nullable=False),
    sa.Column("stored_at", Moment, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    # name of the cluster of near-duplicates; NULL: not worked out yet
    sa.Column("cluster", Key),
    sa.Column("signature", sa.LargeBinary),
    # why the text should not be passed on, e.g. `noai noarchive`
    sa.Column("reservations", sa.Text),
    sa.UniqueConstraint("id", "version"),
    sa.Index("articles_by_cluster", "cluster", "day"),
    sa.Index("articles_in_order", "outlet", "day", "id", "version"),
    sa.Index("articles_by_content", "outlet", "content_hash"),
    sa.Index("articles_by_time", "stored_at"),
    sa.Index(
        "articles_pending",
        "pending",
        "seq",
        sqlite_where=sa.text("pending <> ''"),
        postgresql_where=sa.text("pending <> ''"),
    ),
    sa.Index(
        "articles_by_original",
        "duplicate_of",
        sqlite_where=sa.text("duplicate_of IS NOT NULL"),
        postgresql_where=sa.text("duplicate_of IS NOT NULL"),
    ),
)

# Ids that the new addresses of stories make, and those under which these stories are kept.
moves = sa.Table(
    "moves",
    metadata,
    sa.Column("id", Key, primary_key=True),
    sa.Column("article_id", Key, nullable=False),
    sa.Index("moves_by_article", "article_id"),
)

# What near-duplicates are found by: the bands of the signatures of the latest versions.
bands = sa.Table(
    "bands",
    metadata,
    sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
