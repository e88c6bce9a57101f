"""What the end of a crawl means for the outlet's next one."""

import logging
from datetime import datetime

from dosvoces.core.runs import OutletRun
from dosvoces.operations.crawl import CrawlReport
from dosvoces.operations.schedule import Bounds, after_crawl, after_failure, after_locked
from dosvoces.store import Store
from dosvoces.store.health import save_run
from dosvoces.store.schedule import Plan, save_plan

_log = logging.getLogger("dosvoces.schedule")


def found_in(report: CrawlReport) -> int:
    """The new and changed stories that a crawl found."""
    return report.counts.get("articles/new", 0) + report.counts.get("articles/changed", 0)


def next_plan(
    plan: Plan, report: CrawlReport, bounds: Bounds, now: datetime, *, stopping: bool = False
) -> Plan:
    """The plan after the crawl that *report* tells of; the same when it was ended for our own *stopping*."""
    if stopping and report.ended in ("shutdown", "died"):
        return plan  # it goes on where it was ended, as soon as it can
    if report.ended in ("locked", "shutdown", "removed"):
        return after_locked(plan, bounds, now)
    if report.ended != "finished" or not report.was_reached:
        return after_failure(plan, bounds, now)
    return after_crawl(plan, found_in(report), bounds, now)


def log_outcome(report: CrawlReport, plan: Plan) -> None:
    """Say what became of a crawl and when the next one is due."""
    _log.info(
        "%s: %s, %d found, next at %s%s",
        report.outlet,
        report.ended,
        found_in(report),
        plan.next_at.isoformat(timespec="seconds"),
        f" ({report.message})" if report.message else "",
        extra={"outlet": report.outlet, "reason": report.ended},
    )


def keep_outcome(
    store: Store, report: CrawlReport, plan: Plan, now: datetime, *, news: bool, changed: bool
) -> None:
    """Keep the *plan* that *changed*, and when it is *news* the run of a crawl that could not note itself."""
    if news and report.ended in ("died", "error"):
        told = OutletRun(
            outlet=report.outlet, finished=now, ended=report.ended, counts={}, message=report.message
        )
        save_run(store, told)
    if changed:
        save_plan(store, plan)
