"""What crawls found, outlet by outlet; alerts; when outlets are crawled next."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")
Moment = sa.String(27).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    """Bring the tables of revision 0003 to this one."""
    op.create_table(
        "outlet_runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("outlet", Key, nullable=False),
        sa.Column("finished", Moment, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_index("outlet_runs_by_outlet", "outlet_runs", ["outlet", "id"])
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("outlet", Key, nullable=False),
        sa.Column("kind", Key, nullable=False),
        sa.Column("opened", Moment, nullable=False),
        sa.Column("closed", Moment),
        sa.Column("told", sa.Boolean, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_index("alerts_by_outlet", "alerts", ["outlet", "kind"])
    op.create_table(
        "schedule",
        sa.Column("outlet", Key, primary_key=True),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("next_at", Moment, nullable=False),
        sa.Column("last_at", Moment),
        sa.Column("failures", sa.Integer, nullable=False),
    )
