"""``dosvoces bulk``: extraction, translation, alignment and export of millions, from files to files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.table import Table

from dosvoces.cli import choices, console
from dosvoces.cli.exit_codes import FOUND
from dosvoces.cli.options import (
    AnonymiseOption,
    EngineOption,
    FormatsOption,
    FromOption,
    IncludeReservedOption,
    LanguagesOption,
    MinScoreOption,
    OnceOption,
    OriginsOption,
    OutletsOption,
    RolesOption,
    SplitOption,
    TestFromOption,
    TestOption,
    ToOption,
    UntranslatedOption,
    ValidationFromOption,
    ValidationOption,
    WithoutFlagsOption,
)
from dosvoces.core import settings
from dosvoces.core.errors import SettingError
from dosvoces.core.outlets import Outlet, catalogue, find
from dosvoces.exports.splits import Splits

if TYPE_CHECKING:
    from dosvoces.bulk.runs import BulkReport, Runner
    from dosvoces.exports.manifest import Request
    from dosvoces.store import Selection

bulk = typer.Typer(
    help="Millions at once: WARC files and datasets in, datasets out, on one machine or a cluster.",
    no_args_is_help=True,
)

DriverOption = Annotated[
    str,
    typer.Option(
        metavar="DRIVER",
        help="local: processes of this machine; cluster: workers on the store; ray: a Ray cluster.",
    ),
]
WorkersOption = Annotated[
    int,
    typer.Option(
        min=0, help="Files worked on at once; 0: one for each core, or GPU. Of a cluster the workers say."
    ),
]
RemovedOption = Annotated[
    str,
    typer.Option(
        metavar="STORE|FILE",
        help="Store, or removed.jsonl of a dataset, whose removed stories are left out; the default store "
        "when omitted.",
    ),
]
DatasetArgument = Annotated[
    str, typer.Argument(metavar="DATASET", help="A dataset with Parquet files: a folder, or s3://…")
]
OutArgument = Annotated[
    str,
    typer.Argument(metavar="OUT", help="Folder of the new dataset, or s3://…; OUT.parts holds its parts."),
]


@bulk.command()
def extract(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT... OUT",
            help="WARC files, folders of them, http(s) or s3 addresses, lists such as warc.paths.gz; and "
            "last the folder of the new dataset, or s3://…; OUT.parts holds its parts.",
        ),
    ],
    outlet: OutletsOption = None,
    country: Annotated[
        list[str] | None,
        typer.Option(metavar="COUNTRY", help="Only outlets of this country, as in MX; repeatable."),
    ] = None,
    language: LanguagesOption = None,
    known_only: Annotated[
        bool, typer.Option("--known-only", help="Leave pages alone that belong to no outlet with a file.")
    ] = False,
    include_reserved: IncludeReservedOption = False,
    format_: FormatsOption = None,
    driver: DriverOption = "local",
    workers: WorkersOption = 0,
    removed: RemovedOption = "",
) -> None:
    """Extract WARC files, such as Common Crawl's news archive, into a dataset.

    Killed and started again, it goes on where it was and gives the same bytes. A file that is broken costs
    itself and is listed, and the exit status is 1.
    """
    if len(paths) < 2:
        raise SettingError("name what to extract, and last the folder to write")
    from dosvoces.bulk import runs
    from dosvoces.bulk.extract import make_step
    from dosvoces.store import Selection

    outlets = _choose_outlets(outlet or [], country or [])
    step = make_step(
        outlets or tuple(catalogue().values()),
        known_only=known_only or bool(outlets),
        languages=tuple(dict.fromkeys(each.partition("-")[0].lower() for each in language or [])),
    )
    request = _make_request(format_, Selection(translated_only=False, include_reserved=include_reserved))
    with _running(driver, workers, removed) as runner:
        report = runs.extract(paths[:-1], paths[-1], step, request, runner)
    _tell(report)


def _choose_outlets(keys: list[str], countries: list[str]) -> tuple[Outlet, ...]:
    """The outlets that are named, of the countries that are named; none when neither is."""
    chosen = [find(key) for key in keys] or (list(catalogue().values()) if countries else [])
    wanted = {country.upper() for country in countries}
    found = tuple(outlet for outlet in chosen if not wanted or outlet.country in wanted)
    if countries and not found:
        raise SettingError(f"there is no outlet of {', '.join(sorted(wanted))} among those asked for")
    return found


@bulk.command()
def translate(
    dataset: DatasetArgument,
    to: OutArgument,
    engine: EngineOption = "",
    glossary: Annotated[
        Path | None, typer.Option(help="A file of terms to keep or to render in a given way.")
    ] = None,
    format_: FormatsOption = None,
    driver: DriverOption = "local",
    workers: WorkersOption = 0,
    removed: RemovedOption = "",
) -> None:
    """Translate the records of a dataset that are not translated yet; killed, it goes on from there.

    Each process has its own engine, on a GPU where there are some.
    """
    from dosvoces.bulk import runs
    from dosvoces.bulk.translate import make_step

    step = make_step(runs.digest_dataset(dataset), engine or None, glossary)
    with _running(driver, workers, removed, uses_gpu=True) as runner:
        report = runs.translate(dataset, to, step, _keep_all(dataset, format_), runner)
    _tell(report)


@bulk.command()
def align(
    dataset: DatasetArgument,
    to: OutArgument,
    format_: FormatsOption = None,
    driver: DriverOption = "local",
    workers: WorkersOption = 0,
    removed: RemovedOption = "",
) -> None:
    """Pair the editions that outlets publish themselves in a dataset, and align their sentences."""
    from dosvoces.bulk import runs
    from dosvoces.bulk.align import make_step

    step = make_step(runs.digest_dataset(dataset))
    with _running(driver, workers, removed) as runner:
        report = runs.align(dataset, to, step, _keep_all(dataset, format_), runner)
    _tell(report)


@bulk.command()
def export(
    dataset: DatasetArgument,
    to: Annotated[str, typer.Argument(metavar="OUT", help="Folder of the new dataset, or s3://…")],
    format_: FormatsOption = None,
    outlet: OutletsOption = None,
    language: LanguagesOption = None,
    published_from: FromOption = "",
    published_to: ToOption = "",
    origin: OriginsOption = None,
    role: RolesOption = None,
    min_score: MinScoreOption = None,
    without_flag: WithoutFlagsOption = None,
    once: OnceOption = False,
    untranslated: UntranslatedOption = False,
    include_reserved: IncludeReservedOption = False,
    anonymise: AnonymiseOption = False,
    split: SplitOption = False,
    validation: ValidationOption = None,
    test: TestOption = None,
    validation_from: ValidationFromOption = "",
    test_from: TestFromOption = "",
    removed: RemovedOption = "",
) -> None:
    """Write the records of a dataset in other formats, chosen, masked and split as `dosvoces export` does it.

    One process streams it: writing is as fast as reading, so that there is nothing to divide.
    """
    from dosvoces.bulk import runs

    days = choices.read_days(("--validation-from", validation_from), ("--test-from", test_from))
    division = choices.read_splits(days, (validation, test), split=split)
    chosen = choices.read_selection(
        languages=language,
        published=(published_from, published_to),
        since="",
        origins=origin,
        roles=role,
        min_score=min_score,
        without_flags=without_flag,
        once=once,
        untranslated=untranslated,
        include_reserved=include_reserved,
    )
    chosen = msgspec.structs.replace(chosen, outlets=tuple(outlet or ()))
    request = _make_request(format_, chosen, anonymised=anonymise)
    if isinstance(division, Splits):
        request = msgspec.structs.replace(request, splits=division)
    shares = division if isinstance(division, tuple) else None
    with _running("local", 0, removed) as runner:
        report = runs.export(dataset, to, request, shares, runner)
    _tell(report)


@bulk.command(hidden=True)
def perform(folder: str, names: list[str]) -> None:
    """Do jobs of a step, as a worker: those that were described under these names in the step's folder."""
    from dosvoces.bulk.jobs import perform_described

    perform_described(folder, names)


def _make_request(formats: list[str] | None, chosen: "Selection", *, anonymised: bool = False) -> "Request":
    from dosvoces.exports.formats import NAMES
    from dosvoces.exports.manifest import Request

    names = formats or ["parquet"]
    choices.check_known("format", names, NAMES)
    distinct = tuple(name for name in NAMES if name in names)
    contact = settings.get("DOSVOCES_CONTACT")
    return Request(formats=distinct, selection=chosen, anonymised=anonymised, contact=contact)


def _keep_all(dataset: str, formats: list[str] | None) -> "Request":
    """All that the dataset has: what its own export left out stays out."""
    from dosvoces.bulk.runs import read_selection

    reserved = read_selection(dataset).include_reserved
    from dosvoces.store import Selection

    return _make_request(formats, Selection(translated_only=False, include_reserved=reserved))


@contextmanager
def _running(driver: str, workers: int, removed: str, *, uses_gpu: bool = False) -> Iterator["Runner"]:
    """What has jobs done and shows how far they are."""
    from dosvoces.bulk.drivers import find_driver
    from dosvoces.bulk.driving import Options
    from dosvoces.bulk.removed import read_taken_down
    from dosvoces.bulk.runs import Runner

    options = Options(workers=workers, uses_gpu=uses_gpu)
    with console.stages() as progress:
        taken_down = read_taken_down(removed, create=driver == "cluster")
        yield Runner(find_driver(driver), options, progress, taken_down)


def _tell(report: "BulkReport") -> None:
    """Prints what was done; ends with status 1 when something was not."""
    console.show(report, lambda: _render(report))
    for where, reason in report.failed.items():
        console.warn(f"not done: {where}: {reason}")
    for where, problems in report.problems.items():
        for problem in problems:
            console.warn(f"{where}: {problem}")
    if report.failed or report.problems:
        raise typer.Exit(FOUND)


def _render(report: "BulkReport") -> Table:
    table = Table(box=None, header_style="dim")
    resumed = f", {report.resumed} of them before" if report.resumed else ""
    table.add_column(f"{console.number_of(report.inputs, 'input')}{resumed}")
    table.add_column(f"{report.seconds:.0f} s", justify="right")
    for name, number in report.counts.items():
        table.add_row(name.replace("/", ": ").replace("_", " "), str(number))
    for name in ("records", "segments"):
        table.add_row(f"{name} in {report.to}", str(report.dataset.get(name, 0)))
    for reason, number in report.left_out.items():
        table.add_row(f"left out: {reason}", str(number))
    return table
