"""``dosvoces schedule``: follow outlets for months, each at its own pace."""

import contextlib
import logging
import signal
import threading
from typing import Annotated

import typer

from dosvoces.cli import console
from dosvoces.cli.assignments import read_assignments
from dosvoces.cli.options import EveryOption, OutletArguments, SettingsOption, StoreOption
from dosvoces.cli.outlet_choice import choose_outlets
from dosvoces.core.contact import require_contact
from dosvoces.core.errors import SettingError, StoreError


def schedule(
    outlets: OutletArguments = None,
    every: EveryOption = False,
    store: StoreOption = "",
    processes: Annotated[
        int,
        typer.Option(
            min=1, help="Crawls, of up to 16 outlets each, at a time; as many again of slow outlets."
        ),
    ] = 2,
    metrics: Annotated[
        str, typer.Option(metavar="HOST:PORT", help="Serve metrics for Prometheus there, at /metrics.")
    ] = "",
    settings: SettingsOption = None,
) -> None:
    """Crawl outlets for as long as it runs, each as often as it publishes.

    It can be stopped and started at any time. With a store in PostgreSQL it adds jobs to the queue there,
    which workers make (dosvoces worker). With --json, all logs are JSON, one value per line.
    """
    from dosvoces.core.logs import log_to_stderr
    from dosvoces.health.alerts import check_ways
    from dosvoces.operations.cluster.review import measure_queues
    from dosvoces.operations.cluster.scheduler import ClusterScheduler
    from dosvoces.operations.metrics import serve_metrics
    from dosvoces.operations.schedule import bounds_of
    from dosvoces.operations.scheduler import Scheduler
    from dosvoces.store import Store
    from dosvoces.store.locks import lock_name
    from dosvoces.store.turns import shares_hosts

    check_ways()
    chosen = choose_outlets(outlets or [], every=every)
    read_assignments(settings or [])
    require_contact(outlet for _, outlet in chosen.values())
    log_to_stderr(as_json=console.mode.json, level=logging.WARNING if console.mode.quiet else logging.INFO)

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Store(store) as opened, lock_name(opened, ".schedule") as free, contextlib.ExitStack() as stack:
        if not free:
            # No mistake in the settings: who started this one may start it again until the other is gone.
            raise StoreError(f"a schedule is running already for {opened.url}; stop it first")
        if metrics:
            more = measure_queues if shares_hosts(opened) else lambda _: ""
            console.note(f"metrics at {stack.enter_context(serve_metrics(opened, metrics, more))}")
        if shares_hosts(opened):
            if settings:
                raise SettingError(
                    "the schedule of several machines crawls nothing; give --set to the workers"
                )
            ClusterScheduler(opened, chosen).run(stop)
            return
        plans = {key: (name, bounds_of(outlet)) for key, (name, outlet) in chosen.items()}
        scheduler = Scheduler(
            opened,
            store,
            plans,
            processes=processes,
            settings=settings or (),
            json_logs=console.mode.json,
        )
        with scheduler:
            scheduler.run(stop)
