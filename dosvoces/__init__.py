"""dosvoces: aligned bilingual records from Spanish- and English-language news."""

from dosvoces.record import Article, BilingualRecord, Block, Fragment, Segment

__all__ = ["Article", "BilingualRecord", "Block", "Fragment", "Segment", "__version__"]

__version__ = "0.1.0"
