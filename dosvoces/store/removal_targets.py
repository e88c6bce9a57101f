"""What is to be removed from a store, and what goes with it."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

import msgspec
import sqlalchemy as sa

from dosvoces.core.addresses import clean_if_sound
from dosvoces.core.identity import spell
from dosvoces.store import tombstones
from dosvoces.store.damage import name_translation, read
from dosvoces.store.moves import find_kept
from dosvoces.store.store import Store
from dosvoces.store.tables import (
    alternative_translations,
    articles,
    corrections,
    counterparts,
    moves,
    resources,
    translations,
)
from dosvoces.store.tables import tombstones as graves
from dosvoces.store.tombstones import Kind

#: Stories removed in one transaction: a few seconds in which nobody else writes.
AT_ONCE = 100

_COUNTED = {
    "versions": articles,
    "translations": translations,
    "kept translations of other engines": alternative_translations,
    "corrections": corrections,
}


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be removed."""

    kind: Kind
    #: Id of the story, or key of the outlet.
    name: str
    #: The articles: the story with its copies in the same outlet, or all of the outlet's.
    ids: tuple[str, ...]
    #: Those that were removed before; their archived pages may still be there.
    removed: tuple[str, ...] = ()
    #: Whether the outlet as a whole may not come back.
    blocked: bool = False


class _Side(msgspec.Struct):
    text: str = ""


class _Segment(msgspec.Struct):
    source: _Side


# Only what memory keeps: reading whole segments takes three times as long.
class _Sources(msgspec.Struct):
    segments: tuple[_Segment, ...] = ()


def find_target(store: Store, name: str, outlets: Collection[str] = ()) -> Target | None:
    """What *name* means: the id or the address of a story, or the key of an outlet; None for nothing.

    *outlets* are keys that are outlets although the store has nothing of them.
    """
    if "\0" in name:
        return None
    with store._reading("looking for what is to be removed") as connection:
        blocked = tombstones.find_outlet(connection, name) is not None
        # The stories that went with an outlet are listed under its key, too.
        story = None if blocked else _find_story(connection, name)
        if story is not None:
            ids = _add_copies(connection, [story])
            removed = tombstones.list_ids(connection, story)
            if ids or removed:
                return Target(kind="story", name=story, ids=tuple(ids), removed=tuple(removed))
        ids = _list_ids(connection, articles.c.outlet == name)
        if not ids and not blocked and name not in outlets:
            return None
        removed = tombstones.list_ids(connection, name)
        return Target(kind="outlet", name=name, ids=tuple(ids), removed=tuple(removed), blocked=blocked)


def _list_ids(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[str]:
    query = sa.select(articles.c.id).where(condition).distinct().order_by(articles.c.id)
    return list(connection.execute(query).scalars())


def _find_story(connection: sa.Connection, name: str) -> str | None:
    """The id of the story that *name* is the id or an address of."""
    if "://" not in name:
        return find_kept(connection, name) or name
    urls = {name, *spell(clean_if_sound(name))}
    known = sa.select(resources.c.article_id).where(
        resources.c.url.in_(urls), resources.c.article_id.is_not(None)
    )
    own = sa.select(articles.c.id).where(articles.c.canonical_url.in_(urls) | articles.c.url.in_(urls))
    for query in (known, own, sa.select(graves.c.article_id).where(graves.c.url.in_(urls))):
        found: str | None = connection.execute(query.limit(1)).scalar()
        if found:
            return find_kept(connection, found) or found
    return None


def _add_copies(connection: sa.Connection, ids: Sequence[str]) -> list[str]:
    """*ids*, as far as they are stored, what became theirs, and their outlet's copies, word for word."""
    own = articles.alias()
    same = (own.c.outlet == articles.c.outlet) & (own.c.content_hash == articles.c.content_hash)
    copies = (
        sa.select(own.c.id)
        .join(articles, same)
        .where(articles.c.id.in_(ids), articles.c.latest, own.c.latest)
        .distinct()
    )
    moved = sa.select(moves.c.id).where(moves.c.article_id.in_(ids))
    stored = _list_ids(connection, articles.c.id.in_(ids) | articles.c.id.in_(moved))
    return sorted({*stored, *connection.execute(copies).scalars()})


class Survey(msgspec.Struct, frozen=True):
    """What goes with a target."""

    #: How much of what, and how many other stories lose their link to it.
    counts: dict[str, int]
    #: The sentences that the translation memory has of it alone, or of others that go with it.
    sentences: frozenset[str]


def survey(store: Store, targets: Sequence[Target]) -> list[Survey]:
    """What goes with each of *targets*; every translation is read once for them, some thousand a second."""
    with store._reading("counting what is to be removed") as connection:
        counts = [_count_all(connection, target) for target in targets]
    surveys = []
    for counted, sentences in zip(counts, _find_sentences(store, targets), strict=True):
        counted["sentences of theirs alone"] = len(sentences)
        surveys.append(Survey(dict(counted), sentences))
    return surveys


def _count_all(connection: sa.Connection, target: Target) -> Counter[str]:
    counts: Counter[str] = Counter(stories=len(target.ids))
    own = frozenset(target.ids)
    for some in divide(target.ids):
        for name, table in _COUNTED.items():
            key = table.c.id if table is articles else table.c.article_id
            counts[name] += _count(connection, table, key.in_(some))
        counts["partners that lose their link"] += len(set(list_partners(connection, some)) - own)
    return counts


def _count(connection: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool]) -> int:
    return int(
        connection.execute(sa.select(sa.func.count()).where(condition).select_from(table)).scalar_one()
    )


def _find_sentences(store: Store, targets: Sequence[Target]) -> list[frozenset[str]]:
    """The sentences in the translations of each of *targets* that no article has that stays."""
    with store._reading("comparing sentences") as connection:
        found = [_list_sentences(connection, target) for target in targets]
        wanted = set[str]().union(*found)
        going = {id_ for target in targets for id_ in target.ids}
        for text in _read_sources(connection, translations, sa.true(), going) if wanted else ():
            wanted.discard(text)
    return [frozenset(each & wanted) for each in found]


def _list_sentences(connection: sa.Connection, target: Target) -> set[str]:
    sentences: set[str] = set()
    for some in divide(target.ids):
        for table in (translations, alternative_translations):
            sentences.update(_read_sources(connection, table, table.c.article_id.in_(some), ()))
        made = sa.select(corrections.c.source).where(corrections.c.article_id.in_(some))
        sentences.update(connection.execute(made).scalars())
    return sentences


def _read_sources(
    connection: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool], skip: Collection[str]
) -> Iterator[str]:
    columns = (table.c.article_id, table.c.version, table.c.target_language, table.c.payload)
    query = sa.select(*columns).where(condition)
    for row in connection.execution_options(yield_per=200).execute(query):
        if row.article_id not in skip:
            made = read(connection, row.payload, _Sources, name_translation(row))
            yield from (segment.source.text for segment in (made.segments if made else ()))


def divide(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """*ids* in parts that are removed in one transaction."""
    return (ids[begin : begin + AT_ONCE] for begin in range(0, len(ids), AT_ONCE))


def list_partners(connection: sa.Connection, ids: Sequence[str]) -> list[str]:
    """The articles that are aligned with any of *ids*, from either side."""
    own = counterparts.c
    queries = (
        sa.select(own.article_id).where(own.counterpart_id.in_(ids)),
        sa.select(own.counterpart_id).where(own.article_id.in_(ids)),
    )
    return sorted({each for query in queries for each in connection.execute(query).scalars()})
