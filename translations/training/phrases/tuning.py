"""Weights of a direction, learnt from sentences and their translations by people.

``python -m translations.training.phrases.tuning --phrases phrases.npz --source dev.en --target dev.es``
``--direction en-es``

Pairwise ranked optimization (Hopkins and May 2011): of two candidates, the better one shall have the higher
total. The weights are written to the file itself.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from translations.phrases.candidates import Candidate, find_candidates
from translations.phrases.model import Direction, read_phrases
from translations.phrases.search import SCORES, UNKNOWN_WORDS
from translations.phrases.words import lower_beginnings, tokenize
from translations.training.phrases.features import count_matches, find_bleu, find_features

#: Candidates of a sentence, pairs of them drawn, those kept that differ most, and by how much at least.
CANDIDATES, DRAWN, KEPT, LEAST = 60, 1500, 40, 0.04
#: Steps of the logistic regression, and what large weights cost.
STEPS, COST = 400, 1e-4


class Scored(NamedTuple):
    """A candidate's words and features, and its counts against the reference."""

    words: tuple[str, ...]
    features: NDArray[np.float64]
    matches: NDArray[np.int64]


def tune(direction: Direction, sentences: Sequence[tuple[str, str]], rounds: int) -> float:
    """Set ``direction.weights`` to the best of *rounds*, whose BLEU on *sentences* is returned."""
    pools: list[dict[tuple[str, ...], Scored]] = [{} for _ in sentences]
    best, kept = -1.0, direction.weights
    for number in range(rounds):
        total = np.zeros(10, np.int64)
        for pool, (source, target) in zip(pools, sentences, strict=True):
            found = propose(direction, source, target)
            total += found[0].matches if found else 0
            pool |= {each.words: each for each in found}
        bleu = find_bleu(total)
        print(f"round {number}: BLEU {100 * bleu:.2f}, length {total[0] / total[1]:.3f}", flush=True)
        if bleu > best:
            best, kept = bleu, direction.weights
        learnt = learn_weights([list(pool.values()) for pool in pools], direction.weights)
        direction.weights = (direction.weights + learnt) / 2
    direction.weights = kept
    return best


def propose(direction: Direction, source: str, target: str, most: int = CANDIDATES) -> list[Scored]:
    """The candidates of a sentence, best first."""
    tokens = tokenize(source)
    words = lower_beginnings([token.text for token in tokens], direction.has_word, direction.names)
    wanted = [token.text for token in tokenize(target)]
    wanted = lower_beginnings(wanted, direction.target_ids.__contains__, ())
    found = []
    for candidate in find_candidates(tokens, direction, most):
        said = _read_words(candidate)
        matches = count_matches(said, wanted)
        found.append(Scored(said, find_features(candidate, words, direction), matches))
    return found


def _read_words(candidate: Candidate) -> tuple[str, ...]:
    return tuple(word for piece in candidate.pieces for word in piece.words)


def learn_weights(pools: Sequence[Sequence[Scored]], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights by which the better of two candidates has the higher total, beginning with *weights*.

    The language model's and the phrases' keep their sum, the totals' scale.
    """
    chance = random.Random(1)
    rows = np.array([row for pool in pools if len(pool) > 1 for row in draw_pairs(pool, chance)])
    if not len(rows):
        return weights
    scale = rows.std(axis=0) + 1e-9
    rows, learnt = rows / scale, weights * scale
    for _ in range(STEPS):
        doubt = 1 / (1 + np.exp(np.clip(rows @ learnt, -30, 30)))
        learnt = learnt + rows.T @ doubt / len(rows) - COST * learnt
    learnt = learnt / scale
    learnt *= np.abs(weights[: SCORES + 4]).sum() / np.abs(learnt[: SCORES + 4]).sum()
    learnt[UNKNOWN_WORDS] = min(learnt[UNKNOWN_WORDS], -1.0)
    return np.asarray(learnt)


def draw_pairs(pool: Sequence[Scored], chance: random.Random) -> list[NDArray[np.float64]]:
    """Differences of features, the better candidate's less the other's, of the pairs that differ most."""
    quality = [find_bleu(each.matches, smooth=1.0) for each in pool]
    found = []
    for _ in range(DRAWN):
        one, other = chance.randrange(len(pool)), chance.randrange(len(pool))
        if quality[one] < quality[other]:
            one, other = other, one
        gain = quality[one] - quality[other]
        if gain > LEAST:
            found.append((gain, pool[one].features - pool[other].features))
    found.sort(key=lambda pair: -pair[0])
    return [difference for _, difference in found[:KEPT]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Tune the direction that the command line names, and write its weights to the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--phrases", type=Path, required=True)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--target", type=Path, required=True)
    parser.add_argument("--direction", choices=("en-es", "es-en"), required=True)
    parser.add_argument("--sentences", type=int, default=240)
    parser.add_argument("--rounds", type=int, default=4)
    wanted = parser.parse_args(arguments)
    source, target = wanted.direction.split("-")
    files = (wanted.source, wanted.target)
    lines = zip(*(file.read_text(encoding="utf-8").splitlines() for file in files), strict=True)
    sentences = list(lines)[: wanted.sentences]
    direction = read_phrases(wanted.phrases, source, target)
    tune(direction, sentences, wanted.rounds)
    with np.load(wanted.phrases) as data:
        arrays = dict(data)
    arrays[f"weights.{wanted.direction}"] = direction.weights
    partial = wanted.phrases.with_suffix(".partial.npz")
    np.savez_compressed(partial, **arrays)
    partial.replace(wanted.phrases)


if __name__ == "__main__":
    main()
