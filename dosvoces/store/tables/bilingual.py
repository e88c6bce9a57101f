"""What is made of articles in the other language: translations, and the outlets' own editions."""

import sqlalchemy as sa

from dosvoces.store.tables.columns import Key, Moment, metadata, of_article

translations = sa.Table(
    "translations",
    metadata,
    *of_article(),
    sa.Column("engine", sa.Text, nullable=False),
    sa.Column("stored_at", Moment, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    # version of the repairs and checks that the engine's answers went through
    sa.Column("checks", Key, nullable=False, server_default=""),
    sa.ForeignKeyConstraint(["article_id", "version"], ["articles.id", "articles.version"]),
    sa.Index("translations_by_time", "stored_at"),
    sa.Index("translations_by_engine", "target_language", "engine", "checks"),
)

#: Translations that others took the place of and that somebody wanted kept, one for each engine.
alternative_translations = sa.Table(
    "alternative_translations",
    metadata,
    *of_article(),
    sa.Column("engine", Key, primary_key=True),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.ForeignKeyConstraint(["article_id", "version"], ["articles.id", "articles.version"]),
)

# Articles that could not be translated: how often, when last, and why.
translation_failures = sa.Table(
    "translation_failures",
    metadata,
    *of_article(),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("failed_at", Moment, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

memory = sa.Table(
    "memory",
    metadata,
    sa.Column("engine", Key, primary_key=True),
    sa.Column("source_language", Key, primary_key=True),
    sa.Column("target_language", Key, primary_key=True),
    # BLAKE2b-128 of the source text: the text itself stands in the articles
    sa.Column("digest", sa.LargeBinary, primary_key=True),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

counterparts = sa.Table(
    "counterparts",
    metadata,
    *of_article(),
    sa.Column("counterpart_id", Key, nullable=False),
    sa.Column("counterpart_version", sa.Integer, nullable=False),
    sa.Column("stored_at", Moment, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.ForeignKeyConstraint(["article_id", "version"], ["articles.id", "articles.version"]),
    sa.ForeignKeyConstraint(["counterpart_id", "counterpart_version"], ["articles.id", "articles.version"]),
    sa.Index("counterparts_by_time", "stored_at"),
    sa.Index("counterparts_by_counterpart", "counterpart_id", "counterpart_version"),
)

#: Which articles were compared as editions of one story.
comparisons = sa.Table(
    "comparisons",
    metadata,
    sa.Column("article_id", Key, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("counterpart_id", Key, primary_key=True),
    sa.Column("counterpart_version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("aligner", Key, nullable=False),
    # NULL: neither translates the other
    sa.Column("segments", sa.Integer),
    # how alike they looked before they were aligned; NULL: one names the other
    sa.Column("likeness", sa.Float),
    sa.Index("comparisons_by_counterpart", "counterpart_id"),
)

#: What finding the other edition needs of an article's version.
edition_features = sa.Table(
    "edition_features",
    metadata,
    sa.Column("article_id", Key, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("aligner", Key, primary_key=True),
    sa.Column("outlet", Key, nullable=False),
    # empty when it can have no other edition: neither English nor Spanish, a duplicate, an earlier version
    sa.Column("language", Key, nullable=False),
    # seconds since 1970; NULL when the page tells no time
    sa.Column("published", sa.BigInteger),
    sa.Column("stored", sa.BigInteger, nullable=False),
    # whether it still has to be compared with the others
    sa.Column("waiting", sa.Boolean, nullable=False),
    # numbers of four bytes, little-endian, ascending
    sa.Column("features", sa.LargeBinary, nullable=False),
    sa.Index("edition_features_by_time", "outlet", "published"),
    sa.Index(
        "edition_features_waiting",
        "outlet",
        "published",
        sqlite_where=sa.text("waiting"),
        postgresql_where=sa.text("waiting"),
    ),
)

#: The addresses of articles, as numbers, and those that they name as the story in the other language.
edition_addresses = sa.Table(
    "edition_addresses",
    metadata,
    sa.Column("address", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("article_id", Key, primary_key=True),
    sa.Column("declared", sa.Boolean, primary_key=True),
    sa.Index("edition_addresses_by_article", "article_id"),
)
