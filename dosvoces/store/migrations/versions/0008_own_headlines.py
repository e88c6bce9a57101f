"""Headlines of the outlets' own editions in the reader's lists: every row of `stories` is made anew."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Bring the tables of revision 0007 to this one."""
    op.execute("DELETE FROM stories_seen")
