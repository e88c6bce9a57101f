"""Sums of language mixing over stories, by what they have in common."""

from typing import Any, Literal, get_args

import sqlalchemy as sa

from dosvoces.corpus.mixing import Mixing
from dosvoces.store.listing import StoryFilter, narrow
from dosvoces.store.tables import mixing, stories

Grouping = Literal["outlet", "section", "language", "month", "day"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)

#: Characters of a moment that tell its month and its day.
_LENGTHS = {"month": 7, "day": 10}

_SUMS = tuple(name for name in Mixing.__struct_fields__ if name != "articles")


def group_column(by: Grouping) -> sa.ColumnElement[str]:
    """What stories are told apart by; empty for a story without a date."""
    return sa.func.substr(stories.c.moment, 1, _LENGTHS[by]) if by in _LENGTHS else stories.c[by]


def sum_mixing(connection: sa.Connection, chosen: StoryFilter, by: Grouping) -> dict[str, Mixing]:
    """The sums over the stories that are as *chosen*, for each outlet, section, language, month or day."""
    group = group_column(by).label("key")
    sums: list[Any] = [sa.func.sum(mixing.c[name]).label(name) for name in _SUMS]
    query = (
        sa.select(group, sa.func.count().label("articles"), *sums)
        .join(mixing, mixing.c.seq == stories.c.seq)
        .where(*narrow(chosen))
        .group_by(group)
        .order_by(group)
    )
    # PostgreSQL sums integers into decimals.
    return {
        row.key: Mixing(
            articles=row.articles,
            cmi_sum=float(row.cmi_sum),
            **{name: int(getattr(row, name)) for name in _SUMS if name != "cmi_sum"},
        )
        for row in connection.execute(query)
    }
