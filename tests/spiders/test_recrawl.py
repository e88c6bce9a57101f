from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dosvoces.core import settings
from dosvoces.core.errors import SettingError
from dosvoces.store import Resource
from spiders.announcements import Announcement
from spiders.recrawl import (
    FAILURES_BEFORE_BACKOFF,
    MOST_FAILURES,
    MOST_FRUITLESS_LOOKS,
    next_check,
    next_try,
    plan_visit,
    read_revisit_hours,
    retry_time,
)

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
URL = "https://n.example/a"
HOUR = timedelta(hours=1)
LADDER = (HOUR, 6 * HOUR, 24 * HOUR, 168 * HOUR)


def known(**more: object) -> Resource:
    usual = {"url": URL, "checked_at": NOW - timedelta(days=1), "article_id": "a", "checks": 1}
    return Resource(**{**usual, **more})  # type: ignore[arg-type]


def said(**more: datetime) -> Announcement:
    return Announcement(url=URL, **more)


def test_what_is_new_is_fetched() -> None:
    assert plan_visit(said(), None, NOW) == "fetch"
    assert plan_visit(said(), Resource(url=URL), NOW) == "fetch"


def test_a_known_story_is_looked_at_again_when_it_is_said_to_have_changed() -> None:
    assert plan_visit(said(), known(), NOW) == "skip"
    assert plan_visit(said(published=NOW - timedelta(hours=2)), known(), NOW) == "skip"
    assert plan_visit(said(modified=NOW - timedelta(days=2)), known(), NOW) == "skip"
    assert plan_visit(said(modified=NOW - timedelta(hours=2)), known(), NOW) == "revisit"


def test_the_pages_own_time_counts_more_than_that_of_our_look() -> None:
    page = known(last_modified="Mon, 20 Apr 2026 10:00:00 GMT")
    assert plan_visit(said(modified=datetime(2026, 4, 20, 10, tzinfo=UTC)), page, NOW) == "skip"
    assert plan_visit(said(modified=datetime(2026, 4, 21, 10, tzinfo=UTC)), page, NOW) == "revisit"


def test_a_story_that_is_due_is_looked_at_whatever_is_said() -> None:
    due = known(next_check_at=NOW - timedelta(minutes=1), checks=99)
    for announced in (said(), said(modified=NOW - timedelta(days=2)), said(modified=NOW)):
        assert plan_visit(announced, due, NOW) == "revisit"


def test_an_outlet_that_calls_everything_changed_is_soon_not_believed() -> None:
    changed = said(modified=NOW)
    assert plan_visit(changed, known(checks=MOST_FRUITLESS_LOOKS), NOW) == "revisit"
    assert plan_visit(changed, known(checks=MOST_FRUITLESS_LOOKS + 1), NOW) == "skip"
    assert plan_visit(changed, known(checks=50, changes=45), NOW) == "revisit"
    assert plan_visit(changed, known(checks=MOST_FRUITLESS_LOOKS + len(LADDER)), NOW, LADDER) == "revisit"
    assert plan_visit(changed, known(checks=MOST_FRUITLESS_LOOKS + len(LADDER) + 1), NOW, LADDER) == "skip"


def test_looks_of_our_own_make_no_liar_of_an_outlet() -> None:
    """A story that is edited every month, of which its outlet says truly when."""
    page, edits, seen = Resource(url=URL), [NOW + timedelta(days=30 * number) for number in range(6)], []
    now = NOW
    while now < NOW + timedelta(days=160):
        latest = max(edit for edit in edits if edit <= now)
        if plan_visit(said(modified=latest), page, now, LADDER) != "skip":
            new = latest not in seen
            seen += [latest] * new
            page = known(
                checked_at=now,
                changed_at=now if new else page.changed_at,
                checks=page.checks + 1,
                changes=len(seen) - 1,
                next_check_at=next_check(latest, now if new else page.changed_at or now, now, LADDER),
            )
        now += HOUR
    assert seen == edits


def test_what_fails_is_tried_soon_at_first_and_then_ever_later() -> None:
    waits = [retry_time(known(failures=n)) - (NOW - timedelta(days=1)) for n in range(40)]
    assert waits[:FAILURES_BEFORE_BACKOFF] == [timedelta(0)] * FAILURES_BEFORE_BACKOFF
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(days=7)
    assert plan_visit(said(), known(failures=1, article_id=None), NOW) == "fetch"
    assert plan_visit(said(), known(failures=1), NOW) == "revisit"
    assert plan_visit(said(), known(failures=30), NOW) == "skip"


@pytest.mark.parametrize("failures", [0, 30])
def test_a_clock_that_was_ahead_for_a_while_hides_no_story(failures: int) -> None:
    ahead = NOW + timedelta(days=365)
    assert plan_visit(said(), known(failures=failures, checked_at=ahead), NOW) == "revisit"
    assert plan_visit(said(), known(failures=failures, checked_at=ahead, article_id=None), NOW) == "fetch"


def test_what_failed_is_tried_unannounced_for_a_day() -> None:
    waits = [retry_time(known(failures=n)) - (NOW - timedelta(days=1)) for n in range(MOST_FAILURES + 1)]
    assert timedelta(days=1) < sum(waits, timedelta()) < timedelta(days=2)
    assert next_try(known(failures=MOST_FAILURES)) == retry_time(known(failures=MOST_FAILURES))
    assert next_try(known(failures=MOST_FAILURES + 1)) is None


def test_looks_follow_the_ladder_from_when_a_story_was_first_seen() -> None:
    looks, now = [], NOW
    while at := next_check(NOW - HOUR, NOW, now, LADDER):
        looks.append(at - NOW)
        now = at
    assert tuple(looks) == LADDER


def test_a_crawl_that_comes_late_makes_one_look_of_those_it_missed() -> None:
    assert next_check(NOW, NOW, NOW + 7 * HOUR, LADDER) == NOW + 24 * HOUR
    assert next_check(NOW, NOW, NOW + 500 * HOUR, LADDER) is None


def test_old_stories_and_an_empty_ladder_give_no_looks() -> None:
    assert next_check(NOW - timedelta(days=7), NOW, NOW, LADDER) is None
    assert next_check(NOW + timedelta(days=7), NOW, NOW, LADDER) == NOW + HOUR
    assert next_check(NOW, NOW, NOW, ()) is None


@given(st.timedeltas(timedelta(0), timedelta(days=30)))
def test_looks_lie_ahead_and_end(late: timedelta) -> None:
    check = next_check(None, NOW, NOW + late, LADDER)
    assert (check is None) == (late >= LADDER[-1])
    assert check is None or check > NOW + late


def test_the_ladder_is_read_from_its_setting() -> None:
    assert read_revisit_hours(settings.get("DOSVOCES_REVISIT_HOURS")) == LADDER
    assert read_revisit_hours(["24", "1"]) == (HOUR, 24 * HOUR)
    assert read_revisit_hours([]) == ()
    for wrong in (["soon"], ["0"], ["-1", "5"], ["inf"], ["nan"]):
        with pytest.raises(SettingError, match="DOSVOCES_REVISIT_HOURS"):
            read_revisit_hours(wrong)
