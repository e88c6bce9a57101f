"""What people picked: collections of stories and sentences, with tags and notes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"

Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")
Moment = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Bring the tables of revision 0013 to this one."""
    op.create_table(
        "collections",
        sa.Column("key", Key, primary_key=True),
        sa.Column("owner", Key, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
    )
    op.create_index("collections_by_owner", "collections", ["owner", "changed_at"])
    op.create_table(
        "picks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("collection", Key, nullable=False),
        sa.Column("article_id", Key, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("anchor", Key, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("picked_at", Moment, nullable=False),
    )
    op.create_index("picks_by_place", "picks", ["collection", "article_id", "version", "anchor"], unique=True)
    op.create_index("picks_by_article", "picks", ["article_id", "version"])
