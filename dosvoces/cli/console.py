"""Printing: results on standard output, progress and errors on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

#: Results.
out = Console(highlight=False, soft_wrap=True)
#: Progress, notes and errors.
err = Console(stderr=True, highlight=False)


@dataclass
class Mode:
    """How the commands of this process talk; set once by the global options."""

    json: bool = False
    quiet: bool = False
    debug: bool = False


mode = Mode()


def show(value: Any, render: Callable[[], RenderableType]) -> None:
    """Print *value* as one line of JSON with ``--json``, else what *render* gives.

    With ``--quiet`` only the JSON is printed.
    """
    if mode.json:
        sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
        sys.stdout.flush()
    elif not mode.quiet:
        out.print(render())


def note(message: str) -> None:
    """Print *message* for a person on standard error; silent with ``--quiet`` and ``--json``."""
    if not (mode.quiet or mode.json):
        err.print(message)


def complain(what: str, message: str) -> None:
    """Print the error *message* on standard error, a line of JSON with ``--json``."""
    if mode.json:
        line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "level": "error"}
        line |= {"logger": "dosvoces", "message": message}
        sys.stderr.write(msgspec.json.encode(line).decode() + "\n")
    else:
        err.print(f"[red]{what}:[/]", end=" ")
        err.print(message, markup=False, soft_wrap=True)


#: Called with what is done so far and, when known, the total.
Advance = Callable[[int, int | None], None]


@contextmanager
def progress(description: str, total: int | None = None) -> Iterator[Advance]:
    """A progress bar on standard error, shown on a terminal only; yields the function that moves it."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=mode.quiet or mode.json or not err.is_terminal,
    )
    with bar:
        task = bar.add_task(description, total=total, speed="")

        def advance(done: int, new_total: int | None = None) -> None:
            speed = bar.tasks[task].speed
            bar.update(task, completed=done, speed=f"{speed:.0f}/s" if speed else "")
            if new_total is not None:
                bar.update(task, total=new_total)

        yield advance
