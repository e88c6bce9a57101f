"""When each host may be asked again, whichever machine asked it last."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"

Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")
Moment = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Bring the tables of revision 0011 to this one."""
    op.create_table(
        "host_turns",
        sa.Column("host", Key, primary_key=True),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("free_at", Moment),
    )
