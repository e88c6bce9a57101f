"""Unpacking a package that somebody else packed: nothing leaves the folder, nothing fills the disk."""

import errno
import lzma
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from dosvoces.core.errors import PackageError

#: Bytes a package may unpack to; the largest Argos packages have about 500 MB.
LARGEST = 4 * 1024**3
#: Files a package may have; Argos packages with their sentence splitters have some 20.
MOST_FILES = 1000
#: How many times its packed size a file may unpack to, above a first MiB; weights hardly compress, text by
#: 10.
BOMB_RATIO = 200

#: What is wrong with the disk or the account, not with what is read.
_SYSTEMS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM)


def unpack(archive: Path, into: Path) -> Path:
    """Unpack the Argos package *archive* as :func:`extract_all` does; the package's own folder in *into*."""
    return _find_root(archive, extract_all(archive, into))


def extract_all(archive: Path, into: Path) -> Path:
    """Unpack the zip file *archive* into the empty folder *into*, which is returned.

    Raises :exc:`PackageError` for anything an honest package never has: absolute or climbing paths, links,
    special files, members without a name, bombs, damaged members, encryption.
    """
    if not archive.is_file():
        raise PackageError(f"there is no file {archive}")
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [member for member in opened.infolist() if not member.filename.endswith("/")]
            _check_size(archive, members)
            for member in members:
                _extract(opened, member, into / _safe_path(archive, member))
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        if is_systems_fault(error):
            raise
        if not _is_zip(archive):
            raise PackageError(
                f"{archive} is no zip archive; if it is packed otherwise, unpack it and give the folder"
            ) from error
        raise PackageError(f"{archive} cannot be unpacked, download it anew: {error}") from error
    return into


def is_systems_fault(error: Exception) -> bool:
    """Whether the disk is full, may not be written or fails, whatever file it was about."""
    return isinstance(error, OSError) and error.errno in _SYSTEMS


def _is_zip(archive: Path) -> bool:
    """Whether the file begins as zip archives do, whole or not."""
    with archive.open("rb") as file:
        return file.read(2) in (b"PK", b"")


def _check_size(archive: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_FILES:
        raise PackageError(f"{archive} has {len(members)} files; a package has at most {MOST_FILES}")
    total = sum(member.file_size for member in members)
    if total > LARGEST:
        raise PackageError(
            f"{archive} would unpack to {total / 1e9:.1f} GB; a package has at most {LARGEST / 1e9:.1f} GB"
        )
    for member in members:
        if member.file_size > 1024**2 and member.file_size > BOMB_RATIO * max(1, member.compress_size):
            raise PackageError(
                f"{archive}: {member.filename!r} unpacks to {BOMB_RATIO} times its size or more; it is a bomb"
            )


def _safe_path(archive: Path, member: zipfile.ZipInfo) -> PurePosixPath:
    path = PurePosixPath(member.filename)
    kind = stat.S_IFMT(member.external_attr >> 16)
    if not path.parts or "\0" in member.filename:
        raise PackageError(f"{archive}: a member is called {member.filename!r}, which is no name of a file")
    if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in path.parts[0]:
        raise PackageError(f"{archive}: {member.filename!r} would be written outside of the package's folder")
    if kind not in (0, stat.S_IFREG):
        raise PackageError(
            f"{archive}: {member.filename!r} is a link or a special file, which packages never have"
        )
    return path


def _extract(opened: zipfile.ZipFile, member: zipfile.ZipInfo, destination: Path) -> None:
    destination.parent.mkdir(parents=True, exist_ok=True)
    # "x": two members of one name are no honest package either. The checksum is compared at the end of the
    # reading.
    with opened.open(member) as source, destination.open("xb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
    if destination.stat().st_size != member.file_size:
        raise PackageError(f"{opened.filename}: {member.filename!r} is not as long as the archive says")


def _find_root(archive: Path, into: Path) -> Path:
    """The folder with ``metadata.json``: the one folder at the top, or the top itself."""
    if (into / "metadata.json").is_file():
        return into
    folders = [path for path in into.iterdir() if path.is_dir() and (path / "metadata.json").is_file()]
    if len(folders) != 1:
        raise PackageError(f"{archive} is no Argos package: no folder in it has metadata.json")
    return folders[0]
