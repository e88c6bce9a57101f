"""A back-off language model with modified Kneser–Ney smoothing (Chen and Goodman 1998), pruned by counts."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from translations.training.phrases.text import MARKS, Text

#: Words of the longest n-gram.
ORDER = 4
#: How often an n-gram of two words or more must be seen to be kept.
SEEN = 2
_UNKNOWN, _BEGIN, _END = range(len(MARKS))
#: Probability of the mark of a beginning, which is never predicted.
_NEVER = 1e-9
#: The least that is left to shorter n-grams, where counts leave nothing.
_LEAST = 1e-6


class Ngrams(NamedTuple):
    """The n-grams of one order, with natural logarithms of probability and back-off."""

    words: NDArray[np.int32]
    probabilities: NDArray[np.float64]
    backoffs: NDArray[np.float64]


class _Order(NamedTuple):
    """All n-grams of one order: where each stands first, its count, and the n-grams one word shorter."""

    places: NDArray[np.int64]
    counts: NDArray[np.int64]
    prefixes: NDArray[np.int64]
    suffixes: NDArray[np.int64]


def build_model(text: Text, kept_words: NDArray[np.bool_]) -> list[Ngrams]:
    """The model of *text*, orders one to :data:`ORDER`.

    Of single words, those of *kept_words* and those seen :data:`SEEN` times stay.
    """
    stream = _mark_sentences(text)
    orders = _count_orders(stream, len(text.words))
    counts = _count_left(stream, orders)
    probabilities = _smooth(orders, counts)
    kept = _choose(orders)
    kept[0] &= kept_words | (orders[0].counts >= SEEN)
    kept[0][: len(MARKS)] = True
    model = []
    for order in range(ORDER):
        rows = np.flatnonzero(kept[order])
        words = np.stack([stream[orders[order].places[rows] + place] for place in range(order + 1)], axis=1)
        if order == 0:
            words = rows[:, None]
        backoffs = _back_off(orders, probabilities, kept, order)[rows]
        model.append(Ngrams(words.astype(np.int32), np.log(probabilities[order][rows]), np.log(backoffs)))
    return model


def _mark_sentences(text: Text) -> NDArray[np.int64]:
    """The ids of all sentences, each between the marks of its beginning and end."""
    lengths = np.diff(text.starts)
    stream = np.empty(len(text.ids) + 2 * len(lengths), np.int64)
    begins = text.starts[:-1] + 2 * np.arange(len(lengths))
    stream[begins], stream[begins + lengths + 1] = _BEGIN, _END
    sentences = np.repeat(np.arange(len(lengths)), lengths)
    stream[np.arange(len(text.ids)) + 2 * sentences + 1] = text.ids
    return stream


def _count_orders(stream: NDArray[np.int64], size: int) -> list[_Order]:
    """The n-grams of each order; none runs over a sentence's end."""
    counts = np.bincount(stream, minlength=size)
    first = np.zeros(size, np.int64)
    first[stream[::-1]] = np.arange(len(stream) - 1, -1, -1)
    orders = [_Order(first, counts, np.zeros(size, np.int64), np.zeros(size, np.int64))]
    numbers, alive = stream, np.ones(len(stream), bool)
    for order in range(1, ORDER):
        alive = alive[:-1] & (stream[: len(alive) - 1] != _END) if order == 1 else alive[:-1] & alive[1:]
        places = np.flatnonzero(alive)
        keys = numbers[places] * size + stream[places + order]
        kinds, examples, inverse, counts = np.unique(
            keys, return_index=True, return_inverse=True, return_counts=True
        )
        shorter, numbers = numbers, np.full(len(alive), -1, np.int64)
        numbers[places] = inverse
        found = places[examples]
        orders.append(_Order(found, counts, kinds // size, shorter[found + 1]))
    return orders


def _count_left(stream: NDArray[np.int64], orders: list[_Order]) -> list[NDArray[np.float64]]:
    """Of the longest n-grams the counts, of shorter ones how many words they follow.

    Nothing stands before a sentence's beginning: what begins with it keeps its count.
    """
    counts = [orders[-1].counts.astype(float)]
    for order in range(ORDER - 2, -1, -1):
        here = orders[order]
        followed = np.bincount(orders[order + 1].suffixes, minlength=len(here.counts)).astype(float)
        counts.append(np.where(stream[here.places] == _BEGIN, here.counts, followed))
    return counts[::-1]


def find_discounts(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is taken from counts of none, one, two, and three or more (Chen and Goodman 1998, equation 26)."""
    one, two, three, four = (max(1, int(np.sum(counts == number))) for number in (1, 2, 3, 4))
    base = one / (one + 2 * two)
    found = [0.0, 1 - 2 * base * two / one, 2 - 3 * base * three / two, 3 - 4 * base * four / three]
    return np.clip(found, 0.0, [0.0, 0.95, 1.9, 2.85])


def _smooth(orders: list[_Order], counts: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """The probability of each n-gram's last word after those before it."""
    single = counts[0].copy()
    single[_BEGIN] = 0
    taken = find_discounts(single)[np.minimum(single, 3).astype(int)]
    # One more kind: the unknown word has no count and only this share.
    kinds = np.count_nonzero(single) + 1
    lowest = (single - taken + taken.sum() / kinds) / single.sum()
    lowest[_BEGIN] = _NEVER
    found = [lowest]
    for order in range(1, ORDER):
        here, own = orders[order], counts[order]
        taken = find_discounts(own)[np.minimum(own, 3).astype(int)]
        size = len(orders[order - 1].counts)
        total = np.bincount(here.prefixes, weights=own, minlength=size)
        left = np.bincount(here.prefixes, weights=taken, minlength=size) / np.maximum(total, 1.0)
        found.append((own - taken) / total[here.prefixes] + left[here.prefixes] * found[-1][here.suffixes])
    return found


def _choose(orders: list[_Order]) -> list[NDArray[np.bool_]]:
    """Which n-grams stay: those seen often enough, and the beginnings of those."""
    kept = [np.ones(len(orders[0].counts), bool), *(order.counts >= SEEN for order in orders[1:])]
    for order in range(ORDER - 1, 1, -1):
        kept[order - 1][orders[order].prefixes[kept[order]]] = True
    return kept


def _back_off(
    orders: list[_Order],
    probabilities: list[NDArray[np.float64]],
    kept: list[NDArray[np.bool_]],
    order: int,
) -> NDArray[np.float64]:
    """What a history of *order* + 1 words leaves to the shorter one, so that probabilities sum to one."""
    size = len(orders[order].counts)
    if order == ORDER - 1:
        return np.ones(size)
    longer, stays = orders[order + 1], kept[order + 1]
    prefixes, suffixes = longer.prefixes[stays], longer.suffixes[stays]
    own = np.bincount(prefixes, weights=probabilities[order + 1][stays], minlength=size)
    shorter = np.bincount(prefixes, weights=probabilities[order][suffixes], minlength=size)
    return np.where(own > 0, np.maximum(1 - own, _LEAST) / np.maximum(1 - shorter, _LEAST), 1.0)
