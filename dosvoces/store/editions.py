"""The outlet's own edition of a story in the other language, as part of the story's record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from dosvoces.store.tables import articles, counterparts

_other = articles.alias("other")


def is_reserved() -> sa.ColumnElement[bool]:
    """Whether the outlet reserves its rights in a counterpart, in the paired version or in the latest."""
    either = articles.alias("either")
    paired = (either.c.version == counterparts.c.counterpart_version) | either.c.latest
    return sa.exists(
        sa.select(either.c.seq)
        .where(either.c.id == counterparts.c.counterpart_id, paired, either.c.reservations != "")
        .correlate(counterparts)
    )


def is_beside(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether an article has a counterpart for which *conditions* hold."""
    same = (counterparts.c.article_id == articles.c.id) & (counterparts.c.version == articles.c.version)
    return sa.exists(sa.select(counterparts.c.version).where(same, *conditions).correlate(articles))


def is_told_since(moment: datetime) -> sa.ColumnElement[bool]:
    """Whether a counterpart was paired, or told anew, at *moment* or later."""
    anew = sa.exists(
        sa.select(_other.c.seq)
        .where(
            _other.c.id == counterparts.c.counterpart_id,
            _other.c.version == counterparts.c.counterpart_version,
            _other.c.stored_at >= moment,
        )
        .correlate(counterparts)
    )
    return sa.or_(counterparts.c.stored_at >= moment, anew)


def load(
    connection: sa.Connection, ids: Sequence[str], *, include_reserved: bool
) -> dict[tuple[str, int], dict[str, Any]]:
    """The counterparts of the articles *ids*: by id and version, then by target language.

    Each row has the counterpart's article as ``article``, and when that was stored as ``told_at``.
    """
    query = (
        sa.select(counterparts, _other.c.payload.label("article"), _other.c.stored_at.label("told_at"))
        .join(
            _other,
            (_other.c.id == counterparts.c.counterpart_id)
            & (_other.c.version == counterparts.c.counterpart_version),
        )
        .where(counterparts.c.article_id.in_(ids))
        .order_by(counterparts.c.target_language)
    )
    if not include_reserved:
        query = query.where(~is_reserved())
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for row in connection.execute(query):
        found.setdefault((row.article_id, row.version), {})[row.target_language] = row
    return found
