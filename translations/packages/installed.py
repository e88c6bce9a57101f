"""The translation packages that are installed: ``packages/`` in the folder ``DOSVOCES_HOME``."""

import errno
import hashlib
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import msgspec

from dosvoces.core import settings
from dosvoces.core.errors import PackageError
from dosvoces.core.files import explain, make_private_folder
from translations.packages.archive import unpack
from translations.packages.format import Package, read_package

#: File in a package's folder with the digests its files had when it was installed.
DIGESTS = "dosvoces-digests.json"


#: Seconds that no installation takes.
_LONGEST = 24 * 3600.0

#: Ends the name of what a package that is being installed replaces.
_OLD = ".old"


#: How often a package is put in the place of another when somebody is in the way.
_TRIES = 100


def packages_folder() -> Path:
    """The folder that holds the installed packages; it need not exist."""
    return Path(settings.get("DOSVOCES_HOME")) / "packages"


def list_packages() -> list[Package]:
    """The installed packages, sorted by direction; damaged ones are left out."""
    found = []
    for folder in list_folders():
        try:
            found.append(read_package(folder))
        except PackageError:
            continue
    return sorted(found, key=lambda package: package.key)


def find_package(source: str, target: str) -> Package | None:
    """The installed Argos package for a direction."""
    return next((package for package in find_models(source, target) if not package.variant), None)


def find_models(source: str, target: str) -> list[Package]:
    """The installed packages for a direction: Argos' and the models that were added."""
    return [package for package in list_packages() if (package.source, package.target) == (source, target)]


def install(
    archive: Path, sha256: str | None = None, try_out: Callable[[Package], None] = lambda _: None
) -> Package:
    """Install the package in the file *archive*; an installed one for the same direction is replaced.

    Raises :exc:`PackageError`, and changes nothing, when the file is damaged, hostile, not as *sha256* says
    or not a package that can be used, which *try_out* may raise too. At no moment is there half a package.
    """
    if not archive.is_file():
        raise PackageError(
            f"there is no file {archive}; give the path of an .argosmodel file or a pair like en-es"
        )
    if sha256 and (found := digest_file(archive)) != sha256.lower():
        raise PackageError(f"{archive} has the SHA-256 {found}, not {sha256}: it is damaged or another file")

    def prepare(into: Path) -> Package:
        package = read_package(unpack(archive, into / "new"))
        _check_name(package)
        try_out(package)
        return package

    return read_package(put_in_place(archive, prepare))


class _Prepared(Protocol):
    @property
    def folder(self) -> Path: ...
    @property
    def key(self) -> str: ...


def put_in_place(where: Path, prepare: Callable[[Path], _Prepared]) -> Path:
    """Install the package that *prepare* makes of *where* in an empty folder; the folder it lies in then.

    At no moment is there half a package; a kill between taking the old one away and putting the new one in
    its place is mended by whoever looks next. An error of *prepare* names files as they lie in *where*,
    not in a folder that is gone when somebody reads it.
    """
    home = packages_folder()
    try:
        make_private_folder(home)
        _remove_leftovers(home)
        with tempfile.TemporaryDirectory(dir=home, prefix=".installing-") as temporary:
            try:
                package = prepare(Path(temporary))
            except PackageError as error:
                place = rf"{re.escape(temporary)}/[^/\s]+"
                raise PackageError(re.sub(place, lambda _: str(where), str(error))) from error
            files = {name: digest_file(package.folder / name) for name in list_files(package.folder)}
            (package.folder / DIGESTS).write_bytes(msgspec.json.encode(files))
            return _replace(home, package)
    except OSError as error:
        named = str(error.filename or home)
        if not named.startswith(str(home)):
            raise PackageError(f"{named}: {error.strerror}") from error
        # Of a file that lies in the temporary folder the name says nothing.
        raise PackageError(f"{explain(error, home)}; DOSVOCES_HOME says where packages lie") from error


def _remove_leftovers(home: Path) -> None:
    """Give back what installations that were killed left: a large model is gigabytes."""
    for folder in home.glob(".*ing-*"):
        with suppress(OSError):  # somebody else removes it
            if time.time() - folder.stat().st_mtime > _LONGEST:
                shutil.rmtree(folder, ignore_errors=True)


def _replace(home: Path, package: _Prepared) -> Path:
    """Put *package* in the place of the one of its name; the folder it lies in then."""
    final = home / package.key
    old = home / f".{package.key}{_OLD}"
    for trial in range(1, _TRIES + 1):
        try:
            if final.exists():
                # Whoever was killed while it was deleted left a part of the one before.
                shutil.rmtree(old, ignore_errors=True)
                final.rename(old)
            package.folder.rename(final)
            break
        except OSError as error:
            # Between the two, whoever looks takes this for a kill and puts the old one back.
            if trial == _TRIES or error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT):
                raise
    shutil.rmtree(old, ignore_errors=True)
    return final


def remove(key: str) -> None:
    """Remove the installed package for the direction *key*, as in ``en-es``.

    Raises :exc:`PackageError` when there is none.
    """
    folder = next((folder for folder in list_folders() if _spell(folder.name) == _spell(key)), None)
    if folder is None:
        there = ", ".join(_spell(folder.name) for folder in list_folders()) or "none"
        raise PackageError(f"no package {key} is installed in {packages_folder()}; installed: {there}")
    with tempfile.TemporaryDirectory(dir=packages_folder(), prefix=".removing-") as temporary:
        shutil.move(folder, temporary)


def digest_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def list_folders() -> list[Path]:
    """The folders of the installed packages, sorted by name."""
    home = packages_folder()
    if not home.is_dir():
        return []
    for old in home.glob(f".*{_OLD}"):
        final = home / old.name.removeprefix(".").removesuffix(_OLD)
        with suppress(OSError):  # somebody else may be installing it
            if not final.exists():
                old.rename(final)
    return sorted(folder for folder in home.iterdir() if folder.is_dir() and not folder.name.startswith("."))


def _spell(name: str) -> str:
    """A package's name as people write it: ``en-es`` for the folder ``en_es``."""
    return name.replace("_", "-").replace(":", "-").lower()


def list_files(folder: Path) -> list[str]:
    """The names of a package's own files, relative to its *folder*."""
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    return [name for name in names if name != DIGESTS]


def _check_name(package: Package) -> None:
    """Language codes become a folder's name, so they must be nothing but codes."""
    if not all(
        code.isascii() and code.replace("-", "").isalnum() and len(code) <= 20
        for code in (package.source, package.target)
    ):
        raise PackageError(
            f"the package's language codes {package.source!r} and {package.target!r} are no codes"
        )
