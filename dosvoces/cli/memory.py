"""``dosvoces memory``: translations out to a person, and corrections back."""

from pathlib import Path
from typing import Annotated

import typer

from dosvoces.cli import choices, console
from dosvoces.cli.options import OutletOption, StoreOption

memory = typer.Typer(
    help="Take translations out as TMX for a person to correct, and take the corrections in.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@memory.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The TMX file to write.")],
    outlet: OutletOption = "",
    flagged: Annotated[bool, typer.Option("--flagged", help="Only segments that failed a check.")] = False,
    store: StoreOption = "",
) -> None:
    """Write the machine's segments to a TMX file, each sentence once."""
    from dosvoces.store import Store
    from translations.corrections import export_memory

    with Store(store, create=False) as opened:
        written = export_memory(opened, file, outlet=choices.read_outlet(outlet, opened), flagged=flagged)
    console.show({"units": written, "file": str(file)}, lambda: f"{written} segments in {file}")


@memory.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A TMX file in Spanish and English.")],
    store: StoreOption = "",
) -> None:
    """Take the corrections of a TMX file: from then on they win, in stored translations too."""
    from dosvoces.store import Store
    from translations.corrections import import_memory

    with Store(store) as opened:
        done = import_memory(opened, file)
    console.show(
        done,
        lambda: (
            f"{done.corrections} corrections of {done.units} segments, {done.refused} refused; "
            f"{done.articles} translations changed"
        ),
    )
