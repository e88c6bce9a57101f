"""Beads: which sentences of one text are which of another (Gale & Church 1993)."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from math import inf

import msgspec
import numpy as np

from dosvoces.core.language_tags import base_language
from translations.alignment.anchors import Anchor, find_anchors
from translations.alignment.search import Place, find_best
from translations.alignment.similarity import Matrix, compare, find_weakest, similarity, sum_window
from translations.sentences import split


class Bead(msgspec.Struct, frozen=True):
    """Sentences that say the same, by position; a side is empty where a sentence has no counterpart."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    #: The share of the bead's words that find a match in the other side, 0 to 1; comparable within one
    #: helper.
    score: float


#: What human translators do, by how many sentences become how many.
SHAPES = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (1, 4), (4, 1))
_MOST = 4

# Set on half of the open cases; see docs/alignment.md. Costs are in units of the similarity of one 1–1 bead.
#: The similarity below which a pair says nothing; sentences of one article about other things have about as
#: much.
_CHANCE = 0.1
#: A sentence without counterpart.
_ALONE = -0.07
#: Each sentence of a bead beyond 1–1; more where a translation finds matches for more words of every bead.
_JOIN = 0.28
_JOIN_HELPED = 0.35
#: A joined sentence with less than this share of its words in the rest of the bead hardly belongs to it; the
#: cost of what is lacking. Half or twice as much changes F1 by .001 at most.
_BELONGS = 0.2
_FOREIGN = 2.0
#: The squared deviation from the expected length, in standard deviations, capped: lengths of free
#: translations vary.
_LENGTH = 0.015
_LENGTH_CAP = 16.0
#: Variance of the length ratio per character (Gale & Church 1993, table 2).
_VARIANCE = 6.8
#: The least ratio of the lengths of a text and its translation.
_LEAST_RATIO = 0.6
#: Each sentence that one side has more than the other where a "sentence" given holds several. Texts that were
#: split well have none of these.
_PARTS = 0.2
_PARTS_CAP = 3.0
#: Longer texts are aligned window by window: 500 sentences beside 500 take some 70 MB.
_WINDOW = 500
#: Sentences added to both sides of a window, as insertions are not spread evenly.
_SLACK = 100


def align(
    source: Sequence[str],
    target: Sequence[str],
    source_language: str,
    target_language: str,
    translated: Sequence[str] | None = None,
) -> list[Bead]:
    """The beads of two texts given as sentences, in order; every sentence is in exactly one bead.

    *translated* are the source sentences in the target language by any engine (Sennrich & Volk 2010); without
    them a lexicon (Spanish and English), names, cognates, numbers and lengths decide. Beads keep the order of
    both texts. Raises :exc:`ValueError` when *translated* has another length than *source*.
    """
    if translated is not None and len(translated) != len(source):
        raise ValueError(
            f"{len(translated)} translated sentences for {len(source)} source sentences; give one for each"
        )
    beads: list[Bead] = []
    row = column = 0
    fits = max(len(source), len(target)) <= _WINDOW
    anchors = [] if fits else find_anchors(source if translated is None else translated, target)
    ends = frozenset(anchors)
    while row < len(source) or column < len(target):
        end_row, end_column = _window(len(source) - row, len(target) - column, row, column, anchors)
        window = list(
            _align_window(
                source[row : row + end_row],
                target[column : column + end_column],
                base_language(source_language),
                base_language(target_language),
                None if translated is None else translated[row : row + end_row],
            )
        )
        last = row + end_row == len(source) and column + end_column == len(target)
        # The end of a window may lack what belongs to it, less so where an anchor ends it.
        doubtful = 0 if last else len(window) // 2
        if (row + end_row, column + end_column) in ends:
            doubtful = min(doubtful, _SLACK)
        kept = window[: max(1, len(window) - doubtful)]
        for place, score in kept:
            first, m, other, n = place
            beads.append(
                Bead(
                    tuple(range(row + first, row + first + m)),
                    tuple(range(column + other, column + other + n)),
                    score,
                )
            )
        done = kept[-1][0]
        row, column = row + done[0] + done[1], column + done[2] + done[3]
    return beads


def _window(rows: int, columns: int, row: int, column: int, anchors: Sequence[Anchor]) -> tuple[int, int]:
    """How many sentences of each side to look at together from *row* and *column* on.

    All that are left, those up to the farthest anchor that is near enough, or as many as correspond.
    """
    longer = max(rows, columns)
    if longer <= _WINDOW:
        return rows, columns
    for end_row, end_column in reversed(anchors[bisect_right(anchors, (row, inf)) :]):
        size = end_row - row, end_column - column
        if size[1] > 0 and size[0] * size[1] <= (_WINDOW + _SLACK) ** 2:
            return size
    return min(rows, _WINDOW * rows // longer + _SLACK), min(columns, _WINDOW * columns // longer + _SLACK)


def _align_window(
    source: Sequence[str],
    target: Sequence[str],
    source_language: str,
    target_language: str,
    translated: Sequence[str] | None,
) -> Iterator[tuple[Place, float]]:
    rows, columns = len(source), len(target)
    if not rows or not columns:
        yield from (((row, 1, 0, 0), 0.0) for row in range(rows))
        yield from (((0, 0, column, 1), 0.0) for column in range(columns))
        return
    coverages = compare(source, target, source_language, target_language, translated, _MOST)
    shares = {(m, n): similarity(coverages, m, n) for m, n in SHAPES if m <= rows and n <= columns}
    misfit = _Misfit(source, target, source_language, target_language)
    join = _JOIN if translated is None else _JOIN_HELPED
    scores = {
        (m, n): (share - _CHANCE) * ((m + n) / 2) - join * (m + n - 2) - misfit.measure(m, n)
        for (m, n), share in shares.items()
    }
    for shape in scores:
        if shape != (1, 1):
            lacking = np.maximum(0, _BELONGS - find_weakest(coverages, *shape))
            scores[shape] = scores[shape] - np.float32(_FOREIGN) * lacking
    for place in find_best(scores, rows, columns, _ALONE):
        row, m, column, n = place
        yield place, round(float(shares[m, n][row, column]), 4) if m and n else 0.0


class _Misfit:
    """How badly lengths and numbers of sentences fit."""

    def __init__(
        self, source: Sequence[str], target: Sequence[str], source_language: str, target_language: str
    ) -> None:
        self.source_lengths = np.array([max(1, len(text)) for text in source], dtype=np.float32)
        self.target_lengths = np.array([max(1, len(text)) for text in target], dtype=np.float32)
        self.source_parts = np.array([len(split(text, source_language)) for text in source], dtype=np.float32)
        self.target_parts = np.array([len(split(text, target_language)) for text in target], dtype=np.float32)
        ratio = self.target_lengths.sum() / self.source_lengths.sum()
        # Where one side says much that the other does not, the sums say nothing.
        self.ratio = min(max(ratio, _LEAST_RATIO), 1 / _LEAST_RATIO)

    def measure(self, m: int, n: int) -> Matrix:
        """The cost of every bead of *m* source and *n* target sentences, by their first ones."""
        expected = sum_window(self.source_lengths, m)[:, None] * self.ratio
        length = sum_window(self.target_lengths, n)[None, :]
        deviation = (length - expected) ** 2 / (_VARIANCE / 2 * (length + expected))
        said = sum_window(self.source_parts, m)[:, None]
        echoed = sum_window(self.target_parts, n)[None, :]
        parts = np.where((said > m) | (echoed > n), np.abs(said - echoed), np.float32(0))
        cost: Matrix = _LENGTH * np.minimum(deviation, _LENGTH_CAP) + _PARTS * np.minimum(parts, _PARTS_CAP)
        return cost
