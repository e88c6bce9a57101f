"""What people wrote and chose in the reader."""

import sqlalchemy as sa

from dosvoces.store.tables.columns import Key, Moment, metadata

# What people corrected in translations; the translations hold the last of them.
corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("article_id", Key, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("target_language", Key, nullable=False),
    sa.Column("segment", Key, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    # The segment and the memory's entry in whose place it came, to undo it.
    sa.Column("replaced", sa.LargeBinary),
    sa.Index("corrections_by_article", "article_id", "version"),
)

# What people chose in the reader, by name; nobody logs in where the person is empty.
preferences = sa.Table(
    "preferences",
    metadata,
    sa.Column("person", Key, primary_key=True),
    sa.Column("name", Key, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

# What people picked for a purpose; the key is what a link to it has.
collections = sa.Table(
    "collections",
    metadata,
    sa.Column("key", Key, primary_key=True),
    # Empty where nobody logs in.
    sa.Column("owner", Key, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    # Whether others who have the link may read it.
    sa.Column("shared", sa.Boolean, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Index("collections_by_owner", "owner", "changed_at"),
)

# The stories and sentences of collections.
picks = sa.Table(
    "picks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("collection", Key, nullable=False),
    sa.Column("article_id", Key, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    # The sentence on the story's page, `s12`; empty for the whole story.
    sa.Column("anchor", Key, nullable=False),
    # One a line, with a line's end before the first and behind the last.
    sa.Column("tags", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("picked_at", Moment, nullable=False),
    sa.Index("picks_by_place", "collection", "article_id", "version", "anchor", unique=True),
    sa.Index("picks_by_article", "article_id", "version"),
)
