"""``dosvoces translate``: translate what is stored and not translated yet."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from dosvoces.cli import choices, console
from dosvoces.cli.options import EngineOption, OutletOption, StoreOption
from dosvoces.core.errors import EngineError

if TYPE_CHECKING:
    from translations.batches import Counts


def translate(
    engine: EngineOption = "",
    outlet: OutletOption = "",
    limit: Annotated[int | None, typer.Option(min=1, help="The most articles to translate.")] = None,
    glossary: Annotated[
        Path | None, typer.Option(help="A file of terms to keep or to render in a given way.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Try also articles that failed so often that they were given up.")
    ] = False,
    device: Annotated[
        str | None, typer.Option(help="auto, cpu or cuda; the setting's when omitted.", show_default=False)
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=0, help="Threads on a processor; 0 means one for each core.")
    ] = None,
    store: StoreOption = "",
) -> None:
    """Translate the stored articles that are not translated yet; stopped, it goes on from there."""
    from dosvoces.store import Store
    from translations.batches import Progress, translate_store
    from translations.engines.device import read_device

    wanted = read_device(device, threads)
    with Store(store, create=False) as opened, console.progress("translating articles") as advance:
        wanted_outlet = choices.read_outlet(outlet, opened)
        if again:
            opened.forget_translation_failures(wanted_outlet)

        def report(progress: Progress) -> None:
            advance(progress.articles, progress.total)

        counts = translate_store(
            opened,
            engine or None,
            outlet=wanted_outlet,
            limit=limit,
            glossary=glossary,
            device=wanted,
            progress=report,
        )
    console.show(counts, lambda: render_counts(counts))
    for message, number in counts.failed.items():
        console.warn(f"{console.number_of(number, 'article')} not translated: {message}")
    if counts.failed:
        raise typer.Exit(EngineError.exit_code)


def render_counts(counts: "Counts") -> Table:
    """A table of what a translation did."""
    table = Table(box=None, header_style="dim")
    for title in ("articles", "sentences", "sentences/s", "flagged"):
        table.add_column(title, justify="right")
    table.add_column("origin")
    origins = ", ".join(f"{number} {origin}" for origin, number in sorted(counts.origins.items()))
    table.add_row(
        str(counts.articles),
        str(counts.sentences),
        f"{counts.sentences / counts.seconds:.0f}" if counts.seconds else "",
        str(sum(counts.flags.values())),
        origins,
    )
    return table
