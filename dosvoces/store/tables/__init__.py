"""The tables of the store as they are now; ``migrations/`` says how they came to be."""

from dosvoces.store.tables.bilingual import (
    alternative_translations,
    comparisons,
    counterparts,
    edition_addresses,
    edition_features,
    memory,
    translation_failures,
    translations,
)
from dosvoces.store.tables.columns import Key, Moment, metadata
from dosvoces.store.tables.content import articles, bands, moves
from dosvoces.store.tables.crawling import alerts, host_turns, outlet_runs, resources, runs, schedule
from dosvoces.store.tables.people import collections, corrections, picks, preferences
from dosvoces.store.tables.reading import (
    fragment_counts,
    fragments,
    mixing,
    search_documents,
    search_pending,
    sentences,
    stories,
    stories_seen,
    word_counts,
)
from dosvoces.store.tables.removing import removals, tombstones

__all__ = [
    "Key",
    "Moment",
    "alerts",
    "alternative_translations",
    "articles",
    "bands",
    "collections",
    "comparisons",
    "corrections",
    "counterparts",
    "edition_addresses",
    "edition_features",
    "fragment_counts",
    "fragments",
    "host_turns",
    "memory",
    "metadata",
    "mixing",
    "moves",
    "outlet_runs",
    "picks",
    "preferences",
    "removals",
    "resources",
    "runs",
    "schedule",
    "search_documents",
    "search_pending",
    "sentences",
    "stories",
    "stories_seen",
    "tombstones",
    "translation_failures",
    "translations",
    "word_counts",
]
