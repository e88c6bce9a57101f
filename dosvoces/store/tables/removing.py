"""What was taken down and may not come back."""

import sqlalchemy as sa

from dosvoces.store.tables.columns import Key, Moment, metadata

# What was taken down, when and why, one row for each request; the log, kept for good.
removals = sa.Table(
    "removals",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("removed_at", Moment, nullable=False),
    # `story` or `outlet`, and the id or key that was named
    sa.Column("kind", Key, nullable=False),
    sa.Column("name", Key, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    # how many of what, as JSON
    sa.Column("counts", sa.Text, nullable=False),
    # when it was allowed again; NULL: it may not come back
    sa.Column("lifted_at", Moment),
    sa.Index("removals_by_name", "name"),
    sa.Index("removals_by_time", "removed_at"),
    sqlite_autoincrement=True,
)

# The versions of articles that may not come back, whatever brings them.
tombstones = sa.Table(
    "tombstones",
    metadata,
    sa.Column("article_id", Key, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("outlet", Key, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("content_hash", Key, nullable=False),
    sa.Column("removal", sa.Integer, nullable=False),
    sa.ForeignKeyConstraint(["removal"], ["removals.id"]),
    sa.Index("tombstones_by_content", "outlet", "content_hash"),
    sa.Index("tombstones_by_removal", "removal"),
)
