from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dosvoces.store import Resource
from spiders.discovery import Announcement
from spiders.revisits import PATIENCE, next_check, plan_visit, retry_time

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
URL = "https://n.example/a"


def known(**more: object) -> Resource:
    usual = {"url": URL, "checked_at": NOW - timedelta(days=1), "article_id": "a"}
    return Resource(**{**usual, **more})  # type: ignore[arg-type]


def said(**more: datetime) -> Announcement:
    return Announcement(url=URL, **more)


def test_what_is_new_is_fetched() -> None:
    assert plan_visit(said(), None, NOW) == "fetch"
    assert plan_visit(said(), Resource(url=URL), NOW) == "fetch"


def test_a_known_story_is_looked_at_again_unless_it_is_said_to_be_the_same() -> None:
    assert plan_visit(said(), known(), NOW) == "revisit"
    assert plan_visit(said(published=NOW - timedelta(days=9)), known(), NOW) == "revisit"
    assert plan_visit(said(modified=NOW - timedelta(days=2)), known(), NOW) == "skip"
    assert plan_visit(said(modified=NOW - timedelta(hours=2)), known(), NOW) == "revisit"


def test_the_pages_own_time_counts_more_than_that_of_our_look() -> None:
    page = known(last_modified="Mon, 20 Apr 2026 10:00:00 GMT")
    assert plan_visit(said(modified=datetime(2026, 4, 20, 10, tzinfo=UTC)), page, NOW) == "skip"
    assert plan_visit(said(modified=datetime(2026, 4, 21, 10, tzinfo=UTC)), page, NOW) == "revisit"


def test_a_story_that_is_due_is_looked_at_whatever_is_said() -> None:
    due = known(next_check_at=NOW - timedelta(minutes=1))
    assert plan_visit(said(modified=NOW - timedelta(days=2)), due, NOW) == "revisit"


def test_what_fails_is_tried_soon_at_first_and_then_ever_later() -> None:
    waits = [retry_time(known(failures=n)) - (NOW - timedelta(days=1)) for n in range(40)]
    assert waits[:PATIENCE] == [timedelta(0)] * PATIENCE
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(days=7)
    assert plan_visit(said(), known(failures=1, article_id=None), NOW) == "fetch"
    assert plan_visit(said(), known(failures=1), NOW) == "revisit"
    assert plan_visit(said(), known(failures=30), NOW) == "skip"


@given(st.timedeltas(timedelta(0), timedelta(days=30)), st.floats(0.5, 20))
def test_revisits_lie_ahead_get_rarer_and_end(age: timedelta, days: float) -> None:
    check = next_check(NOW - age, NOW, days)
    if age >= timedelta(days=days):
        assert check is None
    else:
        assert check is not None
        assert check - NOW == max(timedelta(minutes=30), age / 2)
