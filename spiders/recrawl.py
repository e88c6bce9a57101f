"""Times of revisits: functions of what is announced, what is known and what time it is."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from dosvoces.core.errors import SettingError
from dosvoces.store import Resource
from dosvoces.store.values import REMOVED
from spiders.announcements import Announcement

Plan = Literal["fetch", "revisit", "skip"]

#: Failures in a row that are tried again in the next crawl; then the wait doubles from an hour to a week.
FAILURES_BEFORE_BACKOFF = 3

#: Failures in a row after which only an announcement brings an address up again: with the waits between them
#: that is after more than a day.
MOST_FAILURES = 7

#: Clocks of outlets are wrong by minutes; a change this close to our last look may have come after it.
_SLACK = timedelta(minutes=10)

#: Looks in vain after which an outlet that says a story has changed is not believed any more: some sitemaps
#: have the present time at every address.
MOST_FRUITLESS_LOOKS = 8

#: Why a story is left alone that is older by its own date than a crawl wants: it is another crawl's.
TOO_OLD = "too_old"


def plan_visit(
    announcement: Announcement, known: Resource | None, now: datetime, revisit_after: Sequence[timedelta] = ()
) -> Plan:
    """What to do about an announced address: fetch a new one, look again at a known one, or leave it alone.

    One that was taken down here is left alone for good. A known story is looked at again when the outlet
    says that it changed after we saw it, and when it is due. One that failed waits for its next try, which
    grows longer. The looks at *revisit_after* cast no doubt on the outlet: each state of the story may have
    had all of them.
    """
    if known is not None and known.reason == REMOVED:
        return "skip"
    if known is None or known.checked_at is None or known.reason == TOO_OLD:
        return "fetch"
    again: Plan = "revisit" if known.article_id else "fetch"
    if known.checked_at > now + _SLACK:
        return again  # our clock was ahead then, and all that was planned with it
    if known.failures:
        return "skip" if now < retry_time(known) else again
    if known.next_check_at and known.next_check_at <= now:
        return "revisit"
    believed = known.checks - known.changes <= MOST_FRUITLESS_LOOKS + len(revisit_after) * (known.changes + 1)
    changed = announcement.modified and announcement.modified > _seen_state(known)
    return "revisit" if changed and believed else "skip"


def _seen_state(known: Resource) -> datetime:
    """The moment whose state we saw: the page's own Last-Modified where it has one, else our last look."""
    looked = (known.checked_at or datetime.min.replace(tzinfo=UTC)) - _SLACK
    try:
        return min(looked, parsedate_to_datetime(known.last_modified or ""))
    except (TypeError, ValueError):
        return looked


def retry_time(known: Resource) -> datetime:
    """When an address that failed may be asked again."""
    at = known.checked_at or datetime.min
    if known.failures < FAILURES_BEFORE_BACKOFF:
        return at
    return at + min(
        timedelta(hours=2 ** min(known.failures - FAILURES_BEFORE_BACKOFF, 10)), timedelta(days=7)
    )


def next_try(failed: Resource) -> datetime | None:
    """When an address that failed is asked again although nothing announces it any more; None when never."""
    return retry_time(failed) if failed.failures <= MOST_FAILURES else None


def read_revisit_hours(hours: Iterable[float | str]) -> tuple[timedelta, ...]:
    """The times after which a story is looked at again, in order; raises :exc:`SettingError`."""
    try:
        revisit_after = sorted(timedelta(hours=float(text)) for text in hours)
    except (OverflowError, ValueError) as error:
        raise SettingError(f"DOSVOCES_REVISIT_HOURS: {error}; give hours like 1,6,24,168") from error
    if revisit_after and revisit_after[0] <= timedelta(0):
        raise SettingError("DOSVOCES_REVISIT_HOURS: a story is looked at again later, not before it was seen")
    return tuple(revisit_after)


def next_check(
    published: datetime | None, since: datetime, now: datetime, revisit_after: Sequence[timedelta]
) -> datetime | None:
    """When a story should be looked at again unannounced: the next of *revisit_after* since *since*.

    *since* is when it was first seen as it is; a crawl that comes late makes one look of those it missed.
    None after the last, and for a story that was *published* so long before.
    """
    if not revisit_after or (published and now - published >= revisit_after[-1]):
        return None
    return next((since + step for step in revisit_after if since + step > now), None)
