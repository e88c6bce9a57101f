"""Which aligned pairs of two editions can be trusted: by their certainty, on texts kept back.

    python -m benchmarks.certainty [--fit]

Cases are those of ``benchmarks.alignment``, whole and split further, and the same with a share of the
sentences of either side dropped and others moved elsewhere, as in editions of news; all seeded. Prints of
the half that is kept back how many of the pairs taken are wrong and how many right ones are lost, by the
aligner's own score and by certainty, and how many are right of those of like certainty. ``--fit`` fits the
weights anew to the other half and newstest2012, prints them and measures with these. Last, how many of the
true pairs become segments, without and with those found among moved sentences, and how many of all are wrong.
"""

import argparse
import random
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.alignment import Case, make_news, read_articles, resplit
from translations.alignment import align, find_moved
from translations.counterparts.certainty import WEIGHTS, measure
from translations.counterparts.pairing import keep_sure
from translations.counterparts.shared import measure_shared

#: Shares of sentences that are dropped and moved.
CHANGES = ((0.0, 0.0), (0.2, 0.0), (0.4, 0.0), (0.6, 0.0), (0.1, 0.15), (0.3, 0.1))
LEASTS = (0.3, 0.5, 0.7, 0.9)
BOUNDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)

Array = npt.NDArray[np.float64]


class Pairs(NamedTuple):
    """What was measured of pairs, a row each, and which of them are right, 1 or 0."""

    measures: Array
    right: Array


def change(case: Case, drop: float, move: float) -> Case:
    """The *case* with a share of its beads left out on one side, and of others moved elsewhere on one."""
    chance = random.Random(f"{case.id} {drop} {move}")
    beads = []
    for en, es in case.beads:
        lot = chance.random()
        bead = (() if lot < drop / 2 else en, () if drop / 2 <= lot < drop else es)
        if any(bead):
            beads.append(bead)
    order = list(range(len(beads)))
    for _ in range(int(move * len(beads))):
        order.insert(chance.randrange(len(beads)), order.pop(chance.randrange(len(beads))))
    changed = Case(case.id, [], [], [])
    left = [_append(changed.en, [case.en[at] for at in en]) for en, _ in beads]
    right = {at: _append(changed.es, [case.es[each] for each in beads[at][1]]) for at in order}
    changed.beads.extend((left[at], right[at]) for at in range(len(beads)))
    return changed


def _append(text: list[str], sentences: Sequence[str]) -> tuple[int, ...]:
    text.extend(sentences)
    return tuple(range(len(text) - len(sentences), len(text)))


def read_pairs(cases: Sequence[Case], drop: float, move: float) -> Pairs:
    """The pairs that are made of *cases* changed so, of texts that are taken for editions of each other."""
    rows, right = [], []
    for case in cases:
        changed = change(case, drop, move)
        beads = align(changed.en, changed.es, "en", "es")
        shared = measure_shared(beads, changed.en, changed.es)
        true = set(changed.beads)
        for bead in beads if shared.holds else ():
            if bead.source and bead.target:
                rows.append(measure(bead, changed.en, changed.es, shared))
                right.append((bead.source, bead.target) in true)
    return Pairs(np.array(rows), np.array(right, dtype=np.float64))


def count_found(cases: Sequence[Case], drop: float, move: float) -> str:
    """How many of the true pairs of *cases* changed so are found, and how many that are found are wrong."""
    true = ordered = right = found = 0
    for case in cases:
        changed = change(case, drop, move)
        beads = align(changed.en, changed.es, "en", "es")
        shared = measure_shared(beads, changed.en, changed.es)
        if not shared.holds:
            continue
        kept = keep_sure(beads, changed.en, changed.es, shared)
        moved = find_moved(changed.en, changed.es, "en", "es", [bead for bead, _ in kept])
        wanted = {bead for bead in changed.beads if all(bead)}
        first = {(bead.source, bead.target) for bead, _ in kept}
        every = first | {
            (bead.source, bead.target) for bead, _ in keep_sure(moved, changed.en, changed.es, shared)
        }
        true, ordered = true + len(wanted), ordered + len(wanted & first)
        right, found = right + len(wanted & every), found + len(every)
    return (
        f"found {ordered / true:.3f} of {true} pairs, with those moved {right / true:.3f}; "
        f"wrong {1 - right / found:.3f}"
    )


def fit(pairs: Pairs) -> Array:
    """Logistic regression by Newton's method."""
    weights = np.zeros(pairs.measures.shape[1])
    for _ in range(30):
        certain = estimate(pairs, weights)
        slope = pairs.measures.T @ (certain - pairs.right) + weights
        spread = (pairs.measures * (certain * (1 - certain))[:, None]).T @ pairs.measures
        weights -= np.linalg.solve(spread + np.eye(len(weights)), slope)
    return weights


def estimate(pairs: Pairs, weights: Array) -> Array:
    """The certainty of each pair."""
    certain: Array = 1 / (1 + np.exp(-pairs.measures @ weights))
    return certain


def join(several: Sequence[Pairs]) -> Pairs:
    """All of them as one."""
    return Pairs(*(np.concatenate(columns) for columns in zip(*several, strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fit", action="store_true")
    given = parser.parse_args()
    halves = read_articles()
    weights = np.array(WEIGHTS)
    if given.fit:
        open_ = halves["open"] + make_news()
        open_ += [resplit(case) for case in open_]
        weights = fit(join([read_pairs(open_, *changed) for changed in CHANGES]))
        print("weights", ", ".join(f"{weight:.2f}" for weight in weights))
    kept = halves["kept"] + [resplit(case) for case in halves["kept"]]
    every = {changed: read_pairs(kept, *changed) for changed in CHANGES}
    for (drop, move), pairs in every.items():
        certain = estimate(pairs, weights)
        print(f"dropped {drop:.1f}, moved {move:.2f}: {len(certain)} pairs")
        by_score = {f"score ≥ {least}": pairs.measures[:, 1] >= least for least in (0.1, 0.25)}
        by_certainty = {f"certainty ≥ {least}": certain >= least for least in LEASTS}
        for name, taken in (by_score | by_certainty).items():
            wrong, lost = 1 - pairs.right[taken].mean(), pairs.right[~taken].sum() / pairs.right.sum()
            print(f"  {name}: wrong {wrong:.3f}, right ones lost {lost:.3f}")
    pairs = join(list(every.values()))
    certain = estimate(pairs, weights)
    for low, high in pairwise(BOUNDS):
        inside = (certain >= low) & (certain < high)
        print(f"certainty from {low}: {inside.sum()} pairs, right {pairs.right[inside].mean():.3f}")
    for drop, move in CHANGES:
        print(f"dropped {drop:.1f}, moved {move:.2f}: {count_found(kept, drop, move)}")


if __name__ == "__main__":
    main()
