"""Which articles were compared as editions of one story, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Bring the tables of revision 0004 to this one."""
    op.create_table(
        "verdicts",
        sa.Column("article_id", Key, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("counterpart_id", Key, primary_key=True),
        sa.Column("counterpart_version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("aligner", Key, nullable=False),
        sa.Column("segments", sa.Integer),
    )
