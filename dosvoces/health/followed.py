"""The list of followed outlets: those still crawled, or that ought to be."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from dosvoces.core.runs import OutletRun
from dosvoces.store import Store
from dosvoces.store.health import load_runs
from dosvoces.store.schedule import load_plans

#: After so long without a crawl an outlet has been given up, whoever crawled it.
GIVEN_UP = timedelta(days=60)

#: Days on which the schedule crawled others while an outlet was due, after which it does not have it any
#: more. Days of work and not of the calendar: when the schedule itself stood still, nothing is left out.
LEFT_OUT = 3


class Following:
    """What is followed at *now*, by the plans of the schedule and the crawls in *store*."""

    def __init__(self, store: Store, now: datetime) -> None:
        self._now = now
        self._plans = load_plans(store)
        tried = {plan.last_at: plan.outlet for plan in self._plans.values() if plan.last_at}
        self._worked = load_runs(store, tried[max(tried)]) if tried else []

    def includes(self, outlet: str, runs: Sequence[OutletRun]) -> bool:
        """Whether *outlet*, with its last *runs*, newest first, is followed."""
        plan, last = self._plans.get(outlet), max((run.finished for run in runs[:1]), default=None)
        tried = max((at for at in (last, plan and plan.last_at) if at), default=None)
        if tried is None or self._now - tried > GIVEN_UP:
            return False
        if plan is None:
            return True
        due = max(plan.next_at, last or plan.next_at)
        return len({run.finished.date() for run in self._worked if run.finished > due}) < LEFT_OUT
