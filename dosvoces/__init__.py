"""dosvoces: aligned bilingual records from Spanish- and English-language news."""

from dosvoces.core.record import Article, BilingualRecord, Block, Fragment, Segment
from dosvoces.core.version import __version__
from dosvoces.exports.reading import read, read_segments

__all__ = [
    "Article",
    "BilingualRecord",
    "Block",
    "Fragment",
    "Segment",
    "__version__",
    "read",
    "read_segments",
]
