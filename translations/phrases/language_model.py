"""An n-gram language model with back-off (Chen and Goodman 1998): a table of hashes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from translations.phrases.compiling import compiled

#: Words of the longest n-gram.
ORDER = 4
#: Ids of what stands for unknown words, for a sentence's beginning and for its end.
UNKNOWN, BEGIN, END = 0, 1, 2
#: No word: before a sentence's beginning.
NONE = -1
#: Natural logarithm of the probability of a word that no n-gram has.
_UNSEEN = -16.0
#: Steps of the packed log probabilities and back-offs.
_STEPS, _BACKOFF_STEPS = np.float32(-12.0), 16.0
_SEED = np.uint64(1469598103934665603)
_PRIME = np.uint64(1099511628211)


class LanguageModel(NamedTuple):
    """Hashes of n-grams, read from their last word to their first; log probabilities and back-offs, packed.

    The hash table is open, its length a power of two; 0 is an empty place.
    """

    hashes: NDArray[np.uint64]
    probabilities: NDArray[np.uint8]
    backoffs: NDArray[np.int8]
    #: Words of the vocabulary; an id from there on is a word the model does not know.
    size: int


@compiled()
def mix(state, word):  # type: ignore[no-untyped-def]
    """The hash *state* with the id *word* taken in (Fowler, Noll and Vo; high bits folded down)."""
    state = (state ^ np.uint64(word + 1)) * _PRIME
    return state ^ (state >> np.uint64(29))


@compiled()
def hash_rows(words, starts, lengths, backwards):  # type: ignore[no-untyped-def]
    """The hash of each run of *words*; *backwards* from the last word to the first."""
    hashes = np.empty(len(starts), np.uint64)
    for row in range(len(starts)):
        state = _SEED
        for offset in range(lengths[row]):
            place = starts[row] + (lengths[row] - 1 - offset if backwards else offset)
            state = mix(state, words[place])
        hashes[row] = state
    return hashes


@compiled()
def fill_table(hashes, probabilities, backoffs, size):  # type: ignore[no-untyped-def]
    """The arrays of a :class:`LanguageModel` whose table has *size* places."""
    mask = np.uint64(size - 1)
    keys = np.zeros(size, np.uint64)
    values = np.zeros(size, np.uint8)
    others = np.zeros(size, np.int8)
    for row in range(len(hashes)):
        place = hashes[row] & mask
        while keys[place] != 0:
            place = (place + np.uint64(1)) & mask
        keys[place] = hashes[row]
        values[place] = probabilities[row]
        others[place] = backoffs[row]
    return keys, values, others


@compiled()
def _find(model, wanted):  # type: ignore[no-untyped-def]
    mask = np.uint64(len(model.hashes) - 1)
    place = wanted & mask
    while model.hashes[place] != 0:
        if model.hashes[place] == wanted:
            return np.int64(place)
        place = (place + np.uint64(1)) & mask
    return np.int64(-1)


@compiled()
def score_word(model, first, second, third, word):  # type: ignore[no-untyped-def]
    """The log probability of *word* after three words, :data:`NONE` where there is none."""
    if word >= model.size:
        word = UNKNOWN
    history = (third, second, first)
    whole = np.zeros(ORDER, np.uint64)
    before = np.zeros(ORDER, np.uint64)
    whole[0] = mix(_SEED, word)
    before[0] = _SEED
    most = 0
    for back in range(ORDER - 1):
        if history[back] == NONE:
            break
        known = history[back] if history[back] < model.size else UNKNOWN
        whole[back + 1] = mix(whole[back], known)
        before[back + 1] = mix(before[back], known)
        most = back + 1
    backoff = 0.0
    for order in range(most, -1, -1):
        place = _find(model, whole[order])
        if place >= 0:
            return backoff + np.float32(model.probabilities[place]) / _STEPS
        if order:
            place = _find(model, before[order])
            if place >= 0:
                backoff += float(model.backoffs[place]) / _BACKOFF_STEPS
    return backoff + _UNSEEN
