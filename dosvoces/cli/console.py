"""Printing: results on standard output, progress and errors on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from rich.console import Console, ConsoleOptions, RenderableType
from rich.measure import Measurement
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.segment import Segment

from dosvoces.core.logs import hide_credentials

#: Narrower tables are unreadable: a terminal wraps the lines itself.
_NARROWEST = 80
#: Wider than any line; programs that read a table want each row on a line of its own.
_UNBOUNDED = 10_000

#: Control characters, and those that turn the direction of writing.
_STEERING = {*range(0x20), *range(0x7F, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_WRITTEN_OUT = {
    code: chr(code).encode("unicode_escape").decode() for code in _STEERING - {ord("\n"), ord("\t")}
}

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
        _print(_Harmless(render()))


def _print(value: RenderableType) -> None:
    console = Console(highlight=False, soft_wrap=True)
    if console.is_terminal:
        console.width = max(console.width, _NARROWEST)
        console.print(value)
        return
    console.width = _UNBOUNDED
    with console.capture() as printed:
        console.print(value)
    sys.stdout.write("\n".join(line.rstrip() for line in printed.get().split("\n")))
    sys.stdout.flush()


class _Harmless:
    """What is shown, with control characters written out: outlets and packages choose their own names."""

    def __init__(self, shown: RenderableType) -> None:
        self._shown = shown

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for segment in console.render(self._shown, options):
            yield segment if segment.control else segment._replace(text=write_out(segment.text))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self._shown)


def write_out(text: str) -> str:
    r"""*text* with what steers a terminal, or turns the direction of writing, as ``\x1b`` or ``\u202e``."""
    return text.translate(_WRITTEN_OUT)


def number_of(count: int, noun: str) -> str:
    """``1 outlet``, ``2 outlets``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def note(message: str) -> None:
    """Print *message* for a person on standard error; silent with ``--quiet`` and ``--json``."""
    if not (mode.quiet or mode.json):
        # In a file or a log a note is one line; a terminal shows it in whole words.
        err.print(write_out(message), markup=False, soft_wrap=not err.is_terminal)


def warn(message: str) -> None:
    """Print *message* on standard error, whatever the mode; passwords in addresses are left out."""
    err.print(write_out(hide_credentials(message)), markup=False, soft_wrap=True)


def complain(what: str, message: str) -> None:
    """Print the error *message* on standard error, a line of JSON with ``--json``."""
    if mode.json:
        line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "level": "error"}
        line |= {"logger": "dosvoces", "message": message}
        sys.stderr.write(msgspec.json.encode(line).decode() + "\n")
    else:
        err.print(f"[red]{what}:[/]", end=" ")
        err.print(write_out(message), markup=False, soft_wrap=True)


#: Called with what is done so far, how much there is, and of what.
AdvanceStage = Callable[[int, int | None, str], None]


@contextmanager
def stages() -> Iterator[AdvanceStage]:
    """A progress bar that names what it counts, of which there may be one thing after the other."""
    with ExitStack() as stack:
        shown: dict[str, Advance] = {}

        def advance(done: int, total: int | None, what: str) -> None:
            if what not in shown:
                stack.close()
                shown[what] = stack.enter_context(progress(what))
            shown[what](done, total)

        yield advance


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
