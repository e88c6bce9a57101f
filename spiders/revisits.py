"""When an address is worth asking for: functions of what is announced, what is known and what time it is."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from dosvoces.store import Resource
from spiders.discovery import Announcement

Plan = Literal["fetch", "revisit", "skip"]

#: Failures in a row that are tried again in the next crawl; then the wait doubles from an hour to a week.
PATIENCE = 3

#: Clocks of outlets are wrong by minutes; a change this close to our last look may have come after it.
_SLACK = timedelta(minutes=10)

#: A story is looked at again when half of its age has passed since the last look, at least half an hour: many
#: edits come in the first hours. From hourly crawls that makes about a dozen looks in a week.
_SHARE_OF_AGE = 0.5
_SHORTEST = timedelta(minutes=30)


def plan_visit(announcement: Announcement, known: Resource | None, now: datetime) -> Plan:
    """What to do about an announced address: fetch a new one, look again at a known one, or leave it alone.

    A known story is left alone only when the outlet says that what we saw is its latest state, or when it
    failed so often that it has to wait.
    """
    if known is None or known.checked_at is None:
        return "fetch"
    if known.failures:
        return "skip" if now < retry_time(known) else ("revisit" if known.article_id else "fetch")
    if announcement.modified and announcement.modified <= _seen_state(known):
        return "revisit" if known.next_check_at and known.next_check_at <= now else "skip"
    return "revisit"


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
    if known.failures < PATIENCE:
        return at
    return at + min(timedelta(hours=2 ** min(known.failures - PATIENCE, 10)), timedelta(days=7))


def next_check(published: datetime | None, now: datetime, days: float) -> datetime | None:
    """When a story published then should be looked at again unannounced; None when it is too old."""
    age = now - (published or now)
    if age >= timedelta(days=days):
        return None
    return now + max(_SHORTEST, age * _SHARE_OF_AGE)
