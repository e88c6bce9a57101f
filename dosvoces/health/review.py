"""Reviewing outlets: what their last crawls say becomes alerts, which are opened, closed and shown."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

import msgspec

from dosvoces.core.runs import Finding, OutletRun
from dosvoces.health.comparison import add_up, judge, leave_whole, split
from dosvoces.health.followed import Following
from dosvoces.store import Store
from dosvoces.store.health import (
    Alert,
    find_examples,
    find_newest_runs,
    load_alerts,
    load_runs,
    save_findings,
)


class OutletHealth(msgspec.Struct, frozen=True, kw_only=True):
    """How an outlet is: its last whole crawl, its last day, its newest articles, and what is wrong."""

    outlet: str
    last: OutletRun
    #: Crawls, new articles, and pages that gave nothing, in the 24 hours before the last crawl ended.
    crawls: int
    new: int
    failed: int
    #: Share of the newest articles that have each field.
    fields: dict[str, float]
    #: Words in the middle of their bodies, None when there are none.
    words: float | None
    languages: dict[str, float]
    alerts: tuple[Alert, ...] = ()
    #: Whether it is still crawled.
    followed: bool = True


def review(store: Store, now: datetime, outlets: Sequence[str] = ()) -> list[OutletHealth]:
    """Judges *outlets*, or all that were ever crawled; opens and closes their alerts; says how each is.

    Alerts of outlets that are followed no more are closed, of whichever.
    """
    following = Following(store, now)
    ailing = set(_open_alerts(store))
    for outlet in sorted(ailing):
        # Those with a dot are no outlets'.
        if not outlet.startswith(".") and not following.includes(outlet, load_runs(store, outlet, 1)):
            save_findings(store, outlet, [], now, "it is followed no more")
    reviewed = []
    for outlet in outlets or find_newest_runs(store):
        runs = load_runs(store, outlet)
        if not runs:
            continue
        if following.includes(outlet, runs):
            findings = [_with_examples(store, each) for each in judge(runs, now)]
            if findings or outlet in ailing:
                save_findings(store, outlet, findings, now)
        reviewed.append(_describe(outlet, runs))
    return _complete(store, reviewed, following)


class Overview:
    """How all outlets are by what is stored: nothing is judged or written.

    Kept for as long as somebody looks: of outlets that were not crawled since the last look nothing is read.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[int, OutletHealth]] = {}

    def look(self, now: datetime) -> list[OutletHealth]:
        """The outlets at *now*, those left out that are followed no more."""
        known = {}
        for outlet, newest in find_newest_runs(self._store).items():
            entry = self._known.get(outlet)
            if entry is None or entry[0] != newest:
                entry = (newest, _describe(outlet, load_runs(self._store, outlet)))
            known[outlet] = entry
        self._known = known
        outlets = [health for _, health in known.values()]
        return [
            each for each in _complete(self._store, outlets, Following(self._store, now)) if each.followed
        ]


def _open_alerts(store: Store) -> dict[str, list[Alert]]:
    opened: dict[str, list[Alert]] = {}
    for alert in load_alerts(store):
        opened.setdefault(alert.finding.outlet, []).append(alert)
    return opened


def _complete(store: Store, outlets: Sequence[OutletHealth], following: Following) -> list[OutletHealth]:
    opened = _open_alerts(store)
    return [
        msgspec.structs.replace(
            each,
            alerts=tuple(opened.get(each.outlet, ())),
            followed=following.includes(each.outlet, [each.last]),
        )
        for each in outlets
    ]


def _with_examples(store: Store, finding: Finding) -> Finding:
    family, _, reason = finding.kind.partition(":")
    if family in ("certificate", "failed", "not_article", "sources"):
        examples = find_examples(store, finding.outlet, reason)
        return msgspec.structs.replace(finding, examples=examples)
    return finding


def _describe(outlet: str, runs: Sequence[OutletRun]) -> OutletHealth:
    runs = leave_whole(runs) or runs
    last = runs[0]
    day = [run for run in runs if run.finished > last.finished - timedelta(days=1)]
    newest = add_up(split(runs)[0])
    of = max(newest.articles, 1)
    return OutletHealth(
        outlet=outlet,
        last=last,
        crawls=len(day),
        new=sum(run.counts.get("articles/new", 0) for run in day),
        failed=sum(run.total("failed", "not_article") for run in day),
        fields={field: number / of for field, number in newest.fields.items()},
        words=median(newest.words) if newest.words else None,
        languages={language: number / of for language, number in newest.languages.items()},
    )


def load_other_alerts(store: Store) -> list[Alert]:
    """The open alerts that are no outlet's: those of queues and machines, whose names begin with a dot."""
    return [alert for alert in load_alerts(store) if alert.finding.outlet.startswith(".")]


def render_prometheus(outlets: Sequence[OutletHealth], others: Sequence[Alert] = ()) -> str:
    """The health of *outlets*, and the *others* of the open alerts, in Prometheus' text format 0.0.4."""
    families: dict[str, tuple[str, list[str]]] = {
        "last_crawl_timestamp_seconds": ("When the last crawl of the outlet that did not break ended.", []),
        "last_crawl_addresses": ("Addresses of the last crawl by what became of them and why.", []),
        "new_articles_day": ("New articles in the day before the last crawl ended.", []),
        "crawls_day": ("Crawls in the day before the last one ended.", []),
        "field_ratio": ("Share of the newest articles that have the field.", []),
        "language_ratio": ("Share of the newest articles in the language.", []),
        "body_words": ("Words in the middle of the newest articles' bodies.", []),
        "alert_open": ("1 for each open alert.", []),
        "alert_untold": ("1 for each open alert that is not yet told in every way that is set.", []),
    }

    def add(name: str, value: float, **labels: str) -> None:
        text = ",".join(f'{label}="{_escape(content)}"' for label, content in labels.items())
        families[name][1].append(f"dosvoces_{name}{{{text}}} {value:.10g}")

    for health in outlets:
        key = health.outlet
        add("last_crawl_timestamp_seconds", health.last.finished.timestamp(), outlet=key)
        for name, number in health.last.counts.items():
            family, _, reason = name.partition("/")
            add("last_crawl_addresses", number, outlet=key, family=family, reason=reason)
        add("new_articles_day", health.new, outlet=key)
        add("crawls_day", health.crawls, outlet=key)
        for field, share in health.fields.items():
            add("field_ratio", share, outlet=key, field=field)
        for language, share in health.languages.items():
            add("language_ratio", share, outlet=key, language=language)
        if health.words is not None:
            add("body_words", health.words, outlet=key)
    for alert in [*(alert for health in outlets for alert in health.alerts), *others]:
        add("alert_open", 1, outlet=alert.finding.outlet, kind=alert.finding.kind)
        if not alert.told:
            add("alert_untold", 1, outlet=alert.finding.outlet, kind=alert.finding.kind)
    lines = []
    for name, (text, samples) in families.items():
        lines += [f"# HELP dosvoces_{name} {text}", f"# TYPE dosvoces_{name} gauge", *samples]
    return "\n".join(lines) + "\n"


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
