"""Pairs of phrases that agree with the links of words, counted (Koehn, Och and Marcu 2003)."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from translations.training.phrases.text import Links, Text

#: Words of the longest phrase.
LONGEST = 5
#: Words of the longest sentence that is looked at.
LONGEST_SENTENCE = 80
#: Pairs of one sentence at most: its beginnings, lengths, and ways to lie around the linked words.
_MOST = LONGEST_SENTENCE * LONGEST * LONGEST * (LONGEST + 1) // 2
_SEED = np.uint64(1469598103934665603)
_PRIME = np.uint64(1099511628211)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


class Phrases(NamedTuple):
    """Different phrases of one language: where each stands first in the text, its words, how often it is."""

    starts: NDArray[np.int32]
    lengths: NDArray[np.uint8]
    counts: NDArray[np.int32]


class Pairs(NamedTuple):
    """Different pairs of phrases.

    *sentences*, *en_starts* and *es_starts* say where a pair stands first. *orders* counts how often the word
    before the English phrase is linked with that before the Spanish one, how often the word behind it is, and
    how often the word before it with that behind the Spanish one: monotone, a swap seen from English, and one
    seen from Spanish.
    """

    english: NDArray[np.int32]
    spanish: NDArray[np.int32]
    counts: NDArray[np.int32]
    orders: NDArray[np.int32]
    sentences: NDArray[np.int32]
    en_starts: NDArray[np.int32]
    es_starts: NDArray[np.int32]


def extract_pairs(english: Text, spanish: Text, links: Links) -> tuple[Phrases, Phrases, Pairs]:
    """All different phrases of both languages and their pairs, in the order in which they are met."""
    arrays = (links.starts, links.english, links.spanish, english.starts, spanish.starts)
    total = _count(*arrays)
    slots = 1 << max(4, int(total * 1.4).bit_length())
    here = (np.zeros(total, np.int32), np.zeros(total, np.uint8), np.zeros(total, np.int32))
    there = (np.zeros(total, np.int32), np.zeros(total, np.uint8), np.zeros(total, np.int32))
    pairs = (*(np.zeros(total, np.int32) for _ in range(3)), np.zeros((total, 3), np.int32))
    places = tuple(np.zeros(total, np.int32) for _ in range(3))
    sizes = _gather(*arrays, english.ids, spanish.ids, slots, total, here, there, pairs, places)
    rows = [np.array(column[: sizes[2]]) for column in (*pairs, *places)]
    return (
        Phrases(*(column[: sizes[0]] for column in here)),
        Phrases(*(column[: sizes[1]] for column in there)),
        Pairs(*rows),
    )


@njit(cache=True)
def find_pairs(links, en_length, es_length, found):  # type: ignore[no-untyped-def]
    """The pairs of a sentence, written to rows of *found*; how many there are is returned.

    *links* are rows of places. A row of *found*: beginning and length in English, in Spanish, and the column
    of :attr:`Pairs.orders` that the pair counts in, or 3 for none.
    """
    linked = np.zeros((en_length + 2, es_length + 2), np.bool_)
    linked[0, 0] = linked[en_length + 1, es_length + 1] = True
    low, high = np.full(en_length, es_length), np.full(en_length, -1)
    es_low, es_high = np.full(es_length, en_length), np.full(es_length, -1)
    for row in range(len(links)):
        one, other = links[row, 0], links[row, 1]
        linked[one + 1, other + 1] = True
        low[one], high[one] = min(low[one], other), max(high[one], other)
        es_low[other], es_high[other] = min(es_low[other], one), max(es_high[other], one)
    count = 0
    for start in range(en_length):
        first, last = es_length, -1
        for stop in range(start, min(en_length, start + LONGEST)):
            first, last = min(first, low[stop]), max(last, high[stop])
            if last < 0 or last - first >= LONGEST or not _agrees(first, last, es_low, es_high, start, stop):
                continue
            count = _widen(linked, es_high, start, stop, first, last, found, count)
    return count


@njit(cache=True, inline="always")
def _agrees(first, last, es_low, es_high, start, stop):  # type: ignore[no-untyped-def]
    """Whether no Spanish word from *first* to *last* is linked with an English one outside."""
    for place in range(first, last + 1):
        if es_high[place] >= 0 and (es_low[place] < start or es_high[place] > stop):
            return False
    return True


@njit(cache=True)
def _widen(linked, es_high, start, stop, first, last, found, count):  # type: ignore[no-untyped-def]
    """Add the pair, and those with unlinked Spanish words on its sides."""
    before = first
    while before >= 0 and (before == first or es_high[before] < 0) and last - before < LONGEST:
        after = last
        while after < len(es_high) and (after == last or es_high[after] < 0) and after - before < LONGEST:
            order = 3
            if linked[start, before]:
                order = 0
            elif linked[stop + 2, before]:
                order = 1
            elif linked[start, after + 2]:
                order = 2
            found[count] = (start, stop - start + 1, before, after - before + 1, order)
            count += 1
            after += 1
        before -= 1
    return count


@njit(cache=True, inline="always")
def _read_links(row, starts, english, spanish):  # type: ignore[no-untyped-def]
    links = np.empty((starts[row + 1] - starts[row], 2), np.int64)
    for place in range(len(links)):
        links[place, 0], links[place, 1] = english[starts[row] + place], spanish[starts[row] + place]
    return links


@njit(cache=True)
def _count(starts, english, spanish, en_starts, es_starts):  # type: ignore[no-untyped-def]
    total = 0
    found = np.empty((_MOST, 5), np.int32)
    for row in range(len(starts) - 1):
        sizes = en_starts[row + 1] - en_starts[row], es_starts[row + 1] - es_starts[row]
        if max(sizes) <= LONGEST_SENTENCE:
            total += find_pairs(_read_links(row, starts, english, spanish), sizes[0], sizes[1], found)
    return total


@njit(cache=True, inline="always")
def _find_place(key, keys, slots):  # type: ignore[no-untyped-def]
    """The place of *key* in a hash table of row numbers, or of the empty slot where it belongs."""
    mask = np.uint64(len(slots) - 1)
    place = ((key * _SPREAD) >> np.uint64(20)) & mask
    while slots[place] >= 0 and keys[slots[place]] != key:
        place = (place + np.uint64(1)) & mask
    return place


@njit(cache=True, inline="always")
def _add_phrase(ids, start, length, phrases, keys, slots, size):  # type: ignore[no-untyped-def]
    """The number of a phrase in the table, which counts it once more."""
    key = _SEED
    for place in range(start, start + length):
        key = (key ^ np.uint64(ids[place] + 1)) * _PRIME
        key ^= key >> np.uint64(29)
    slot = _find_place(key, keys, slots)
    number = slots[slot]
    if number < 0:
        number = size
        slots[slot], keys[number] = number, key
        phrases[0][number], phrases[1][number] = start, length
    phrases[2][number] += 1
    return number


@njit(cache=True)
def _gather(  # type: ignore[no-untyped-def]
    starts, en_links, es_links, en_starts, es_starts, en_ids, es_ids, size, total, here, there, pairs, places
):
    """Fill the columns of both languages' phrases and of the pairs; the numbers of each are returned."""
    slots = np.full((3, size), -1, np.int32)
    keys = np.empty((3, total), np.uint64)
    sizes = np.zeros(3, np.int64)
    found = np.empty((_MOST, 5), np.int32)
    for row in range(len(starts) - 1):
        en_start, es_start = en_starts[row], es_starts[row]
        en_length, es_length = en_starts[row + 1] - en_start, es_starts[row + 1] - es_start
        if max(en_length, es_length) > LONGEST_SENTENCE:
            continue
        count = find_pairs(_read_links(row, starts, en_links, es_links), en_length, es_length, found)
        for place in range(count):
            one_start, other_start = en_start + found[place, 0], es_start + found[place, 2]
            one = _add_phrase(en_ids, one_start, found[place, 1], here, keys[0], slots[0], sizes[0])
            sizes[0] = max(sizes[0], one + 1)
            other = _add_phrase(es_ids, other_start, found[place, 3], there, keys[1], slots[1], sizes[1])
            sizes[1] = max(sizes[1], other + 1)
            key = (np.uint64(one) << np.uint64(32)) | np.uint64(other)
            slot = _find_place(key, keys[2], slots[2])
            number = slots[2, slot]
            if number < 0:
                number = sizes[2]
                sizes[2] += 1
                slots[2, slot], keys[2, number] = number, key
                pairs[0][number], pairs[1][number] = one, other
                places[0][number], places[1][number], places[2][number] = row, one_start, other_start
            pairs[2][number] += 1
            if found[place, 4] < 3:
                pairs[3][number, found[place, 4]] += 1
    return sizes
