"""What the reader looks stories up by, and corrections."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")
Moment = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def _create_stories() -> None:
    op.create_table(
        "stories",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("article_id", Key, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("outlet", Key, nullable=False),
        sa.Column("language", Key, nullable=False),
        sa.Column("target", Key, nullable=False),
        sa.Column("moment", Key, nullable=False),
        sa.Column("section", Key, nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("translated_headline", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("segments", sa.Integer, nullable=False),
        sa.Column("fragments", sa.Integer, nullable=False),
        sa.Column("origins", Key, nullable=False),
        sa.Column("flags", Key, nullable=False),
        sa.Column("counterpart", sa.Boolean, nullable=False),
        sa.Column("reserved", sa.Boolean, nullable=False),
    )
    newest = [
        "moment",
        "seq",
        "outlet",
        "language",
        "section",
        "fragments",
        "counterpart",
        "origins",
        "flags",
    ]
    op.create_index("stories_by_moment", "stories", newest)
    op.create_index(
        "stories_by_outlet", "stories", ["outlet", *[name for name in newest if name != "outlet"]]
    )
    op.create_index("stories_by_article", "stories", ["article_id"])
    op.create_table(
        "stories_seen",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("until", Moment, nullable=False),
    )


def _create_corrections() -> None:
    op.create_table(
        "corrections",
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
    )
    op.create_index("corrections_by_article", "corrections", ["article_id", "version"])


def upgrade() -> None:
    """Bring the tables of revision 0002 to this one."""
    _create_stories()
    _create_corrections()
