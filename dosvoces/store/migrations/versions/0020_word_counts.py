"""How many words each story has; every row of `stories` is made anew to fill it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_FIELDS = ("headline", "body", "caption", "credit", "byline", "related", "furniture")


def upgrade() -> None:
    """Bring the tables of revision 0019 to this one."""
    op.create_table(
        "word_counts",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        *(
            sa.Column(f"{side}_{field}", sa.Integer, nullable=False)
            for side in ("printed", "other")
            for field in _FIELDS
        ),
    )
    op.execute("DELETE FROM stories_seen")
