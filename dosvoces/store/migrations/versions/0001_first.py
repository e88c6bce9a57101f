"""The first tables: articles, translations, counterparts, memory, resources, runs."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

# A migration stays as it was released: it uses nothing of the package that may change.
Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")
Moment = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def _of_article() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("article_id", Key, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("target_language", Key, primary_key=True),
    )


def _create_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", Key, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("outlet", Key, nullable=False),
        sa.Column("edition", Key, nullable=False),
        sa.Column("language", Key, nullable=False),
        sa.Column("base_language", Key, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("canonical_url", sa.Text, nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("day", Key, nullable=False),
        sa.Column("content_hash", Key, nullable=False),
        sa.Column("latest", sa.Boolean, nullable=False),
        sa.Column("duplicate_of", Key),
        sa.Column("pending", Key, nullable=False),
        sa.Column("stored_at", Moment, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("id", "version"),
    )
    op.create_index("articles_in_order", "articles", ["outlet", "day", "id", "version"])
    op.create_index("articles_by_content", "articles", ["outlet", "content_hash"])
    op.create_index("articles_by_time", "articles", ["stored_at"])
    waiting = sa.text("pending <> ''")
    op.create_index(
        "articles_pending", "articles", ["pending", "seq"], sqlite_where=waiting, postgresql_where=waiting
    )


def _create_translations() -> None:
    op.create_table(
        "translations",
        *_of_article(),
        sa.Column("engine", sa.Text, nullable=False),
        sa.Column("stored_at", Moment, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["article_id", "version"], ["articles.id", "articles.version"]),
    )
    op.create_index("translations_by_time", "translations", ["stored_at"])
    op.create_table(
        "counterparts",
        *_of_article(),
        sa.Column("counterpart_id", Key, nullable=False),
        sa.Column("counterpart_version", sa.Integer, nullable=False),
        sa.Column("stored_at", Moment, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["article_id", "version"], ["articles.id", "articles.version"]),
        sa.ForeignKeyConstraint(
            ["counterpart_id", "counterpart_version"], ["articles.id", "articles.version"]
        ),
    )
    op.create_index("counterparts_by_time", "counterparts", ["stored_at"])
    op.create_index("counterparts_by_counterpart", "counterparts", ["counterpart_id", "counterpart_version"])


def _create_memory() -> None:
    op.create_table(
        "memory",
        sa.Column("engine", Key, primary_key=True),
        sa.Column("source_language", Key, primary_key=True),
        sa.Column("target_language", Key, primary_key=True),
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def _create_resources() -> None:
    op.create_table(
        "resources",
        sa.Column("url", Key, primary_key=True),
        sa.Column("outlet", Key, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_hash", sa.Text),
        sa.Column("checked_at", Moment),
        sa.Column("changed_at", Moment),
        sa.Column("next_check_at", Moment),
        sa.Column("checks", sa.Integer, nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("article_id", Key),
    )
    op.create_index("resources_by_outlet", "resources", ["outlet", "next_check_at"])
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", Key, nullable=False),
        sa.Column("started", Moment, nullable=False),
        sa.Column("finished", Moment),
        sa.Column("counts", sa.Text, nullable=False),
    )


def upgrade() -> None:
    """Create the tables in an empty database."""
    _create_articles()
    _create_translations()
    _create_memory()
    _create_resources()
