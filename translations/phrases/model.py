"""The file of phrases: both directions' tables, language models and weights, and what one direction uses."""

import math
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dosvoces.core.errors import EngineError
from translations.phrases.language_model import ORDER, LanguageModel, fill_table, hash_rows

#: Steps of the packed numbers: of phrases' log probabilities, n-grams', back-offs.
_PHRASE_STEPS, _NGRAM_STEPS, _BACKOFF_STEPS = 16.0, 12.0, 16.0
#: Probability, of 255, of an order that was never seen.
_NEVER = 0.5
#: Places of a hash table for each n-gram.
_ROOM = 1.5
#: Translations of a phrase that are looked at, and what the scores count by which they are chosen.
_MOST, _ROUGH = 20, np.array([0.3, 0.2, 0.2, 0.2], np.float32)
#: Columns of the packed scores and orders, by source.
_COLUMNS = {"en": ((0, 1, 2, 3), (0, 1)), "es": ((1, 0, 3, 2), (2, 3))}


class PhraseTable(NamedTuple):
    """Phrases of the source by their hashes, in order, and those that may stand for them, best first."""

    hashes: NDArray[np.uint64]
    #: First pair of each source phrase, and the number of all pairs.
    starts: NDArray[np.int64]
    #: Of each pair: where the target phrase's words begin in *words*, and how many they are.
    places: NDArray[np.int64]
    lengths: NDArray[np.int64]
    #: Of each pair: log of p(target | source), p(source | target), the same by words, and of three orders.
    scores: NDArray[np.float32]
    words: NDArray[np.int64]


class Direction:
    """What translates from one language to the other."""

    def __init__(self, data: Mapping[str, Any], source: str, target: str) -> None:
        self.ids = {word: index for index, word in enumerate(_read_words(data, source))}
        self.target_words = _read_words(data, target)
        self.target_ids = {word: index for index, word in enumerate(self.target_words)}
        self.names = frozenset(
            word for word, is_name in zip(self.ids, data[f"{source}.names"].tolist(), strict=True) if is_name
        )
        weights = data[f"weights.{source}-{target}"]
        self.weights: NDArray[np.float64] = weights[:-1].copy()
        #: What the neural model's log probability counts beside the phrases'.
        self.neural = float(weights[-1])
        self.table = _read_table(data, source, target)
        self.model = _read_model(data, target, len(self.target_words))


def read_phrases(file: Path, source: str, target: str) -> Direction:
    """The *direction* of the phrases in *file*; raises :exc:`EngineError` when it cannot be read."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as data:
            return Direction(data, source, target)
    except (OSError, EOFError, ValueError, KeyError, IndexError, zipfile.BadZipFile) as error:
        raise EngineError(
            f"the phrases in {file} cannot be read: {error}; "
            "`dosvoces packages verify` says whether its files are whole"
        ) from error


def _read_words(data: Mapping[str, Any], language: str) -> list[str]:
    return bytes(data[f"{language}.vocabulary"]).decode().split("\n")


def _read_table(data: Mapping[str, Any], source: str, target: str) -> PhraseTable:
    own, other = data[f"pairs.{source}"], data[f"pairs.{target}"]
    columns, orders = _COLUMNS[source]
    scores = data["pairs.scores"][:, columns] / np.float32(-_PHRASE_STEPS)
    lengths = data[f"{source}.lengths"].astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    hashes = hash_rows(data[f"{source}.phrases"].astype(np.int64), starts, lengths, False)[own]
    rank = np.lexsort((-(scores @ _ROUGH), hashes))
    firsts = _find_firsts(hashes[rank])
    # A common phrase has thousands of translations, the rare ones of the other direction.
    place = np.arange(len(rank)) - np.repeat(firsts, np.diff(np.append(firsts, len(rank))))
    rank = rank[place < _MOST]
    ordered = hashes[rank]
    firsts = _find_firsts(ordered)
    target_lengths = data[f"{target}.lengths"].astype(np.int64)
    target_starts = np.concatenate([[0], np.cumsum(target_lengths)[:-1]])
    return PhraseTable(
        ordered[firsts],
        np.append(firsts, len(ordered)),
        target_starts[other[rank]],
        target_lengths[other[rank]],
        np.concatenate([scores, _read_orders(data["pairs.orders"][:, orders])], axis=1)[rank],
        data[f"{target}.phrases"].astype(np.int64),
    )


def _find_firsts(ordered: NDArray[np.uint64]) -> NDArray[np.int64]:
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))


def _read_orders(packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    known = packed.astype(np.float32)
    three = np.column_stack([known, 255 - known.sum(axis=1)])
    logs: NDArray[np.float32] = np.log(np.maximum(three, _NEVER) / 255).astype(np.float32)
    return logs


def _read_model(data: Mapping[str, Any], language: str, size: int) -> LanguageModel:
    hashes, probabilities, backoffs = [], [], []
    for order in range(1, ORDER + 1):
        words = data[f"{language}.lm.{order}.words"].astype(np.int64)
        count = len(words)
        lengths = np.full(count, order, np.int64)
        hashes.append(hash_rows(words.reshape(-1), np.arange(count) * order, lengths, True))
        probabilities.append(data[f"{language}.lm.{order}.p"] / np.float32(-_NGRAM_STEPS))
        packed = data[f"{language}.lm.{order}.backoff"] if order < ORDER else np.zeros(count, np.int8)
        backoffs.append(packed / np.float32(_BACKOFF_STEPS))
    total = sum(map(len, hashes))
    places = 1 << math.ceil(math.log2(total * _ROOM))
    keys, values, others = fill_table(
        np.concatenate(hashes), np.concatenate(probabilities), np.concatenate(backoffs), places
    )
    return LanguageModel(keys, values, others, size)
