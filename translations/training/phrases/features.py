"""What a candidate counts for each weight, and how good it is."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from translations.phrases.candidates import GUESSED_ORDERS, Candidate, Piece
from translations.phrases.language_model import BEGIN, END, NONE, score_word
from translations.phrases.model import Direction, read_scores
from translations.phrases.search import (
    BEFORE,
    BEHIND,
    DISTANCE,
    ELSEWHERE,
    MODEL,
    ORDERS,
    PHRASES,
    SCORES,
    UNKNOWN_WORDS,
    WORDS,
)

#: Words of the longest n-gram that is compared.
LONGEST = 4


def find_features(candidate: Candidate, words: Sequence[str], direction: Direction) -> NDArray[np.float64]:
    """What the weights of *direction* are multiplied with; the sum is ``candidate.total``.

    *words* are those of the source as the search has them, without the capital of beginnings.
    """
    features = np.zeros(len(direction.weights))
    position, before = 0, None
    for piece in candidate.pieces:
        scores = _find_scores(piece, words, direction)
        where = BEHIND if piece.start == position else ELSEWHERE
        if before is not None and piece.end == before.start:
            where = BEFORE
        if scores is None:
            chance = dict(direction.guess(words[piece.start])).get(piece.words, 1.0)
            features[SCORES : SCORES + 4] += math.log(chance) * np.array([1, 0, 1, 0])
            features[ORDERS + where] += GUESSED_ORDERS[where]
            features[UNKNOWN_WORDS] += 1
        else:
            features[SCORES : SCORES + 4] += scores[:4]
            features[ORDERS + where] += scores[4 + where]
        features[PHRASES] += 1
        features[WORDS] += len(piece.words)
        features[DISTANCE] -= abs(piece.start - position)
        position, before = piece.end, piece
    said = [word for piece in candidate.pieces for word in piece.words]
    features[MODEL] = _score_words(said, direction)
    return features


def _find_scores(piece: Piece, words: Sequence[str], direction: Direction) -> NDArray[np.float32] | None:
    """The scores of the pair of phrases that *piece* is, or None for a word that no phrase has."""
    row = direction.find_row(words[piece.start : piece.end])
    if row is None:
        return None
    for pair in range(int(direction.table.firsts[row]), int(direction.table.behinds[row])):
        if direction.read_pair(pair) == piece.words:
            return read_scores(direction.table.scores[pair])
    raise ValueError(f"no phrase {words[piece.start : piece.end]} that stands for {piece.words}")


def _score_words(words: Sequence[str], direction: Direction) -> float:
    unknown = len(direction.target_words)
    first, second, third, total = NONE, NONE, BEGIN, 0.0
    for word in [*(direction.target_ids.get(word, unknown) for word in words), END]:
        total += float(score_word(direction.model, first, second, third, word))
        first, second, third = second, third, word
    return total


def count_matches(said: Sequence[str], wanted: Sequence[str]) -> NDArray[np.int64]:
    """What BLEU needs of a sentence (Papineni and others 2002).

    Both lengths, then of each order the shared n-grams and all that were said.
    """
    counts = [len(said), len(wanted)]
    for order in range(1, LONGEST + 1):
        ours, theirs = (
            Counter(zip(*(side[start:] for start in range(order)), strict=False)) for side in (said, wanted)
        )
        counts += [sum((ours & theirs).values()), max(len(said) - order + 1, 0)]
    return np.array(counts)


def find_bleu(counts: Sequence[float] | NDArray[np.int64], smooth: float = 0.0) -> float:
    """BLEU from such counts, between 0 and 1; *smooth* is added to those of orders above one."""
    total = 0.0
    for order in range(LONGEST):
        more = smooth if order else 0.0
        shared, made = counts[2 + 2 * order] + more, counts[3 + 2 * order] + more
        if shared <= 0:
            return 0.0
        total += math.log(shared / made)
    return math.exp(total / LONGEST + min(0.0, 1 - (counts[1] + smooth) / max(counts[0], 1)))
