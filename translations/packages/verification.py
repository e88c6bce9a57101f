"""Whether the installed packages are whole and as they were installed."""

from pathlib import Path

import msgspec

from dosvoces.core.errors import PackageError
from translations.packages.firefox import FirefoxPackage, is_firefox, read_firefox
from translations.packages.format import Package, read_package
from translations.packages.installed import DIGESTS, digest_file, list_files, list_folders


class Report(msgspec.Struct, frozen=True):
    """What verifying a package found."""

    package: str
    #: Files whose content is not what was installed, that are gone or that came later; empty when all is
    #: well.
    problems: tuple[str, ...]


def read_any(folder: Path) -> Package | FirefoxPackage:
    """The package in an installed *folder*, of any kind; raises :exc:`PackageError` when it is damaged."""
    return read_firefox(folder) if is_firefox(folder) else read_package(folder)


def find_unreadable(source: str, target: str) -> dict[str, str]:
    """Why packages of a direction cannot be read any more, by the names of their engines."""
    found = {}
    for folder in list_folders():
        name, key, rest = folder.name.rpartition(f"{source}_{target}")
        if not key or rest or not (name == "" or name.endswith("-")):
            continue
        try:
            read_any(folder)
        except PackageError as error:
            found[name[:-1] or "argos"] = (
                f"{error}; install it again, or `dosvoces packages remove {folder.name}`"
            )
    return found


def verify(folder: Path) -> Report:
    """Whether the package in *folder* is whole and its files are those that were installed."""
    try:
        read_any(folder)
        digests = msgspec.json.decode((folder / DIGESTS).read_bytes(), type=dict[str, str])
    except PackageError as error:
        return Report(folder.name, (str(error),))
    except (OSError, msgspec.MsgspecError) as error:
        return Report(folder.name, (f"{DIGESTS} cannot be read: {error}",))
    return Report(folder.name, compare_digests(folder, digests))


def verify_all() -> list[Report]:
    """The reports on all installed packages, usable or not."""
    return [verify(folder) for folder in list_folders()]


def compare_digests(folder: Path, digests: dict[str, str]) -> tuple[str, ...]:
    """What differs between the files in *folder* and their recorded *digests*."""
    try:
        there = set(list_files(folder))
    except OSError as error:
        return (f"{error.filename} cannot be read: {error.strerror}",)
    problems = [f"{name} is missing" for name in sorted(set(digests) - there)]
    problems += [f"{name} was not part of the package" for name in sorted(there - set(digests))]
    for name in sorted(there & set(digests)):
        try:
            if digest_file(folder / name) != digests[name]:
                problems.append(f"{name} has changed")
        except OSError as error:
            problems.append(f"{name} cannot be read: {error.strerror}")
    return tuple(problems)
