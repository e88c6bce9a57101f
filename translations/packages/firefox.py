"""Models of Firefox Translations as packages: a model and its vocabularies."""

import gzip
import hashlib
import importlib
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from dosvoces.core.errors import EngineMissing, PackageError
from translations.packages.archive import extract_all, is_systems_fault
from translations.packages.installed import DIGESTS, digest_file, list_folders, put_in_place
from translations.packages.marian import check_model

#: Before a direction in the names of these packages, as in ``firefox:en-es``.
PREFIX = "firefox"

_MODEL = re.compile(r"model\.([a-z]{2})([a-z]{2})\.intgemm\.alphas\.bin$")

#: Bytes of one file: the largest published models have some 60 MB.
_LARGEST = 512 * 1024 * 1024


class FirefoxPackage(msgspec.Struct, frozen=True, kw_only=True):
    """A model that lies in a folder with both its vocabularies, which may be one file."""

    folder: Path
    source: str
    target: str
    #: The first digits of the SHA-256 of all files: nothing else names a model.
    version: str
    model: Path
    source_vocabulary: Path
    target_vocabulary: Path

    @property
    def key(self) -> str:
        """Name of the package's folder as in ``firefox-en_es``."""
        return f"{PREFIX}-{self.source}_{self.target}"


def read_firefox(folder: Path) -> FirefoxPackage:
    """The package in *folder*; raises :exc:`PackageError` when it is none or lacks a file."""
    try:
        there = sorted(folder.iterdir()) if folder.is_dir() else []
        models = [path for path in there if _MODEL.match(path.name) and path.is_file()]
    except OSError as error:
        raise PackageError(f"{folder} cannot be read: {error.strerror}") from error
    if len(models) != 1:
        raise PackageError(
            f"{folder} has {len(models) or 'no'} model.XXYY.intgemm.alphas.bin; a Firefox model is one such "
            "file with vocab.XXYY.spm, or srcvocab.XXYY.spm and trgvocab.XXYY.spm, in a folder of its own; "
            "models of OPUS-MT and folders of CTranslate2 are added with `dosvoces packages add`"
        )
    match = _MODEL.match(models[0].name)
    assert match
    pair = f"{match[1]}{match[2]}"
    shared = folder / f"vocab.{pair}.spm"
    vocabularies = [
        path if (path := folder / f"{side}vocab.{pair}.spm").is_file() else shared for side in ("src", "trg")
    ]
    for path in vocabularies:
        if not path.is_file():
            raise PackageError(f"{folder} has no vocabulary {path.name} for {models[0].name}")
    return FirefoxPackage(
        folder=folder,
        source=match[1],
        target=match[2],
        version=_read_version(folder, (models[0], *vocabularies)),
        model=models[0],
        source_vocabulary=vocabularies[0],
        target_vocabulary=vocabularies[1],
    )


def _read_version(folder: Path, files: Sequence[Path]) -> str:
    """The version as of the installation: large files are read when the model is used or verified."""
    try:
        known = msgspec.json.decode((folder / DIGESTS).read_bytes(), type=dict[str, str])
        return make_version(known[path.name] for path in files)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, KeyError):
        pass  # not installed yet, or damaged
    try:
        return make_version(digest_file(path) for path in files)
    except OSError as error:
        raise PackageError(f"{error.filename} cannot be read: {error.strerror}") from error


def is_firefox(folder: Path) -> bool:
    """Whether *folder* is named as a Firefox model's is; ``firefox-teacher-en_es`` is somebody's own."""
    return bool(re.fullmatch(rf"{PREFIX}-[a-z]{{2}}_[a-z]{{2}}", folder.name))


def find_firefox(source: str, target: str) -> FirefoxPackage | None:
    """The installed Firefox model for a direction."""
    return next((each for each in list_firefox() if (each.source, each.target) == (source, target)), None)


def list_firefox() -> list[FirefoxPackage]:
    """The installed Firefox models, sorted by direction; damaged ones are left out."""
    found = []
    for folder in list_folders():
        if is_firefox(folder):
            with suppress(PackageError):
                found.append(read_firefox(folder))
    return found


def check_package(package: FirefoxPackage) -> None:
    """Check that the engine can load *package*; raises :exc:`PackageError` naming the file at fault."""
    pieces = [_count_pieces(path) for path in (package.source_vocabulary, package.target_vocabulary)]
    try:
        same = package.source_vocabulary.read_bytes() == package.target_vocabulary.read_bytes()
        check_model(package.model.read_bytes(), pieces[0], pieces[1], one_vocabulary=same)
    except OSError as error:
        raise PackageError(f"{error.filename} cannot be read: {error.strerror}") from error
    except PackageError as error:
        raise PackageError(f"{package.model}: {error}") from error


def _count_pieces(path: Path) -> int:
    import sentencepiece

    try:
        read = sentencepiece.SentencePieceProcessor(model_proto=path.read_bytes())
    except (RuntimeError, ValueError, OSError) as error:
        raise PackageError(f"{path} is no SentencePiece vocabulary, download it anew: {error}") from error
    if not read.get_piece_size() or read.piece_to_id("</s>") == read.unk_id():
        raise PackageError(f"{path} is no vocabulary of a translation model: it has no </s>")
    return int(read.get_piece_size())


def make_version(digests: Iterable[str]) -> str:
    """The version of a model whose files, the source's vocabulary second, have these SHA-256."""
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:12]


def install_files(where: Path) -> FirefoxPackage:
    """Install the model in the folder or zip archive *where*; its files may still be packed as .gz or .zst.

    One that is installed for the same direction is replaced. Raises :exc:`PackageError`, and changes nothing,
    when a file is missing, damaged or of another kind.
    """

    def prepare(into: Path) -> FirefoxPackage:
        if where.is_dir():
            sources = sorted(path for path in where.iterdir() if path.is_file())
        else:
            sources = sorted(
                path for path in extract_all(where, into / "packed").rglob("*") if path.is_file()
            )
        final = into / "new"
        final.mkdir()
        for path in sources:
            name = path.name.removesuffix(".gz").removesuffix(".zst")
            if _MODEL.match(name) or re.match(r"(src|trg)?vocab\.[a-z]{4}\.spm$", name):
                if (final / name).exists():
                    raise PackageError(f"{where} has {name} twice, packed and unpacked; remove one of them")
                _unpack(path, final / name)
        package = read_firefox(final)
        check_package(package)
        return package

    return read_firefox(put_in_place(where, prepare))


def _unpack(path: Path, to: Path) -> None:
    try:
        with path.open("rb") as raw:
            if path.suffix == ".gz":
                opened: Any = gzip.GzipFile(fileobj=raw)
            elif path.suffix == ".zst":
                opened = zstandard.ZstdDecompressor().stream_reader(raw)
            else:
                opened = raw
            with to.open("xb") as file:
                shutil.copyfileobj(_Limited(opened, path), file, 1 << 20)
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        if is_systems_fault(error):
            raise
        raise PackageError(f"{path} cannot be unpacked: {error}") from error


class _Limited:
    """Reads from *file* as long as that is no more than a model can have."""

    def __init__(self, file: Any, path: Path) -> None:
        self._file, self._path, self._left = file, path, _LARGEST

    def read(self, size: int = -1, /) -> bytes:
        data: bytes = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise PackageError(f"{self._path} unpacks to more than {_LARGEST >> 20} MiB")
        return data


def fetch(source: str, target: str) -> FirefoxPackage:
    """Fetch the model for a direction from the service that Firefox itself asks, and install it.

    Raises :exc:`PackageError` when there is none or no network, :exc:`EngineMissing` without the library.
    """
    try:
        discovery = importlib.import_module("fxtranslate").discovery
    except ImportError as error:
        raise EngineMissing("Firefox's models need their library: install dosvoces[firefox]") from error
    with tempfile.TemporaryDirectory() as folder:
        try:
            route = discovery.add_models(source, target, cache_dir=folder)
        except (ValueError, OSError) as error:
            raise PackageError(
                f"the model from {source} to {target} could not be fetched: {error}; fetch its files on a "
                "machine with a network and install the folder that has them"
            ) from error
        if route.get("kind") != "direct":
            raise PackageError(f"there is no direct model from {source} to {target}, only by way of another")
        found = [path.parent for path in Path(folder).rglob("model.*.bin*")]
        if not found:
            raise PackageError(f"what was fetched for {source} to {target} holds no model")
        try:
            return install_files(found[0])
        except PackageError as error:
            fault = str(error).replace(str(found[0]), "what was fetched")
            raise PackageError(fault) from error
