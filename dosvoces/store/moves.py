"""Stories that moved: under which id a story is kept that has another address now.

An id is made of the address that a story was first met at, and stays when the story moves.
"""

import sqlalchemy as sa
from msgspec.structs import replace

from dosvoces.core.identity import article_id, spell
from dosvoces.core.record import Article
from dosvoces.store.tables import articles, moves, tombstones
from dosvoces.store.upsert import insert_or_replace

# Made once: every new article is looked for.
_KEPT = sa.select(moves.c.article_id).where(moves.c.id == sa.bindparam("id"))
_SPELLED: sa.BindParameter[str] = sa.bindparam("ids", expanding=True)
_STORED = sa.select(articles.c.id).where(articles.c.id.in_(_SPELLED), articles.c.latest)
_MOVED = sa.select(moves.c.article_id).where(moves.c.id.in_(_SPELLED))
_REMOVED = sa.select(tombstones.c.article_id).where(tombstones.c.article_id.in_(_SPELLED))
# All at once: the server may be far.
_KNOWN = sa.select(
    sa.func.coalesce(
        _KEPT.scalar_subquery(),
        _STORED.order_by(articles.c.seq).limit(1).scalar_subquery(),
        _MOVED.order_by(moves.c.id).limit(1).scalar_subquery(),
        _REMOVED.limit(1).scalar_subquery(),
    )
)


def find_kept(connection: sa.Connection, article_id: str) -> str | None:
    """The id under which the story is kept whose new address makes *article_id*; None when none moved."""
    kept: str | None = connection.execute(_KEPT, {"id": article_id}).scalar()
    return kept


def recognise(connection: sa.Connection, article: Article) -> str | None:
    """The id of the story that *article* is, which is not stored under its own; None for a new one.

    That is one which moved to its address, or one at another spelling of it: a site that comes to encrypt
    its pages prints no story anew.
    """
    ids = {article_id(article.outlet, url) for url in spell(article.canonical_url)} - {article.id}
    known: str | None = connection.execute(_KNOWN, {"id": article.id, "ids": sorted(ids)}).scalar()
    return known


def keep_spelling(article: Article, before: str) -> Article:
    """*article* with the address *before* where its own is a spelling of that: they must not take turns.

    An encrypted one takes the place of one that is not.
    """
    new = article.canonical_url
    if new == before or (new.startswith("https://") and not before.startswith("https://")):
        return article
    return replace(article, canonical_url=before) if before in spell(new) else article


def record(connection: sa.Connection, moved: str, kept: str) -> None:
    """Keeps in mind that the story *moved* is the story *kept*, and so is what was kept as *moved*."""
    connection.execute(moves.update().where(moves.c.article_id == moved).values(article_id=kept))
    insert_or_replace(connection, moves, [{"id": moved, "article_id": kept}])
