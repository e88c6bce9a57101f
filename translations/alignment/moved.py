"""Sentences that an edition moved elsewhere: beads that cross others."""

from collections.abc import Sequence

import numpy as np

from dosvoces.core.language_tags import base_language
from translations.alignment.beads import Bead
from translations.alignment.similarity import Matrix, compare, similarity

# Set on the open half of benchmarks.certainty; each may be a third more or less for .01 of what is found.
#: The least score of two sentences that stand in different places, and how far it is above any rival's:
#: the margin of mined bitext (Artetxe & Schwenk 2019), as a difference.
_LEAST = 0.3
_MARGIN = 0.15
#: Sentences of either side that are compared at most; time and memory grow with their product.
_MOST = 500


def find_moved(
    source: Sequence[str],
    target: Sequence[str],
    source_language: str,
    target_language: str,
    beads: Sequence[Bead],
) -> list[Bead]:
    """One-to-one beads, in any order, among the sentences that none of *beads* pairs.

    Each sentence has to be the other's likest by far. Texts of which more than 500 sentences of a side are
    left have none.
    """
    paired = [bead for bead in beads if bead.source and bead.target]
    rows = _left(len(source), [at for bead in paired for at in bead.source])
    columns = _left(len(target), [at for bead in paired for at in bead.target])
    if not rows or not columns or max(len(rows), len(columns)) > _MOST:
        return []
    said, echoed = [source[at] for at in rows], [target[at] for at in columns]
    languages = base_language(source_language), base_language(target_language)
    shares = similarity(compare(said, echoed, *languages, None, 1), 1, 1)
    rival = np.maximum(_find_rivals(shares), _find_rivals(shares.T).T)
    found = np.argwhere((shares >= _LEAST) & (shares - rival >= _MARGIN))
    return [Bead((rows[i],), (columns[j],), round(float(shares[i, j]), 4)) for i, j in found.tolist()]


def _left(size: int, paired: Sequence[int]) -> list[int]:
    taken = set(paired)
    return [at for at in range(size) if at not in taken]


def _find_rivals(shares: Matrix) -> Matrix:
    """For each place the highest share of the others in its row, 0 where there is none."""
    padded = np.pad(shares, ((0, 0), (0, 1)))
    second, first = np.partition(padded, -2, axis=1)[:, -2:].T
    rivals: Matrix = np.where(shares == first[:, None], second[:, None], first[:, None])
    return rivals
