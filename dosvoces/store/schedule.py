"""The plans of the schedule in the store, so that stopping and starting changes nothing."""

import msgspec
import sqlalchemy as sa

from dosvoces.schedule import Plan
from dosvoces.store.store import Store
from dosvoces.store.tables import schedule
from dosvoces.store.upsert import insert_or_replace


def load_plans(store: Store) -> dict[str, Plan]:
    """The plans by outlet."""
    with store._reading("reading the schedule") as connection:
        return {row.outlet: Plan(**row._mapping) for row in connection.execute(sa.select(schedule))}


def save_plan(store: Store, plan: Plan) -> None:
    """Keeps *plan* in place of the outlet's last one."""
    with store._writing("keeping the schedule") as connection:
        insert_or_replace(connection, schedule, [msgspec.structs.asdict(plan)])
