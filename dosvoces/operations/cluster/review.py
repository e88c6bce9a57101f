"""How the queues stand: figures for Prometheus, and alerts when nobody does the jobs of one."""

from collections.abc import Iterator
from datetime import datetime

from dosvoces.core import settings
from dosvoces.core.runs import Finding
from dosvoces.store import Store
from dosvoces.store.health import load_alerts, save_findings
from dosvoces.store.jobs import QueueState, WorkerState, read_queues, read_workers

_FAMILIES = {
    "queue_waiting": "Jobs of the queue that could begin now.",
    "queue_later": "Jobs of the queue that wait for their time.",
    "queue_running": "Jobs of the queue that are being done.",
    "queue_failed": "Jobs of the queue that were given up.",
    "queue_oldest_seconds": "How long the oldest job has waited that could begin.",
    "worker_running": "Jobs that the worker does.",
    "worker_silent_seconds": "How long ago the worker said that it is there.",
}


def judge_queue(state: QueueState, minutes: float) -> list[Finding]:
    """What is wrong with a queue: it stands when its oldest job has waited for *minutes*."""
    findings = []
    if state.oldest > 60 * minutes:
        message = (
            f"{state.waiting} jobs wait, the oldest for {state.oldest / 60:.0f} minutes, and {state.running} "
            "are being done: start more workers for this queue, or look at their logs"
        )
        findings.append(Finding(outlet=_name(state.queue), kind="queue:stands", message=message))
    if state.failed:
        message = f"{state.failed} jobs were given up; `dosvoces queue status` names them"
        findings.append(Finding(outlet=_name(state.queue), kind="queue:failed", message=message))
    return findings


def review_queues(store: Store, now: datetime) -> None:
    """Opens and closes the alerts of all queues."""
    minutes = float(settings.get("DOSVOCES_QUEUE_MINUTES"))
    found = {_name(state.queue): judge_queue(state, minutes) for state in read_queues(store)}
    ailing = {alert.finding.outlet for alert in load_alerts(store) if is_queue(alert.finding.outlet)}
    for name in sorted({name for name, findings in found.items() if findings} | ailing):
        save_findings(store, name, found.get(name, []), now)


def _name(queue: str) -> str:
    return f".queue/{queue}"


def is_queue(name: str) -> bool:
    """Whether the alerts of *name* are a queue's and no outlet's."""
    return name.startswith(".queue/")


def render_queues(queues: list[QueueState], workers: list[WorkerState]) -> str:
    """The state of *queues* and *workers* in Prometheus' text format 0.0.4."""

    def sample() -> Iterator[tuple[str, str, float]]:
        for queue in queues:
            label = f'queue="{queue.queue}"'
            yield "queue_waiting", label, queue.waiting
            yield "queue_later", label, queue.later
            yield "queue_running", label, queue.running
            yield "queue_failed", label, queue.failed
            yield "queue_oldest_seconds", label, queue.oldest
        for worker in workers:
            yield "worker_running", f'worker="{worker.worker}"', worker.running
            yield "worker_silent_seconds", f'worker="{worker.worker}"', worker.silent

    samples = [*sample()]
    lines = []
    for name, text in _FAMILIES.items():
        lines += [f"# HELP dosvoces_{name} {text}", f"# TYPE dosvoces_{name} gauge"]
        lines += [
            f"dosvoces_{name}{{{label}}} {value:.10g}" for each, label, value in samples if each == name
        ]
    return "\n".join(lines) + "\n"


def measure_queues(store: Store) -> str:
    """What Prometheus is told of the queue of *store*."""
    return render_queues(read_queues(store), read_workers(store))
