"""The pace of an outlet: its next crawl as a function of the last pause and of what was found."""

from datetime import datetime, timedelta

import msgspec

from dosvoces.core import settings
from dosvoces.core.outlets import Outlet
from dosvoces.store.schedule import Plan

#: New or changed stories of one crawl that call for a shorter pause; none calls for a longer one. In
#: between the pause is right: each crawl finds something, and nothing waits long.
MANY = 4

#: What a pause is made longer and shorter by: two crawls double or halve it, so that an evening is noticed.
STEP = 1.4

#: Failed crawls that are made again after the shortest pause: one that was killed must not cost a story that
#: is up for two hours only. From then on the pause doubles, up to a day: an outlet that is gone is not asked
#: every quarter of an hour.
FAILURES_BEFORE_BACKOFF = 3
LONGEST_AFTER_FAILURE = 24 * 3600.0


class Bounds(msgspec.Struct, frozen=True):
    """The shortest and the longest pause between two crawls of an outlet, in seconds."""

    shortest: float
    longest: float


def bounds_of(outlet: Outlet | None) -> Bounds:
    """The bounds that the outlet's file sets, else, or when it cannot be read, those of the settings."""
    shortest, longest = (outlet and outlet.interval) or (
        settings.get("DOSVOCES_SHORTEST_INTERVAL"),
        settings.get("DOSVOCES_LONGEST_INTERVAL"),
    )
    return Bounds(60.0 * shortest, 60.0 * max(shortest, longest))


def first_plan(outlet: str, bounds: Bounds, now: datetime) -> Plan:
    """The plan for an outlet never crawled before: at once, and soon again."""
    return Plan(outlet=outlet, seconds=bounds.shortest, next_at=now)


def after_crawl(plan: Plan, found: int, bounds: Bounds, now: datetime) -> Plan:
    """The plan after a crawl that ended *now* and found that many new or changed stories."""
    seconds = plan.seconds
    if found >= MANY:
        seconds /= STEP
    elif not found:
        seconds *= STEP
    seconds = min(max(seconds, bounds.shortest), bounds.longest)
    next_at = now + timedelta(seconds=seconds)
    return Plan(outlet=plan.outlet, seconds=seconds, next_at=next_at, last_at=now)


def after_failure(plan: Plan, bounds: Bounds, now: datetime) -> Plan:
    """The plan after a crawl that could not be made, or in which no source answered."""
    failures = plan.failures + 1
    next_at = now + timedelta(seconds=_wait_after(failures, bounds))
    return msgspec.structs.replace(plan, next_at=next_at, last_at=now, failures=failures)


def _wait_after(failures: int, bounds: Bounds) -> float:
    """The pause, in seconds, after so many failed crawls in a row."""
    doublings = min(max(0, failures - FAILURES_BEFORE_BACKOFF), 20)
    return max(min(bounds.shortest * 2.0**doublings, LONGEST_AFTER_FAILURE), bounds.shortest)


def after_locked(plan: Plan, bounds: Bounds, now: datetime) -> Plan:
    """The plan after a crawl that somebody else was making already, or that somebody ended."""
    return msgspec.structs.replace(plan, next_at=now + timedelta(seconds=bounds.shortest))


def is_due(plan: Plan, bounds: Bounds, now: datetime) -> bool:
    """Whether the outlet is to be crawled by now; also when a clock that was wrong has put it too far off."""
    longest = max(bounds.longest, _wait_after(plan.failures, bounds) if plan.failures else 0)
    # Twice: clocks are set back by a moment now and then.
    return plan.next_at <= now or plan.next_at > now + timedelta(seconds=2 * longest)
