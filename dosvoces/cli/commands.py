"""All commands and the options that hold for each of them."""

from typing import Annotated

import typer

from dosvoces.cli import console
from dosvoces.cli.align import align
from dosvoces.cli.crawl import crawl
from dosvoces.cli.demo import demo
from dosvoces.cli.doctor import doctor
from dosvoces.cli.export import export
from dosvoces.cli.health import health
from dosvoces.cli.memory import memory
from dosvoces.cli.outlets import outlets
from dosvoces.cli.packages import packages
from dosvoces.cli.page import page
from dosvoces.cli.read import read
from dosvoces.cli.rebuild import rebuild
from dosvoces.cli.replay import replay
from dosvoces.cli.run import run
from dosvoces.cli.schedule import schedule
from dosvoces.cli.site import site
from dosvoces.cli.text import text
from dosvoces.cli.translate import translate
from dosvoces.core.version import __version__

app = typer.Typer(
    name="dosvoces",
    help="Follow Spanish and English news and turn its articles into aligned bilingual records, offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for command in (
    *(demo, crawl, translate, align, run, schedule, read, site, export, rebuild),
    *(page, replay, health, text, doctor),
):
    app.command()(command)
app.add_typer(outlets, name="outlets")
app.add_typer(packages, name="packages")
app.add_typer(memory, name="memory")


def _print_version(wanted: bool) -> None:
    if wanted:
        console.out.print(f"dosvoces {__version__}")
        raise typer.Exit


@app.callback()
def configure(
    json: Annotated[bool, typer.Option("--json", help="Print results as JSON, one value per line.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and log everything.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop."),
    ] = False,
) -> None:
    """Options before the command hold for every command."""
    console.mode.json, console.mode.quiet, console.mode.debug = json, quiet, debug
