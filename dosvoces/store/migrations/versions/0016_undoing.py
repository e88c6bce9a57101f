"""What a correction took the place of, to undo it; and what each person chose."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Bring the tables of revision 0015 to this one."""
    op.add_column("corrections", sa.Column("replaced", sa.LargeBinary))
    op.create_table(
        "preferences",
        sa.Column("person", Key, primary_key=True),
        sa.Column("name", Key, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
