"""Indexes without which a story that moves, and each that is stored, had whole tables read."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Bring the tables of revision 0018 to this one."""
    there = sa.text("duplicate_of IS NOT NULL")
    op.create_index(
        "articles_by_original", "articles", ["duplicate_of"], sqlite_where=there, postgresql_where=there
    )
    op.create_index("resources_by_article", "resources", ["article_id"])
    op.create_index("removals_by_time", "removals", ["removed_at"])
