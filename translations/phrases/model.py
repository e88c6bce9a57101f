"""The file of phrases: both directions' tables, language models and weights, and what one direction uses."""

import math
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dosvoces.core.errors import EngineError
from translations.phrases.language_model import ORDER, LanguageModel, fill_table, hash_rows

#: Steps of the packed numbers: of phrases' log probabilities, n-grams', back-offs.
_PHRASE_STEPS, _NGRAM_STEPS, _BACKOFF_STEPS = 16.0, 12.0, 16.0
#: Log probabilities of packed ones, and of shares of 255, one of none being half a share.
_LOGS = np.arange(256, dtype=np.float32) / np.float32(-_PHRASE_STEPS)
_SHARES = np.log(np.maximum(np.arange(256, dtype=np.float32), 0.5) / 255).astype(np.float32)
#: Places of a hash table for each n-gram.
_ROOM = 1.5
#: Translations of a phrase that are looked at, and what the scores count by which they are chosen.
_MOST, _ROUGH = 20, np.array([3, 2, 2, 2], np.uint16)
#: Columns of the packed scores and orders, by source.
_COLUMNS = {"en": ((0, 1, 2, 3), (0, 1)), "es": ((1, 0, 3, 2), (2, 3))}
#: What numpy and zipfile raise about damaged files.
_DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    LookupError,
    NotImplementedError,
    zipfile.BadZipFile,
    zlib.error,
)


class PhraseTable(NamedTuple):
    """Phrases of the source by their hashes, in order, and those that may stand for them, best first."""

    hashes: NDArray[np.uint64]
    #: First pair of each source phrase, and the one behind its last.
    firsts: NDArray[np.int64]
    behinds: NDArray[np.int64]
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
    except _DAMAGE as error:
        raise EngineError(
            f"the phrases in {file} cannot be read: {error}; where they are those of dosvoces, "
            "`pip install --force-reinstall --no-deps dosvoces` brings them back"
        ) from error


def _read_words(data: Mapping[str, Any], language: str) -> list[str]:
    return bytes(data[f"{language}.vocabulary"]).decode().split("\n")


def _read_table(data: Mapping[str, Any], source: str, target: str) -> PhraseTable:
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
    lengths, starts = _read_phrases(data, source)
    phrases = own[rank][firsts]
    hashes = hash_rows(data[f"{source}.phrases"].astype(np.int64), starts[phrases], lengths[phrases], False)
    order = np.argsort(hashes)
    target_lengths, target_starts = _read_phrases(data, target)
    return PhraseTable(
        hashes[order],
        firsts[order],
        np.append(firsts[1:], len(rank))[order],
        target_starts[other[rank]],
        target_lengths[other[rank]],
        np.concatenate([_LOGS[packed[rank]], _read_orders(data["pairs.orders"][rank][:, orders])], axis=1),
        data[f"{target}.phrases"].astype(np.int64),
    )


def _read_phrases(data: Mapping[str, Any], language: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many words each phrase has, and where they begin."""
    lengths = data[f"{language}.lengths"].astype(np.int64)
    return lengths, np.cumsum(lengths) - lengths


def _find_firsts(ordered: NDArray[Any]) -> NDArray[np.int64]:
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))


def _read_orders(packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    rest = (255 - packed.sum(axis=1, dtype=np.int16)).clip(0).astype(np.uint8)
    logs: NDArray[np.float32] = _SHARES[np.column_stack([packed, rest])]
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
