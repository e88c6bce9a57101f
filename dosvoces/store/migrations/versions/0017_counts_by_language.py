"""An index by which the languages of stories with fragments are found without reading every count."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Bring the tables of revision 0016 to this one."""
    op.create_index("fragment_counts_by_matrix", "fragment_counts", ["matrix"])
