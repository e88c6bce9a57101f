"""Confidence: how far the estimate of a translation's quality tells good sentences from bad ones.

    uv pip install --python .venv/bin/python --group benchmarks
    python -m benchmarks.confidence [--set newstest2012] [--limit 800] [--fit PAIRS.TSV.XZ:SOURCE]

Prints the rank correlation of the embedded engine's confidence with the chrF that its translations have
beside human ones, and their chrF by confidence. ``--fit`` fits the weights anew to other pairs, lines being
source TAB English TAB Spanish, prints them, and measures with these.
"""

import argparse
import lzma
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np

from benchmarks.sentence_pairs import DIRECTIONS, read_set, score_sentences
from translations import confidence
from translations.confidence import LEAST, Features, Weights, measure
from translations.drafts import Draft
from translations.engines import Engine, choose
from translations.engines.protocol import Translated
from translations.repair import repair

ENGINE = "embedded"
#: Sentences that the weights are fitted to, and the words of the shortest; chance rules shorter ones.
MOST, SHORTEST = 4000, 6
#: Confidences between which sentences are told apart.
BOUNDS = (0.0, 0.4, 0.45, 0.5, LEAST, 0.56, 0.6, 1.01)


def read_pairs(told: str) -> dict[str, list[str]]:
    """The first pairs of a source, by language."""
    path, _, source = told.rpartition(":")
    with lzma.open(Path(path), "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines if line.startswith(f"{source}\t"))
        pairs = [row[1:] for row, _ in zip(rows, range(MOST), strict=False)]
    return {"en": [pair[0] for pair in pairs], "es": [pair[1] for pair in pairs]}


def describe(texts: dict[str, list[str]], source: str, target: str) -> tuple[list[Features], list[float]]:
    """The features of what the engine makes of each sentence, and its chrF beside the human translation."""
    engine = choose(source, target, ENGINE)
    try:
        answers = _translate(engine, texts[source], source, target)
    finally:
        engine.close()
    drafts = [
        repair(Draft(said, made.text, source, target, made.links, made.score, is_weak=True))
        for said, made in zip(texts[source], answers, strict=True)
    ]
    return [measure(draft) for draft in drafts], score_sentences(
        [draft.target for draft in drafts], texts[target]
    )


def _translate(engine: Engine, texts: Sequence[str], source: str, target: str) -> list[Translated]:
    return engine.translate(texts, source, target)


def fit(features: Sequence[Features], quality: Sequence[float]) -> Weights:
    """The weights with the least squares of error, at the mean length of longer sentences."""
    rows = np.array([msgspec.structs.astuple(each) for each in features])
    long = rows[:, 3] >= np.log(SHORTEST + 1)
    used = np.column_stack([np.ones(long.sum()), rows[long]])
    base, opinion, said, stretch, length = np.linalg.lstsq(used, np.array(quality)[long] / 100, rcond=None)[0]
    return Weights(
        *(round(float(each), 3) for each in (base + length * rows[long, 3].mean(), opinion, said, stretch))
    )


def report(features: Sequence[Features], quality: Sequence[float], weights: Weights, direction: str) -> None:
    told = np.array([confidence.weigh(each, weights) for each in features])
    measured = np.array(quality)
    ranks = [np.argsort(np.argsort(each)) for each in (told, measured)]
    print(f"{direction}: {weights}\n  rank correlation with chrF {np.corrcoef(*ranks)[0, 1]:.3f}")
    for least, most in pairwise(BOUNDS):
        chosen = (told >= least) & (told < most)
        if chosen.any():
            share, mean = chosen.mean(), measured[chosen].mean()
            print(f"  {least:.2f} to {most:.2f}  {share:7.2%} of the sentences  chrF {mean:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", default="newstest2012")
    parser.add_argument("--limit", type=int, default=None)
    parser.add_argument("--fit", default="")
    args = parser.parse_args()
    texts = read_set(args.set, args.limit)
    for source, target in DIRECTIONS:
        weights = confidence.WEIGHTS[ENGINE, source]
        if args.fit:
            weights = fit(*describe(read_pairs(args.fit), source, target))
        report(*describe(texts, source, target), weights, f"{source}-{target}")


if __name__ == "__main__":
    main()
