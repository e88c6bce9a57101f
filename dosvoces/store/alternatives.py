"""What other engines made of a story: translations kept beside the one that took their place."""

from collections.abc import Sequence

import sqlalchemy as sa

from dosvoces.store.bilingual import load_segments, load_translation
from dosvoces.store.tables import alternative_translations, translations
from dosvoces.store.upsert import insert_or_replace
from dosvoces.store.values import Alternative, Translation

_STORED = sa.select(translations).where(
    translations.c.article_id == sa.bindparam("article"),
    translations.c.version == sa.bindparam("number"),
    translations.c.target_language == sa.bindparam("target"),
)


def keep_replaced(connection: sa.Connection, made: Sequence[Translation]) -> None:
    """Keep the stored translations that those *made* are going to replace."""
    rows = []
    for each in made:
        key = {"article": each.article_id, "number": each.version, "target": each.target_language}
        stored = connection.execute(_STORED, key).mappings().first()
        if stored is not None:
            rows.append({column.name: stored[column.name] for column in alternative_translations.columns})
    insert_or_replace(connection, alternative_translations, rows)


def load(
    connection: sa.Connection, article_id: str, version: int, target_language: str
) -> dict[str, tuple[Alternative, ...]]:
    """What else engines made of the sentences of a translation, by the ids of its segments.

    What people wrote, and what reads the same, is left out.
    """
    kept = alternative_translations.c
    query = sa.select(alternative_translations).where(
        kept.article_id == article_id, kept.version == version, kept.target_language == target_language
    )
    found: dict[str, dict[str, Alternative]] = {}
    for row in connection.execute(query.order_by(kept.engine)).all():
        for segment in load_segments(connection, row):
            if segment.origin != "human" and not segment.is_corrected:
                made = Alternative(segment.target.text, row.engine, segment.flags)
                found.setdefault(segment.source.text, {}).setdefault(made.text, made)
    current = load_translation(connection, article_id, version, target_language).segments
    others = {
        segment.id: tuple(
            made for text, made in found.get(segment.source.text, {}).items() if text != segment.target.text
        )
        for segment in current
    }
    return {name: alternatives for name, alternatives in others.items() if alternatives}
