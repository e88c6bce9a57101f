"""How many stories there are of what."""

from typing import Any, get_args

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import Flag
from dosvoces.store.articles import TARGETS
from dosvoces.store.tables import stories


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How many stories there are of what."""

    stories: int
    #: By day, the last ones; by outlet and by language, the most first.
    days: dict[str, int]
    outlets: dict[str, int]
    languages: dict[str, int]
    #: Stories with fragments in another language, translated ones, and those that wait for it.
    mixed: int
    translated: int
    waiting: int
    #: Stories with at least one sentence that failed the check.
    flags: dict[str, int]


def count_each(connection: sa.Connection, column: sa.Column[Any], most: int = 10_000) -> dict[str, int]:
    """How many stories have each value of *column* of ``stories``, the most first; none without one."""
    number = sa.func.count().label("number")
    query = (
        sa.select(column, number)
        .where(column != "")
        .group_by(column)
        .order_by(number.desc(), column)
        .limit(most)
    )
    return {str(word): int(count) for word, count in connection.execute(query)}


def count_coverage(connection: sa.Connection, days: int) -> Coverage:
    """What there is, the stories of the last *days* days day by day."""
    day = sa.func.substr(stories.c.moment, 1, 10)
    by_day = connection.execute(
        sa.select(day, sa.func.count())
        .where(stories.c.moment != "")
        .group_by(day)
        .order_by(day.desc())
        .limit(days)
    ).all()
    sums = [
        sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
        for condition in (
            stories.c.fragments > 0,
            stories.c.origins != "",
            (stories.c.origins == "") & stories.c.language.in_(list(TARGETS)),
            *(stories.c.flags.contains(f" {flag} ", autoescape=True) for flag in get_args(Flag)),
        )
    ]
    total, mixed, translated, waiting, *flags = connection.execute(
        sa.select(sa.func.count(), *sums).select_from(stories)
    ).one()
    return Coverage(
        stories=total,
        days={str(day): number for day, number in reversed(by_day)},
        outlets=count_each(connection, stories.c.outlet),
        languages=count_each(connection, stories.c.language),
        mixed=mixed,
        translated=translated,
        waiting=waiting,
        flags={flag: number for flag, number in zip(get_args(Flag), flags, strict=True) if number},
    )
