"""What finding the editions of a story needs of each article, so that only new articles are compared."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Bring the tables of revision 0005 to this one."""
    op.rename_table("verdicts", "comparisons")
    op.add_column("comparisons", sa.Column("likeness", sa.Float))
    op.create_index("comparisons_by_counterpart", "comparisons", ["counterpart_id"])
    op.create_table(
        "edition_features",
        sa.Column("article_id", Key, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("aligner", Key, primary_key=True),
        sa.Column("outlet", Key, nullable=False),
        sa.Column("language", Key, nullable=False),
        sa.Column("published", sa.BigInteger),
        sa.Column("stored", sa.BigInteger, nullable=False),
        sa.Column("waiting", sa.Boolean, nullable=False),
        sa.Column("features", sa.LargeBinary, nullable=False),
    )
    op.create_index("edition_features_by_time", "edition_features", ["outlet", "published"])
    op.create_index(
        "edition_features_waiting",
        "edition_features",
        ["outlet", "published"],
        sqlite_where=sa.text("waiting"),
        postgresql_where=sa.text("waiting"),
    )
    op.create_table(
        "edition_addresses",
        sa.Column("address", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("article_id", Key, primary_key=True),
        sa.Column("declared", sa.Boolean, primary_key=True),
    )
    op.create_index("edition_addresses_by_article", "edition_addresses", ["article_id"])
