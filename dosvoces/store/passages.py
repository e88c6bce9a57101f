"""Loading of the texts in which a search found something."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import Block
from dosvoces.store.payloads import unpack
from dosvoces.store.tables import articles, translations


class _Passages(msgspec.Struct):
    """A translation's payload."""

    translation: tuple[Block, ...] = ()


class _Story(msgspec.Struct):
    """An article's payload."""

    blocks: tuple[Block, ...] = ()


# Made once: to make a statement takes longer than to run it.
_ARTICLES = sa.select(articles.c.id, articles.c.version, articles.c.base_language, articles.c.payload).where(
    articles.c.seq.in_(sa.bindparam("seqs", expanding=True))
)
_TRANSLATIONS = sa.select(
    *(translations.c[name] for name in ("article_id", "version", "target_language", "payload"))
).where(translations.c.article_id.in_(sa.bindparam("ids", expanding=True)))


class TextKey(NamedTuple):
    """Which text a search found: of which version of an article, its own or its translation."""

    seq: int
    article_id: str
    version: int
    language: str
    is_own: bool


def load_passages(connection: sa.Connection, keys: Sequence[TextKey]) -> list[tuple[Block, ...]]:
    """The text of each of *keys*, two queries for all of them."""
    own = [key.seq for key in keys if key.is_own]
    other = [key.article_id for key in keys if not key.is_own]
    texts: dict[tuple[str, int, str], tuple[Block, ...]] = {}
    if own:
        for id_, version, language, payload in connection.execute(_ARTICLES, {"seqs": own}):
            texts[id_, version, language] = unpack(payload, _Story).blocks
    if other:
        for id_, version, language, payload in connection.execute(_TRANSLATIONS, {"ids": other}):
            texts[id_, version, language] = unpack(payload, _Passages).translation
    return [texts.get((key.article_id, key.version, key.language), ()) for key in keys]
