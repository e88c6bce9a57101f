"""Translations and counterparts in the store, and the bilingual records made of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import Article, BilingualRecord, Block, Segment
from dosvoces.store import articles as article_rows
from dosvoces.store import clusters, editions, texts
from dosvoces.store.articles import TARGETS
from dosvoces.store.damage import name_article, name_translation, read, read_article
from dosvoces.store.indexed import load_translated
from dosvoces.store.payloads import DamagedPayload, pack, unpack
from dosvoces.store.tables import articles, counterparts, translations
from dosvoces.store.texts import Text
from dosvoces.store.upsert import insert_or_replace
from dosvoces.store.values import Translation


class _Translated(msgspec.Struct):
    """The payload of a translation."""

    translation: tuple[Block, ...] = ()
    segments: tuple[Segment, ...] = ()


#: Translations or ids in one statement: enough to spare the way to a server, few enough for every SQLite.
_AT_ONCE = 500

_ROWS = sa.select(
    articles.c.id, articles.c.version, articles.c.seq, articles.c.latest, articles.c.pending
).where(articles.c.id.in_(sa.bindparam("ids", expanding=True)))
_DONE = articles.update().where(articles.c.seq == sa.bindparam("row")).values(pending="")


def _make_row(translation: Translation, now: datetime) -> dict[str, Any]:
    return {
        "article_id": translation.article_id,
        "version": translation.version,
        "target_language": translation.target_language,
        "engine": translation.engine,
        "stored_at": now,
        "payload": pack(_Translated(translation.translation, translation.segments)),
        "checks": translation.checks,
    }


def save_translations(connection: sa.Connection, made: Sequence[Translation], now: datetime) -> None:
    """Stores each of *made* in place of an earlier one of the same version into the same language."""
    for begin in range(0, len(made), _AT_ONCE):
        part = made[begin : begin + _AT_ONCE]
        ids = sorted({translation.article_id for translation in part})
        rows = {(row.id, row.version): row for row in connection.execute(_ROWS, {"ids": ids})}
        _erase_replaced(connection, part, rows)
        insert_or_replace(connection, translations, [_make_row(translation, now) for translation in part])
        found = [(rows[key], each) for each in part if (key := (each.article_id, each.version)) in rows]
        done = {row.seq for row, each in found if row.pending == each.target_language}
        if done:
            connection.execute(_DONE, [{"row": seq} for seq in sorted(done)])
        latest = [(row.seq, each) for row, each in found if row.latest]
        texts.add(connection, [Text(seq, each.target_language, "", each.translation) for seq, each in latest])


def _erase_replaced(
    connection: sa.Connection, made: Sequence[Translation], rows: dict[tuple[str, int], Any]
) -> None:
    """Takes out of the index what *made* are stored in place of; PostgreSQL puts the new in its place."""
    if connection.dialect.name == "postgresql":
        return
    new = {
        (rows[key].seq, each.target_language)
        for each in made
        if (key := (each.article_id, each.version)) in rows and rows[key].latest
    }
    old = load_translated(connection, rows.values())
    texts.erase(connection, [text for text in old if (text.seq, text.language) in new])


def join_clusters(connection: sa.Connection) -> None:
    """Makes every story that an outlet published in two languages one cluster."""
    pairs = connection.execute(
        sa.select(
            counterparts.c.article_id,
            counterparts.c.version,
            counterparts.c.counterpart_id,
            counterparts.c.counterpart_version,
        ).order_by(counterparts.c.article_id, counterparts.c.version)
    ).all()
    for source, version, target, target_version in pairs:
        names = [_cluster(connection, source, version), _cluster(connection, target, target_version)]
        clusters.merge(connection, [name for name in names if name])


def _cluster(connection: sa.Connection, article_id: str, version: int) -> str | None:
    return connection.execute(
        sa.select(articles.c.cluster).where(articles.c.id == article_id, articles.c.version == version)
    ).scalar()


def save_counterpart(
    connection: sa.Connection,
    source: tuple[str, int],
    target: tuple[str, int],
    target_language: str,
    segments: Sequence[Segment],
    now: datetime,
) -> None:
    """Stores that version *target* of an article is the outlet's own edition of version *source*."""
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
    # One story in two languages: whoever splits a dataset must not have it on both sides.
    names = [_cluster(connection, *source), _cluster(connection, *target)]
    clusters.merge(connection, [name for name in names if name])


def drop_counterpart(connection: sa.Connection, source: str, target: str, now: datetime) -> None:
    """Stores that no version of article *target* is the outlet's own edition of *source*'s latest one."""
    own = counterparts.c
    latest = sa.select(articles.c.version).where(articles.c.id == source, articles.c.latest).scalar_subquery()
    dropped = connection.execute(
        counterparts.delete().where(
            own.article_id == source, own.version == latest, own.counterpart_id == target
        )
    )
    if dropped.rowcount:
        # Whoever asks for what is new since then gets the record without it.
        row = (articles.c.id == source) & articles.c.latest
        connection.execute(articles.update().where(row).values(stored_at=now))


def _beside(
    connection: sa.Connection, table: sa.Table, ids: Sequence[str]
) -> dict[tuple[str, int], dict[str, Any]]:
    """The rows of *table* for the articles *ids*: by id and version, then by target language."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    query = sa.select(table).where(table.c.article_id.in_(ids)).order_by(table.c.target_language)
    for row in connection.execute(query):
        found.setdefault((row.article_id, row.version), {})[row.target_language] = row
    return found


def load_translation(
    connection: sa.Connection, article_id: str, version: int, target_language: str
) -> Translation:
    """An article in *target_language*; without blocks and segments when it is not translated into it."""
    row = connection.execute(
        sa.select(translations).where(
            translations.c.article_id == article_id,
            translations.c.version == version,
            translations.c.target_language == target_language,
        )
    ).first()
    made = (row and read(connection, row.payload, _Translated, name_translation(row))) or _Translated()
    return Translation(
        article_id=article_id,
        version=version,
        target_language=target_language,
        translation=made.translation,
        segments=made.segments,
        engine=row.engine if row else "",
        checks=row.checks if row else "",
    )


def load_segments(connection: sa.Connection, row: Any) -> tuple[Segment, ...]:
    """The segments of the translation in *row*; none where it is damaged."""
    made = read(connection, row.payload, _Translated, name_translation(row))
    return made.segments if made else ()


def find_damaged(connection: sa.Connection, conditions: Sequence[sa.ColumnElement[bool]]) -> list[int]:
    """The numbers of the article rows for which *conditions* hold and whose translation is damaged."""
    same = (translations.c.article_id == articles.c.id) & (translations.c.version == articles.c.version)
    query = sa.select(articles.c.seq, translations.c.payload).join(translations, same).where(*conditions)
    found = []
    for rows in article_rows.read(connection, query):
        for row in rows:
            try:
                unpack(row.payload, _Translated)
            except DamagedPayload:
                found.append(row.seq)
    return found


def translate_anew(connection: sa.Connection, seqs: Sequence[int]) -> None:
    """Has the article rows *seqs* wait for a translation again."""
    for begin in range(0, len(seqs), _AT_ONCE):
        for language, target in TARGETS.items():
            own = articles.c.seq.in_(seqs[begin : begin + _AT_ONCE]) & (articles.c.base_language == language)
            connection.execute(articles.update().where(own).values(pending=target))


class _Edition(NamedTuple):
    """The outlet's own edition in another language."""

    segments: tuple[Segment, ...]
    article: Article


def _read_edition(connection: sa.Connection, row: Any) -> _Edition | None:
    segments = read(connection, row.payload, tuple[Segment, ...], f"{name_translation(row)}, as printed")
    other = read(connection, row.article, Article, name_article(row.counterpart_id, row.counterpart_version))
    return None if segments is None or other is None else _Edition(segments, other)


def _record(
    article: Article, target: str, machine: _Translated | None, human: _Edition | None
) -> BilingualRecord:
    made = machine or _Translated()
    return BilingualRecord(
        article=article,
        target_language=target,
        translation=made.translation,
        segments=made.segments + (human.segments if human else ()),
        counterpart=human.article if human else None,
    )


class _Parts(NamedTuple):
    """What is stored of an article in one language, and when the newest of it was stored."""

    machine: _Translated | None
    human: _Edition | None
    stored: datetime


def _read_parts(
    connection: sa.Connection, row: Any, machine: dict[str, Any], human: dict[str, Any]
) -> dict[str, _Parts]:
    """What can be read of article row *row* in other languages, by language."""
    found = {}
    for target in sorted(machine.keys() | human.keys()):
        made, own = machine.get(target), human.get(target)
        text = read(connection, made.payload, _Translated, name_translation(made)) if made else None
        edition = _read_edition(connection, own) if own else None
        times = [row.stored_at]
        times += [made.stored_at] if made and text else []
        times += [own.stored_at, own.told_at] if own and edition else []
        if text or edition:
            found[target] = _Parts(text, edition, max(times))
    return found


def _in_time(parts: dict[str, Any], until: datetime | None) -> dict[str, Any]:
    return {target: row for target, row in parts.items() if until is None or row.stored_at <= until}


def read_records(
    connection: sa.Connection,
    query: sa.Select[Any],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    translated_only: bool = True,
    include_reserved: bool = True,
) -> Iterator[tuple[Any, BilingualRecord]]:
    """The rows that *query* selects, in its order, with their records: one for each target language.

    Without *include_reserved* a record has no counterpart in which the outlet reserves its rights.
    """
    for rows in article_rows.read(connection, query):
        ids = sorted({row.id for row in rows})
        machine = _beside(connection, translations, ids)
        human = editions.load(connection, ids, include_reserved=include_reserved)
        for row in rows:
            article = read_article(connection, row)
            if article is None:
                continue
            by_machine = _in_time(machine.get((row.id, row.version), {}), until)
            by_human = _in_time(human.get((row.id, row.version), {}), until)
            parts = _read_parts(connection, row, by_machine, by_human)
            if not parts and not translated_only:
                parts[TARGETS.get(row.base_language, "")] = _Parts(None, None, row.stored_at)
            for target, (made, own, stored) in parts.items():
                if since is None or stored >= since:
                    yield row, _record(article, target, made, own)
