"""The format of Argos Translate packages.

A folder with ``metadata.json``, a ctranslate2 model and a tokenizer.
"""

from pathlib import Path
from typing import Literal

import msgspec

from dosvoces.core.errors import PackageError


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """A translation package that lies in a folder and has all its parts."""

    folder: Path
    #: Language codes as the package names them, e.g. ``en``, ``es``.
    source: str
    target: str
    version: str
    #: First token of every translation, for models that write several languages; empty for none.
    target_prefix: str
    tokenizer: Literal["sentencepiece", "bpe"]
    tokenizer_file: Path
    #: Folder of the ctranslate2 model.
    model: Path
    #: What a model that is no Argos package is called, as in ``opus-mt``; several may go one way.
    variant: str = ""
    #: Reads the translation's pieces, where the target has a vocabulary of its own.
    target_tokenizer_file: Path | None = None
    #: Tokens that the model wants before and behind the pieces of every sentence.
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    license: str = ""

    @property
    def key(self) -> str:
        """Name of the folder, as in ``en_es`` or ``opus-mt-en_es``."""
        return (
            f"{self.variant}-{self.source}_{self.target}" if self.variant else f"{self.source}_{self.target}"
        )


#: In the folder of a model that is no Argos package: what Argos' ``metadata.json`` has no fields for.
MANIFEST = "dosvoces-model.json"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a ctranslate2 model that somebody added."""

    variant: str
    source: str
    target: str
    version: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    target_prefix: str = ""
    source_tokenizer: str
    target_tokenizer: str
    license: str = ""


class _Metadata(msgspec.Struct):
    """The fields of ``metadata.json`` that matter here; Argos has defaults for all but the languages."""

    from_code: str | None = None
    to_code: str | None = None
    package_version: str = ""
    target_prefix: str = ""
    type: str = "translate"


def read_package(folder: Path, metadata_name: str = "metadata.json") -> Package:
    """The package in *folder*.

    Raises :exc:`PackageError` when it is none, is incomplete or has an unknown layout.
    """
    try:
        return _read_package(folder, metadata_name)
    except OSError as error:
        raise PackageError(f"{folder} cannot be read: {error.strerror}") from error


def _read_package(folder: Path, metadata_name: str) -> Package:
    if (folder / MANIFEST).is_file():
        return _read_model(folder)
    metadata = _read_metadata(folder / metadata_name)
    if metadata.type != "translate" or not (metadata.from_code and metadata.to_code):
        raise PackageError(
            f"{folder} is an Argos package of type {metadata.type!r} without a language pair; "
            "only packages that translate one language into another can be used"
        )
    if not (folder / "model" / "model.bin").is_file():
        raise PackageError(
            f"{folder} has no model/model.bin; packages that were not made for ctranslate2 cannot be used, "
            "install a newer version of the package"
        )
    for kind, name in (("sentencepiece", "sentencepiece.model"), ("bpe", "bpe.model")):
        if (folder / name).is_file():
            return Package(
                folder=folder,
                source=metadata.from_code,
                target=metadata.to_code,
                version=metadata.package_version or "unknown",
                target_prefix=metadata.target_prefix,
                tokenizer="sentencepiece" if kind == "sentencepiece" else "bpe",
                tokenizer_file=folder / name,
                model=folder / "model",
            )
    raise PackageError(f"{folder} has neither sentencepiece.model nor bpe.model; this layout is unknown")


def _read_model(folder: Path) -> Package:
    try:
        known = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise PackageError(f"{folder / MANIFEST} cannot be read: {error}") from error
    for name in ("model/model.bin", known.source_tokenizer, known.target_tokenizer):
        if not (folder / name).is_file():
            raise PackageError(f"{folder} has no {name}; remove the package and add it again")
    return Package(
        folder=folder,
        source=known.source,
        target=known.target,
        version=known.version,
        target_prefix=known.target_prefix,
        tokenizer="sentencepiece",
        tokenizer_file=folder / known.source_tokenizer,
        target_tokenizer_file=folder / known.target_tokenizer,
        model=folder / "model",
        variant=known.variant,
        before=known.before,
        after=known.after,
        license=known.license,
    )


def _read_metadata(path: Path) -> _Metadata:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Metadata)
    except FileNotFoundError as error:
        raise PackageError(f"{path.parent} is no Argos package: it has no {path.name}") from error
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise PackageError(f"{path} cannot be read: {error}") from error
