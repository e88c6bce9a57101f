"""What following outlets keeps, in both databases: runs, alerts, plans; and locks that one alone holds."""

from datetime import UTC, datetime, timedelta

import msgspec

from dosvoces.core.runs import Finding, OutletRun
from dosvoces.store import Store
from dosvoces.store.health import (
    KEPT_RUNS,
    find_newest_runs,
    load_alerts,
    load_runs,
    mark_told,
    save_findings,
    save_run,
)
from dosvoces.store.locks import lock_name
from dosvoces.store.schedule import Plan, load_plans, save_plan
from dosvoces.store.tables import alerts

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_runs_are_kept_newest_first_and_the_oldest_forgotten(store: Store) -> None:
    for number in range(KEPT_RUNS + 3):
        save_run(
            store, OutletRun(outlet="a", finished=NOW + timedelta(hours=number), ended="", counts={"x": 1})
        )
    save_run(store, OutletRun(outlet="b", finished=NOW, ended="finished", counts={}))
    assert list(find_newest_runs(store)) == ["a", "b"]
    runs = load_runs(store, "a", 10_000)
    assert len(runs) == KEPT_RUNS
    assert runs[0].finished - runs[-1].finished == timedelta(hours=KEPT_RUNS - 1)


def test_alerts_are_opened_told_and_closed(store: Store) -> None:
    finding = Finding(outlet="a", kind="silent", message="no new story")
    for _ in range(2):
        save_findings(store, "a", [finding], NOW)
    (alert,) = load_alerts(store, untold=True)
    assert alert.finding == finding and alert.opened == NOW
    mark_told(store, [alert])
    assert load_alerts(store, untold=True) == []
    save_findings(store, "b", [], NOW)
    assert len(load_alerts(store)) == 1
    save_findings(store, "a", [], NOW + timedelta(hours=1))
    assert load_alerts(store) == []
    (over,) = load_alerts(store, untold=True)
    assert over.closed == NOW + timedelta(hours=1)


def test_an_alert_is_told_by_each_way_and_anew_when_it_is_over(store: Store) -> None:
    finding = Finding(outlet="a", kind="silent", message="no new story")
    save_findings(store, "a", [finding], NOW)
    (alert,) = load_alerts(store)
    mark_told(store, [alert], "webhook")
    save_findings(store, "a", [finding], NOW)
    (alert,) = load_alerts(store, untold=True)
    assert alert.finding == finding and alert.told_by == ("webhook",)
    mark_told(store, [alert])
    assert load_alerts(store, untold=True) == []
    save_findings(store, "a", [], NOW, "it is followed no more")
    (over,) = load_alerts(store, untold=True)
    assert over.told_by == () and over.reason == "it is followed no more"


def test_an_alert_that_closes_while_it_is_told_is_told_again(store: Store) -> None:
    save_findings(store, "a", [Finding(outlet="a", kind="silent", message="no new story")], NOW)
    (alert,) = load_alerts(store)
    save_findings(store, "a", [], NOW)
    mark_told(store, [alert], "webhook")
    mark_told(store, [alert])
    (over,) = load_alerts(store, untold=True)
    assert over.closed == NOW and over.told_by == ()
    mark_told(store, [over])
    assert load_alerts(store, untold=True) == []


def test_alerts_of_before_ways_were_kept_are_read(store: Store) -> None:
    finding = Finding(outlet="a", kind="silent", message="no new story")
    row = {"outlet": "a", "kind": "silent", "opened": NOW, "told": True}
    with store._writing("an alert") as connection:
        connection.execute(alerts.insert().values(**row, payload=msgspec.json.encode(finding)))
    (alert,) = load_alerts(store)
    assert alert.finding == finding and alert.told_by == ()
    save_findings(store, "a", [], NOW)
    assert len(load_alerts(store, untold=True)) == 1


def test_plans_are_replaced(store: Store) -> None:
    save_plan(store, Plan(outlet="a", seconds=1.5, next_at=NOW))
    plan = Plan(outlet="a", seconds=2.5, next_at=NOW, last_at=NOW, failures=1)
    save_plan(store, plan)
    assert load_plans(store) == {"a": plan}


def test_a_lock_is_held_by_one(store: Store, url: str) -> None:
    with Store(url) as other:
        with lock_name(store, "a") as first, lock_name(other, "a") as second, lock_name(other, "b") as third:
            assert (first, second, third) == (True, False, True)
        with lock_name(other, "a") as again:
            assert again
