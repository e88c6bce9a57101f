"""Stories that moved to another address; and what sources said of when a story was published."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"

Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")
Moment = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Bring the tables of revision 0017 to this one."""
    op.create_table(
        "moves",
        sa.Column("id", Key, primary_key=True),
        sa.Column("article_id", Key, nullable=False),
    )
    op.create_index("moves_by_article", "moves", ["article_id"])
    op.add_column("resources", sa.Column("announced_at", Moment))
    op.add_column("resources", sa.Column("announced_by", sa.Text))
