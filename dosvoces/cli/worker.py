"""``dosvoces worker``: make the jobs of the queue that several machines share."""

import logging
from typing import Annotated

import typer

from dosvoces.cli import choices, console
from dosvoces.cli.assignments import read_assignments
from dosvoces.cli.options import SettingsOption, StoreOption

#: What a worker takes when nothing else is said.
_ALL = "crawl,translate,align,export,bulk"


def worker(
    queues: Annotated[str, typer.Option(metavar="QUEUE,...", help="The queues whose jobs it takes.")] = _ALL,
    concurrency: Annotated[int, typer.Option(min=1, help="Jobs at a time.")] = 4,
    until_empty: Annotated[
        bool, typer.Option("--until-empty", help="End when no job is left that could begin.")
    ] = False,
    settings: SettingsOption = None,
    store: StoreOption = "",
) -> None:
    """Make the jobs of the queue in a PostgreSQL store: as many workers on as many machines as one likes.

    Told to stop (SIGTERM, Ctrl-C), it ends what is under way whole or gives it back. Killed, its jobs are
    taken up by another worker.
    """
    from dosvoces.core.logs import log_to_stderr
    from dosvoces.operations.cluster.queue import QUEUES
    from dosvoces.operations.cluster.worker import work
    from dosvoces.store import Store

    chosen = [name.strip() for name in queues.split(",") if name.strip()]
    choices.check_known("queue", chosen, QUEUES)
    read_assignments(settings or [])
    log_to_stderr(as_json=console.mode.json, level=logging.WARNING if console.mode.quiet else logging.INFO)
    with Store(store) as opened:
        work(
            opened,
            store,
            chosen,
            concurrency=concurrency,
            options=settings or (),
            json_logs=console.mode.json,
            wait=not until_empty,
        )
