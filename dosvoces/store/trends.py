"""How many stories a query finds in each day or month."""

from collections.abc import Collection

import sqlalchemy as sa

from dosvoces.store.fields import FIELDS
from dosvoces.store.listing import StoryFilter, narrow
from dosvoces.store.matching import select_matches
from dosvoces.store.queries import Query
from dosvoces.store.tables import stories

#: A day or month, empty where stories have no date; the key of an outlet, empty where outlets are not told
#: apart; how many stories.
Count = tuple[str, str, int]


def count_stories(
    connection: sa.Connection,
    query: Query | None,
    chosen: StoryFilter,
    *,
    months: bool,
    outlets: bool,
    fields: Collection[str] = FIELDS,
) -> list[Count]:
    """How many of the stories that are as *chosen* the *query* finds in *fields*, or how many there are.

    They are counted in order, by day or, with *months*, by month; with *outlets* for each outlet.
    """
    period = sa.func.substr(stories.c.moment, 1, 7 if months else 10)
    outlet: sa.ColumnElement[str] = stories.c.outlet if outlets else sa.literal("")
    group = [period, stories.c.outlet] if outlets else [period]
    conditions = narrow(chosen)
    if query is not None:
        conditions += select_matches(connection.dialect.name == "postgresql", query, fields)
    counted = sa.select(period, outlet, sa.func.count()).where(*conditions).group_by(*group).order_by(*group)
    return list(connection.execute(counted))
