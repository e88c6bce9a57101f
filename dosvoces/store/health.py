"""Runs and alerts of outlets in the store."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.core.runs import Finding, OutletRun
from dosvoces.store.damage import read_json
from dosvoces.store.store import Store
from dosvoces.store.tables import alerts, outlet_runs, resources

#: Runs kept of each outlet: three weeks of hourly ones, more than the past that is compared with.
KEPT_RUNS = 500

#: Alerts kept besides those that are open or untold: many years of a few a day.
KEPT_ALERTS = 10_000


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """A finding from when it was first made until it was made no more."""

    id: int
    finding: Finding
    opened: datetime
    #: When the finding was made last.
    seen: datetime
    closed: datetime | None = None
    #: Why it was closed, when not for the outlet being as it was.
    reason: str = ""
    #: Whether everybody was told of its present state, and the ways in which somebody was.
    told: bool = False
    told_by: tuple[str, ...] = ()


class _Kept(Finding, frozen=True, kw_only=True):
    """A finding as its alert keeps it."""

    reason: str = ""
    told_by: tuple[str, ...] = ()
    seen: datetime | None = None


def _keep(finding: Finding, **more: Any) -> bytes:
    return msgspec.json.encode(_Kept(**msgspec.structs.asdict(finding) | more))


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
        sa.select(outlet_runs)
        .where(outlet_runs.c.outlet == outlet)
        .order_by(outlet_runs.c.id.desc())
        .limit(limit)
    )
    with store._reading("reading crawls") as connection:
        return _read_runs(connection, query)


def _read_runs(connection: sa.Connection, query: sa.Select[Any]) -> list[OutletRun]:
    rows = connection.execute(query).all()
    found = (read_json(connection, row.payload, OutletRun, f"crawl {row.id} of {row.outlet}") for row in rows)
    return [run for run in found if run is not None]


def find_newest_runs(store: Store) -> dict[str, int]:
    """The number of the last crawl of each outlet that was crawled."""
    query = sa.select(outlet_runs.c.outlet, sa.func.max(outlet_runs.c.id).label("newest"))
    with store._reading("reading crawls") as connection:
        rows = connection.execute(query.group_by(outlet_runs.c.outlet).order_by(outlet_runs.c.outlet))
        return {row.outlet: row.newest for row in rows}


def load_newest_runs(store: Store) -> list[OutletRun]:
    """The last crawl of each outlet that was crawled, by the outlets' names."""
    newest = sa.select(sa.func.max(outlet_runs.c.id)).group_by(outlet_runs.c.outlet)
    query = sa.select(outlet_runs).where(outlet_runs.c.id.in_(newest)).order_by(outlet_runs.c.outlet)
    with store._reading("reading crawls") as connection:
        return _read_runs(connection, query)


def load_alerts(store: Store, *, untold: bool = False) -> list[Alert]:
    """The open alerts; with *untold* those, open or closed, that nobody was told of."""
    chosen = alerts.c.told.is_(False) if untold else alerts.c.closed.is_(None)
    query = sa.select(alerts).where(chosen).order_by(alerts.c.outlet, alerts.c.kind, alerts.c.id)
    with store._reading("reading alerts") as connection:
        return [
            Alert(
                id=row.id,
                finding=finding,
                opened=row.opened,
                seen=kept.seen or row.opened,
                closed=row.closed,
                reason=kept.reason,
                told=row.told,
                told_by=kept.told_by,
            )
            for row in connection.execute(query).all()
            if (finding := _read_finding(connection, row)) and (kept := _read_kept(connection, row))
        ]


def _read_finding(connection: sa.Connection, row: Any) -> Finding | None:
    return read_json(connection, row.payload, Finding, f"alert {row.id} of {row.outlet}")


def _read_kept(connection: sa.Connection, row: Any) -> _Kept | None:
    return read_json(connection, row.payload, _Kept, f"alert {row.id} of {row.outlet}")


def save_findings(
    store: Store, outlet: str, findings: Sequence[Finding], now: datetime, reason: str = ""
) -> None:
    """Opens alerts for what is new among *findings* and closes those of *outlet* that are not among them.

    The oldest that are over are forgotten. *reason* is why they are closed, when not for the outlet being as
    it was.
    """
    with store._writing("noting alerts", alone=True) as connection:
        query = sa.select(alerts).where(alerts.c.outlet == outlet, alerts.c.closed.is_(None))
        opened = {row.kind: row for row in connection.execute(query)}
        for finding in findings:
            if finding.kind in opened:
                row = opened.pop(finding.kind)
                told_by = kept.told_by if (kept := _read_kept(connection, row)) else ()
                again = alerts.update().where(alerts.c.id == row.id)
                connection.execute(again.values(payload=_keep(finding, told_by=told_by, seen=now)))
            else:
                new = {"outlet": outlet, "kind": finding.kind, "opened": now, "told": False}
                adding = alerts.insert().values(**new, payload=_keep(finding)).returning(alerts.c.id)
                old = alerts.c.id <= connection.execute(adding).scalar_one() - KEPT_ALERTS
                connection.execute(alerts.delete().where(old, alerts.c.closed.is_not(None), alerts.c.told))
        for row in opened.values():
            over = alerts.update().where(alerts.c.id == row.id).values(closed=now, told=False)
            if known := _read_finding(connection, row):
                over = over.values(payload=_keep(known, reason=reason))
            connection.execute(over)


def mark_told(store: Store, told: Iterable[Alert], way: str = "") -> None:
    """Notes that somebody was told of these alerts as they are, by *way* or, when that is empty, by all.

    One that was closed meanwhile stays untold.
    """
    with store._writing("noting alerts", alone=True) as connection:
        for alert in told:
            row = connection.execute(sa.select(alerts).where(alerts.c.id == alert.id)).one_or_none()
            if row is None or (row.closed is None) != (alert.closed is None):
                continue
            if (kept := _read_kept(connection, row)) is None:
                continue
            told_by = tuple(sorted({*kept.told_by, way} - {""}))
            payload = msgspec.json.encode(msgspec.structs.replace(kept, told_by=told_by))
            known = alerts.update().where(alerts.c.id == alert.id)
            connection.execute(known.values(payload=payload, told=row.told or not way))


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
