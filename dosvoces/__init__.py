"""dosvoces: aligned bilingual records from Spanish- and English-language news."""

from typing import TYPE_CHECKING, Any

from dosvoces.core.record import Article, BilingualRecord, Block, Fragment, Segment
from dosvoces.core.version import __version__
from dosvoces.exports.reading import read_segments
from dosvoces.exports.table_reading import read
from dosvoces.exports.tables import Rows

if TYPE_CHECKING:
    from dosvoces.exports.filters import Filters
    from dosvoces.exports.opened import OpenStore, open_sample, open_store

__all__ = [
    "Article",
    "BilingualRecord",
    "Block",
    "Filters",
    "Fragment",
    "OpenStore",
    "Rows",
    "Segment",
    "__version__",
    "open_sample",
    "open_store",
    "read",
    "read_segments",
]


def __getattr__(name: str) -> Any:
    # Imported late: the database comes with it, which commands that only read files do without.
    if name == "Filters":
        from dosvoces.exports.filters import Filters

        return Filters
    if name in ("OpenStore", "open_sample", "open_store"):
        from dosvoces.exports import opened

        return getattr(opened, name)
    raise AttributeError(f"module 'dosvoces' has no attribute {name!r}")
