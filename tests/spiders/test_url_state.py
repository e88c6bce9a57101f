"""What is remembered of an address after each answer."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from dosvoces.core.record import Page
from dosvoces.store import Resource
from spiders.url_state import (
    after_answer,
    after_failure,
    after_unchanged,
    as_alias,
    as_duplicate,
    as_too_old,
    with_story,
    without_story,
)

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
URL = "https://n.example/a"
HOUR = timedelta(hours=1)
LADDER = (HOUR, 6 * HOUR, 24 * HOUR, 168 * HOUR)


def answer(body: bytes = b"one", at: datetime = NOW) -> Page:
    headers = {"etag": '"1"', "last-modified": "Fri, 01 May 2026 11:00:00 GMT"}
    return Page(url=URL, body=body, outlet="n", headers=headers, retrieved_at=at)


def story(answered: Resource, *, changed: bool = True, published: datetime | None = NOW) -> Resource:
    return with_story(answered, "n-1", published, LADDER, changed=changed)


def test_a_story_is_known_with_what_makes_the_next_request_conditional() -> None:
    known = story(after_answer(None, answer(), URL))
    assert (known.article_id, known.etag, known.failures, known.checks, known.changes) == (
        "n-1",
        '"1"',
        0,
        1,
        0,
    )
    assert known.last_modified == "Fri, 01 May 2026 11:00:00 GMT"
    assert known.next_check_at == NOW + HOUR


def test_a_story_that_changed_is_looked_at_like_a_new_one() -> None:
    first = story(after_answer(None, answer(), URL))
    later = NOW + 6 * HOUR
    other = story(after_answer(first, answer(b"two", at=later), URL))
    assert (other.checks, other.changes, other.changed_at) == (2, 1, later)
    assert other.next_check_at == later + HOUR


def test_a_page_that_differs_in_every_answer_is_looked_at_like_one_that_does_not() -> None:
    known, looks, at = story(after_answer(None, answer(b"0"), URL)), [], NOW
    while known.next_check_at:
        at = known.next_check_at
        looks.append(at - NOW)
        known = story(after_answer(known, answer(str(len(looks)).encode(), at=at), URL), changed=False)
    assert tuple(looks) == LADDER
    assert (known.changes, known.changed_at) == (0, NOW)


def test_an_old_story_is_not_looked_at_unannounced() -> None:
    known = story(after_answer(None, answer(), URL), published=NOW - timedelta(days=8))
    assert known.next_check_at is None
    assert after_unchanged(known, NOW + HOUR, LADDER).next_check_at is None


def test_an_old_story_that_changed_is_looked_at_like_a_new_one() -> None:
    """It may have shown something else for a while; nothing would ever tell that it is back."""
    known = story(after_answer(None, answer(), URL), published=NOW - timedelta(days=400))
    for hours, body in ((24, b"two"), (25, b"a third")):
        at = NOW + timedelta(hours=hours)
        known = story(after_answer(known, answer(body, at=at), URL), published=NOW - timedelta(days=400))
        assert known.next_check_at == at + HOUR
    looked = story(after_answer(known, answer(b"4", at=at + HOUR), URL), changed=False)
    assert looked.next_check_at == at + 6 * HOUR
    # One that a killed crawl stored without a note of its address is new to this one.
    assert story(after_answer(None, answer(), URL), changed=False).next_check_at == NOW + HOUR


def test_an_unchanged_page_keeps_what_was_known() -> None:
    known = story(after_answer(None, answer(), URL))
    again = after_unchanged(known, NOW + 10 * HOUR, LADDER)
    assert (again.article_id, again.etag, again.body_hash, again.status) == (
        "n-1",
        '"1"',
        known.body_hash,
        304,
    )
    assert again.next_check_at == NOW + 24 * HOUR
    assert after_unchanged(again, NOW + timedelta(days=8), LADDER).next_check_at is None


@pytest.mark.parametrize(
    ("reason", "lasting"), [("listing", True), ("paywall", True), ("error", False), ("challenge", False)]
)
def test_only_lasting_reasons_make_the_next_request_conditional(reason: str, lasting: bool) -> None:
    known = without_story(after_answer(None, answer(), URL), reason, LADDER)
    assert (known.etag is not None, known.failures == 0, known.reason) == (lasting, lasting, reason)
    assert known.next_check_at == (NOW + HOUR if lasting else NOW)
    again = without_story(after_answer(known, answer(), URL), reason, LADDER)
    assert again.failures == (0 if lasting else 2)


def test_a_failure_forgets_no_article() -> None:
    known = story(after_answer(None, answer(), URL))
    failed = after_failure(known, URL, "n", 500, "http_500", NOW + HOUR)
    assert (failed.article_id, failed.etag, failed.failures, failed.status) == ("n-1", '"1"', 1, 500)
    new = after_failure(None, URL, "n", 0, "timeout", NOW)
    assert (new.article_id, new.failures, new.reason, new.outlet) == (None, 1, "timeout", "n")
    assert story(after_answer(failed, answer(), URL)).failures == 0
    unchanged = after_unchanged(failed, NOW + 2 * HOUR, LADDER)
    assert (unchanged.failures, unchanged.reason, unchanged.next_check_at) == (0, "", NOW + 6 * HOUR)


def test_what_failed_is_due_again_whether_or_not_it_is_announced() -> None:
    failed = after_failure(None, URL, "n", 0, "timeout", NOW)
    assert failed.next_check_at == NOW
    while failed.next_check_at:
        failed = after_failure(failed, URL, "n", 0, "timeout", failed.next_check_at)
    assert NOW + timedelta(days=1) < (failed.checked_at or NOW) < NOW + timedelta(days=2)


def test_what_is_gone_is_not_asked_for_again_by_itself() -> None:
    known = story(after_answer(None, answer(), URL))
    assert after_failure(known, URL, "n", 404, "http_404", NOW).next_check_at == NOW
    assert after_failure(known, URL, "n", 410, "http_410", NOW).next_check_at is None


def test_a_twin_is_known_by_the_article_of_the_other_and_looked_at_once_more() -> None:
    failed = Resource(url=URL, outlet="n", reason="error", failures=2, checked_at=NOW, next_check_at=NOW)
    duplicate = as_duplicate(failed, "n-1", LADDER)
    assert (duplicate.article_id, duplicate.reason, duplicate.failures) == ("n-1", "", 0)
    assert duplicate.next_check_at == NOW + LADDER[-1]
    sooner, later = (msgspec.structs.replace(duplicate, checked_at=NOW + n * LADDER[-1]) for n in (0.5, 1))
    assert as_duplicate(sooner, "n-1", LADDER).next_check_at == NOW + LADDER[-1]
    assert as_duplicate(later, "n-1", LADDER).next_check_at is None
    assert as_duplicate(later, "n-2", LADDER).next_check_at == NOW + 2 * LADDER[-1]
    assert as_duplicate(failed, "n-1", ()).next_check_at is None
    moved = as_alias(story(after_answer(None, answer(), URL)), URL, "n", 301, NOW)
    assert (moved.article_id, moved.status, moved.next_check_at) == ("n-1", 301, None)


def test_what_is_too_old_for_one_crawl_keeps_nothing_from_another() -> None:
    known = story(after_answer(None, answer(), URL))
    left = as_too_old(known, NOW - timedelta(days=9))
    assert (left.reason, left.changed_at, left.article_id) == ("too_old", NOW - timedelta(days=9), "n-1")
    assert (left.etag, left.last_modified, left.body_hash, left.next_check_at) == (None, None, None, None)
