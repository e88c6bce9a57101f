"""Documents of the full-text index, added and removed.

A document is an article in one language: its own, or that of its translation. Each field of it (see
:mod:`~dosvoces.store.fields`) holds the stems of its words and, behind ``=``, the words as they are printed,
so that ``casas`` finds ``casa`` and ``"casas"`` does not. Between two blocks stands a break: no phrase runs
over it.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import sqlalchemy as sa

from dosvoces.core.record import Block
from dosvoces.store.fields import FIELDS, STORY, field_of, select_blocks
from dosvoces.store.stems import ALGORITHMS, fold_words, stem_folded
from dosvoces.store.tables import search_documents

#: Stands before a word as it is printed, and alone between two blocks.
FORM = "="

#: Weights of PostgreSQL, which has four: the last is for all that stands around the story.
LETTERS = {"headline": "A", "body": "B", "caption": "C"}

#: PostgreSQL takes no longer words.
LONGEST_LEXEME = 400

#: Pages of SQLite's index that are merged in one transaction: some tenths of a second.
_MERGED = 2_000

#: The last place of a word that PostgreSQL can tell from others.
_LAST_PLACE = 16_383

# Made once: building a statement takes longer than running it.
_NUMBER = search_documents.insert().returning(search_documents.c.id)
_NUMBERS = sa.select(search_documents.c.id, search_documents.c.language).where(
    search_documents.c.seq == sa.bindparam("seq")
)
_INTO_SQLITE = {
    language: sa.text(
        f"INSERT INTO search_index (rowid, {', '.join(f'{field}_{language}' for field in FIELDS)}) "
        f"VALUES (:id, {', '.join(f':{field}' for field in FIELDS)})"
    )
    for language in ALGORITHMS
}
_OUT_OF_SQLITE = {
    language: sa.text(
        "INSERT INTO search_index "
        f"(search_index, rowid, {', '.join(f'{field}_{language}' for field in FIELDS)}) "
        f"VALUES ('delete', :id, {', '.join(f':{field}' for field in FIELDS)})"
    )
    for language in ALGORITHMS
}
# All at once, in place of what was: the server may be far.
_INTO_POSTGRESQL = sa.text(
    "WITH made AS (INSERT INTO search_documents (seq, language) VALUES (:seq, :language) "
    "ON CONFLICT (seq, language) DO UPDATE SET language = excluded.language RETURNING id) "
    "INSERT INTO search_index (id, document) SELECT id, CAST(:document AS tsvector) FROM made "
    "ON CONFLICT (id) DO UPDATE SET document = excluded.document"
)


class Text(NamedTuple):
    """What is searched of article row *seq* in *language*; a headline that is none stands in the blocks."""

    seq: int
    language: str
    headline: str
    blocks: Sequence[Block]


class _Words(NamedTuple):
    """The words of one block."""

    field: str
    stems: list[str]
    forms: list[str]


def _read(text: Text) -> Iterator[_Words]:
    """The words of each block, the headline's first."""
    if text.headline:
        forms = fold_words(text.headline)
        yield _Words("headline", stem_folded(forms, text.language), forms)
    for block in select_blocks(text.blocks, FIELDS):
        if block.role != "headline" or block.text != text.headline:
            forms = fold_words(block.text)
            yield _Words(field_of(block.role), stem_folded(forms, text.language), forms)


def _make_columns(text: Text) -> dict[str, str]:
    """The text of each field for SQLite."""
    columns = dict.fromkeys(FIELDS, "")
    blocks = sorted(_read(text), key=lambda each: each.field)
    for field, found in groupby(blocks, key=lambda each: each.field):
        some = list(found)
        stems = [" ".join(each.stems) for each in some]
        forms = [" ".join(map(FORM.__add__, each.forms)) for each in some]
        columns[field] = f" {FORM} ".join(stems + forms)
    return columns


def _make_vector(text: Text) -> str:
    """The document for PostgreSQL: each word with its places, and around the story with its field too."""
    places: dict[str, list[str]] = {}
    place = 0
    for field, stems, forms in _read(text):
        place += 1
        for stem, form in zip(stems, forms, strict=True):
            place += 1
            where = f"{min(place, _LAST_PLACE)}{LETTERS.get(field, '')}"
            for word in (stem[:LONGEST_LEXEME], FORM + form[:LONGEST_LEXEME]):
                places.setdefault(word, []).append(where)
                if field not in STORY:
                    places.setdefault(f"{field}/{word}", []).append(where)
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def add(connection: sa.Connection, texts: Sequence[Text]) -> None:
    """Makes *texts* findable, in place of what was."""
    known = [text for text in texts if text.language in ALGORITHMS]
    if connection.dialect.name == "postgresql":
        rows = [
            {"seq": text.seq, "language": text.language, "document": _make_vector(text)} for text in known
        ]
        if rows:
            connection.execute(_INTO_POSTGRESQL, rows)
        return
    for text in known:
        forget(connection, text.seq, text.language)
        row = {"seq": text.seq, "language": text.language}
        number = connection.execute(_NUMBER, row).scalar_one()
        connection.execute(_INTO_SQLITE[text.language], {"id": number, **_make_columns(text)})


def forget(connection: sa.Connection, seq: int, language: str = "") -> None:
    """Makes article row *seq* unfindable in *language*, or at all; FTS5 keeps the words that it forgets."""
    rows = connection.execute(_NUMBERS, {"seq": seq}).all()
    ids = [row.id for row in rows if language in ("", row.language)]
    if not ids:
        return
    connection.execute(search_documents.delete().where(search_documents.c.id.in_(ids)))
    if connection.dialect.name == "postgresql":
        index = sa.table("search_index", sa.column("id"))
        connection.execute(index.delete().where(index.c.id.in_(ids)))


def erase(connection: sa.Connection, texts: Sequence[Text]) -> None:
    """Takes *texts*, as they were added, out of the index with all their words."""
    for text in texts:
        if connection.dialect.name == "sqlite" and text.language in ALGORITHMS:
            rows = connection.execute(_NUMBERS, {"seq": text.seq}).all()
            for number in (row.id for row in rows if row.language == text.language):
                connection.execute(_OUT_OF_SQLITE[text.language], {"id": number, **_make_columns(text)})
        forget(connection, text.seq, text.language)


def merge(connection: sa.Connection, *, begin: bool) -> bool:
    """Goes on, or *begin*s, to bring SQLite's index into one piece; whether there is more to do.

    Only then are the words gone from the file that :func:`erase` took out.
    """
    if connection.dialect.name != "sqlite":
        return False
    changes = sa.text("SELECT total_changes()")
    before = connection.execute(changes).scalar_one()
    pages = -_MERGED if begin else _MERGED
    connection.execute(
        sa.text("INSERT INTO search_index (search_index, rank) VALUES ('merge', :pages)"), {"pages": pages}
    )
    # Two rows change even when there was nothing to do: FTS5's own documentation.
    return bool(connection.execute(changes).scalar_one() - before >= 2)
