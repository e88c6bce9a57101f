"""Fragments in another language, out of all stories: filtered, counted, listed newest first."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from dosvoces.store.listing import StoryFilter, narrow
from dosvoces.store.matching import select_numbers
from dosvoces.store.queries import Part, Query
from dosvoces.store.stems import ALGORITHMS, fold_words
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
    #: See :class:`~dosvoces.store.listing.StoryFilter`.
    collection: str = ""
    collected: str = ""
    found_by: str = ""
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


def _narrow(
    connection: sa.Connection, chosen: FragmentFilter, columns: Any, *, whole: bool = False
) -> list[sa.ColumnElement[bool]]:
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
    if chosen.collection or chosen.found_by:
        own = StoryFilter(collection=chosen.collection, found_by=chosen.found_by)
        conditions.append(columns.seq.in_(sa.select(stories.c.seq).where(*narrow(own))))
    if chosen.since:
        conditions.append(columns.moment >= chosen.since)
    if chosen.until:
        # `~` comes after every character of a time
        conditions.append((columns.moment <= chosen.until + "~") & (columns.moment != ""))
    if chosen.text:
        words = " ".join(fold_words(chosen.text))
        # Signs alone stand in none.
        conditions.append(columns.words.contains(f" {words}", autoescape=True) if words else sa.false())
        conditions += [_may_hold(connection, chosen.text, columns)] if words else []
    return conditions


def _may_hold(connection: sa.Connection, text: str, columns: Any) -> sa.ColumnElement[bool]:
    """What holds of the fragments in which *text* may stand; the search index knows their stories at once."""
    query = Query((Part(text, exact=True, beginning=True),))
    found: sa.ColumnElement[bool] = columns.seq.in_(
        select_numbers(connection.dialect.name == "postgresql", query)
    )
    # It has no stories in other languages, which are rare.
    return sa.or_(found, columns.matrix.not_in(ALGORITHMS)) if _has_unindexed(connection) else found


def _has_unindexed(connection: sa.Connection) -> bool:
    """Whether there are fragments of stories in a language that the search index does not have."""
    # One step in the index from each language to the next: there are few, and many fragments of each.
    step = sa.select(sa.func.min(fragment_counts.c.matrix))
    language = connection.execute(step).scalar()
    while language in ALGORITHMS:
        language = connection.execute(step.where(fragment_counts.c.matrix > language)).scalar()
    return language is not None


def _is_whole(chosen: FragmentFilter) -> bool:
    """Whether the counts by month tell all that *chosen* asks for."""
    try:
        after = (date.fromisoformat(chosen.until) + timedelta(days=1)).day if chosen.until else 1
    except (ValueError, OverflowError):
        return False
    apart = chosen.text or chosen.collection or chosen.found_by
    return not apart and (not chosen.since or chosen.since.endswith("-01")) and after == 1


class Cell(NamedTuple):
    """How many fragments have the same values, in all months."""

    kind: str
    #: From the story's language to the fragment's, ``es-en``.
    direction: str
    role: str
    outlet: str
    number: int


#: Kind, direction, role and outlet.
_Key = tuple[str, str, str, str]

_CELL = ("kind", "matrix", "language", "role", "outlet")


def count_cells(connection: sa.Connection, chosen: FragmentFilter) -> list[Cell]:
    """How many fragments there are of each combination of facets, whatever *chosen* says of these.

    The days and the text that *chosen* names have to be such that the counts by month tell them.
    """
    columns = fragment_counts.c
    by = [columns[name] for name in _CELL]
    narrowed = _narrow(connection, leave_open(chosen), columns, whole=True)
    query = sa.select(*by, sa.func.sum(columns.number)).where(*narrowed).group_by(*by)
    cells = (
        Cell(row[0], f"{row[1]}-{row[2]}", row[3], row[4], int(row[5])) for row in connection.execute(query)
    )
    return [cell for cell in cells if cell.number]


def _count_months(connection: sa.Connection, chosen: FragmentFilter) -> dict[str, int]:
    columns = fragment_counts.c
    query = sa.select(columns.month, sa.func.sum(columns.number)).group_by(columns.month)
    rows = connection.execute(query.where(*_narrow(connection, chosen, columns, whole=True)))
    return {month: int(number) for month, number in rows if number}


def _count_each(connection: sa.Connection, chosen: FragmentFilter) -> tuple[list[Cell], dict[str, int]]:
    """The cells and the months of *chosen*, counted fragment by fragment."""
    columns = fragments.c
    by = [columns[name] for name in (*_CELL, "month")]
    narrowed = _narrow(connection, leave_open(chosen), columns)
    query = sa.select(*by, sa.func.count()).where(*narrowed).group_by(*by)
    cells: Counter[_Key] = Counter()
    months: Counter[str] = Counter()
    fits = _make_test(chosen)
    rows: Any = connection.execute(query)
    for kind, matrix, language, role, outlet, month, number in rows:
        key: _Key = (kind, f"{matrix}-{language}", role, outlet)
        cells[key] += number
        if fits(key):
            months[month] += number
    return [Cell(*key, number=number) for key, number in cells.items()], months


def _make_test(chosen: FragmentFilter) -> Callable[[_Key], bool]:
    """Tells whether fragments of a kind, direction, role and outlet are as *chosen*."""

    def fits(key: _Key) -> bool:
        kind, direction, role, outlet = key
        wanted = ((chosen.kind, kind), (chosen.role, role), (chosen.outlet, outlet))
        among = chosen.among is None or outlet in chosen.among
        return among and _goes(direction, chosen) and all(asked in ("", has) for asked, has in wanted)

    return fits


def leave_open(chosen: FragmentFilter) -> FragmentFilter:
    """*chosen* without what it says of facets."""
    return msgspec.structs.replace(chosen, kind="", language="", matrix="", role="", outlet="", among=None)


def count_facets(
    connection: sa.Connection, chosen: FragmentFilter, cells: Sequence[Cell] | None = None
) -> Facets:
    """How many fragments there are as *chosen*, and of which kind, direction, role, outlet and month.

    The counts of a facet hold whatever *chosen* says about that facet itself. *cells* are
    :func:`count_cells`, where somebody has counted them.
    """
    if not _is_whole(chosen):
        return _sum_facets(*_count_each(connection, chosen), chosen)
    if cells is None:
        cells = count_cells(connection, chosen)
    return _sum_facets(cells, _count_months(connection, chosen), chosen)


def _sum_facets(cells: Sequence[Cell], months: dict[str, int], chosen: FragmentFilter) -> Facets:
    counts = [Counter[str]() for _ in FACETS[:-1]]
    kinds, directions, roles, outlets = counts
    total = 0
    going = {direction: _goes(direction, chosen) for direction in {cell.direction for cell in cells}}
    wanted_kind, wanted_role, wanted_outlet, among = chosen.kind, chosen.role, chosen.outlet, chosen.among
    for kind, direction, role, outlet, number in cells:
        # A country is no facet of its own: without it other outlets are no choice.
        if among is not None and outlet not in among:
            continue
        misses_kind = kind != wanted_kind and wanted_kind != ""
        misses_direction = not going[direction]
        misses_role = role != wanted_role and wanted_role != ""
        misses_outlet = outlet != wanted_outlet and wanted_outlet != ""
        missed = misses_kind + misses_direction + misses_role + misses_outlet
        if missed > 1:
            continue
        total += 0 if missed else number
        # What misses one facet alone is another choice of it.
        if misses_kind or not missed:
            kinds[kind] += number
        if misses_direction or not missed:
            directions[direction] += number
        if misses_role or not missed:
            roles[role] += number
        if misses_outlet or not missed:
            outlets[outlet] += number
    dated = {month: number for month, number in months.items() if month}
    found = zip(FACETS, [*counts, dated], strict=True)
    return Facets(total=total, counts={facet: _sort(facet, counted) for facet, counted in found})


def _goes(direction: str, chosen: FragmentFilter) -> bool:
    if not (chosen.language or chosen.matrix):
        return True
    matrix, _, language = direction.partition("-")
    return chosen.language in ("", language) and chosen.matrix in ("", matrix)


def _sort(facet: str, counts: dict[str, int]) -> dict[str, int]:
    if facet == "month":
        return dict(sorted(counts.items()))
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def list_fragments(
    connection: sa.Connection, chosen: FragmentFilter, *, limit: int, cursor: str = ""
) -> list[StoryFragment]:
    """The newest fragments that are as *chosen*, those behind *cursor* when it is given."""
    order = (fragments.c.moment, fragments.c.seq, fragments.c.number)
    query = sa.select(fragments).where(*_narrow(connection, chosen, fragments.c))
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
    query = sa.select(fragments).where(*_narrow(connection, chosen, fragments.c))
    if not include_reserved:
        query = query.join(stories, stories.c.seq == fragments.c.seq).where(~stories.c.reserved)
    query = query.order_by(fragments.c.moment.desc(), fragments.c.seq.desc(), fragments.c.number.desc())
    for rows in connection.execution_options(yield_per=_ROWS).execute(query).partitions():
        yield from map(_read, rows)


_NAMES = tuple(name for name in StoryFragment.__struct_fields__ if name != "cursor")


def _read(row: Any) -> StoryFragment:
    values = {name: row._mapping[name] for name in _NAMES}
    return StoryFragment(**values, cursor=f"{row.moment}~{row.seq}~{row.number}")
