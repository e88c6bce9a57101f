"""dosvoces: aligned bilingual records from Spanish- and English-language news."""

from dosvoces.reading import read, read_segments
from dosvoces.record import Article, BilingualRecord, Block, Fragment, Segment

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

__version__ = "0.1.0"
