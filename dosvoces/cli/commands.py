"""All commands and the options that hold for each of them."""

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from dosvoces.cli import console, exit_codes
from dosvoces.cli.align import align
from dosvoces.cli.bulk import bulk
from dosvoces.cli.concordance import collocates, concordance, frequency, renderings, words
from dosvoces.cli.corpus import mixing, trends
from dosvoces.cli.crawl import crawl
from dosvoces.cli.demo import demo
from dosvoces.cli.doctor import doctor
from dosvoces.cli.export import export
from dosvoces.cli.fragments import fragments
from dosvoces.cli.health import health
from dosvoces.cli.import_ import import_
from dosvoces.cli.memory import memory
from dosvoces.cli.outlets import outlets
from dosvoces.cli.packages import packages
from dosvoces.cli.page import page
from dosvoces.cli.queue import queue
from dosvoces.cli.read import read
from dosvoces.cli.rebuild import rebuild
from dosvoces.cli.remove import remove, removed
from dosvoces.cli.replay import replay
from dosvoces.cli.run import run
from dosvoces.cli.schedule import schedule
from dosvoces.cli.site import site
from dosvoces.cli.text import text
from dosvoces.cli.translate import translate
from dosvoces.cli.worker import worker
from dosvoces.core.version import __version__

#: What helps a damaged store.
_ADVICE = "a crawl that meets its page again puts an article right; or go back to a copy of the store"

#: Options that hold for every command.
_EVERYWHERE = ("--json", "--quiet", "-q", "--debug")


class _Commands(TyperGroup):
    """The commands, which take the options that hold for all of them before or after their names."""

    def parse_args(self, context: Any, arguments: list[str]) -> list[str]:
        """Read the command line, those options first."""
        end = arguments.index("--") if "--" in arguments else len(arguments)
        first = [argument for argument in arguments[:end] if argument in _EVERYWHERE]
        rest = [argument for argument in arguments[:end] if argument not in _EVERYWHERE]
        return super().parse_args(context, [*first, *rest, *arguments[end:]])


app = typer.Typer(
    name="dosvoces",
    cls=_Commands,
    help="Follow Spanish and English news and turn its articles into aligned bilingual records, offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

#: A command line or two for each command whose arguments have to be known.
_EXAMPLES = {
    "crawl": ("crawl latam-mobility", "crawl --all --since 2026-11-01 --max-pages 50"),
    "translate": ("translate --outlet latam-mobility --limit 100", "translate --glossary terms.txt"),
    "align": ("align --since 2026-11-01",),
    "run": ("run latam-mobility my-outlet.toml",),
    "schedule": ("schedule --all --metrics 127.0.0.1:9464",),
    "worker": ("worker --queues crawl --concurrency 8",),
    "site": ("site stories",),
    "export": (
        "export records.jsonl.zst --language es --from 2026-11-01",
        "export dataset --format parquet --format tmx --split --without-flag all",
    ),
    "fragments": (
        "fragments spanish-furniture.csv --kind furniture --language es --in en --country US",
        "fragments tagged.tsv --format conll --confidence 0.8",
    ),
    "concordance": (
        "concordance mañana --language en --output manana.csv",
        'concordance \'[word="síguenos" & lang="es"]\' --country US --sort right',
        "concordance agua --sample 100 --seed 7 --format jsonl",
    ),
    "frequency": ("frequency migrantes --by month --country MX", "frequency 'gobierno*' --by form --side es"),
    "collocates": ("collocates inversión --language es",),
    "renderings": ("renderings inversión --side es", "concordance inversión --side es --beside -investment"),
    "words": ("words --side es --output words.csv", "words --outlet my-outlet --keywords --least 5"),
    "trends": ("trends migrantes migrants --per month --country MX",),
    "mixing": ("mixing --by outlet --language es",),
    "rebuild": ("rebuild dataset records.jsonl",),
    "import": ("import dataset", "import november.parts --store postgresql://me@server/news"),
    "page": ("page https://example.com/a-story.html", "page story.html --url https://example.com/a-story"),
    "replay": ("replay archive --outlet latam-mobility",),
    "remove": (
        "remove latam-mobility-0123456789abcdef --reason 'asked for by its author'",
        "remove https://example.com/a-story --dry-run",
    ),
    "health": ("health latam-mobility --tell",),
    "text": ("text 'Photo: Gobierno de México'",),
}


def _show_examples(name: str) -> str | None:
    lines = [f"  dosvoces {line}" for line in _EXAMPLES.get(name, ())]
    return "\n".join(("\b", "Examples:", *lines)) if lines else None


for command in (
    *(demo, crawl, translate, align, run, schedule, worker, read, site, export, fragments),
    *(concordance, frequency, collocates, renderings, words, trends, mixing, rebuild),
    *(import_, page, replay, remove, removed, health, text, doctor),
):
    name = command.__name__.rstrip("_")
    app.command(name, epilog=_show_examples(name))(command)
app.add_typer(outlets, name="outlets")
app.add_typer(packages, name="packages")
app.add_typer(memory, name="memory")
app.add_typer(queue, name="queue")
app.add_typer(bulk, name="bulk")


def _print_version(wanted: bool) -> None:
    if wanted:
        console.out.print(f"dosvoces {__version__}")
        raise typer.Exit


def _tell_damaged(_: object, **options: object) -> None:
    """End with status 1 when a command left out what is damaged in a store, however well the rest went."""
    # Commands that opened no store do not load it for this.
    damage = sys.modules.get("dosvoces.store.damage")
    if damage is None or not damage.noticed:
        return
    addresses = sorted({address for address, _ in damage.noticed})
    console.warn(
        f"{console.number_of(len(damage.noticed), 'record')} of {', '.join(addresses)} could not be read and "
        f"left out, see above: {_ADVICE}"
    )
    raise typer.Exit(exit_codes.FOUND)


@app.callback(result_callback=_tell_damaged)
def configure(
    json: Annotated[bool, typer.Option("--json", help="Print results as JSON, one value per line.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and log everything.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop."),
    ] = False,
) -> None:
    """Options before the command hold for every command; they may stand behind it too."""
    console.mode.json, console.mode.quiet, console.mode.debug = json, quiet, debug
    if "dosvoces.store.damage" in sys.modules:
        sys.modules["dosvoces.store.damage"].noticed.clear()
