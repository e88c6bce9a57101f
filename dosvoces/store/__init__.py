"""The store: articles with every version, their translations, and what the crawl has to remember."""

from dosvoces.store.changes import Change
from dosvoces.store.store import Saved, Store
from dosvoces.store.values import Hit, Remembered, Resource, Run, Translation

__all__ = ["Change", "Hit", "Remembered", "Resource", "Run", "Saved", "Store", "Translation"]
