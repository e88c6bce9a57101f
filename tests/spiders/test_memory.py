"""What is remembered of an address after each answer."""

from datetime import UTC, datetime, timedelta

import pytest

from dosvoces.record import Page
from dosvoces.store import Resource
from spiders.memory import (
    after_answer,
    after_failure,
    after_unchanged,
    as_twin,
    with_story,
    without_story,
)

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
URL = "https://n.example/a"


def answer(body: bytes = b"one", at: datetime = NOW) -> Page:
    headers = {"etag": '"1"', "last-modified": "Fri, 01 May 2026 11:00:00 GMT"}
    return Page(url=URL, body=body, outlet="n", headers=headers, retrieved_at=at)


def test_a_story_is_known_with_what_makes_the_next_request_conditional() -> None:
    known = with_story(after_answer(None, answer(), URL), "n-1", NOW - timedelta(hours=4), days=7)
    assert (known.article_id, known.etag, known.failures, known.checks, known.changes) == (
        "n-1",
        '"1"',
        0,
        1,
        0,
    )
    assert known.last_modified == "Fri, 01 May 2026 11:00:00 GMT"
    assert known.next_check_at == NOW + timedelta(hours=2)


def test_changes_of_the_body_are_counted() -> None:
    first = after_answer(None, answer(), URL)
    later = NOW + timedelta(days=1)
    same = after_answer(first, answer(at=later), URL)
    assert (same.checks, same.changes, same.changed_at) == (2, 0, NOW)
    other = after_answer(first, answer(b"two", at=later), URL)
    assert (other.checks, other.changes, other.changed_at) == (2, 1, later)


def test_an_unchanged_page_keeps_what_was_known() -> None:
    known = with_story(after_answer(None, answer(), URL), "n-1", NOW, days=7)
    later = NOW + timedelta(hours=10)
    again = after_unchanged(known, later, days=7)
    assert (again.article_id, again.etag, again.body_hash, again.status) == (
        "n-1",
        '"1"',
        known.body_hash,
        304,
    )
    assert again.next_check_at == later + timedelta(hours=5)
    assert after_unchanged(again, NOW + timedelta(days=8), days=7).next_check_at is None


@pytest.mark.parametrize(
    ("reason", "lasting"), [("listing", True), ("paywall", True), ("error", False), ("challenge", False)]
)
def test_only_lasting_reasons_make_the_next_request_conditional(reason: str, lasting: bool) -> None:
    known = without_story(after_answer(None, answer(), URL), reason)
    assert (known.etag is not None, known.failures == 0, known.reason) == (lasting, lasting, reason)
    again = without_story(after_answer(known, answer(), URL), reason)
    assert again.failures == (0 if lasting else 2)


def test_a_failure_forgets_no_article() -> None:
    known = with_story(after_answer(None, answer(), URL), "n-1", NOW, days=7)
    failed = after_failure(known, URL, "n", 500, "http_500", NOW + timedelta(hours=1))
    assert (failed.article_id, failed.etag, failed.failures, failed.status) == ("n-1", '"1"', 1, 500)
    new = after_failure(None, URL, "n", 0, "timeout", NOW)
    assert (new.article_id, new.failures, new.reason, new.outlet) == (None, 1, "timeout", "n")
    assert with_story(after_answer(failed, answer(), URL), "n-1", NOW, days=7).failures == 0


def test_a_twin_is_known_by_the_article_of_the_other() -> None:
    failed = Resource(url=URL, outlet="n", reason="error", failures=2)
    twin = as_twin(failed, "n-1")
    assert (twin.article_id, twin.reason, twin.failures) == ("n-1", "", 0)
