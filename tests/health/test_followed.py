"""An outlet is followed while it is crawled, or the schedule means to, or stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dosvoces.core.runs import OutletRun
from dosvoces.health.followed import GIVEN_UP, Following
from dosvoces.health.review import Overview, review
from dosvoces.store import Store
from dosvoces.store.health import load_alerts, load_runs, save_run
from dosvoces.store.schedule import Plan, save_plan

pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(str(tmp_path / "store.sqlite")) as store:
        yield store


def crawl(store: Store, outlet: str, begin: datetime, end: datetime, *, planned: bool = True) -> None:
    """An hourly crawl of *outlet* from *begin* to *end*."""
    while begin <= end:
        save_run(store, OutletRun(outlet=outlet, finished=begin, ended="finished", counts={}))
        if planned:
            next_at = begin + timedelta(hours=1)
            save_plan(store, Plan(outlet=outlet, seconds=3600, next_at=next_at, last_at=begin))
        begin += timedelta(hours=1)


def is_followed(store: Store, outlet: str, now: datetime) -> bool:
    return Following(store, now).includes(outlet, load_runs(store, outlet))


def test_what_the_schedule_leaves_out_on_three_days_is_followed_no_more(store: Store) -> None:
    crawl(store, "a", NOW, NOW + timedelta(days=1))
    crawl(store, "b", NOW, NOW + timedelta(days=2, hours=12))
    now = NOW + timedelta(days=2, hours=13)
    assert is_followed(store, "a", now) and is_followed(store, "b", now)
    crawl(store, "b", now, NOW + timedelta(days=3, hours=12))
    assert not is_followed(store, "a", NOW + timedelta(days=4))
    assert is_followed(store, "b", NOW + timedelta(days=4))


def test_nothing_is_left_out_by_a_schedule_that_stood_still(store: Store) -> None:
    for outlet in "ab":
        crawl(store, outlet, NOW, NOW + timedelta(days=1))
    later = NOW + timedelta(days=20)
    assert is_followed(store, "a", later) and is_followed(store, "b", later)
    crawl(store, "b", later, later)
    assert is_followed(store, "a", later)
    alerts = [alert.finding.kind for each in review(store, later) for alert in each.alerts]
    assert alerts == ["crawls"]


def test_an_outlet_whose_crawls_leave_nothing_is_followed_while_the_schedule_tries(store: Store) -> None:
    crawl(store, "a", NOW, NOW + timedelta(days=1))
    crawl(store, "b", NOW, NOW + timedelta(days=100))
    now = NOW + timedelta(days=100)
    save_plan(store, Plan(outlet="a", seconds=3600, next_at=now, last_at=now, failures=100))
    (a, b) = review(store, now)
    assert [alert.finding.kind for alert in a.alerts] == ["crawls"] and b.alerts == ()


def test_without_a_schedule_an_outlet_is_given_up_after_long(store: Store) -> None:
    crawl(store, "a", NOW, NOW + timedelta(days=1), planned=False)
    end = NOW + timedelta(days=1)
    assert is_followed(store, "a", end + GIVEN_UP)
    (health,) = review(store, end + GIVEN_UP)
    assert len(health.alerts) == 1
    crawl(store, "b", end + GIVEN_UP, end + GIVEN_UP, planned=False)
    # Looking after another outlet closes the alert too, as the schedule does.
    review(store, end + GIVEN_UP + timedelta(hours=1), ["b"])
    assert load_alerts(store) == []
    (over,) = load_alerts(store, untold=True)
    assert over.reason


def test_an_overview_is_what_was_judged(store: Store) -> None:
    overview = Overview(store)
    crawl(store, "a", NOW, NOW + timedelta(days=1))
    now = NOW + timedelta(days=5)
    assert [each.alerts for each in overview.look(now)] == [()]
    judged = review(store, now)
    assert judged[0].alerts and overview.look(now) == judged
    crawl(store, "a", now, now)
    assert overview.look(now)[0].last.finished == now
    assert overview.look(now + 2 * GIVEN_UP) == []
