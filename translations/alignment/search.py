"""The best sequence of beads: dynamic programming over two texts (Gale & Church 1993, with another score)."""

from collections.abc import Mapping

import numpy as np

from translations.alignment.similarity import Matrix

#: A bead's place: first source sentence, how many, first target sentence, how many.
Place = tuple[int, int, int, int]

_ONLY_SOURCE, _ONLY_TARGET, _FIRST_SHAPE = 1, 2, 3


def find_best(scores: Mapping[tuple[int, int], Matrix], rows: int, columns: int, alone: float) -> list[Place]:
    """The places of the beads of the best path through *rows* × *columns* sentences.

    *scores* has for each shape (m, n) the score of every bead by its first sentences; a sentence without
    counterpart scores *alone*. Time and memory grow with rows × columns.
    """
    shapes = list(scores)
    best = np.full((rows + 1, columns + 1), -np.inf)
    choice = np.zeros((rows + 1, columns + 1), dtype=np.int8)
    drift = alone * np.arange(columns + 1)
    for row in range(rows + 1):
        line, chosen = best[row], choice[row]
        if row == 0:
            line[0] = 0.0
        else:
            line[:] = best[row - 1] + alone
            chosen[:] = _ONLY_SOURCE
        for number, (m, n) in enumerate(shapes):
            if row >= m and columns >= n:
                reached = best[row - m, : columns + 1 - n] + scores[m, n][row - m]
                better = reached > line[n:]
                line[n:][better] = reached[better]
                chosen[n:][better] = _FIRST_SHAPE + number
        # Target sentences alone: the best place to have come from is a running maximum, as each costs the
        # same.
        skipped = np.maximum.accumulate(line - drift) + drift
        chosen[skipped > line + 1e-9] = _ONLY_TARGET
        line[:] = skipped
    return _walk_back(choice, shapes)


def _walk_back(
    choice: np.ndarray[tuple[int, ...], np.dtype[np.int8]], shapes: list[tuple[int, int]]
) -> list[Place]:
    row, column = choice.shape[0] - 1, choice.shape[1] - 1
    places: list[Place] = []
    while row or column:
        number = int(choice[row, column])
        if number == _ONLY_SOURCE:
            m, n = 1, 0
        elif number == _ONLY_TARGET:
            m, n = 0, 1
        else:
            m, n = shapes[number - _FIRST_SHAPE]
        row, column = row - m, column - n
        places.append((row, m, column, n))
    return places[::-1]
