"""Boilerplate: what a site shows in place of several stories, such as that it is being maintained."""

from typing import Any

import sqlalchemy as sa

from dosvoces.core.record import Article
from dosvoces.store import clusters, damage
from dosvoces.store.minhash import compare, sign
from dosvoces.store.stems import fold_words
from dosvoces.store.tables import articles

#: How alike the text of a story and what has nothing of it are at most: chance makes two different ones so.
_NOTHING = 0.05

#: Words of the pieces that are compared, and their share that the beginning of a story has in common with it,
#: as its last words may be cut. More than this share of the story's words is no beginning.
_PIECE, _SAID, _MOST = 5, 0.8, 0.8

# Earlier versions too: whose text it was may have its own back.
_SAME = sa.select(articles.c.id, articles.c.outlet, articles.c.cluster).where(
    articles.c.outlet == sa.bindparam("outlet"), articles.c.content_hash == sa.bindparam("content_hash")
)


def is_other(stored: Any, article: Article, signature: bytes | None) -> bool:
    """Whether *article*, whose text has this *signature*, says nothing of what its row *stored* says.

    Of texts that are too short to have a signature the headlines tell.
    """
    if stored.signature is not None and signature is not None:
        return compare(stored.signature, signature) < _NOTHING
    return not {*fold_words(stored.headline)} & {*fold_words(article.headline)}


def find_whole(connection: sa.Connection, stored: Any, article: Article) -> Article | None:
    """The story in row *stored*, which is printed still, where *article* is what a paywall leaves of it.

    Nearly all that it says has to be in the story, and to be less than most of that.
    """
    before = None if article.is_accessible_for_free else damage.read_article(connection, stored)
    if before is None:
        return None
    words, whole = article.text.split(), before.text.split()
    pieces = [tuple(words[at : at + _PIECE]) for at in range(max(1, len(words) - _PIECE + 1))]
    known = {tuple(whole[at : at + _PIECE]) for at in range(len(whole))}
    is_part = sum(each in known for each in pieces) >= _SAID * len(pieces)
    return before if is_part and len(words) < _MOST * len(whole) else None


def is_boilerplate(connection: sa.Connection, stored: Any, article: Article) -> bool:
    """Whether *article* has nothing of what row *stored* has of it, but another story's text.

    That is nearly word for word what the other says or said, and the two were not alike before.
    """
    signature = sign(article.text)
    if not is_other(stored, article, signature):
        return False
    asked = {"outlet": article.outlet, "content_hash": article.content_hash}
    rows = [*connection.execute(_SAME, asked), *clusters.find_like(connection, signature)]
    return any(
        row.outlet == article.outlet and row.id != stored.id and row.cluster != stored.cluster for row in rows
    )
