"""Stories that moved: under which id a story is kept that has another address now.

An id is made of the address that a story was first met at, and stays when the story moves.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from dosvoces.core.identity import article_id, spell
from dosvoces.core.record import Article
from dosvoces.store import clusters, damage
from dosvoces.store.tables import articles, moves, resources, tombstones
from dosvoces.store.upsert import insert_or_replace

# Made once: every new article is looked for.
_KEPT = sa.select(moves.c.article_id).where(moves.c.id == sa.bindparam("id"))
_SPELLED: sa.BindParameter[str] = sa.bindparam("ids", expanding=True)
_OF_ONE_DAY = sa.select(articles.c.id).where(
    articles.c.id.in_(_SPELLED), articles.c.latest, articles.c.day == sa.bindparam("day")
)
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

#: Stories that a new one may be, at most; forms of which only the numbers change are like all of them.
_DOUBTED = 3
#: An address that was looked at so lately has not been left since.
_FRESH = timedelta(hours=1)


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


def keep_date(connection: sa.Connection, article: Article, stored: Any) -> Article:
    """*article* with the date of its story in row *stored* where the page tells none, or none any more.

    What reads pages better, and finds none where it stayed, is right.
    """
    if article.date_published or not stored.day:
        return article
    before = damage.read_article(connection, stored)
    if before is None or (
        before.extractor_version != article.extractor_version
        and before.canonical_url == article.canonical_url
    ):
        return article
    told = {name: before.sources[name] for name in ("date_published",) if name in before.sources}
    return replace(
        article,
        date_published=before.date_published,
        date_precision=before.date_precision,
        sources={**article.sources, **told},
    )


def doubt_like(connection: sa.Connection, article: Article, signature: bytes | None, now: datetime) -> None:
    """Have the addresses looked at, in the next crawl, of stories that the new *article* may be.

    A site that gives a story another address announces that, and lets the old one lead there, which is seen
    by whoever asks.
    """
    day = str(article.day_published or "")
    like = [row.id for row in clusters.find_like(connection, signature) if row.outlet == article.outlet]
    asked = {"ids": [each for each in like if each != article.id][-_DOUBTED:], "day": day}
    if same := [*connection.execute(_OF_ONE_DAY, asked).scalars()] if asked["ids"] else []:
        due = resources.update().where(resources.c.article_id.in_(same), resources.c.status.in_((200, 304)))
        later = sa.or_(resources.c.next_check_at.is_(None), resources.c.next_check_at > now)
        connection.execute(due.where(resources.c.checked_at < now - _FRESH, later).values(next_check_at=now))


def record(connection: sa.Connection, moved: str, kept: str) -> None:
    """Keeps in mind that the story *moved* is the story *kept*, and so is what was kept as *moved*."""
    connection.execute(moves.update().where(moves.c.article_id == moved).values(article_id=kept))
    insert_or_replace(connection, moves, [{"id": moved, "article_id": kept}])
