"""Articles in the store: saving versions, finding duplicates, reading them back in order."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Article
from dosvoces.store import boilerplate, clusters, damage, moves, texts, tombstones
from dosvoces.store.indexed import erase_texts
from dosvoces.store.minhash import sign
from dosvoces.store.payloads import pack
from dosvoces.store.rights import find_reservations
from dosvoces.store.tables import articles, comparisons, edition_features, resources, translation_failures
from dosvoces.store.texts import Text

Outcome = Literal["new", "changed", "refreshed", "unchanged", "duplicate", "removed", "boilerplate"]
Versions = Literal["latest", "all"]

#: What an article in one language is translated into.
TARGETS = {"es": "en", "en": "es"}

#: Stands for the time at which an article was fetched where that does not matter.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

#: Rows held at once while reading: some 2 MB of articles.
_ROWS = 200


# Made once: building a statement takes longer than running it.
_INSERT = articles.insert().returning(articles.c.seq)
_STORED = sa.select(
    articles.c.seq,
    articles.c.id,
    articles.c.version,
    articles.c.headline,
    articles.c.content_hash,
    articles.c.payload,
    articles.c.cluster,
    articles.c.signature,
    articles.c.base_language,
    articles.c.duplicate_of,
    articles.c.canonical_url,
    articles.c.day,
).where(articles.c.id == sa.bindparam("id"), articles.c.latest)
_TWIN = (
    sa.select(articles.c.id)
    .where(
        articles.c.outlet == sa.bindparam("outlet"),
        articles.c.content_hash == sa.bindparam("content_hash"),
        articles.c.id != sa.bindparam("id"),
        articles.c.latest,
        articles.c.duplicate_of.is_(None),
    )
    .order_by(articles.c.seq)
    .limit(1)
)


_COPIES = (
    sa.select(articles.c.seq, articles.c.id, articles.c.base_language)
    .where(
        articles.c.outlet == sa.bindparam("outlet"),
        articles.c.content_hash == sa.bindparam("content_hash"),
        articles.c.duplicate_of == sa.bindparam("id"),
        articles.c.latest,
    )
    .order_by(articles.c.seq)
)


def _stored(connection: sa.Connection, article_id: str) -> Any:
    return connection.execute(_STORED, {"id": article_id}).first()


def _twin(connection: sa.Connection, article: Article) -> str | None:
    """The id under which the outlet first said the same, word for word."""
    asked = {"outlet": article.outlet, "content_hash": article.content_hash, "id": article.id}
    return connection.execute(_TWIN, asked).scalar()


def _clean(text: str) -> str:
    # PostgreSQL has no NUL in text; the payload keeps it.
    return text.replace("\0", "")


def _describe(article: Article, now: datetime) -> dict[str, Any]:
    """The columns that every reading of the same text may fill anew."""
    return {
        "edition": article.edition,
        "language": article.in_language,
        "base_language": base_language(article.in_language),
        "url": _clean(article.url),
        "canonical_url": _clean(article.canonical_url),
        "day": str(article.day_published or ""),
        "stored_at": now,
        "payload": pack(article),
        "reservations": " ".join(find_reservations(article.rights)),
    }


def _row(article: Article, twin: str | None, now: datetime) -> dict[str, Any]:
    described = _describe(article, now)
    return {
        **described,
        "id": article.id,
        "version": article.version,
        "outlet": article.outlet,
        "headline": _clean(article.headline),
        "content_hash": article.content_hash,
        "latest": True,
        "duplicate_of": twin,
        "pending": "" if twin else TARGETS.get(described["base_language"], ""),
        "signature": sign(article.text),
    }


def _told(article: Article) -> Article:
    """*article* without what differs each time that the same is read: when, from where and by what."""
    return msgspec.structs.replace(article, retrieved_at=_NEVER, warc=None, url="", extractor_version="")


def _renew(before: Article, article: Article) -> Article | None:
    """*before* with what *article*, the same text read again, tells of it; None when that is nothing new.

    Where other furniture stands around the text the blocks stay, for translations name them by position.
    """
    if article.retrieved_at < before.retrieved_at:
        return None
    new = msgspec.structs.replace(article, version=before.version)
    places = [[(block.position, block.role, block.text) for block in each.blocks] for each in (before, new)]
    if places[0] != places[1]:
        kept = ("blocks", "fragments", "in_language", "in_language_confidence")
        new = msgspec.structs.replace(new, **{name: getattr(before, name) for name in kept})
    return None if _told(new) == _told(before) else new


def _refresh(
    connection: sa.Connection, stored: Any, article: Article, now: datetime
) -> tuple[Article, Outcome]:
    """Keeps what *article* newly tells of the text in row *stored*."""
    before = damage.read_article(connection, stored)
    if before is None:
        return _restore(connection, stored, article, now), "refreshed"
    new = _renew(before, article)
    if new is None:
        return before, "unchanged"
    row = _describe(new, now)
    if row["base_language"] != stored.base_language:
        row["pending"] = TARGETS.get(row["base_language"], "") if stored.duplicate_of is None else ""
        texts.erase(connection, [Text(stored.seq, stored.base_language, before.headline, before.blocks)])
        texts.add(connection, [Text(stored.seq, row["base_language"], new.headline, new.blocks)])
    connection.execute(articles.update().where(articles.c.seq == stored.seq).values(row))
    return new, "refreshed"


def _restore(connection: sa.Connection, stored: Any, article: Article, now: datetime) -> Article:
    """Puts *article*, the same text, in the place of row *stored*, which is damaged.

    What was made of that names blocks by position, which may be others now: it is made anew.
    """
    new = msgspec.structs.replace(article, version=stored.version)
    row = _describe(new, now)
    row["pending"] = TARGETS.get(row["base_language"], "") if stored.duplicate_of is None else ""
    connection.execute(articles.update().where(articles.c.seq == stored.seq).values(row))
    texts.forget(connection, stored.seq, stored.base_language)
    texts.add(connection, [Text(stored.seq, row["base_language"], new.headline, new.blocks)])
    for table in (edition_features, comparisons, translation_failures):
        connection.execute(table.delete().where(table.c.article_id == new.id))
    connection.execute(comparisons.delete().where(comparisons.c.counterpart_id == new.id))
    return new


def _leave(connection: sa.Connection, stored: Any) -> None:
    """Row *stored* is not the latest version of its article any more: nothing finds it but its number."""
    connection.execute(articles.update().where(articles.c.seq == stored.seq).values(latest=False, pending=""))
    clusters.remove(connection, stored.seq, stored.signature)
    erase_texts(connection, stored)


def _retire(connection: sa.Connection, stored: Any, article: Article, now: datetime) -> None:
    """Row *stored* of *article* gives way to its next version."""
    _leave(connection, stored)
    if stored.duplicate_of is None:
        _free_copies(connection, stored, article, now)


def _free_copies(connection: sa.Connection, stored: Any, article: Article, now: datetime) -> None:
    """The first of the duplicates of row *stored* takes its place, now that *article* says something else."""
    copies = connection.execute(
        _COPIES, {"outlet": article.outlet, "content_hash": stored.content_hash, "id": article.id}
    ).all()
    for number, copy in enumerate(copies):
        first = {"duplicate_of": None, "pending": TARGETS.get(copy.base_language, ""), "stored_at": now}
        values = {"duplicate_of": copies[0].id} if number else first
        connection.execute(articles.update().where(articles.c.seq == copy.seq).values(values))


def save(connection: sa.Connection, article: Article, now: datetime) -> tuple[Article, Outcome]:
    """Stores *article*, with the content that was stored last in that version's place; gives its version.

    One that was taken down is ``removed``: it is not stored. Nor is ``boilerplate``, what the site shows in
    place of several stories.
    """
    stored = _stored(connection, article.id)
    if stored is None and (known := moves.recognise(connection, article)):
        article = msgspec.structs.replace(article, id=known)
        stored = _stored(connection, known)
    if stored is not None:
        article = moves.keep_spelling(article, stored.canonical_url)
        article = moves.keep_date(connection, article, stored)
    if tombstones.is_refused(connection, article, new=stored is None):
        return article, "removed"
    if stored is not None and stored.content_hash == article.content_hash:
        return _refresh(connection, stored, article, now)
    if stored is not None and (before := boilerplate.find_whole(connection, stored, article)):
        return before, "unchanged"
    if stored is not None and boilerplate.is_boilerplate(connection, stored, article):
        _give_back(connection, article, now)
        return article, "boilerplate"
    return _add(connection, stored, article, now)


def _add(connection: sa.Connection, stored: Any, article: Article, now: datetime) -> tuple[Article, Outcome]:
    """Adds *article* behind row *stored*, its latest version, or as a new one when that is None."""
    twin = _twin(connection, article)
    article = msgspec.structs.replace(article, version=stored.version + 1 if stored else 1)
    if stored is not None:
        _retire(connection, stored, article, now)
    row = _row(article, twin, now)
    signature = row["signature"]
    before = None if stored is None or boilerplate.is_other(stored, article, signature) else stored.cluster
    row["cluster"] = clusters.choose(connection, article.id, signature, before)
    seq = connection.execute(_INSERT, row).scalar_one()
    clusters.add(connection, seq, signature)
    texts.add(connection, [Text(seq, row["base_language"], article.headline, article.blocks)])
    if stored is None:
        moves.doubt_like(connection, article, signature, now)
    return article, "duplicate" if twin else "changed" if stored else "new"


def _give_back(connection: sa.Connection, article: Article, now: datetime) -> None:
    """Gives the story that has the text of *article*, boilerplate, back what it said before, if it did."""
    twin = _twin(connection, article)
    stored = _stored(connection, twin) if twin else None
    before = load(connection, stored.id, stored.version - 1) if stored else None
    if before is not None and boilerplate.is_other(stored, before, sign(before.text)):
        _add(connection, stored, before, now)


def move(connection: sa.Connection, moved: str, kept: str, now: datetime) -> str:
    """The stories *moved* and *kept*, or what these became, are one from now on; gives its id.

    That is *kept*, or the other one where it was met before. What is stored as the other becomes versions of
    it, as far as that is newer; its own rows stay for what was made of them, and are listed nowhere.
    """
    moved, kept = (moves.find_kept(connection, each) or each for each in (moved, kept))
    if moved == kept:
        return kept
    versions, before = load_versions(connection, moved), load_versions(connection, kept)
    if versions and before and versions[0].retrieved_at < before[0].retrieved_at:
        moved, kept, versions, before = kept, moved, before, versions
    moves.record(connection, moved, kept)
    connection.execute(resources.update().where(resources.c.article_id == moved).values(article_id=kept))
    if (own := _stored(connection, kept)) and own.duplicate_of == moved:
        values = {"pending": TARGETS.get(own.base_language, ""), "stored_at": now}
        connection.execute(articles.update().where(articles.c.seq == own.seq).values(values))
    # A copy of the other that is kept is a copy no more.
    copies = articles.update().where(articles.c.duplicate_of == moved)
    connection.execute(copies.where(articles.c.id == kept).values(duplicate_of=None))
    connection.execute(copies.values(duplicate_of=kept))
    if stored := _stored(connection, moved):
        _leave(connection, stored)
    connection.execute(
        articles.update().where(articles.c.id == moved).values(duplicate_of=kept, stored_at=now)
    )
    for article in versions:
        if not before or article.retrieved_at >= before[-1].retrieved_at:
            save(connection, msgspec.structs.replace(article, id=kept), now)
    return kept


def load(connection: sa.Connection, article_id: str, version: int | None) -> Article | None:
    """Version *version* of an article, by default its latest; None when there is none that can be read."""
    query = sa.select(articles).where(articles.c.id == article_id)
    query = query.where(articles.c.latest) if version is None else query.where(articles.c.version == version)
    row = connection.execute(query).first()
    if row is None:
        kept = moves.find_kept(connection, article_id)
        return load(connection, kept, version) if kept else None
    return damage.read_article(connection, row)


def load_versions(connection: sa.Connection, article_id: str) -> list[Article]:
    """Every version of an article that can be read, first to last."""
    query = sa.select(articles).where(articles.c.id == article_id).order_by(articles.c.version)
    found = (damage.read_article(connection, row) for row in connection.execute(query).all())
    return [article for article in found if article is not None]


def select_in_order(
    *,
    outlet: str | None = None,
    language: str | None = None,
    versions: Versions = "latest",
) -> sa.Select[Any]:
    """The articles that are not duplicates, by outlet, day of publication, id and version."""
    query = (
        sa.select(articles)
        .where(articles.c.duplicate_of.is_(None))
        .order_by(articles.c.outlet, articles.c.day, articles.c.id, articles.c.version)
    )
    if versions == "latest":
        query = query.where(articles.c.latest)
    if outlet is not None:
        query = query.where(articles.c.outlet == outlet)
    if language is not None:
        query = query.where((articles.c.language == language) | (articles.c.base_language == language))
    return query


def read(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[Sequence[Any]]:
    """The rows of *query* in lists of a few hundred, however many there are."""
    yield from connection.execution_options(yield_per=_ROWS).execute(query).partitions()


def count(connection: sa.Connection) -> dict[str, int]:
    """How many articles, versions and duplicates there are, and how many are translated or wait for it."""
    own = articles.c.latest & articles.c.duplicate_of.is_(None)

    def number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    columns = {
        "articles": number(own),
        "versions": sa.func.count(),
        "duplicates": number(articles.c.latest & articles.c.duplicate_of.is_not(None)),
        "untranslated": number(articles.c.pending != ""),
        "translated": number(own & (articles.c.pending == "") & articles.c.base_language.in_(list(TARGETS))),
    }
    row = connection.execute(sa.select(*(column.label(name) for name, column in columns.items()))).one()
    return {name: int(value) for name, value in row._mapping.items()}
