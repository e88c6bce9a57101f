"""Articles that could not be translated: how often, when last, and why."""

import sqlalchemy as sa
from alembic import op

from dosvoces.store.tables import Moment

revision = "0007"
down_revision = "0006"

Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Bring the tables of revision 0006 to this one."""
    op.create_table(
        "translation_failures",
        sa.Column("article_id", Key, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("target_language", Key, primary_key=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("failed_at", Moment, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
