"""The public index of Argos packages, read and fetched with Argos Translate's own code."""

import importlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from dosvoces.core.errors import PackageError
from translations.packages.format import Package
from translations.packages.installed import install


class Offer(msgspec.Struct, frozen=True):
    """A package that the index offers."""

    source: str
    target: str
    version: str


def list_offers(refresh: bool = False) -> list[Offer]:
    """The packages that the index offers.

    Raises :exc:`PackageError` when it cannot be reached and was not before.
    """
    return [
        Offer(package.from_code, package.to_code, package.package_version) for package in _read_index(refresh)
    ]


def install_offer(source: str, target: str, try_out: Callable[[Package], None] = lambda _: None) -> Package:
    """Fetch the newest package for a direction and install it.

    The index names no checksums; what comes is checked as any other file is.
    """
    wanted = [
        package
        for package in _read_index(refresh=True)
        if (package.from_code, package.to_code) == (source, target)
    ]
    if not wanted:
        raise PackageError(
            f"the index of Argos packages has none from {source} to {target}; "
            "`dosvoces packages list --index` shows all"
        )
    newest = max(wanted, key=lambda package: _version_key(package.package_version))
    networking = importlib.import_module("argostranslate.networking")
    data = networking.get_from(newest.links)
    if data is None:
        raise PackageError(
            f"the package from {source} to {target} could not be fetched from "
            f"{', '.join(newest.links) or 'anywhere'}; "
            "fetch the file on a machine with a network and install it by its name"
        )
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / f"{source}_{target}.argosmodel"
        archive.write_bytes(data)
        return install(archive, try_out=try_out)


def _read_index(refresh: bool) -> list[Any]:
    """Argos' own list of packages that translate.

    Imported only here: the import creates Argos' folders in the user's home.
    """
    package = importlib.import_module("argostranslate.package")
    settings = importlib.import_module("argostranslate.settings")
    path = Path(settings.local_package_index)
    if refresh or not path.is_file():
        package.update_package_index()  # Says nothing when it fails, and what is there already still serves.
    if not path.is_file():  # get_available_packages would call itself for ever.
        raise PackageError(
            f"the index of Argos packages at {settings.remote_package_index} cannot be reached; fetch an "
            ".argosmodel file on a machine with a network and install it by its name"
        )
    return _decode(package, path)


def _decode(package: Any, path: Path) -> list[Any]:
    try:
        found = package.get_available_packages()
    except (ValueError, TypeError, AttributeError) as error:
        raise PackageError(f"the index of Argos packages in {path} is damaged: {error}; delete it") from error
    return [offer for offer in found if offer.type == "translate" and offer.from_code and offer.to_code]


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
