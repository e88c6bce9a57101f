"""Pairing and alignment of the editions of some outlets of a dataset."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from dosvoces.bulk.parts import NO_TIME, Made, PartWriter, Source, check_version
from dosvoces.bulk.records import Addition, key_of, number, read_article_rows
from dosvoces.exports.joining import read_article
from dosvoces.store import Store
from translations.alignment import ALIGNER
from translations.counterparts import link_store

_AT_ONCE = 100


class Align(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """All that the outputs of an alignment depend on, beside the input."""

    #: The aligner's.
    version: str
    #: Digest of the dataset's manifest.
    dataset: str
    layout: Literal[1] = 1

    def run(self, source: Source, out: Path) -> Made:
        """Pairs the articles of *source* into the part *out*."""
        check_version(self.version, ALIGNER)
        return align_outlets(source, out)


def make_step(dataset: str) -> Align:
    """An alignment of the dataset whose manifest has the digest *dataset*."""
    return Align(version=ALIGNER, dataset=dataset)


def align_outlets(source: Source, out: Path) -> Made:
    """Writes the pairs among the articles of *source*, whole outlets, into the part *out*, from both sides.

    They are found in a store of this function's own, so that memory does not grow with the outlet.
    """
    with tempfile.TemporaryDirectory(prefix="dosvoces-") as folder, Store(f"{folder}/store") as store:
        known = _fill(store, source)
        linked = link_store(store)
        writer = PartWriter(out)
        for addition in _read_pairs(store, known):
            writer.add(NO_TIME, f"{writer.rows:09}", addition)
        writer.close()
    counts = Counter(pairs=linked.pairs, refused=linked.refused, segments=linked.segments)
    return Made(counts=dict(+counts), rows=writer.rows, first=writer.first)


def _fill(store: Store, source: Source) -> dict[str, tuple[int, str]]:
    """Puts the articles of *source* into *store*; gives the version and cluster of each in the dataset."""
    known: dict[str, tuple[int, str]] = {}
    rows = read_article_rows(source)
    while batch := list(islice(rows, _AT_ONCE)):
        fresh = {row.id: row for row in batch if row.id not in known}
        known |= {key: (row.version, row.cluster) for key, row in fresh.items()}
        store.save_articles([read_article(row) for row in fresh.values()])
    return known


def _read_pairs(store: Store, known: dict[str, tuple[int, str]]) -> Iterator[Addition]:
    for record in store.records():
        if record.counterpart is None:
            continue
        (version, cluster), (other, beside) = known[record.article.id], known[record.counterpart.id]
        article = replace(record.article, version=version)
        yield Addition(
            key=key_of(article, record.target_language),
            segments=tuple(number(segment, article) for segment in record.segments),
            counterpart=replace(record.counterpart, version=other),
            clusters=(cluster, beside),
        )
