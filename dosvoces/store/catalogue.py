"""The catalogue: one narrow row for each story, so that a hundred thousand are filtered quickly.

Beside it stand the stories' mixing, sentences and fragments. Whoever stores articles pays nothing for it: the
reader brings it up to date (:func:`catch_up`).
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import Block, Fragment, Precision, find_day
from dosvoces.corpus.mixing import measure_article
from dosvoces.store.articles import TARGETS
from dosvoces.store.damage import name_article, read
from dosvoces.store.dividing import Segment, clean, divide, join_words, list_fragments
from dosvoces.store.tables import (
    articles,
    counterparts,
    fragment_counts,
    fragments,
    mixing,
    sentences,
    stories,
    stories_seen,
    translations,
    word_counts,
)
from dosvoces.store.upsert import add_up
from dosvoces.store.words import make_counts

#: Stories worked out in one transaction: a second in which nobody else writes.
AT_ONCE = 500

#: What fragments are counted by.
FACETS = tuple(column.name for column in fragment_counts.primary_key)

#: Characters of a description that a list of stories shows: three lines on a wide screen.
_DESCRIPTION = 400


_TABLES = (stories, mixing, word_counts, sentences, fragments)


# Only what the catalogue is made of: reading a whole record takes longer.
class _Translation(msgspec.Struct):
    translation: tuple[Block, ...] = ()
    segments: tuple[Segment, ...] = ()


class _Article(msgspec.Struct):
    date_published: datetime | None = None
    date_precision: Precision = "minute"
    zone: str = "UTC"
    section: str = ""
    description: str = ""
    in_language: str = "und"
    blocks: tuple[Block, ...] = ()
    fragments: tuple[Fragment, ...] = ()


def _moment(article: _Article) -> str:
    """When the story was published, UTC, in a form that sorts; a day alone when the page tells no time."""
    published = article.date_published
    if published is None:
        return ""
    if article.date_precision == "day":
        return str(find_day(published, article.date_precision, article.zone))
    return published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _find_headline(made: _Translation) -> str:
    """The translated headline; empty where a check failed, for nobody sees the check in a list."""
    for block in made.translation:
        if block.role == "headline":
            places = ((span.block, each.flags) for each in made.segments for span in each.target.spans)
            return "" if any(place == block.position and flags for place, flags in places) else block.text
    return ""


def _make_mixing(seq: int, article: _Article) -> dict[str, Any]:
    sums = measure_article(article.blocks, article.fragments, article.in_language)
    return {"seq": seq, **{name: getattr(sums, name) for name in mixing.c.keys() if name != "seq"}}  # noqa: SIM118


class _Rows(NamedTuple):
    """What the tables hold of one story."""

    story: dict[str, Any]
    mixing: dict[str, Any]
    words: dict[str, Any]
    sentences: list[dict[str, Any]]
    fragments: list[dict[str, Any]]


def _make_rows(
    connection: sa.Connection, row: Any, machine: bytes | None, human: bytes | None, own_headline: str
) -> _Rows | None:
    """The rows for row *row* of ``articles`` with the payloads of its translation and its counterpart.

    *own_headline* is that of the outlet's own edition; empty where there is none. None for a damaged article.
    """
    name = name_article(row.id, row.version)
    article = read(connection, row.payload, _Article, name)
    if article is None:
        return None
    other = f"{name}, in {TARGETS.get(row.base_language, '')}"
    made = (machine and read(connection, machine, _Translation, other)) or _Translation()
    own = (human and read(connection, human, tuple[Segment, ...], f"{other}, as printed")) or ()
    segments = made.segments + own
    moment = _moment(article)
    story = {
        "seq": row.seq,
        "article_id": row.id,
        "version": row.version,
        "outlet": row.outlet,
        "language": row.base_language,
        "target": TARGETS.get(row.base_language, "") if segments else "",
        "moment": moment,
        "section": clean(article.section),
        "headline": row.headline,
        "translated_headline": clean(own_headline or _find_headline(made)),
        "description": clean(article.description)[:_DESCRIPTION],
        "segments": len(segments),
        "fragments": len(article.fragments),
        "origins": join_words(segment.origin for segment in segments),
        "flags": join_words(flag for segment in segments for flag in segment.flags),
        "counterpart": human is not None,
        "reserved": bool(row.reservations),
    }
    sentences = [each | {"seq": row.seq} for each in divide(article.blocks, made.segments, own)]
    shared = {name: story[name] for name in ("seq", "article_id", "version", "outlet", "moment")}
    shared |= {"month": moment[:7], "matrix": row.base_language}
    found = list_fragments(article.blocks, article.fragments, sentences)
    words = make_counts(article.blocks, sentences) | {"seq": row.seq}
    fragments = [each | shared for each in found]
    return _Rows(story, _make_mixing(row.seq, article), words, sentences, fragments)


def _events(after: datetime | None) -> Any:
    """Whatever was stored *after* some time: the article's id and when."""
    parts = (
        (articles.c.id.label("id"), articles.c.stored_at.label("at")),
        (translations.c.article_id, translations.c.stored_at),
        (counterparts.c.article_id, counterparts.c.stored_at),
    )
    queries = [sa.select(*columns) for columns in parts]
    if after is not None:
        queries = [query.where(columns[1] > after) for query, columns in zip(queries, parts, strict=True)]
    return sa.union_all(*queries).subquery()


def find_news(connection: sa.Connection, count: int = AT_ONCE) -> tuple[list[str], datetime | None]:
    """About *count* ids of articles that the catalogue does not know as they are, and the time they reach to.

    What was stored at the same time comes together, so that nothing is forgotten between two calls.
    """
    seen = connection.execute(sa.select(stories_seen.c.until)).scalar()
    events = _events(seen)
    last = connection.execute(
        sa.select(events.c.at).order_by(events.c.at).limit(1).offset(count - 1)
    ).scalar()
    query = sa.select(events.c.id, events.c.at)
    if last is not None:
        query = query.where(events.c.at <= last)
    rows = connection.execute(query).all()
    return sorted({row.id for row in rows}), max((row.at for row in rows), default=None)


def _beside(
    connection: sa.Connection, table: sa.Table, ids: Sequence[str]
) -> dict[tuple[str, int, str], bytes]:
    query = sa.select(table.c.article_id, table.c.version, table.c.target_language, table.c.payload).where(
        table.c.article_id.in_(ids)
    )
    return {(row[0], row[1], row[2]): row[3] for row in connection.execute(query)}


def _load_own_headlines(connection: sa.Connection, ids: Sequence[str]) -> dict[tuple[str, int, str], str]:
    """The headlines of the outlets' own editions of the articles *ids*."""
    of, own = counterparts.c, articles.c
    query = (
        sa.select(of.article_id, of.version, of.target_language, own.headline)
        .join(articles, (own.id == of.counterpart_id) & (own.version == of.counterpart_version))
        .where(of.article_id.in_(ids))
    )
    return {(row[0], row[1], row[2]): row[3] for row in connection.execute(query)}


def refresh(connection: sa.Connection, ids: Sequence[str]) -> None:
    """Makes the rows of the articles *ids* what they have to be now."""
    columns = (
        *(articles.c.seq, articles.c.id, articles.c.version, articles.c.outlet, articles.c.base_language),
        *(articles.c.headline, articles.c.reservations, articles.c.payload),
    )
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        wanted = articles.c.id.in_(some) & articles.c.latest & articles.c.duplicate_of.is_(None)
        machine, human = (_beside(connection, table, some) for table in (translations, counterparts))
        headlines = _load_own_headlines(connection, some)
        forget(connection, some)
        found: dict[sa.Table, list[dict[str, Any]]] = {table: [] for table in _TABLES}
        for row in connection.execute(sa.select(*columns).where(wanted)).all():
            key = (row.id, row.version, TARGETS.get(row.base_language, ""))
            rows = _make_rows(connection, row, machine.get(key), human.get(key), headlines.get(key, ""))
            if rows is None:
                continue
            found[stories].append(rows.story)
            found[mixing].append(rows.mixing)
            found[word_counts].append(rows.words)
            found[sentences] += rows.sentences
            found[fragments] += rows.fragments
        for table, new in found.items():
            if new:
                connection.execute(table.insert(), new)
        _count_fragments(connection, some, 1)


def forget(connection: sa.Connection, ids: Sequence[str]) -> None:
    """Takes the articles *ids* out of the catalogue."""
    _count_fragments(connection, ids, -1)
    seqs = sa.select(stories.c.seq).where(stories.c.article_id.in_(ids))
    for table in reversed(_TABLES):
        connection.execute(table.delete().where(table.c.seq.in_(seqs)))


def _count_fragments(connection: sa.Connection, ids: Sequence[str], sign: int) -> None:
    """Adds the fragments of the articles *ids* to how many there are, or takes them away."""
    by = [fragments.c[name] for name in FACETS]
    counted = sa.select(*by, sa.func.count() * sign).where(fragments.c.article_id.in_(ids)).group_by(*by)
    rows = connection.execute(counted).all()
    if rows:
        names = (*FACETS, "number")
        add_up(connection, fragment_counts, [dict(zip(names, row, strict=True)) for row in rows])


def catch_up(connection: sa.Connection, count: int = AT_ONCE) -> int:
    """Brings about *count* stories up to date; gives how many there were, 0 when nothing is left to do."""
    ids, until = find_news(connection, count)
    if until is None:
        return 0
    refresh(connection, ids)
    connection.execute(stories_seen.delete())
    connection.execute(stories_seen.insert().values(id=1, until=until))
    return len(ids)
