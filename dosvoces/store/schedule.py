"""Plans of the schedule in the store, so that stopping and starting changes nothing."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa

from dosvoces.store.store import Store
from dosvoces.store.tables import schedule
from dosvoces.store.upsert import insert_or_replace


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """When an outlet is crawled next."""

    outlet: str
    #: The pause between its crawls as they went so far.
    seconds: float
    next_at: datetime
    last_at: datetime | None = None
    #: Failed crawls in a row.
    failures: int = 0


def load_plans(store: Store) -> dict[str, Plan]:
    """The plans by outlet."""
    with store._reading("reading the schedule") as connection:
        return {row.outlet: Plan(**row._mapping) for row in connection.execute(sa.select(schedule))}


def load_due(store: Store, now: datetime, far: datetime) -> list[Plan]:
    """The plans for *now* or before, and those beyond *far*, which a wrong clock made; the earliest first."""
    query = sa.select(schedule).where((schedule.c.next_at <= now) | (schedule.c.next_at > far))
    with store._reading("reading the schedule") as connection:
        return [Plan(**row._mapping) for row in connection.execute(query.order_by(schedule.c.next_at))]


def save_plan(store: Store, plan: Plan) -> None:
    """Keeps *plan* in place of the outlet's last one."""
    save_plans(store, [plan])


def save_plans(store: Store, plans: Sequence[Plan]) -> None:
    """Keeps *plans* in place of their outlets' last ones."""
    if plans:
        with store._writing("keeping the schedule") as connection:
            insert_or_replace(connection, schedule, [msgspec.structs.asdict(plan) for plan in plans])
