"""What the languages of each story add up to; every row of `stories` is made anew to fill it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_COUNTS = (
    "tokens",
    "independent",
    "spanish",
    "english",
    "other",
    "switches",
    "spans",
    "squares",
    "utterances",
)


def upgrade() -> None:
    """Bring the tables of revision 0009 to this one."""
    op.create_table(
        "mixing",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in _COUNTS),
        sa.Column("cmi_sum", sa.Float, nullable=False),
    )
    op.execute("DELETE FROM stories_seen")
