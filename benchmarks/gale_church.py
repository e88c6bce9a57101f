"""The baseline: Gale and Church's length-based sentence aligner (Computational Linguistics 19, 1993).

Costs are -100 log of the match's prior and of the two-sided probability of the length difference; lengths are
characters, the mean ratio is 1 and the variance 6.8 per character.
"""

import math
from collections.abc import Sequence

PRIORS = {(1, 1): 0.89, (1, 0): 0.0099, (0, 1): 0.0099, (2, 1): 0.089, (1, 2): 0.089, (2, 2): 0.011}
VARIANCE = 6.8
MEAN = 1.0


def cost(source: float, target: float) -> float:
    """-100 log of the probability that texts of these lengths translate each other."""
    if source == target == 0:
        return 0.0
    mean = (source + target / MEAN) / 2
    deviation = abs(MEAN * source - target) / math.sqrt(VARIANCE * mean)
    probability = math.erfc(deviation / math.sqrt(2))
    return -100 * math.log(probability) if probability > 0 else 2500.0


def align(source: Sequence[str], target: Sequence[str]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The beads of two texts given as sentences, by length alone."""
    rows, columns = len(source), len(target)
    best = [[math.inf] * (columns + 1) for _ in range(rows + 1)]
    back: list[list[tuple[int, int]]] = [[(0, 0)] * (columns + 1) for _ in range(rows + 1)]
    best[0][0] = 0.0
    for row in range(rows + 1):
        for column in range(columns + 1):
            for (m, n), prior in PRIORS.items():
                if row < m or column < n:
                    continue
                said = sum(map(len, source[row - m : row]))
                echoed = sum(map(len, target[column - n : column]))
                reached = best[row - m][column - n] + cost(said, echoed) - 100 * math.log(prior)
                if reached < best[row][column]:
                    best[row][column], back[row][column] = reached, (m, n)
    beads = []
    row, column = rows, columns
    while row or column:
        m, n = back[row][column]
        beads.append((tuple(range(row - m, row)), tuple(range(column - n, column))))
        row, column = row - m, column - n
    return beads[::-1]
