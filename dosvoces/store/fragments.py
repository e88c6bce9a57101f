"""Fragments in another language, out of all stories: filtered, counted, listed newest first."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.store.stems import fold_words
from dosvoces.store.tables import fragment_counts, fragments, stories

#: What fragments are counted by on a page, and in the API.
FACETS = ("kind", "direction", "role", "outlet", "month")

#: A cursor: the story's moment, its number and the fragment's.
_CURSOR = re.compile(r"([0-9TZ:-]{0,20})~(\d{1,15})~(\d{1,9})", re.ASCII)

_ROWS = 1000


class FragmentFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What fragments have to be like; empty values leave the matter open. Days are UTC, ``2026-11-22``."""

    kind: str = ""
    #: Base language of the fragment, and of the story around it.
    language: str = ""
    matrix: str = ""
    role: str = ""
    outlet: str = ""
    #: The outlets that are asked for, None for every one.
    among: tuple[str, ...] | None = None
    since: str = ""
    until: str = ""
    #: Least confidence, in tenths.
    sure: int = 0
    #: Words that stand in the fragment one behind the other; the last may go on.
    text: str = ""


class StoryFragment(msgspec.Struct, frozen=True, kw_only=True):
    """A fragment with the sentence around it."""

    article_id: str
    version: int
    outlet: str
    #: When the story was published; see :class:`~dosvoces.store.listing.Story`.
    moment: str
    role: str
    kind: str
    #: Base language of the fragment, and of the story.
    language: str
    matrix: str
    text: str
    #: The sentence around it, and the characters *start* to *stop* of it that are the fragment.
    context: str
    start: int
    stop: int
    confidence: float
    #: Position of the block.
    block: int
    #: Counts the fragments of the story.
    number: int
    #: The sentence on the story's page, ``s12``.
    anchor: str
    #: Where a list goes on behind it.
    cursor: str

    @property
    def id(self) -> str:
        """A name for the fragment: story, version and number."""
        return f"{self.article_id}:{self.version}:f{self.number}"


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """How many fragments are as asked for, and how many would be with another choice of one filter."""

    total: int
    #: By facet and value, the most first; months in order.
    counts: dict[str, dict[str, int]]


def _narrow(chosen: FragmentFilter, columns: Any, *, whole: bool = False) -> list[sa.ColumnElement[bool]]:
    """The conditions that *chosen* means; with *whole* months, those alone that counts know."""
    same = ("kind", "language", "matrix", "role", "outlet")
    conditions = [columns[name] == value for name in same if (value := getattr(chosen, name))]
    if chosen.among is not None:
        conditions.append(columns.outlet.in_(chosen.among))
    if chosen.sure:
        conditions.append(columns.sure >= chosen.sure)
    if whole:
        conditions += [columns.month >= chosen.since[:7]] if chosen.since else []
        conditions += [(columns.month <= chosen.until[:7]) & (columns.month != "")] if chosen.until else []
        return conditions
    if chosen.since:
        conditions.append(columns.moment >= chosen.since)
    if chosen.until:
        # `~` comes after every character of a time
        conditions.append((columns.moment <= chosen.until + "~") & (columns.moment != ""))
    if words := " ".join(fold_words(chosen.text)):
        conditions.append(columns.words.contains(f" {words}", autoescape=True))
    return conditions


def _is_whole(chosen: FragmentFilter) -> bool:
    """Whether the counts by month tell all that *chosen* asks for."""
    try:
        after = (date.fromisoformat(chosen.until) + timedelta(days=1)).day if chosen.until else 1
    except (ValueError, OverflowError):
        return False
    return not fold_words(chosen.text) and (not chosen.since or chosen.since.endswith("-01")) and after == 1


def count_facets(connection: sa.Connection, chosen: FragmentFilter) -> Facets:
    """How many fragments there are as *chosen*, and of which kind, direction, role, outlet and month.

    The counts of a facet hold whatever *chosen* says about that facet itself.
    """
    whole = _is_whole(chosen)
    columns = (fragment_counts if whole else fragments).c
    open_ = msgspec.structs.replace(chosen, kind="", language="", matrix="", role="", outlet="", among=None)
    by = [columns[name] for name in ("kind", "language", "matrix", "role", "outlet", "month")]
    number = sa.func.sum(columns.number) if whole else sa.func.count()
    query = sa.select(*by, number.label("number")).where(*_narrow(open_, columns, whole=whole)).group_by(*by)
    counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    total = 0
    for row in connection.execute(query):
        if not row.number:
            continue
        misses = _find_misses(row, chosen)
        if not misses:
            total += row.number
        values = (row.kind, f"{row.matrix}-{row.language}", row.role, row.outlet, row.month)
        for facet, value in zip(FACETS, values, strict=True):
            if value and misses <= {facet}:
                counts[facet][value] = counts[facet].get(value, 0) + row.number
    return Facets(total=total, counts={facet: _sort(facet, found) for facet, found in counts.items()})


def _find_misses(row: Any, chosen: FragmentFilter) -> set[str]:
    """The facets in which *row* is not as *chosen*."""
    misses = {name for name in ("kind", "role") if getattr(chosen, name) not in ("", getattr(row, name))}
    if chosen.language not in ("", row.language) or chosen.matrix not in ("", row.matrix):
        misses.add("direction")
    if chosen.outlet not in ("", row.outlet):
        misses.add("outlet")
    if chosen.among is not None and row.outlet not in chosen.among:
        # A country is no facet of its own: without it other outlets are no choice.
        misses.add("country")
    return misses


def _sort(facet: str, counts: dict[str, int]) -> dict[str, int]:
    if facet == "month":
        return dict(sorted(counts.items()))
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def list_fragments(
    connection: sa.Connection, chosen: FragmentFilter, *, limit: int, cursor: str = ""
) -> list[StoryFragment]:
    """The newest fragments that are as *chosen*, those behind *cursor* when it is given."""
    order = (fragments.c.moment, fragments.c.seq, fragments.c.number)
    query = sa.select(fragments).where(*_narrow(chosen, fragments.c))
    if ours := _CURSOR.fullmatch(cursor):
        query = query.where(sa.tuple_(*order) < sa.tuple_(ours[1], int(ours[2]), int(ours[3])))
    query = query.order_by(*(column.desc() for column in order)).limit(limit)
    return [_read(row) for row in connection.execute(query)]


def read_fragments(
    connection: sa.Connection, chosen: FragmentFilter, *, include_reserved: bool = False
) -> Iterator[StoryFragment]:
    """All fragments that are as *chosen*, newest first; memory does not grow with their number.

    Without *include_reserved* those of stories whose outlet reserves its rights are left out.
    """
    query = sa.select(fragments).where(*_narrow(chosen, fragments.c))
    if not include_reserved:
        query = query.join(stories, stories.c.seq == fragments.c.seq).where(~stories.c.reserved)
    query = query.order_by(fragments.c.moment.desc(), fragments.c.seq.desc(), fragments.c.number.desc())
    for rows in connection.execution_options(yield_per=_ROWS).execute(query).partitions():
        yield from map(_read, rows)


_NAMES = tuple(name for name in StoryFragment.__struct_fields__ if name != "cursor")


def _read(row: Any) -> StoryFragment:
    values = {name: row._mapping[name] for name in _NAMES}
    return StoryFragment(**values, cursor=f"{row.moment}~{row.seq}~{row.number}")
