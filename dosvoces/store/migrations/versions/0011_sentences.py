"""Every role in the search, as printed and by stems; sentences and fragments as tables.

Both are filled later, some hundred stories in each transaction: the search when the store is opened next, the
tables when the catalogue is brought up to date.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"

Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")

_FIELDS = ("headline", "body", "caption", "credit", "byline", "related", "furniture")
_WEIGHTS = (5.0, 1.0, 0.6, 0.1, 0.1, 0.1, 0.1)


def _create_search() -> None:
    op.execute("DROP TABLE search_index")
    op.execute("DELETE FROM search_documents")
    op.create_table("search_pending", sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False))
    op.execute("INSERT INTO search_pending (seq) SELECT seq FROM articles WHERE latest")
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "search_index",
            sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("document", postgresql.TSVECTOR, nullable=False),
        )
        op.create_index("search_index_words", "search_index", ["document"], postgresql_using="gin")
        return
    columns = ", ".join(f"{field}_{language}" for language in ("es", "en") for field in _FIELDS)
    op.execute(
        f"CREATE VIRTUAL TABLE search_index USING fts5({columns}, content='', "
        "tokenize=\"unicode61 remove_diacritics 0 tokenchars '='\")"
    )
    weights = ", ".join(map(str, _WEIGHTS * 2))
    op.execute(f"INSERT INTO search_index (search_index, rank) VALUES ('rank', 'bm25({weights})')")


def _create_sentences() -> None:
    op.create_table(
        "sentences",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("block", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("stop", sa.Integer, nullable=False),
        sa.Column("role", Key, nullable=False),
        sa.Column("language", Key, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("target", Key, nullable=False),
        sa.Column("translation", sa.Text, nullable=False),
        sa.Column("origin", Key, nullable=False),
        sa.Column("flags", Key, nullable=False),
        sa.Column("anchor", Key, nullable=False),
    )
    op.execute(
        "CREATE VIEW segments AS SELECT s.article_id, s.version, s.outlet, s.moment, n.number, n.block, "
        "n.start, n.stop, n.role, n.language, n.text, n.target, n.translation, n.origin, n.flags "
        "FROM sentences n JOIN stories s ON s.seq = n.seq"
    )


def _faceted(*, key: bool) -> list[sa.Column[Any]]:
    kinds = dict.fromkeys(("outlet", "month", "role", "kind", "language", "matrix"), Key)
    return [
        sa.Column(name, kind, primary_key=key, autoincrement=False, nullable=False)
        for name, kind in (kinds | {"sure": sa.Integer()}).items()
    ]


def _create_fragments() -> None:
    op.create_table(
        "fragments",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("article_id", Key, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("moment", Key, nullable=False),
        *_faceted(key=False),
        sa.Column("block", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("context", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("stop", sa.Integer, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("anchor", Key, nullable=False),
    )
    found_by = ["kind", "language", "matrix", "role", "sure", "outlet"]
    op.create_index("fragments_by_moment", "fragments", ["moment", "seq", "number", *found_by])
    op.create_index("fragments_by_outlet", "fragments", ["outlet", "moment", "seq", "number", *found_by[:-1]])
    op.create_index("fragments_by_kind", "fragments", ["kind", "language", "moment", "seq", "number"])
    op.create_index("fragments_by_article", "fragments", ["article_id"])
    op.create_table(
        "fragment_counts",
        *_faceted(key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )


def upgrade() -> None:
    """Bring the tables of revision 0010 to this one."""
    _create_search()
    _create_sentences()
    _create_fragments()
    op.execute("DELETE FROM stories_seen")
