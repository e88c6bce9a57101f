"""What tells the translations of ambiguous words apart, counted in parallel text.

``python -m translations.training.phrases.senses --folder FOLDER --phrases phrases.npz --out senses.npz``
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from translations.alignment.lexicon import frequencies
from translations.alignment.words import fold_words
from translations.phrases.compiling import compiled
from translations.phrases.model import Direction, read_phrases
from translations.phrases.senses import MOST, NEAR, OUTSIDE, SCALE, SPACE, TOPIC, WINDOW, find_codes
from translations.training.phrases.text import Text, read_text

#: Share of sentences from which a word is too common to have senses, and chance of a translation that counts.
_COMMON, _LEAST = 0.01, 0.01
#: Times that something stands beside a word before it says something.
_SEEN = 4
#: The rate of learning, and what large weights cost. One round: a second one made the guesses about 12,000
#: words of news that were kept back worse.
_RATE, _COST = 0.1, 2e-3
#: Weights below which a feature, and one of its numbers, says too little to be kept.
_FAINT, _NONE = 0.27, 0.15
#: What a log probability counts beside those of the phrases: en-es, of 0, .2, .4 and .7, the best BLEU on 300
#: sentences of FLORES dev; es-en no weight was better than none.
WEIGHT = 0.4


class Ambiguous(NamedTuple):
    """Words with several translations: their ids, and those of the translations, -1 where there is none."""

    words: NDArray[np.int32]
    candidates: NDArray[np.int32]


class Examples(NamedTuple):
    """A word in a sentence each: which, which translation it has, and the places of its features."""

    rows: NDArray[np.int32]
    labels: NDArray[np.int8]
    starts: NDArray[np.int64]
    features: NDArray[np.int32]


class Learnt(NamedTuple):
    """What each feature adds to the log probability of each translation, and what they have without any."""

    weights: NDArray[np.float32]
    biases: NDArray[np.float32]


def find_ambiguous(direction: Direction, texts: Sequence[str]) -> Ambiguous:
    """Those of *texts*, words of the source, that have more than one translation that says something."""
    words, candidates = [], []
    for word in texts:
        number = direction.ids.get(word)
        if number is None or not _may_be_ambiguous(word, direction.source):
            continue
        found: list[int] = []
        for each in direction.find_renderings(word):
            if len(each.words) != 1 or each.forward < _LEAST:
                continue
            number_there = direction.target_ids[each.words[0]]
            if each.words[0].isalpha() and direction.find_telling(np.array([number_there]))[0]:
                found.append(number_there)
        if len(found) > 1:
            words.append(number)
            candidates.append((found[:MOST] + [-1] * MOST)[:MOST])
    return Ambiguous(np.array(words, np.int32), np.array(candidates, np.int32).reshape(-1, MOST))


def _may_be_ambiguous(word: str, language: str) -> bool:
    return (
        len(word) > 2 and word.isalpha() and frequencies(language).get("".join(fold_words(word)), 0) < _COMMON
    )


def collect(source: Text, target: Text, ambiguous: Ambiguous, direction: Direction) -> Examples:
    """The ambiguous words of all sentences whose translation has one of theirs."""
    rows = dict(zip(ambiguous.words.tolist(), range(len(ambiguous.words)), strict=True))
    ours = np.array([rows.get(direction.ids.get(word, -1), -1) for word in source.words], np.int32)
    theirs = np.array([direction.target_ids.get(word, -2) for word in target.words], np.int32)
    codes = np.array([find_codes(word) for word in source.words], np.int32)
    topics = np.array([direction.tells(word) for word in source.words])
    outside = np.array(OUTSIDE, np.int32)
    near = np.array(NEAR, np.int64)
    sentences = (source.ids, source.starts, target.ids, target.starts)
    return Examples(*_collect(*sentences, ours, theirs, ambiguous.candidates, codes, topics, outside, near))


@compiled()
def _collect(ids, starts, others, other_starts, ours, theirs, candidates, codes, topics, outside, near):  # type: ignore[no-untyped-def]
    most = 0
    for place in range(len(ids)):
        most += ours[ids[place]] >= 0
    room = len(near) + 2 * WINDOW
    rows = np.empty(most, np.int32)
    labels = np.empty(most, np.int8)
    bounds = np.zeros(most + 1, np.int64)
    features = np.empty(most * 16, np.int32)
    count = filled = 0
    seen = np.empty(room, np.int32)
    for sentence in range(len(starts) - 1):
        start, end = starts[sentence], starts[sentence + 1]
        first, behind = other_starts[sentence], other_starts[sentence + 1]
        for place in range(start, end):
            row = ours[ids[place]]
            if row < 0:
                continue
            label, nearest = -1, 1e9
            expected = first + (place - start) * (behind - first) / (end - start)
            for each in range(first, behind):
                for number in range(candidates.shape[1]):
                    if candidates[row, number] == theirs[others[each]] and abs(each - expected) < nearest:
                        label, nearest = number, abs(each - expected)
            if label < 0:
                continue
            size = 0
            for index in range(len(near)):
                where = place + near[index, 0]
                code = codes[ids[where], near[index, 1]] if start <= where < end else outside[near[index, 1]]
                size = _add(seen, size, code)
            for where in range(max(start, place - WINDOW), min(end, place + WINDOW + 1)):
                if where != place and topics[ids[where]]:
                    size = _add(seen, size, codes[ids[where], TOPIC])
            if filled + size > len(features):
                features = np.concatenate((features, np.empty(len(features) // 2 + room, np.int32)))
            features[filled : filled + size] = seen[:size]
            filled += size
            rows[count], labels[count] = row, label
            count += 1
            bounds[count] = filled
    return rows[:count], labels[:count], bounds[: count + 1], features[:filled]


@compiled()
def _add(seen, size, code):  # type: ignore[no-untyped-def]
    for index in range(size):
        if seen[index] == code:
            return size
    seen[size] = code
    return size + 1


def number_features(examples: Examples) -> tuple[Examples, NDArray[np.int64]]:
    """*examples* whose features are places in the sorted list that is returned, of what was seen often.

    An item of it is a word's row times :data:`SPACE`, plus the feature; what was not seen often is -1.
    """
    sizes = np.diff(examples.starts)
    keys = np.repeat(examples.rows.astype(np.int64), sizes) * SPACE + examples.features
    listed = np.sort(keys)
    firsts = np.flatnonzero(np.concatenate([[True], listed[1:] != listed[:-1]]))
    counts = np.diff(np.append(firsts, len(listed)))
    known = listed[firsts[counts >= _SEEN]]
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    places[known[places] != keys] = -1
    return examples._replace(features=places.astype(np.int32)), known


def learn(examples: Examples, known: int, ambiguous: Ambiguous) -> Learnt:
    """What the features of *examples*, numbers below *known*, say of each translation."""
    sizes = (ambiguous.candidates >= 0).sum(axis=1)
    weights = np.zeros((known, MOST), np.float32)
    biases = np.zeros(ambiguous.candidates.shape, np.float32)
    order = np.random.default_rng(1).permutation(len(examples.rows))
    _train(*examples, weights, biases, sizes, order, _RATE, _COST)
    return Learnt(weights, biases)


@compiled()
def _train(rows, labels, starts, features, weights, biases, sizes, order, rate, cost):  # type: ignore[no-untyped-def]
    """Logistic regression by the rates of AdaGrad (Duchi, Hazan and Singer 2011)."""
    slopes, bias_slopes = np.full(weights.shape, 1e-2, np.float32), np.full(biases.shape, 1e-2, np.float32)
    scores = np.empty(weights.shape[1])
    for index in order:
        row, size = rows[index], sizes[rows[index]]
        _score(scores, row, size, features[starts[index] : starts[index + 1]], weights, biases)
        for each in range(size):
            error = scores[each] - (1.0 if each == labels[index] else 0.0)
            bias_slopes[row, each] += error * error
            biases[row, each] -= rate * error / np.sqrt(bias_slopes[row, each])
            for place in range(starts[index], starts[index + 1]):
                feature = features[place]
                if feature >= 0:
                    slope = error + cost * weights[feature, each]
                    slopes[feature, each] += slope * slope
                    weights[feature, each] -= rate * slope / np.sqrt(slopes[feature, each])


@compiled()
def _score(scores, row, size, features, weights, biases):  # type: ignore[no-untyped-def]
    """Fill *scores* with the chances of each translation."""
    best = -1e9
    for each in range(size):
        scores[each] = biases[row, each]
        for feature in features:
            if feature >= 0:
                scores[each] += weights[feature, each]
        best = max(best, scores[each])
    total = 0.0
    for each in range(size):
        scores[each] = np.exp(scores[each] - best)
        total += scores[each]
    for each in range(size):
        scores[each] /= total


def pack(ambiguous: Ambiguous, known: NDArray[np.int64], learnt: Learnt) -> dict[str, NDArray[Any]]:
    """What :class:`translations.phrases.senses.Senses` reads, without features that say little."""
    real = ambiguous.candidates >= 0
    rows = known // SPACE
    means = (learnt.weights * real[rows]).sum(axis=1) / real[rows].sum(axis=1)
    weights = np.where(real[rows], learnt.weights - means[:, None], 0)
    weights[np.abs(weights) < _NONE] = 0
    kept = np.abs(weights).max(axis=1) > _FAINT
    rows, features, weights = rows[kept], known[kept] % SPACE, weights[kept]
    counts = np.bincount(rows, minlength=len(real))
    steps = features.copy()
    steps[1:] -= np.where(rows[1:] == rows[:-1], features[:-1], 0)
    chances = np.where(real, np.exp(learnt.biases - learnt.biases.max(axis=1, keepdims=True)), 0)
    chances /= chances.sum(axis=1, keepdims=True)
    used = counts > 0
    return {
        "words": ambiguous.words[used],
        "candidates": ambiguous.candidates[used],
        "counts": counts[used].astype(np.int32),
        "steps": np.array([steps >> shift & 255 for shift in (0, 8, 16)], np.uint8),
        "weights": np.clip(np.rint(weights * SCALE), -127, 127).astype(np.int8),
        "chances": np.rint(chances[used] * 255).astype(np.uint8),
        "weight": np.array(WEIGHT),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Count in the folder that the command line names, but not in sources that are withheld."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--phrases", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--withhold", nargs="*", default=[])
    parser.add_argument("--direction", nargs="+", choices=("en-es", "es-en"), default=["en-es"])
    wanted = parser.parse_args(arguments)
    sources = (wanted.folder / "sources.txt").read_text(encoding="utf-8").splitlines()
    taken = ~np.isin(np.array(sources), np.array(wanted.withhold, dtype=str))
    texts = {each: read_text(wanted.folder / f"{each}.txt").take(taken) for each in ("en", "es")}
    arrays: dict[str, Any] = {}
    for source, target in (each.split("-") for each in wanted.direction):
        direction = read_phrases(wanted.phrases, source, target)
        ambiguous = find_ambiguous(direction, texts[source].words)
        examples, known = number_features(collect(texts[source], texts[target], ambiguous, direction))
        packed = pack(ambiguous, known, learn(examples, len(known), ambiguous))
        arrays |= {f"{source}-{target}.{name}": array for name, array in packed.items()}
        print(
            f"{source}-{target}: {len(packed['words'])} words, {packed['steps'].shape[1]} features",
            flush=True,
        )
    np.savez_compressed(wanted.out, **arrays)


if __name__ == "__main__":
    main()
