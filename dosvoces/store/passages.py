"""Loading of the texts in which a search found something."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import Block
from dosvoces.store.damage import name_article, read
from dosvoces.store.tables import articles, translations


class _Text(msgspec.Struct):
    """The payload of an article or of a translation: whichever text it has."""

    blocks: tuple[Block, ...] = ()
    translation: tuple[Block, ...] = ()


# One statement, made once: each takes longer to begin than to run.
_TEXTS = sa.union_all(
    sa.select(*(articles.c[name] for name in ("id", "version", "base_language", "payload")), sa.true()).where(
        articles.c.seq.in_(sa.bindparam("seqs", expanding=True))
    ),
    sa.select(
        *(translations.c[name] for name in ("article_id", "version", "target_language", "payload")),
        sa.false(),
    ).where(translations.c.article_id.in_(sa.bindparam("ids", expanding=True))),
)


class TextKey(NamedTuple):
    """Which text a search found: of which version of an article, its own or its translation."""

    seq: int
    article_id: str
    version: int
    language: str
    is_own: bool


def load_passages(connection: sa.Connection, keys: Sequence[TextKey]) -> list[tuple[Block, ...]]:
    """The text of each of *keys*, one query for all of them."""
    if not keys:
        return []
    wanted = {
        "seqs": [key.seq for key in keys if key.is_own],
        "ids": [key.article_id for key in keys if not key.is_own],
    }
    texts: dict[tuple[str, int, str], tuple[Block, ...]] = {}
    for id_, version, language, payload, is_own in connection.execute(_TEXTS, wanted).all():
        name = name_article(id_, version) + ("" if is_own else f", in {language}")
        text = read(connection, payload, _Text, name)
        texts[id_, version, language] = (text.blocks or text.translation) if text else ()
    return [texts.get((key.article_id, key.version, key.language), ()) for key in keys]
