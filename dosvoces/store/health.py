"""What the store keeps of the outlets' health: their runs and the alerts about them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa

from dosvoces.health import Finding, OutletRun
from dosvoces.store.store import Store
from dosvoces.store.tables import alerts, outlet_runs, resources

#: Runs kept of each outlet: three weeks of hourly ones, more than the past that is compared with.
KEPT_RUNS = 500


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """A finding from when it was first made until it was made no more."""

    id: int
    finding: Finding
    opened: datetime
    closed: datetime | None = None
    #: Whether somebody was told of its present state.
    told: bool = False


def save_run(store: Store, run: OutletRun) -> None:
    """Keeps what a crawl of an outlet found, and forgets the oldest."""
    with store._writing("noting a crawl") as connection:
        number = connection.execute(
            outlet_runs.insert()
            .values(outlet=run.outlet, finished=run.finished, payload=msgspec.json.encode(run))
            .returning(outlet_runs.c.id)
        ).scalar_one()
        oldest = (
            sa.select(outlet_runs.c.id)
            .where(outlet_runs.c.outlet == run.outlet, outlet_runs.c.id <= number)
            .order_by(outlet_runs.c.id.desc())
            .offset(KEPT_RUNS)
            .limit(1)
        )
        if (limit := connection.execute(oldest).scalar()) is not None:
            connection.execute(
                outlet_runs.delete().where(outlet_runs.c.outlet == run.outlet, outlet_runs.c.id <= limit)
            )


def load_runs(store: Store, outlet: str, limit: int = KEPT_RUNS) -> list[OutletRun]:
    """The last *limit* crawls of *outlet*, newest first."""
    query = (
        sa.select(outlet_runs.c.payload)
        .where(outlet_runs.c.outlet == outlet)
        .order_by(outlet_runs.c.id.desc())
        .limit(limit)
    )
    with store._reading("reading crawls") as connection:
        return [msgspec.json.decode(row.payload, type=OutletRun) for row in connection.execute(query)]


def list_outlets(store: Store) -> list[str]:
    """The outlets that were crawled, by key."""
    query = sa.select(outlet_runs.c.outlet).distinct().order_by(outlet_runs.c.outlet)
    with store._reading("reading crawls") as connection:
        return list(connection.execute(query).scalars())


def load_alerts(store: Store, *, untold: bool = False) -> list[Alert]:
    """The open alerts; with *untold* those, open or closed, that nobody was told of."""
    chosen = alerts.c.told.is_(False) if untold else alerts.c.closed.is_(None)
    query = sa.select(alerts).where(chosen).order_by(alerts.c.outlet, alerts.c.kind, alerts.c.id)
    with store._reading("reading alerts") as connection:
        return [
            Alert(
                id=row.id,
                finding=msgspec.json.decode(row.payload, type=Finding),
                opened=row.opened,
                closed=row.closed,
                told=row.told,
            )
            for row in connection.execute(query)
        ]


def save_findings(store: Store, outlet: str, findings: Sequence[Finding], now: datetime) -> None:
    """Opens alerts for what is new among *findings* and closes those of *outlet* that are not among them."""
    with store._writing("noting alerts", alone=True) as connection:
        query = sa.select(alerts).where(alerts.c.outlet == outlet, alerts.c.closed.is_(None))
        open_ids = {row.kind: row.id for row in connection.execute(query)}
        for finding in findings:
            payload = msgspec.json.encode(finding)
            if finding.kind in open_ids:
                known = alerts.c.id == open_ids.pop(finding.kind)
                connection.execute(alerts.update().where(known).values(payload=payload))
            else:
                connection.execute(
                    alerts.insert().values(
                        outlet=outlet, kind=finding.kind, opened=now, told=False, payload=payload
                    )
                )
        for number in open_ids.values():
            over = alerts.update().where(alerts.c.id == number)
            connection.execute(over.values(closed=now, told=False))


def mark_told(store: Store, told: Iterable[Alert]) -> None:
    """Notes that somebody was told of these alerts as they are."""
    with store._writing("noting alerts") as connection:
        for alert in told:
            connection.execute(alerts.update().where(alerts.c.id == alert.id).values(told=True))


def find_examples(store: Store, outlet: str, reason: str, limit: int = 3) -> tuple[str, ...]:
    """Addresses of *outlet* that gave nothing last time because of *reason*, the latest first."""
    query = (
        sa.select(resources.c.url)
        .where(resources.c.outlet == outlet, resources.c.reason == reason)
        .order_by(resources.c.checked_at.desc())
        .limit(limit)
    )
    with store._reading("reading addresses") as connection:
        return tuple(connection.execute(query).scalars())
