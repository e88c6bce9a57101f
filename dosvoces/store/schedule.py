"""Plans of the schedule in the store, so that stopping and starting changes nothing."""

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


def save_plan(store: Store, plan: Plan) -> None:
    """Keeps *plan* in place of the outlet's last one."""
    with store._writing("keeping the schedule") as connection:
        insert_or_replace(connection, schedule, [msgspec.structs.asdict(plan)])
