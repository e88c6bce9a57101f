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

    @property
    def key(self) -> str:
        """Name of the direction as in ``en_es``."""
        return f"{self.source}_{self.target}"


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


def _read_metadata(path: Path) -> _Metadata:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Metadata)
    except FileNotFoundError as error:
        raise PackageError(f"{path.parent} is no Argos package: it has no {path.name}") from error
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise PackageError(f"{path} cannot be read: {error}") from error
