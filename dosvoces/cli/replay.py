"""``dosvoces replay``: archived responses through the whole pipeline again."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from dosvoces.cli import console, exit_codes
from dosvoces.cli.options import StoreOption
from dosvoces.core.outlets import find

if TYPE_CHECKING:
    from dosvoces.operations.replay import ReplayReport


def replay(
    archives: Annotated[
        list[str],
        typer.Argument(metavar="WARC|DIR...", help="WARC files, or folders or s3:// addresses of them."),
    ],
    outlets: Annotated[
        list[str] | None,
        typer.Option("--outlet", metavar="OUTLET", help="Take only the pages of this outlet."),
    ] = None,
    known_only: Annotated[
        bool, typer.Option("--known-only", help="Leave pages alone that belong to no outlet with a file.")
    ] = False,
    store: StoreOption = "",
) -> None:
    """Read archived responses again, without a network: one's own, or others' WARC files.

    Use it with a new version of the extraction, or for archives such as Common Crawl's news files. A file
    that is damaged costs its records there and is listed, and the exit status is 1.
    """
    from dosvoces.operations.replay import replay as replay_archives

    chosen = [find(name) for name in outlets or []]
    with console.progress("replaying") as advance:
        report = replay_archives(
            archives, store=store, outlets=chosen, known_only=known_only, progress=advance
        )
    console.show(report, lambda: render_replay(report))
    for name, problem in report.problems.items():
        console.warn(f"{name}: {problem}")
    if report.problems:
        raise typer.Exit(exit_codes.FOUND)


def render_replay(report: "ReplayReport") -> Table:
    """A table of what became of the records."""
    table = Table(box=None, header_style="dim")
    table.add_column(f"{report.records} records in {report.files} files")
    table.add_column(f"{report.seconds:.0f} s", justify="right")
    for name, number in report.counts.items():
        table.add_row(name.replace("/", ": ").replace("_", " "), str(number))
    return table
