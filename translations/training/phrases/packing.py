"""Words, names, phrases, pairs, language models and weights as small numbers in one file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from translations.training.phrases.extraction import Pairs, Phrases
from translations.training.phrases.language_model import Ngrams
from translations.training.phrases.scoring import Table
from translations.training.phrases.text import MARKS, Text

#: Steps of a natural logarithm: scores of pairs, probabilities and back-offs of language models.
SCORE_STEPS, PROBABILITY_STEPS, BACKOFF_STEPS = 16, 12, 16


class Side(NamedTuple):
    """What is packed of one language."""

    text: Text
    phrases: Phrases
    model: list[Ngrams]
    names: frozenset[str]


def pack(english: Side, spanish: Side, pairs: Pairs, table: Table) -> dict[str, NDArray[Any]]:
    """The arrays of ``phrases.npz``, but for the weights."""
    columns, arrays = [], dict[str, NDArray[Any]]()
    for language, side, numbers in (
        ("en", english, pairs.english[table.rows]),
        ("es", spanish, pairs.spanish[table.rows]),
    ):
        phrases, renumbered = np.unique(numbers, return_inverse=True)
        lengths = side.phrases.lengths[phrases].astype(np.int64)
        words = side.text.ids[spread(side.phrases.starts[phrases], lengths)]
        ids = _renumber_words(side, words)
        order = _sort_phrases(ids[words], lengths)
        places = np.empty(len(order), np.int64)
        places[order] = np.arange(len(order))
        columns.append(places[renumbered])
        starts = np.cumsum(lengths) - lengths
        packed = _pack_side(side, ids)
        packed["phrases"] = ids[words[spread(starts[order], lengths[order])]]
        packed["lengths"] = lengths[order].astype(np.uint8)
        arrays |= {f"{language}.{name}": array for name, array in packed.items()}
    order = np.lexsort((columns[1], columns[0]))
    arrays["pairs.en"], arrays["pairs.es"] = (column[order].astype(np.int32) for column in columns)
    arrays["pairs.scores"] = _quantize(-table.scores[order], SCORE_STEPS)
    arrays["pairs.orders"] = _quantize(table.orders[order], 255)
    return arrays


def save(path: Path, arrays: Mapping[str, NDArray[Any]], weights: Mapping[str, Sequence[float]]) -> None:
    """Write *arrays* and the *weights* of each direction (``en-es``, ``es-en``) to *path*."""
    named: dict[str, Any] = dict(arrays)
    named |= {f"weights.{direction}": np.array(values, float) for direction, values in weights.items()}
    np.savez_compressed(path, **named)


def spread(starts: NDArray[Any], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of all runs, one after the other; each begins at one of *starts*."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - lengths), lengths)


def _renumber_words(side: Side, words: NDArray[np.int32]) -> NDArray[np.int32]:
    """New ids by old ones; -1 for words that neither a phrase nor the language model has."""
    used = np.zeros(len(side.text.words), bool)
    used[: len(MARKS)] = True
    used[words] = True
    used[side.model[0].words[:, 0]] = True
    return np.where(used, np.cumsum(used) - 1, -1).astype(np.int32)


def _sort_phrases(words: NDArray[np.int32], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The order of phrases by their words."""
    rows = np.full((len(lengths), int(lengths.max(initial=1))), -1, np.int32)
    places = spread(np.zeros(len(lengths), np.int64), lengths)
    rows[np.repeat(np.arange(len(lengths)), lengths), places] = words
    return np.lexsort(rows.T[::-1])


def _pack_side(side: Side, ids: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
    kept = [word for word, number in zip(side.text.words, ids.tolist(), strict=True) if number >= 0]
    arrays: dict[str, NDArray[Any]] = {
        "vocabulary": np.frombuffer("\n".join(kept).encode(), np.uint8),
        "names": np.array([word in side.names for word in kept], np.uint8),
    }
    for order, ngrams in enumerate(side.model, start=1):
        words = ids[ngrams.words]
        rows = np.lexsort(words.T[::-1])
        # Column after column: like numbers stand together and are compressed better.
        arrays[f"lm.{order}.words"] = np.asfortranarray(words[rows])
        arrays[f"lm.{order}.p"] = _quantize(-ngrams.probabilities[rows], PROBABILITY_STEPS)
        if order < len(side.model):
            steps = np.round(ngrams.backoffs[rows] * BACKOFF_STEPS)
            arrays[f"lm.{order}.backoff"] = np.clip(steps, -128, 127).astype(np.int8)
    return arrays


def _quantize(values: NDArray[np.float64], steps: int) -> NDArray[np.uint8]:
    return np.clip(np.round(values * steps), 0, 255).astype(np.uint8)
