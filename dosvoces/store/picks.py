"""What is picked of stories: the sentences of a record that a collection has."""

from collections.abc import Collection as Container

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import BilingualRecord, Segment
from dosvoces.store.tables import articles, picks

#: The anchors that are picked of a version of an article.
Anchors = dict[tuple[str, int], frozenset[str]]


def is_picked(collection: str) -> sa.ColumnElement[bool]:
    """Whether the collection with the key *collection* has anything of a version of an article."""
    same = (picks.c.article_id == articles.c.id) & (picks.c.version == articles.c.version)
    return sa.exists(sa.select(picks.c.id).where(picks.c.collection == collection, same).correlate(articles))


def load_anchors(connection: sa.Connection, collection: str) -> Anchors:
    """What *collection* has of each version of an article; the empty anchor is the whole of it."""
    query = sa.select(picks.c.article_id, picks.c.version, picks.c.anchor).where(
        picks.c.collection == collection
    )
    found: dict[tuple[str, int], set[str]] = {}
    for article_id, version, anchor in connection.execute(query):
        found.setdefault((article_id, version), set()).add(anchor)
    return {key: frozenset(anchors) for key, anchors in found.items()}


def name_segments(record: BilingualRecord) -> dict[str, Segment]:
    """The segments of *record* by what a story's page calls them.

    ``s12`` is the twelfth of the translation, ``o3`` the third of the outlet's own edition.
    """
    named: dict[str, Segment] = {}
    counts = {"s": 0, "o": 0}
    for segment in record.segments:
        letter = "o" if segment.origin == "human" else "s"
        counts[letter] += 1
        named[f"{letter}{counts[letter]}"] = segment
    return named


def select_picked(record: BilingualRecord, anchors: Container[str]) -> BilingualRecord:
    """*record* with the segments of *anchors* alone; with all of them where the whole story is meant."""
    if "" in anchors:
        return record
    kept = tuple(segment for anchor, segment in name_segments(record).items() if anchor in anchors)
    return msgspec.structs.replace(record, segments=kept)
