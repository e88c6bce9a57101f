"""Selection of records by outlet, language, date, origin and flags."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import BilingualRecord, Flag, Origin, Role, Segment, find_role
from dosvoces.store import editions
from dosvoces.store.picks import is_picked
from dosvoces.store.tables import articles, counterparts, removals, translations


class Selection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What records have to be like; what is empty or None leaves the matter open. Days are UTC."""

    outlets: tuple[str, ...] = ()
    #: Languages of the articles: ``es`` takes ``es-MX`` in, not the other way round.
    languages: tuple[str, ...] = ()
    #: First and last day of publication.
    published_from: str | None = None
    published_to: str | None = None
    #: Stored, translated or paired at this time or later, and not after that time.
    since: datetime | None = None
    until: datetime | None = None
    translated_only: bool = True
    #: Of near-duplicates only the one published first.
    once: bool = False
    #: Also articles whose outlet reserves its rights.
    include_reserved: bool = False
    #: Segments of these origins and of blocks in these roles only, of at least this score or corrected by a
    #: person, with none of these flags.
    origins: tuple[Origin, ...] = ()
    roles: tuple[Role, ...] = ()
    min_score: float | None = None
    without_flags: tuple[Flag, ...] = ()
    #: Key of a collection: the versions and sentences picked for it; None for the newest versions of all.
    collection: str | None = None
    #: One of so many shares of the articles, as ``(3, 16)``; the first is 0.
    shard: tuple[int, int] | None = None

    @property
    def takes_some_segments(self) -> bool:
        """Whether records lose those of their segments that do not fit."""
        return bool(self.origins or self.roles or self.without_flags or self.min_score is not None)


#: Whatever is stored and newest, translated or not.
EVERY = Selection(translated_only=False, include_reserved=True)


class Entry(msgspec.Struct, frozen=True):
    """A record and what the store knows beyond it."""

    record: BilingualRecord
    #: Name of the cluster of near-duplicates.
    cluster: str
    #: Day on which the first of the cluster was published; empty when unknown.
    first_day: str
    #: All segments of the story, of which the record may have some: they divide its text into sentences.
    dividing: tuple[Segment, ...] = ()


def _is_good(segment: Segment, least: float) -> bool:
    """Whether a segment has a score of at least *least*, or a person wrote it, whom no engine scores."""
    return segment.is_corrected or (segment.score is not None and segment.score >= least)


def _is_of(segment: Segment, origins: tuple[Origin, ...]) -> bool:
    """Whether *segment* is of one of *origins*; what a person corrected is a person's too."""
    return segment.origin in origins or ("human" in origins and segment.is_corrected)


def select_segments(record: BilingualRecord, chosen: Selection) -> BilingualRecord | None:
    """*record* with the segments that are wanted; None when none is left of those there were."""
    if not chosen.takes_some_segments:
        return record
    roles = record.article.roles if chosen.roles else {}
    unwanted = frozenset(chosen.without_flags)
    segments = tuple(
        segment
        for segment in record.segments
        if (not chosen.origins or _is_of(segment, chosen.origins))
        and (not chosen.roles or find_role(segment, roles) in chosen.roles)
        and unwanted.isdisjoint(segment.flags)
        and (chosen.min_score is None or _is_good(segment, chosen.min_score))
    )
    return msgspec.structs.replace(record, segments=segments) if segments else None


def _is_translated(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    same = (translations.c.article_id == articles.c.id) & (translations.c.version == articles.c.version)
    return sa.exists(sa.select(translations.c.version).where(same, *conditions).correlate(articles))


def _is_later(since: datetime) -> sa.ColumnElement[bool]:
    """Whether anything that an article's record is made of was stored at *since* or later."""
    made = _is_translated(translations.c.stored_at >= since)
    return sa.or_(articles.c.stored_at >= since, made, editions.is_beside(editions.is_told_since(since)))


def conditions(chosen: Selection, *, reserved: bool = False) -> list[sa.ColumnElement[bool]]:
    """What articles have to fulfil; with *reserved* those that only their reservations leave out."""
    wanted: list[sa.ColumnElement[bool]] = (
        [is_picked(chosen.collection)]
        if chosen.collection
        else [articles.c.latest, articles.c.duplicate_of.is_(None)]
    )
    if chosen.outlets:
        wanted.append(articles.c.outlet.in_(chosen.outlets))
    if chosen.languages:
        wanted.append(
            articles.c.language.in_(chosen.languages) | articles.c.base_language.in_(chosen.languages)
        )
    if chosen.published_from is not None:
        wanted.append(articles.c.day >= chosen.published_from)
    if chosen.published_to is not None:
        wanted.append((articles.c.day <= chosen.published_to) & (articles.c.day != ""))
    if chosen.shard is not None:
        wanted.append(articles.c.seq % chosen.shard[1] == chosen.shard[0])
    if chosen.until is not None:
        wanted.append(articles.c.stored_at <= chosen.until)
    if chosen.since is not None:
        wanted.append(_is_later(chosen.since))
    if chosen.translated_only:
        free = () if reserved or chosen.include_reserved else (~editions.is_reserved(),)
        wanted.append(_is_translated() | editions.is_beside(*free))
    if reserved:
        wanted.append(articles.c.reservations != "")
    elif not chosen.include_reserved:
        wanted.append(articles.c.reservations == "")
    return wanted


def select(chosen: Selection, skip: Collection[str] = ()) -> sa.Select[Any]:
    """Articles with the first day of their cluster as ``first_day``, by outlet, day, id and version.

    Those of the outlets *skip* are left out, after the one of each cluster was chosen.
    """
    others = articles.alias()
    first = (
        sa.select(sa.func.min(sa.func.nullif(others.c.day, "")))
        .where(others.c.cluster == articles.c.cluster, others.c.latest)
        .correlate(articles)
        .scalar_subquery()
    )
    query = sa.select(articles, sa.func.coalesce(first, "").label("first_day"))
    if chosen.once:
        # An increment has no other story of a cluster than the whole had.
        whole = msgspec.structs.replace(chosen, since=None)
        order = (articles.c.day == "", articles.c.day, articles.c.id)
        place = sa.func.row_number().over(partition_by=articles.c.cluster, order_by=order).label("place")
        ranked = sa.select(articles.c.seq, place).where(*conditions(whole)).subquery()
        # The plus keeps SQLite from looking up articles by number and sorting them whole.
        number: sa.ColumnElement[int] = sa.literal_column("+articles.seq", sa.Integer)
        query = query.where(number.in_(sa.select(ranked.c.seq).where(ranked.c.place == 1)))
        if chosen.since is not None:
            query = query.where(_is_later(chosen.since))
    else:
        query = query.where(*conditions(chosen))
    if skip:
        query = query.where(articles.c.outlet.not_in(sorted(skip)))
    return query.order_by(articles.c.outlet, articles.c.day, articles.c.id, articles.c.version)


def count_by_first_day(connection: sa.Connection, chosen: Selection) -> list[tuple[str, int]]:
    """How many clusters begin on each day, in order; the days are those of the whole clusters."""
    clusters = sa.select(articles.c.cluster).where(*conditions(chosen)).distinct()
    days = (
        sa.select(sa.func.coalesce(sa.func.min(sa.func.nullif(articles.c.day, "")), "").label("day"))
        .where(articles.c.cluster.in_(clusters), articles.c.latest)
        .group_by(articles.c.cluster)
        .subquery()
    )
    query = sa.select(days.c.day, sa.func.count()).group_by(days.c.day).order_by(days.c.day)
    return [(str(day), int(number)) for day, number in connection.execute(query)]


def count_reserved(connection: sa.Connection, chosen: Selection) -> dict[str, int]:
    """How many articles the reservations of their outlets leave out, by reason; one may have several.

    ``counterpart`` is how many lose their counterpart for its reservations.
    """
    if chosen.include_reserved:
        return {}
    query = (
        sa.select(articles.c.reservations, sa.func.count())
        .where(*conditions(chosen, reserved=True))
        .group_by(articles.c.reservations)
    )
    counts: Counter[str] = Counter()
    for reasons, number in connection.execute(query):
        for reason in reasons.split():
            counts[reason] += number
    free = msgspec.structs.replace(chosen, translated_only=False)
    beside = sa.select(sa.func.count()).where(*conditions(free), editions.is_beside(editions.is_reserved()))
    counts["counterpart"] = connection.execute(beside).scalar_one()
    return dict(sorted((+counts).items()))


def count_untranslated(connection: sa.Connection, chosen: Selection) -> int:
    """How many articles are left out because their newest version has no translation and no counterpart."""
    if not chosen.translated_only:
        return 0
    every, those = (
        connection.execute(sa.select(sa.func.count()).where(*conditions(each))).scalar_one()
        for each in (msgspec.structs.replace(chosen, translated_only=False), chosen)
    )
    return int(every - those)


def count_copies(connection: sa.Connection, chosen: Selection) -> int:
    """How many articles are left out because of each cluster one is taken."""
    if not chosen.once:
        return 0
    every, those = (
        connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one()
        for query in (sa.select(articles.c.seq).where(*conditions(chosen)), select(chosen))
    )
    return int(every - those)


def list_outlets(connection: sa.Connection, chosen: Selection) -> list[str]:
    """The outlets that have anything wanted, in order."""
    query = sa.select(articles.c.outlet).where(*conditions(chosen)).distinct().order_by(articles.c.outlet)
    return list(connection.execute(query).scalars())


_LAST_CHANGES = sa.select(
    *(
        sa.select(sa.func.max(table.c.stored_at)).scalar_subquery().label(table.name)
        for table in (articles, translations, counterparts)
    ),
    sa.select(sa.func.max(removals.c.removed_at)).scalar_subquery().label("removals"),
)


def find_last_change(connection: sa.Connection) -> datetime | None:
    """When something that records are made of was last stored, or removed; None in an empty store."""
    times = connection.execute(_LAST_CHANGES).one()
    return max((time for time in times if time is not None), default=None)
