"""The protocol of export formats, and the list of them."""

from collections.abc import Callable
from importlib import import_module
from typing import Protocol

from dosvoces.core.errors import ExportError
from dosvoces.exports.rows import Exported
from dosvoces.exports.workspace import Workspace


class Format(Protocol):
    """Writes records into a workspace; between two outlets it keeps nothing but the files' lengths."""

    def add(self, exported: Exported) -> None:
        """Write one record; those of an outlet come together, by day."""

    def end_outlet(self) -> None:
        """The outlet's records are complete: what is held back has to be written."""

    def finish(self) -> None:
        """There are no more outlets."""


_MODULES = {
    "jsonl": "dosvoces.exports.jsonl",
    "parquet": "dosvoces.exports.parquet",
    "csv": "dosvoces.exports.csv",
    "tmx": "dosvoces.exports.tmx",
    "moses": "dosvoces.exports.moses",
    "hashes": "dosvoces.exports.hashes",
}

#: Names of the formats.
NAMES = tuple(_MODULES)


def make(name: str, workspace: Workspace) -> Format:
    """The format *name*, writing into *workspace*; raises ExportError for names that there are not."""
    if name not in _MODULES:
        raise ExportError(f"there is no format {name!r}; use {', '.join(NAMES)}")
    factory: Callable[[Workspace], Format] = import_module(_MODULES[name]).DatasetFormat
    return factory(workspace)
