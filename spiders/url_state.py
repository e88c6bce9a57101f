"""The remembered state of an address: functions from the known state to the new one."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from dosvoces.core.record import Announced, Page
from dosvoces.store import Resource
from dosvoces.store.values import REMOVED
from spiders.recrawl import TOO_OLD, next_check, next_try

#: What a page without a story can be for good; anything else, an error say, may be gone by the next crawl.
LASTING = frozenset({"listing", "paywall"})


def hash_body(body: bytes) -> str:
    """SHA-256 of a body, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def _start(known: Resource | None, url: str, outlet: str) -> Resource:
    return known or Resource(url=url, outlet=outlet)


def with_announced(resource: Resource, announced: Announced | None) -> Resource:
    """*resource* with what was said of when its story was published; what was said first stays."""
    if resource.announced_at or announced is None:
        return resource
    return replace(resource, announced_at=announced.at, announced_by=announced.by)


def after_answer(known: Resource | None, page: Page, url: str) -> Resource:
    """The state of *url* after it answered with *page*; whether it gave an article is not known yet."""
    before = with_announced(_start(known, url, page.outlet), page.announced)
    return replace(
        before,
        status=page.status,
        etag=page.headers.get("etag"),
        last_modified=page.headers.get("last-modified"),
        body_hash=hash_body(page.body),
        checked_at=page.retrieved_at,
        changed_at=before.changed_at or page.retrieved_at,
        checks=before.checks + 1,
    )


def with_story(
    answered: Resource,
    article_id: str,
    published: datetime | None,
    revisit_after: Sequence[timedelta],
    *,
    changed: bool,
) -> Resource:
    """The state after the answer became an article; *changed* when it was another one than before, or new.

    Bodies say nothing about that: many pages have a number of the request, or the hour, in them.
    """
    now = answered.checked_at or datetime.min
    since = now if changed else answered.changed_at or now
    if answered.article_id is None:
        again = next_check(published, since, now, revisit_after)
    else:  # of a known story its age tells nothing: it may have shown something else for a while
        again = next_check(None, since, now, revisit_after) if changed or answered.next_check_at else None
    return replace(
        answered,
        article_id=article_id,
        reason="",
        failures=0,
        changed_at=since,
        changes=answered.changes + (changed and answered.article_id is not None),
        next_check_at=again,
    )


def without_story(answered: Resource, reason: str, revisit_after: Sequence[timedelta]) -> Resource:
    """The state after the answer gave no article.

    Only lasting reasons keep what makes the next request conditional; what they hide is looked at like a
    story, in case that a wall is lifted.
    """
    if reason in LASTING:
        now = answered.checked_at or datetime.min
        again = next_check(None, answered.changed_at or now, now, revisit_after)
        return replace(answered, reason=reason, article_id=None, failures=0, next_check_at=again)
    failed = replace(answered, reason=reason, failures=answered.failures + 1)
    return replace(failed, etag=None, last_modified=None, body_hash=None, next_check_at=next_try(failed))


def as_too_old(answered: Resource, published: datetime) -> Resource:
    """The state of an address whose story was *published* before what a crawl wants.

    ``changed_at`` says since when it is as it is. A crawl that wants it asks for it without conditions.
    """
    left = replace(answered, reason=TOO_OLD, changed_at=published, failures=0, next_check_at=None)
    return replace(left, etag=None, last_modified=None, body_hash=None)


def after_unchanged(known: Resource, now: datetime, revisit_after: Sequence[timedelta]) -> Resource:
    """The state after the server, or an equal body, said that nothing changed."""
    again = next_check(None, known.changed_at or now, now, revisit_after) if known.next_check_at else None
    return replace(
        known,
        status=304,
        reason=known.reason if known.reason in LASTING else "",
        checked_at=now,
        checks=known.checks + 1,
        failures=0,
        next_check_at=again,
    )


def after_failure(
    known: Resource | None, url: str, outlet: str, status: int, reason: str, now: datetime
) -> Resource:
    """The state after no answer, or one with an error status; what was known of an article stays known."""
    before = _start(known, url, outlet)
    failed = replace(
        before,
        status=status,
        reason=reason,
        checked_at=now,
        checks=before.checks + 1,
        failures=before.failures + 1,
    )
    # 410 says that nothing will come of asking again.
    return replace(failed, next_check_at=None if status == 410 else next_try(failed))


def as_removed(answered: Resource, article_id: str) -> Resource:
    """The state of an address whose story was taken down here: nothing asks for it again."""
    left = replace(answered, reason=REMOVED, article_id=article_id, failures=0, next_check_at=None)
    return replace(left, etag=None, last_modified=None, body_hash=None)


def as_alias(known: Resource | None, url: str, outlet: str, status: int, now: datetime) -> Resource:
    """The state of an address that led to another one by redirect; that one is looked at from now on."""
    before = _start(known, url, outlet)
    return replace(
        before, status=status, checked_at=now, checks=before.checks + 1, failures=0, next_check_at=None
    )


def as_duplicate(answered: Resource, article_id: str, revisit_after: Sequence[timedelta]) -> Resource:
    """The state of an address that gave the article of another one: a redirect, an AMP page, a copy.

    After the last of the times *revisit_after* it is looked at once more: it may have its own story then.
    """
    now = answered.checked_at or datetime.min
    since = answered.changed_at or now if answered.article_id == article_id else now
    return replace(
        answered,
        article_id=article_id,
        reason="",
        failures=0,
        changed_at=since,
        next_check_at=next_check(None, since, now, revisit_after[-1:]),
    )
