"""Counterparts: an outlet's own two editions of one story, found and aligned sentence by sentence."""

from translations.counterparts.linking import Linked, find_counterparts, link_store
from translations.counterparts.pairing import Counterpart, measure_shared, mirror, pair_articles

__all__ = [
    "Counterpart",
    "Linked",
    "find_counterparts",
    "link_store",
    "measure_shared",
    "mirror",
    "pair_articles",
]
