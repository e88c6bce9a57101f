"""``dosvoces queue``: how the jobs that several machines share stand, and what to do about them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dosvoces.cli import console, exit_codes
from dosvoces.cli.options import EveryOption, OutletArguments, StoreOption
from dosvoces.cli.outlet_choice import choose_outlets, lacks_any
from dosvoces.core.errors import SettingError

if TYPE_CHECKING:
    from dosvoces.store import Store
    from dosvoces.store.jobs import QueueState, StoredJob, WorkerState

queue = typer.Typer(help="How the jobs that several machines share stand.", no_args_is_help=True)

_QueueOption = Annotated[str, typer.Option("--queue", metavar="QUEUE", help="Only jobs of this queue.")]
_JobOption = Annotated[int | None, typer.Option("--job", metavar="NUMBER", help="Only this job.")]
_EveryJobOption = Annotated[bool, typer.Option("--all", help="Jobs of every queue.")]


class Status(msgspec.Struct, frozen=True):
    """How the queues and workers are, and which jobs were given up."""

    queues: "list[QueueState]"
    workers: "list[WorkerState]"
    failed: "list[StoredJob]"


@contextmanager
def _open(address: str) -> "Iterator[Store]":
    from dosvoces.store import Store
    from dosvoces.store.jobs import install

    with Store(address, create=False) as store:
        install(store)
        yield store


@queue.command()
def status(queue: _QueueOption = "", store: StoreOption = "") -> None:
    """Tell how many jobs wait, run and were given up, and which workers there are."""
    from dosvoces.store.jobs import list_jobs, read_queues, read_workers

    with _open(store) as opened:
        queues = [each for each in read_queues(opened) if queue in ("", each.queue)]
        found = Status(queues, read_workers(opened), list_jobs(opened, "failed", queue))
    console.show(found, lambda: _render(found))


@queue.command()
def retry(
    queue: _QueueOption = "", job: _JobOption = None, every: _EveryJobOption = False, store: StoreOption = ""
) -> None:
    """Put jobs that were given up back into the queue, as if they were new."""
    from dosvoces.store.jobs import retry_failed

    _check_chosen(queue, job, every)
    with _open(store) as opened:
        again = retry_failed(opened, queue, job)
    console.show(again, lambda: Text(f"{console.number_of(len(again), 'job')} put back"))


@queue.command()
def cancel(
    queue: _QueueOption = "", job: _JobOption = None, every: _EveryJobOption = False, store: StoreOption = ""
) -> None:
    """Remove jobs that wait or were given up, and tell those that run to end."""
    from dosvoces.store.jobs import cancel_jobs

    _check_chosen(queue, job, every)
    with _open(store) as opened:
        removed, asked = cancel_jobs(opened, queue, job)
    result = {"removed": removed, "told_to_end": asked}
    console.show(result, lambda: Text(f"{removed} removed, {asked} told to end"))


@queue.command()
def backfill(
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Leave stories from before alone.")],
    outlets: OutletArguments = None,
    every: EveryOption = False,
    store: StoreOption = "",
) -> None:
    """Add crawls of everything since some day, which let new stories go first."""
    from dosvoces.operations.cluster.jobs import backfill as make
    from dosvoces.operations.cluster.queue import defer
    from dosvoces.store.turns import group_by_host, hosts_of

    chosen = choose_outlets(outlets or [], every=every)
    groups = group_by_host(outlet for _, outlet in chosen.values())
    jobs = [
        make(outlet, place, f"{since:%Y-%m-%d}", f"host/{groups[hosts_of(outlet)[0]]}")
        for place, outlet in chosen.values()
    ]
    with _open(store) as opened:
        added = defer(opened, jobs)
    console.show({"added": added}, lambda: Text(f"{console.number_of(added, 'back-fill')} added"))
    if lacks_any(every=every):
        raise typer.Exit(exit_codes.FOUND)


def _check_chosen(queue: str, job: int | None, every: bool) -> None:
    if (bool(queue), job is not None, every).count(True) != 1:
        raise SettingError("say which jobs: --queue QUEUE, --job NUMBER or --all")


def _render(found: Status) -> RenderableType:
    queues = Table(
        "queue", *("waiting", "later", "running", "failed", "oldest"), box=None, header_style="dim"
    )
    for each in found.queues:
        numbers = (each.waiting, each.later, each.running, each.failed)
        queues.add_row(each.queue, *map(str, numbers), f"{each.oldest:.0f} s")
    workers = Table("worker", "running", "last heard of", box=None, header_style="dim")
    for worker in found.workers:
        workers.add_row(str(worker.worker), str(worker.running), f"{worker.silent:.0f} s ago")
    failed = Table("job", "given up", "tries", box=None, header_style="dim")
    for job in found.failed:
        failed.add_row(str(job.id), job.name, str(job.attempts))
    tables = [(found.queues, queues), (found.workers, workers), (found.failed, failed)]
    shown = [table for rows, table in tables if rows]
    return Group(*shown) if shown else Text("no jobs")
