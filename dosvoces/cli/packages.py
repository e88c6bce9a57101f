"""``dosvoces packages``: translation packages of Argos Translate and Firefox."""

import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.table import Table

from dosvoces.cli import console
from dosvoces.core.errors import SettingError

if TYPE_CHECKING:
    from translations.packages.firefox import FirefoxPackage
    from translations.packages.format import Package
    from translations.packages.index import Offer
    from translations.packages.verification import Report

packages = typer.Typer(
    help="List, install, remove and verify translation packages of Argos Translate and Firefox.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_PAIR = re.compile(r"([a-z]{2,3})[-_]([a-z]{2,3})$")


class PackageRow(msgspec.Struct, frozen=True):
    """A package as it is listed."""

    package: str
    version: str
    megabytes: float
    #: As far as it is known.
    license: str
    folder: str


@packages.command("list")
def list_installed(
    index: Annotated[
        bool, typer.Option("--index", help="List what the public index offers instead.")
    ] = False,
) -> None:
    """List the packages that can translate here, the embedded ones among them."""
    if index:
        from translations.packages.index import list_offers

        offers = list_offers(refresh=True)
        if console.mode.json:
            for offer in offers:
                console.show(offer, lambda: "")
        else:
            console.show(offers, lambda: _render_offers(offers))
        return
    from dosvoces.core.errors import PackageError
    from translations.engines.embedded import embedded_packages
    from translations.packages.firefox import list_firefox
    from translations.packages.installed import list_folders, list_packages
    from translations.packages.verification import read_any

    models: list[Package | FirefoxPackage] = [*list_firefox(), *list_packages(), *embedded_packages()]
    rows = [_row(package) for package in models]
    for folder in list_folders():
        try:
            read_any(folder)
        except PackageError as error:
            console.warn(f"{folder.name} is not listed: {error}; install it again, or remove it")
    if console.mode.json:
        for row in rows:
            console.show(row, lambda: "")
        return
    console.show(rows, lambda: _render_packages(rows))


@packages.command("install")
def install_package(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|FOLDER|PAIR...",
            help="An .argosmodel file, a Firefox model's folder or .zip, or a pair: en-es, firefox:en-es.",
        ),
    ],
    sha256: Annotated[str, typer.Option(help="The SHA-256 that the file must have.")] = "",
) -> None:
    """Install packages from files, or from the public index.

    A Firefox model is a folder or .zip with model.XXYY.intgemm.alphas.bin and its vocabularies.
    """
    if sha256 and len(what) > 1:
        raise SettingError("--sha256 is for one file; install the others without it")
    for each in what:
        row = _row(_install(each, sha256))
        _show_installed(row)
        if row.package.startswith("firefox:") and importlib.util.find_spec("fxtranslate") is None:
            console.warn("Firefox's models are not used without their library: install dosvoces[firefox]")


def _show_installed(row: PackageRow) -> None:
    console.show(row, lambda: f"installed {row.package} {row.version} in {row.folder}")


def _install(what: str, sha256: str) -> "Package | FirefoxPackage":
    from functools import partial

    from dosvoces.core.errors import PackageError
    from translations.engines.argos import try_out
    from translations.packages import firefox
    from translations.packages.index import install_offer
    from translations.packages.installed import install
    from translations.packages.trial import try_apart

    apart = partial(try_apart, try_out)
    if "://" in what:
        raise PackageError(f"{what}: packages are installed from files; download it and name the file")
    pair, path = _PAIR.match(what.removeprefix(f"{firefox.PREFIX}:")), Path(what)
    if path.is_dir() or path.suffix == ".zip":
        if sha256:
            raise PackageError("--sha256 is for an .argosmodel file")
        return firefox.install_files(path)
    if pair and not path.exists():
        if what.startswith(f"{firefox.PREFIX}:"):
            return firefox.fetch(pair[1], pair[2])
        return install_offer(pair[1], pair[2], apart)
    return install(path, sha256 or None, apart)


@packages.command("add")
def add_package(
    where: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER|ZIP",
            help="A release of OPUS-MT, or a folder of CTranslate2 with its SentencePiece vocabulary: "
            "OPUS-MT, NLLB, M2M-100 or MADLAD.",
        ),
    ],
    pair: Annotated[str, typer.Argument(metavar="PAIR", help="What it translates, as in en-es.")],
    name: Annotated[str, typer.Option(help="What --engine will call it; its family when omitted.")] = "",
    license_name: Annotated[
        str, typer.Option("--license", help="The licence it is under, to be listed.")
    ] = "",
) -> None:
    """Add a model as a package; several may translate one pair, under names of their own."""
    from dosvoces.core.errors import SettingError
    from translations.packages.models import add_model

    match = _PAIR.match(pair)
    if not match:
        raise SettingError(f"{pair!r} is no pair of languages such as en-es")
    row = _row(add_model(where, match[1], match[2], name, license_name))
    console.show(row, lambda: f"added {row.package} {row.version} in {row.folder}")


@packages.command("remove")
def remove_package(
    pair: Annotated[str, typer.Argument(metavar="PAIR", help="The direction of the package, as in en-es.")],
) -> None:
    """Remove an installed package; the embedded ones stay."""
    from translations.packages.installed import remove

    remove(pair)
    console.show({"removed": pair}, lambda: f"removed {pair}")


@packages.command("verify")
def verify_packages() -> None:
    """Compare the files of every package with what was installed; exit code 5 when one is not whole."""
    from dosvoces.core.errors import PackageError
    from translations.engines.embedded import verify_embedded
    from translations.packages.verification import verify_all

    reports = [*verify_all(), verify_embedded()]
    if console.mode.json:
        for report in reports:
            console.show(report, lambda: "")
    else:
        console.show(reports, lambda: _render_reports(reports))
    if any(report.problems for report in reports):
        raise typer.Exit(PackageError.exit_code)


def _row(package: "Package | FirefoxPackage") -> PackageRow:
    from translations.packages.firefox import FirefoxPackage

    variant = "firefox" if isinstance(package, FirefoxPackage) else package.variant
    name = f"{variant}:{package.source}-{package.target}".lstrip(":")
    megabytes = sum(path.stat().st_size for path in package.folder.rglob("*") if path.is_file()) / 1e6
    known = "" if isinstance(package, FirefoxPackage) else package.license
    return PackageRow(name, package.version, round(megabytes, 1), known, str(package.folder))


def _render_packages(rows: list[PackageRow]) -> Table:
    table = Table("package", "version", "MB", "licence", "folder", box=None, header_style="dim")
    for row in rows:
        table.add_row(row.package, row.version, f"{row.megabytes:.0f}", row.license, row.folder)
    return table


def _render_offers(offers: "list[Offer]") -> Table:
    table = Table("package", "version", box=None, header_style="dim")
    for offer in offers:
        table.add_row(f"{offer.source}-{offer.target}", offer.version)
    return table


def _render_reports(reports: "list[Report]") -> Table:
    table = Table("package", "state", box=None, header_style="dim")
    for report in reports:
        table.add_row(report.package, "; ".join(report.problems) or "whole")
    return table
