"""Translations and counterparts in the store, and the bilingual records that come of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.record import Article, BilingualRecord, Block, Segment
from dosvoces.store.articles import TARGETS, read
from dosvoces.store.payloads import pack, unpack
from dosvoces.store.tables import articles, counterparts, translations
from dosvoces.store.upsert import insert_or_replace
from dosvoces.store.values import Translation


class _Translated(msgspec.Struct):
    """The payload of a translation."""

    translation: tuple[Block, ...] = ()
    segments: tuple[Segment, ...] = ()


def save_translation(connection: sa.Connection, translation: Translation, now: datetime) -> None:
    """Stores *translation* in place of an earlier one of the same version into the same language."""
    row = {
        "article_id": translation.article_id,
        "version": translation.version,
        "target_language": translation.target_language,
        "engine": translation.engine,
        "stored_at": now,
        "payload": pack(_Translated(translation.translation, translation.segments)),
    }
    insert_or_replace(connection, translations, [row])
    connection.execute(
        articles.update()
        .where(
            articles.c.id == translation.article_id,
            articles.c.version == translation.version,
            articles.c.pending == translation.target_language,
        )
        .values(pending="")
    )


def save_counterpart(
    connection: sa.Connection,
    source: tuple[str, int],
    target: tuple[str, int],
    target_language: str,
    segments: Sequence[Segment],
    now: datetime,
) -> None:
    """Stores that version *target* of an article is the outlet's own edition of version *source* of another."""
    row = {
        "article_id": source[0],
        "version": source[1],
        "target_language": target_language,
        "counterpart_id": target[0],
        "counterpart_version": target[1],
        "stored_at": now,
        "payload": pack(tuple(segments)),
    }
    insert_or_replace(connection, counterparts, [row])


def _beside(
    connection: sa.Connection, table: sa.Table, ids: Sequence[str]
) -> dict[tuple[str, int], dict[str, Any]]:
    """The rows of *table* for the articles *ids*: by id and version, then by target language."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    query = sa.select(table).where(table.c.article_id.in_(ids)).order_by(table.c.target_language)
    for row in connection.execute(query):
        found.setdefault((row.article_id, row.version), {})[row.target_language] = row
    return found


def _counterpart(connection: sa.Connection, row: Any) -> Article:
    payload = connection.execute(
        sa.select(articles.c.payload).where(
            articles.c.id == row.counterpart_id, articles.c.version == row.counterpart_version
        )
    ).scalar_one()
    return unpack(payload, Article)


def _record(
    connection: sa.Connection, article: Article, target: str, machine: Any, human: Any
) -> BilingualRecord:
    made = unpack(machine.payload, _Translated) if machine else _Translated()
    aligned = unpack(human.payload, tuple[Segment, ...]) if human else ()
    return BilingualRecord(
        article=article,
        target_language=target,
        translation=made.translation,
        segments=made.segments + aligned,
        counterpart=_counterpart(connection, human) if human else None,
    )


def read_records(
    connection: sa.Connection, query: sa.Select[Any], *, since: datetime | None, translated_only: bool
) -> Iterator[BilingualRecord]:
    """The records of the articles that *query* selects, in its order; one for each language an article is in."""
    for rows in read(connection, query):
        ids = sorted({row.id for row in rows})
        machine = _beside(connection, translations, ids)
        human = _beside(connection, counterparts, ids)
        for row in rows:
            by_machine = machine.get((row.id, row.version), {})
            by_human = human.get((row.id, row.version), {})
            targets = sorted(by_machine.keys() | by_human.keys())
            if not targets and not translated_only:
                targets = [TARGETS.get(row.base_language, "")]
            for target in targets:
                parts = [part for part in (by_machine.get(target), by_human.get(target)) if part]
                if (
                    since is not None
                    and max(part.stored_at for part in (row, *parts)) < since
                ):
                    continue
                article = unpack(row.payload, Article)
                yield _record(connection, article, target, by_machine.get(target), by_human.get(target))
