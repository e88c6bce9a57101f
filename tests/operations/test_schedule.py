"""Outlets are crawled as often as they publish, within their bounds, by one crawl at a time."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosvoces.operations.schedule import (
    Bounds,
    after_crawl,
    after_failure,
    after_locked,
    first_plan,
    is_due,
)
from dosvoces.store import Store
from dosvoces.store.locks import lock_name
from dosvoces.store.schedule import Plan, load_plans, save_plan

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BOUNDS = Bounds(600, 5400)


@given(st.lists(st.one_of(st.none(), st.integers(0, 50)), max_size=60))
def test_pauses_stay_within_their_bounds(found: list[int | None]) -> None:
    plan, now = first_plan("harbour", BOUNDS, NOW), NOW
    for number in found:
        now = max(now, plan.next_at)
        if number is None:
            plan = after_failure(plan, BOUNDS, now)
            assert BOUNDS.shortest <= (plan.next_at - now).total_seconds() <= 24 * 3600
        else:
            plan = after_crawl(plan, number, BOUNDS, now)
            assert BOUNDS.shortest <= (plan.next_at - now).total_seconds() <= BOUNDS.longest
            assert plan.failures == 0


@pytest.mark.parametrize(("per_day", "crawls"), [(0, (16, 20)), (24, (16, 30)), (300, (60, 144))])
def test_busy_outlets_are_crawled_more_often(per_day: float, crawls: tuple[int, int]) -> None:
    chance, plan, now = random.Random(1), first_plan("harbour", BOUNDS, NOW), NOW
    made = 0
    while now < NOW + timedelta(days=10):
        pause = (plan.next_at - (plan.last_at or NOW)).total_seconds()
        now = plan.next_at
        found = sum(chance.random() < per_day / 86400 * 60 for _ in range(round(pause / 60)))
        plan = after_crawl(plan, found, BOUNDS, now)
        made += 1
    assert crawls[0] <= made / 10 <= crawls[1]


def test_what_fails_is_left_alone_longer_and_longer_and_recovers_at_once() -> None:
    plan, pauses = first_plan("harbour", BOUNDS, NOW), []
    for _ in range(12):
        plan = after_failure(plan, BOUNDS, NOW)
        pauses.append((plan.next_at - NOW).total_seconds())
    assert pauses[:5] == [600, 600, 600, 1200, 2400]
    assert pauses == sorted(pauses) and pauses[-1] == 86400
    assert (after_crawl(plan, 1, BOUNDS, NOW).next_at - NOW).total_seconds() == 600


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=60))
def test_killed_crawls_cost_no_story_that_is_up_for_two_hours(crawls: list[tuple[int, int]]) -> None:
    plan = first_plan("harbour", BOUNDS, NOW)
    whole = NOW
    for kills, found in crawls:
        for _ in range(kills):
            plan = after_failure(plan, BOUNDS, plan.next_at)
        assert plan.next_at - whole <= timedelta(hours=2)
        whole = plan.next_at
        plan = after_crawl(plan, found, BOUNDS, whole)


def test_a_clock_that_jumped_does_not_stop_an_outlet_for_ever() -> None:
    plan = after_crawl(first_plan("harbour", BOUNDS, NOW), 1, BOUNDS, NOW + timedelta(days=400))
    assert is_due(plan, BOUNDS, NOW)
    assert not is_due(after_locked(plan, BOUNDS, NOW), BOUNDS, NOW)


@given(st.integers(0, 12), st.lists(st.integers(0, 9), max_size=9))
def test_a_clock_that_is_set_back_stops_no_outlet_for_longer_than_a_pause(
    failures: int, crawls: list[int]
) -> None:
    plan = first_plan("harbour", BOUNDS, NOW)
    for found in crawls:
        plan = after_crawl(plan, found, BOUNDS, NOW)
    longest = timedelta(seconds=BOUNDS.longest)
    for _ in range(failures):
        plan = after_failure(plan, BOUNDS, NOW)
        longest = max(longest, plan.next_at - NOW)
    assert is_due(plan, BOUNDS, NOW) == (not crawls and not failures)
    assert not is_due(plan, BOUNDS, NOW - longest + timedelta(seconds=1))
    assert is_due(plan, BOUNDS, NOW - 2 * longest - timedelta(seconds=1))


def test_an_outlet_with_pauses_of_a_week_is_left_alone_for_a_week() -> None:
    day, bounds, now = 86400, Bounds(86400, 7 * 86400), NOW
    plan, begun = first_plan("weekly", bounds, NOW), []
    while now < NOW + timedelta(days=60):
        if is_due(plan, bounds, now):
            begun.append(now)
            plan = after_crawl(plan, 0, bounds, now)
        now += timedelta(hours=1)
    pauses = [(later - sooner).total_seconds() for sooner, later in pairwise(begun)]
    assert pauses == sorted(pauses)
    assert min(pauses) >= day and 7 * day <= max(pauses) <= 7 * day + 3600
    assert is_due(after_crawl(plan, 0, bounds, NOW + timedelta(days=400)), bounds, NOW)


def test_plans_are_kept(tmp_path: Path) -> None:
    plan = Plan(outlet="harbour", seconds=777.5, next_at=NOW, failures=3)
    for _ in range(2):
        with Store(str(tmp_path / "store.sqlite")) as store:
            save_plan(store, plan)
            assert load_plans(store) == {"harbour": plan}


def test_a_lock_is_held_by_one_and_ends_with_its_block(tmp_path: Path) -> None:
    with Store(str(tmp_path / "one.sqlite")) as one, Store(str(tmp_path / "one.sqlite")) as same:
        with lock_name(one, "harbour") as first, lock_name(same, "harbour") as second:
            assert first and not second
            with lock_name(same, "other") as other:
                assert other
        with lock_name(same, "harbour") as again:
            assert again
