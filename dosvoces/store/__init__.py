"""The store: articles with every version, their translations, and what the crawl has to remember."""

from dosvoces.store.store import Saved, Store
from dosvoces.store.values import Remembered, Resource, Run, Translation

__all__ = ["Remembered", "Resource", "Run", "Saved", "Store", "Translation"]
