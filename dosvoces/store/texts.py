"""Rows of the full-text index, added and removed."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from dosvoces.core.record import BODY_ROLES, Block
from dosvoces.store.stems import ALGORITHMS, stem_words
from dosvoces.store.tables import search_documents

_TITLES = frozenset({"headline"})
_BODY = BODY_ROLES | {"description", "caption"}

# Made once: building a statement takes longer than running it.
_NUMBER = search_documents.insert().returning(search_documents.c.id)
_NUMBERS = sa.select(search_documents.c.id, search_documents.c.language).where(
    search_documents.c.seq == sa.bindparam("seq")
)
_INTO_SQLITE = {
    language: sa.text(
        f"INSERT INTO search_index (rowid, title_{language}, {language}) VALUES (:id, :title, :body)"
    )
    for language in ALGORITHMS
}
# All at once, in place of what was: the server may be far.
_INTO_POSTGRESQL = sa.text(
    "WITH made AS (INSERT INTO search_documents (seq, language) VALUES (:seq, :language) "
    "ON CONFLICT (seq, language) DO UPDATE SET language = excluded.language RETURNING id) "
    "INSERT INTO search_index (id, document) "
    "SELECT id, setweight(to_tsvector('simple', :title), 'A') || to_tsvector('simple', :body) FROM made "
    "ON CONFLICT (id) DO UPDATE SET document = excluded.document"
)


def _gather(blocks: Sequence[Block], roles: frozenset[Any], language: str) -> str:
    return " ".join(" ".join(stem_words(block.text, language)) for block in blocks if block.role in roles)


class Text(NamedTuple):
    """What is searched of article row *seq* in *language*; a headline that is none stands in the blocks."""

    seq: int
    language: str
    headline: str
    blocks: Sequence[Block]


def _stem(text: Text) -> dict[str, Any]:
    headline, blocks, language = text.headline, text.blocks, text.language
    title = " ".join(stem_words(headline, language)) if headline else _gather(blocks, _TITLES, language)
    return {"seq": text.seq, "language": language, "title": title, "body": _gather(blocks, _BODY, language)}


def add(connection: sa.Connection, texts: Sequence[Text]) -> None:
    """Makes *texts* findable, in place of what was."""
    values = [_stem(text) for text in texts if text.language in ALGORITHMS]
    if connection.dialect.name == "postgresql":
        if values:
            connection.execute(_INTO_POSTGRESQL, values)
        return
    for value in values:
        remove(connection, value["seq"], value["language"])
        number = connection.execute(_NUMBER, {key: value[key] for key in ("seq", "language")}).scalar_one()
        text = {"id": number, "title": value["title"], "body": value["body"]}
        connection.execute(_INTO_SQLITE[value["language"]], text)


def remove(connection: sa.Connection, seq: int, language: str | None = None) -> None:
    """Makes article row *seq* unfindable, in *language* or in every one."""
    rows = connection.execute(_NUMBERS, {"seq": seq}).all()
    ids = [row.id for row in rows if language in (None, row.language)]
    if not ids:
        return
    connection.execute(search_documents.delete().where(search_documents.c.id.in_(ids)))
    # FTS5 keeps the words of a forgotten number; nothing leads to them any more.
    if connection.dialect.name == "postgresql":
        index = sa.table("search_index", sa.column("id"))
        connection.execute(index.delete().where(index.c.id.in_(ids)))
