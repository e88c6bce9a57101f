"""The schedule of several machines: adds a job for whatever is due, and makes nothing itself."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from dosvoces.core import settings
from dosvoces.core.errors import StoreError
from dosvoces.core.outlets import Outlet
from dosvoces.health.alerts import Teller
from dosvoces.operations.cluster.outage import Outage
from dosvoces.operations.cluster.queue import FIRST, Job, defer
from dosvoces.operations.cluster.review import review_queues
from dosvoces.operations.schedule import bounds_of, first_plan, is_due
from dosvoces.store import Store
from dosvoces.store.jobs import find_failures, find_names, install
from dosvoces.store.schedule import Plan, load_due, load_plans, save_plan, save_plans
from dosvoces.store.turns import group_by_host, hosts_of

#: Seconds between two looks at what is due, and at everything else.
_TICK, _SELDOM = 1.0, 20.0

#: Seconds for which a translation that was given up is left for a person to see.
_AFTER_FAILURE = 3600.0

_log = logging.getLogger("dosvoces.schedule")


def _now() -> datetime:
    return datetime.now(UTC)


class ClusterScheduler:
    """Adds crawls of *outlets*, keys or files by key, as their plans say, and translations and exports."""

    def __init__(
        self,
        store: Store,
        outlets: Mapping[str, tuple[str, Outlet]],
        *,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        install(store)
        self._store, self._outlets, self._clock = store, outlets, clock
        self._teller = Teller(store)
        self._groups = group_by_host(outlet for _, outlet in outlets.values())
        self._bounds = {key: bounds_of(outlet) for key, (_, outlet) in outlets.items()}
        #: What lies farther off than this may have been planned by a wrong clock.
        self._far = timedelta(seconds=2 * min((each.longest for each in self._bounds.values()), default=0))
        self._seldom_at = 0.0
        planned, now = load_plans(store), clock()
        save_plans(store, [first_plan(key, self._bounds[key], now) for key in outlets if key not in planned])

    def run(self, stop: threading.Event) -> None:
        """Add jobs until *stop* is set, whatever the database does meanwhile."""
        outage = Outage(_log)
        while not stop.is_set():
            try:
                self.tick()
                if time.monotonic() >= self._seldom_at:
                    self._seldom_at = time.monotonic() + _SELDOM
                    self.tick_seldom()
                outage.end()
            except StoreError as error:
                outage.note(error)
            stop.wait(_TICK)

    def tick(self) -> int:
        """Add a crawl for each outlet that is due and has none; gives how many."""
        # First the jobs, then the plans: a crawl that ends in between has planned the next one.
        busy, now = find_names(self._store, "crawl"), self._clock()
        due = [
            plan
            for plan in load_due(self._store, now, now + self._far)
            if plan.outlet in self._outlets
            and f"crawl/{plan.outlet}" not in busy
            and is_due(plan, self._bounds[plan.outlet], now)
        ]
        failed = find_failures(self._store, "crawl") if due else {}
        return defer(
            self._store, [self._crawl(plan.outlet) for plan in due if self._is_free(plan, failed, now)]
        )

    def _is_free(self, plan: Plan, failed: Mapping[str, float], now: datetime) -> bool:
        """Whether the outlet may be crawled, whose last crawl may have *failed* and left no plan behind."""
        ago = failed.get(f"crawl/{plan.outlet}")
        if ago is None or plan.next_at >= now - timedelta(seconds=ago):
            return True
        return ago >= self._bounds[plan.outlet].longest

    def _crawl(self, key: str) -> Job:
        place, outlet = self._outlets[key]
        lock = self._groups[hosts_of(outlet)[0]]
        return Job(queue="crawl", name=f"crawl/{key}", words=(place,), lock=f"host/{lock}", priority=FIRST)

    def tick_seldom(self) -> None:
        """Add translations of what waits for one and exports whose time it is; tell of queues that stand."""
        self._translate()
        self._export()
        review_queues(self._store, self._clock())
        self._teller.tell()

    def _translate(self) -> None:
        shards, articles = settings.get("DOSVOCES_SHARDS"), settings.get("DOSVOCES_SHARD_ARTICLES")
        failed = find_failures(self._store, "translate")
        jobs = [
            Job(
                queue="translate",
                name=name,
                words=("translate", "--shard", f"{shard}/{shards}", "--limit", str(articles)),
            )
            for shard in self._store.untranslated_shards(shards)
            if failed.get(name := f"translate/{shard}", _AFTER_FAILURE) >= _AFTER_FAILURE
        ]
        defer(self._store, jobs)

    def _export(self) -> None:
        plans, now = load_plans(self._store), self._clock()
        for name, words in settings.get("DOSVOCES_EXPORTS").items():
            key = f".export/{name}"
            # One that lies farther off was planned by a wrong clock.
            if key in plans and now < plans[key].next_at <= now + timedelta(days=1):
                continue
            defer(self._store, [Job(queue="export", name=f"export/{name}", words=("export", *words))])
            night = now.replace(hour=settings.get("DOSVOCES_EXPORT_HOUR"), minute=0, second=0, microsecond=0)
            next_at = night if night > now else night + timedelta(days=1)
            save_plan(self._store, Plan(outlet=key, seconds=86400.0, next_at=next_at, last_at=now))
