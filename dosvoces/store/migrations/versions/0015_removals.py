"""What was taken down, and what may not come back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"

Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")
Moment = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Bring the tables of revision 0014 to this one."""
    op.create_table(
        "removals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("removed_at", Moment, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("name", Key, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
        sa.Column("lifted_at", Moment),
        sqlite_autoincrement=True,
    )
    op.create_index("removals_by_name", "removals", ["name"])
    op.create_table(
        "tombstones",
        sa.Column("article_id", Key, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("outlet", Key, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("content_hash", Key, nullable=False),
        sa.Column("removal", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["removal"], ["removals.id"]),
    )
    op.create_index("tombstones_by_content", "tombstones", ["outlet", "content_hash"])
    op.create_index("tombstones_by_removal", "tombstones", ["removal"])
