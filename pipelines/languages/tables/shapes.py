"""The model of word shapes: linear, over hashed character n-grams."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipelines.languages.table import BUCKETS, SHAPE_BIAS, SHAPE_SCALE, grams

Scores = NDArray[np.float32]


def features(words: Sequence[str]) -> sparse.csr_matrix:
    """One row per word, one column per bucket of its n-grams."""
    columns: list[int] = []
    ends = [0]
    for word in words:
        columns += [zlib.crc32(gram) % BUCKETS for gram in grams(word)]
        ends.append(len(columns))
    ones = np.ones(len(columns), dtype=np.float32)
    return sparse.csr_matrix((ones, np.array(columns), np.array(ends)), shape=(len(words), BUCKETS))


def fit(
    words: Sequence[str], shares: Scores, weights: Scores, *, rounds: int = 120, decay: float = 3e-7
) -> Scores:
    """Weights (buckets × languages) whose softmax sum best tells *shares*, the languages of each word.

    Adam on the whole set: deterministic, no sampling.
    """
    table = features(words)
    transposed = table.T.tocsr()
    model = np.zeros((BUCKETS, shares.shape[1]), dtype=np.float32)
    first, second = np.zeros_like(model), np.zeros_like(model)
    weights = (weights / weights.sum()).astype(np.float32)
    for step in range(1, rounds + 1):
        guess = softmax(table @ model)
        slope = transposed @ ((guess - shares) * weights[:, None]) + decay * model
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        rate = 0.1 * min(1.0, 2 * (1 - step / (rounds + 1)))
        model -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-12)
        if step % 20 == 0:
            print("shape", step, "loss", float(-(weights[:, None] * shares * np.log(guess + 1e-9)).sum()))
    return quantise(model)


def quantise(model: Scores) -> Scores:
    """The weights as the table keeps them: steps of 1 / SHAPE_SCALE in one byte."""
    steps = np.clip(np.round(model * SHAPE_SCALE), -SHAPE_BIAS, SHAPE_BIAS - 1)
    return np.asarray(steps / SHAPE_SCALE, dtype=np.float32)


def softmax(scores: Scores) -> Scores:
    """Rows of probabilities."""
    rise = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(rise / rise.sum(axis=1, keepdims=True), dtype=np.float32)
