"""What the full-text index holds of an article: its own text and its translations, as they are stored."""

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import Block
from dosvoces.store import texts
from dosvoces.store.damage import name_article, name_translation, read
from dosvoces.store.tables import translations
from dosvoces.store.texts import Text


class _Article(msgspec.Struct):
    headline: str
    blocks: tuple[Block, ...] = ()


class _Translation(msgspec.Struct):
    translation: tuple[Block, ...] = ()


def load_texts(connection: sa.Connection, row: Any) -> list[Text]:
    """The texts of article row *row*: its ``seq``, ``id``, ``version``, ``base_language`` and ``payload``."""
    article = read(connection, row.payload, _Article, name_article(row.id, row.version))
    own = [Text(row.seq, row.base_language, article.headline, article.blocks)] if article else []
    return [*own, *load_translated(connection, [row])]


def erase_texts(connection: sa.Connection, row: Any) -> None:
    """Takes the texts of article row *row* out of the index; the damaged ones are only found no more."""
    texts.erase(connection, load_texts(connection, row))
    texts.forget(connection, row.seq)


def load_translated(connection: sa.Connection, rows: Iterable[Any]) -> list[Text]:
    """The translations of the article *rows*, which have ``seq``, ``id`` and ``version``."""
    seqs = {(row.id, row.version): row.seq for row in rows}
    columns = (translations.c.article_id, translations.c.version, translations.c.target_language)
    query = sa.select(*columns, translations.c.payload).where(
        translations.c.article_id.in_(sorted({id_ for id_, _ in seqs}))
    )
    found = []
    for row in connection.execute(query.order_by(*columns)).all():
        if seq := seqs.get((row.article_id, row.version)):
            made = read(connection, row.payload, _Translation, name_translation(row))
            if made is not None:
                found.append(Text(seq, row.target_language, "", made.translation))
    return found
