"""Counterparts: an outlet's own two editions of one story, found and aligned sentence by sentence."""

from translations.counterparts.linking import Linked, find_counterparts, link_store
from translations.counterparts.pairing import Counterpart, mirror, pair_articles
from translations.counterparts.shared import measure_shared

__all__ = [
    "Counterpart",
    "Linked",
    "find_counterparts",
    "link_store",
    "measure_shared",
    "mirror",
    "pair_articles",
]
