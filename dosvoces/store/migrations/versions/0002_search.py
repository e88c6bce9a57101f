"""Near-duplicates, reservations of rights and full-text search."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def _extend_articles() -> None:
    # NULL: not worked out yet; the store does so on opening.
    op.add_column("articles", sa.Column("cluster", Key))
    op.add_column("articles", sa.Column("signature", sa.LargeBinary))
    op.add_column("articles", sa.Column("reservations", sa.Text))
    op.create_index("articles_by_cluster", "articles", ["cluster", "day"])
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )


def _create_search() -> None:
    op.create_table(
        "search_documents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("language", Key, nullable=False),
        sa.UniqueConstraint("seq", "language"),
        # numbers are not used again: what the full-text index has under an old one must not come back
        sqlite_autoincrement=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "search_index",
            sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("document", postgresql.TSVECTOR, nullable=False),
        )
        op.create_index("search_index_words", "search_index", ["document"], postgresql_using="gin")
        return
    # The texts stand in the articles; the index keeps words alone, stemmed and folded before they come in.
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5(title_es, es, title_en, en, "
        "content='', tokenize=\"unicode61 remove_diacritics 0\")"
    )
    op.execute("INSERT INTO search_index (search_index, rank) VALUES ('rank', 'bm25(5.0, 1.0, 5.0, 1.0)')")


def upgrade() -> None:
    """Bring the tables of revision 0001 to this one."""
    _extend_articles()
    _create_search()
