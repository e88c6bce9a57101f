"""``dosvoces import``: datasets, and what bulk extractions made, into a store."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from dosvoces.cli import console
from dosvoces.cli.exit_codes import FOUND
from dosvoces.cli.options import StoreOption

if TYPE_CHECKING:
    from dosvoces.bulk.imports import ImportReport


def import_(
    places: Annotated[
        list[str],
        typer.Argument(
            metavar="DATASET|PARTS...",
            help="Datasets, records as JSON Lines, or OUT.parts of `dosvoces bulk extract`; on disk or s3.",
        ),
    ],
    store: StoreOption = "",
) -> None:
    """Merge datasets, or what bulk extractions made, into a store, by the time at which pages were fetched.

    Parts of an extraction leave the store as a replay of the same WARC files would: with all versions. A
    dataset has the latest one of each story, with its translation and the outlet's other edition.
    """
    from dosvoces.bulk.imports import import_into
    from dosvoces.store import Store

    with Store(store) as opened, console.stages() as progress:
        report = import_into(opened, places, progress)
    console.show(report, lambda: _render(report))
    for name, reason in report.failed.items():
        console.warn(f"not in the extraction: {name}: {reason}")
    if report.failed:
        raise typer.Exit(FOUND)


def _render(report: "ImportReport") -> Table:
    table = Table(box=None, header_style="dim")
    table.add_column("imported")
    table.add_column(f"{report.seconds:.0f} s", justify="right")
    for name, number in report.counts.items():
        table.add_row(name.replace("/", ": "), str(number))
    return table
