"""The translation packages that are installed: ``packages/`` in the folder ``DOSVOCES_HOME``."""

import hashlib
import shutil
import tempfile
from pathlib import Path

import msgspec

from dosvoces.core import settings
from dosvoces.core.errors import PackageError
from translations.packages.archive import unpack
from translations.packages.format import Package, read_package

#: File in a package's folder with the digests its files had when it was installed.
DIGESTS = "dosvoces-digests.json"


class Report(msgspec.Struct, frozen=True):
    """What verifying a package found."""

    package: str
    #: Files whose content is not what was installed, that are gone or that came later; empty when all is
    #: well.
    problems: tuple[str, ...]


def packages_folder() -> Path:
    """The folder that holds the installed packages; it need not exist."""
    return Path(settings.get("DOSVOCES_HOME")) / "packages"


def list_packages() -> list[Package]:
    """The installed packages, sorted by direction; damaged ones are left out, :func:`verify` names them."""
    found = []
    for folder in _folders():
        try:
            found.append(read_package(folder))
        except PackageError:
            continue
    return sorted(found, key=lambda package: package.key)


def find_package(source: str, target: str) -> Package | None:
    """The installed package for a direction."""
    return next(
        (package for package in list_packages() if (package.source, package.target) == (source, target)), None
    )


def install(archive: Path, sha256: str | None = None) -> Package:
    """Install the package in the file *archive*; an installed one for the same direction is replaced.

    Raises :exc:`PackageError`, and changes nothing, when the file is damaged, hostile, not as *sha256* says
    or not a package that can be used. At no moment is there half a package.
    """
    if not archive.is_file():
        raise PackageError(
            f"there is no file {archive}; give the path of an .argosmodel file or a pair like en-es"
        )
    if sha256 and (found := digest_file(archive)) != sha256.lower():
        raise PackageError(f"{archive} has the SHA-256 {found}, not {sha256}: it is damaged or another file")
    home = packages_folder()
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".installing-") as temporary:
        package = read_package(unpack(archive, Path(temporary) / "new"))
        _check_name(package)
        files = {name: digest_file(package.folder / name) for name in _files(package.folder)}
        (package.folder / DIGESTS).write_bytes(msgspec.json.encode(files))
        final = home / package.key
        old = Path(temporary) / "old"
        if final.exists():
            final.rename(old)
        package.folder.rename(final)
    return read_package(final)


def remove(key: str) -> None:
    """Remove the installed package for the direction *key*, as in ``en-es``.

    Raises :exc:`PackageError` when there is none.
    """
    name = key.replace("-", "_")
    folder = next((folder for folder in _folders() if folder.name == name), None)
    if folder is None:
        there = ", ".join(folder.name.replace("_", "-") for folder in _folders()) or "none"
        raise PackageError(f"no package {key} is installed in {packages_folder()}; installed: {there}")
    with tempfile.TemporaryDirectory(dir=packages_folder(), prefix=".removing-") as temporary:
        shutil.move(folder, temporary)


def verify(folder: Path) -> Report:
    """Whether the package in *folder* is whole and its files are those that were installed."""
    try:
        read_package(folder)
        digests = msgspec.json.decode((folder / DIGESTS).read_bytes(), type=dict[str, str])
    except PackageError as error:
        return Report(folder.name, (str(error),))
    except (OSError, msgspec.MsgspecError) as error:
        return Report(folder.name, (f"{DIGESTS} cannot be read: {error}",))
    return Report(folder.name, compare_digests(folder, digests))


def verify_all() -> list[Report]:
    """The reports on all installed packages, usable or not."""
    return [verify(folder) for folder in _folders()]


def compare_digests(folder: Path, digests: dict[str, str]) -> tuple[str, ...]:
    """What differs between the files in *folder* and their recorded *digests*."""
    there = set(_files(folder)) - {DIGESTS}
    problems = [f"{name} is missing" for name in sorted(set(digests) - there)]
    problems += [f"{name} was not part of the package" for name in sorted(there - set(digests))]
    problems += [
        f"{name} has changed"
        for name in sorted(there & set(digests))
        if digest_file(folder / name) != digests[name]
    ]
    return tuple(problems)


def digest_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _folders() -> list[Path]:
    home = packages_folder()
    if not home.is_dir():
        return []
    return sorted(folder for folder in home.iterdir() if folder.is_dir() and not folder.name.startswith("."))


def _files(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]


def _check_name(package: Package) -> None:
    """Language codes become a folder's name, so they must be nothing but codes."""
    if not all(
        code.isascii() and code.replace("-", "").isalnum() and len(code) <= 20
        for code in (package.source, package.target)
    ):
        raise PackageError(
            f"the package's language codes {package.source!r} and {package.target!r} are no codes"
        )
