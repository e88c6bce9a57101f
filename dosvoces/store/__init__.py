"""The store: articles with every version, their translations, and what the crawl has to remember."""

from dosvoces.store.article_store import Saved
from dosvoces.store.changes import Change
from dosvoces.store.selection import EVERY, Entry, Selection
from dosvoces.store.store import Store
from dosvoces.store.values import (
    Alternative,
    GivenUp,
    Hit,
    MemoryEntry,
    Removal,
    RemovedStory,
    Resource,
    Run,
    Translation,
    Upkeep,
)

__all__ = [
    "EVERY",
    "Alternative",
    "Change",
    "Entry",
    "GivenUp",
    "Hit",
    "MemoryEntry",
    "Removal",
    "RemovedStory",
    "Resource",
    "Run",
    "Saved",
    "Selection",
    "Store",
    "Translation",
    "Upkeep",
]
