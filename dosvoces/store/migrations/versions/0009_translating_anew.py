"""The checks that translations went through, and translations kept beside those that replaced them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Bring the tables of revision 0008 to this one."""
    op.add_column("translations", sa.Column("checks", Key, nullable=False, server_default=""))
    op.create_index("translations_by_engine", "translations", ["target_language", "engine", "checks"])
    op.create_table(
        "alternative_translations",
        sa.Column("article_id", Key, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("target_language", Key, primary_key=True),
        sa.Column("engine", Key, primary_key=True),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["article_id", "version"], ["articles.id", "articles.version"]),
    )
