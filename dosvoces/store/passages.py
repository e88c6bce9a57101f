"""Loading of the texts in which a search found something."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import Block
from dosvoces.store.payloads import unpack
from dosvoces.store.ranking import Found
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


def load_passages(connection: sa.Connection, found: Sequence[Found]) -> list[tuple[Block, ...]]:
    """The text of each of *found*, in the language in which it was found."""
    own = [each.row.seq for each in found if each.language == each.row.language]
    other = [each.row.article_id for each in found if each.language != each.row.language]
    texts_of: dict[tuple[str, int, str], tuple[Block, ...]] = {}
    if own:
        for id_, version, language, payload in connection.execute(_ARTICLES, {"seqs": own}):
            texts_of[id_, version, language] = unpack(payload, _Story).blocks
    if other:
        for id_, version, language, payload in connection.execute(_TRANSLATIONS, {"ids": other}):
            texts_of[id_, version, language] = unpack(payload, _Passages).translation
    return [texts_of.get((each.row.article_id, each.row.version, each.language), ()) for each in found]
