"""The file of phrases, which holds both directions packed, and the arrays of one direction made of it."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from translations.phrases.language_model import ORDER, fill_table, hash_rows

#: Places of a hash table for each n-gram.
_ROOM = 1.5
#: Translations of a phrase that are looked at, and what the scores count by which they are chosen.
_MOST, _ROUGH = 20, np.array([3, 2, 2, 2], np.uint16)
#: Columns of the packed scores and orders, by source.
_COLUMNS = {"en": ((0, 1, 2, 3), (0, 1)), "es": ((1, 0, 3, 2), (2, 3))}

Arrays = dict[str, NDArray[Any]]


def unpack(data: Mapping[str, Any], source: str, target: str) -> Arrays:
    """The arrays of the direction *source* to *target*, by the names that ``model`` reads them by."""
    return {
        "source.vocabulary": data[f"{source}.vocabulary"],
        "source.names": data[f"{source}.names"],
        "target.vocabulary": data[f"{target}.vocabulary"],
        "weights": data[f"weights.{source}-{target}"],
        # A file that is being made has no rules yet.
        "analogies": data.get(f"analogies.{source}-{target}", np.empty(0, np.uint8)),
        **_unpack_table(data, source, target),
        **_unpack_ngrams(data, target),
    }


def _unpack_table(data: Mapping[str, Any], source: str, target: str) -> Arrays:
    own, other = data[f"pairs.{source}"], data[f"pairs.{target}"]
    columns, orders = _COLUMNS[source]
    packed = data["pairs.scores"][:, columns]
    # Sorted by a small number first: counting is quicker than comparing.
    rank = np.argsort((packed * _ROUGH).sum(axis=1, dtype=np.uint16), kind="stable")
    rank = rank[np.argsort(own[rank], kind="stable")]
    firsts = _find_firsts(own[rank])
    # A common phrase has thousands of translations, the rare ones of the other direction.
    place = np.arange(len(rank)) - np.repeat(firsts, np.diff(np.append(firsts, len(rank))))
    rank = rank[place < _MOST]
    firsts = _find_firsts(own[rank])
    lengths, starts = _find_phrases(data, source)
    phrases = own[rank][firsts]
    hashes = hash_rows(data[f"{source}.phrases"].astype(np.int64), starts[phrases], lengths[phrases], False)
    order = np.argsort(hashes)
    target_lengths, target_starts = _find_phrases(data, target)
    return {
        "table.hashes": hashes[order],
        "table.firsts": firsts[order].astype(np.int32),
        "table.behinds": np.append(firsts[1:], len(rank))[order].astype(np.int32),
        "table.places": target_starts[other[rank]].astype(np.int32),
        "table.lengths": target_lengths[other[rank]].astype(np.uint8),
        "table.scores": np.concatenate(
            [packed[rank], _complete_orders(data["pairs.orders"][rank][:, orders])], axis=1
        ),
        "table.words": data[f"{target}.phrases"].astype(np.int32),
    }


def _find_phrases(data: Mapping[str, Any], language: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many words each phrase has, and where they begin."""
    lengths = data[f"{language}.lengths"].astype(np.int64)
    return lengths, np.cumsum(lengths) - lengths


def _find_firsts(ordered: NDArray[Any]) -> NDArray[np.int64]:
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))


def _complete_orders(packed: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The shares of 255 of two orders, and what they leave to the third."""
    rest = (255 - packed.sum(axis=1, dtype=np.int16)).clip(0).astype(np.uint8)
    return np.column_stack([packed, rest])


def _unpack_ngrams(data: Mapping[str, Any], language: str) -> Arrays:
    hashes, probabilities, backoffs = [], [], []
    for order in range(1, ORDER + 1):
        words = data[f"{language}.lm.{order}.words"].astype(np.int64)
        count = len(words)
        lengths = np.full(count, order, np.int64)
        hashes.append(hash_rows(words.reshape(-1), np.arange(count) * order, lengths, True))
        probabilities.append(data[f"{language}.lm.{order}.p"])
        backoffs.append(data[f"{language}.lm.{order}.backoff"] if order < ORDER else np.zeros(count, np.int8))
    places = 1 << math.ceil(math.log2(sum(map(len, hashes)) * _ROOM))
    filled = fill_table(
        np.concatenate(hashes), np.concatenate(probabilities), np.concatenate(backoffs), places
    )
    return dict(zip(("ngrams.hashes", "ngrams.probabilities", "ngrams.backoffs"), filled, strict=True))
