"""What the crawl remembers of an address after each answer: functions from the known state to the new one."""

import hashlib
from datetime import datetime

from msgspec.structs import replace

from dosvoces.record import Page
from dosvoces.store import Resource
from spiders.revisits import next_check

#: What a page without a story can be for good; anything else, an error say, may be gone by the next crawl.
LASTING = frozenset({"listing", "paywall"})


def hash_body(body: bytes) -> str:
    """SHA-256 of a body, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def _start(known: Resource | None, url: str, outlet: str) -> Resource:
    return known or Resource(url=url, outlet=outlet)


def after_answer(known: Resource | None, page: Page, url: str) -> Resource:
    """The state of *url* after it answered with *page*; whether it gave an article is not known yet."""
    before = _start(known, url, page.outlet)
    body_hash = hash_body(page.body)
    changed = body_hash != before.body_hash
    return replace(
        before,
        status=page.status,
        etag=page.headers.get("etag"),
        last_modified=page.headers.get("last-modified"),
        body_hash=body_hash,
        checked_at=page.retrieved_at,
        changed_at=page.retrieved_at if changed else before.changed_at,
        checks=before.checks + 1,
        changes=before.changes + (changed and before.checks > 0),
    )


def with_story(answered: Resource, article_id: str, published: datetime | None, days: float) -> Resource:
    """The state after the answer became an article."""
    now = answered.checked_at or datetime.min
    again = next_check(published, now, days)
    return replace(answered, article_id=article_id, reason="", failures=0, next_check_at=again)


def without_story(answered: Resource, reason: str) -> Resource:
    """The state after the answer gave no article.

    Only lasting reasons keep what makes the next request conditional.
    """
    if reason in LASTING:
        return replace(answered, reason=reason, article_id=None, failures=0, next_check_at=None)
    failures = answered.failures + 1
    return replace(answered, reason=reason, etag=None, last_modified=None, body_hash=None, failures=failures)


def after_unchanged(known: Resource, now: datetime, days: float) -> Resource:
    """The state after the server, or an equal body, said that nothing changed."""
    again = next_check(known.changed_at, now, days) if known.next_check_at else None
    return replace(
        known, status=304, checked_at=now, checks=known.checks + 1, failures=0, next_check_at=again
    )


def after_failure(
    known: Resource | None, url: str, outlet: str, status: int, reason: str, now: datetime
) -> Resource:
    """The state after no answer, or one with an error status; what was known of an article stays known."""
    before = _start(known, url, outlet)
    return replace(
        before,
        status=status,
        reason=reason,
        checked_at=now,
        checks=before.checks + 1,
        failures=before.failures + 1,
    )


def as_alias(url: str, outlet: str, status: int, now: datetime) -> Resource:
    """The state of an address that led to another one by redirect."""
    return Resource(url=url, outlet=outlet, status=status, checked_at=now, checks=1)


def as_twin(answered: Resource, article_id: str) -> Resource:
    """The state of an address that gave the article of another one: a redirect, an AMP page, a copy."""
    return replace(answered, article_id=article_id, reason="", failures=0)
