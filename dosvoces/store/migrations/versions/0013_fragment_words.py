"""The words of fragments without case and accents, to look for; every row of `stories` is made anew."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Bring the tables of revision 0012 to this one."""
    op.add_column("fragments", sa.Column("words", sa.Text, nullable=False, server_default=""))
    op.execute("DELETE FROM stories_seen")
