"""Stories that are noted as copies of themselves, or of one another in a circle, were listed nowhere."""

from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_articles = sa.table(
    "articles",
    *(sa.column(name) for name in ("seq", "id", "version", "base_language", "duplicate_of", "pending")),
    *(sa.column("latest", sa.Boolean), sa.column("stored_at", sa.Text)),
)
_moves = sa.table("moves", sa.column("id"))

#: What an article in one language is translated into.
_TARGETS = {"es": "en", "en": "es"}

#: Later than, or the time of, all that a dataset or the reader knows: whoever asks for news is told.
_NOW = sa.text(
    "UPDATE articles SET stored_at = (SELECT max(moment) FROM ("
    "SELECT max(stored_at) AS moment FROM articles UNION ALL SELECT max(stored_at) FROM translations "
    "UNION ALL SELECT max(stored_at) FROM counterparts UNION ALL SELECT max(removed_at) FROM removals"
    ") AS moments) WHERE id = :id"
)
_WAITS = sa.text(
    "UPDATE articles SET pending = :target WHERE id = :id AND latest AND base_language = :language "
    "AND NOT EXISTS (SELECT 1 FROM translations AS made WHERE made.article_id = articles.id "
    "AND made.version = articles.version AND made.target_language = :target)"
)


def _find_circles(originals: Mapping[str, str]) -> Iterator[list[str]]:
    """The ids of each circle in *originals*, which says of which article each is a copy."""
    walked: dict[str, int] = {}
    for number, start in enumerate(originals):
        path, at = [], start
        while at in originals and at not in walked:
            walked[at] = number
            path.append(at)
            at = originals[at]
        if walked.get(at) == number:
            yield path[path.index(at) :]


def upgrade() -> None:
    """Have the first of each circle be no copy any more, and the others be copies of it."""
    connection, own = op.get_bind(), _articles.c
    newest = _articles.alias()
    has_latest = sa.exists(
        sa.select(newest.c.seq).where(newest.c.id == own.id, newest.c.latest).correlate(_articles)
    )
    # What an earlier version was a copy of hides nothing; what moved has earlier ones alone.
    copies = sa.select(own.id, own.duplicate_of).where(
        own.duplicate_of.is_not(None), own.latest | ~has_latest
    )
    originals = {row.id: row.duplicate_of for row in connection.execute(copies)}
    circles = list(_find_circles(originals))
    moved = sa.exists(sa.select(_moves.c.id).where(_moves.c.id == own.id).correlate(_articles))
    for circle in circles:
        rows = sa.select(own.id).where(own.id.in_(circle))
        first = connection.execute(rows.order_by(own.latest.desc(), moved, own.seq).limit(1)).scalar_one()
        change = _articles.update().where(own.id.in_(circle), own.duplicate_of.in_(circle))
        connection.execute(change.values(duplicate_of=first))
        connection.execute(_articles.update().where(own.id == first).values(duplicate_of=None))
        connection.execute(_NOW, {"id": first})
        for language, target in _TARGETS.items():
            connection.execute(_WAITS, {"id": first, "language": language, "target": target})
    if circles:
        op.execute("DELETE FROM stories_seen")
