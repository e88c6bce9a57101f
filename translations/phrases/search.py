"""Stack decoding of phrases (Koehn 2004): the best way through a sentence, and all ways worth a look."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from translations.phrases.compiling import compiled
from translations.phrases.language_model import BEGIN, END, NONE, mix, score_word

#: Words of the longest phrase of a source, and of a sentence: a set of words is a number of 64 bits.
LONGEST_PHRASE, LONGEST_SENTENCE = 5, 62
#: Words that may be left behind before going on, and hypotheses of a stack that are gone on from.
REACH, WIDTH = 6, 40
#: Hypotheses that a stack holds, and ways between hypotheses that a sentence may have.
_HELD, _WAYS = 2048, 1 << 18
#: Log probability below a full stack's best from which a hypothesis is not worth keeping, and of any stack.
_BEAM, _WIDE_BEAM = 2.5, 12.0
#: How far the estimate of a phrase by itself may be below what it costs in its place.
_SLACK = 2.0
#: Places of the table by which a stack finds a hypothesis again; a power of two.
_PLACES = 8192
#: Places in the weights, after the four scores of a phrase: of its order, its count, its words, the distance
#: jumped over and words that no phrase has.
MODEL, SCORES, ORDERS, PHRASES, WORDS, DISTANCE, UNKNOWN_WORDS = 0, 1, 5, 8, 9, 10, 11
#: Where a phrase stands beside the last one: behind it, before it, elsewhere.
BEHIND, BEFORE, ELSEWHERE = 0, 1, 2


class Options(NamedTuple):
    """The phrases that may stand for parts of a sentence, sorted by part, best first."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    #: Where its words begin in *words*, and how many they are.
    places: NDArray[np.int64]
    lengths: NDArray[np.int64]
    #: Log probabilities: four of the phrase, and three of its order.
    scores: NDArray[np.float32]
    #: 1 for a word that no phrase has, else 0.
    unknown: NDArray[np.float32]
    #: What the sentence around them adds, weighed already.
    senses: NDArray[np.float32]
    words: NDArray[np.int64]
    #: First option, and the one behind the last, of the part that begins at [i] and has [j] + 1 words.
    first: NDArray[np.int64]
    behind: NDArray[np.int64]


class Lattice(NamedTuple):
    """Hypotheses of a sentence, and the ways between them: from, to, by which option, with which scores."""

    totals: NDArray[np.float64]
    finals: NDArray[np.int64]
    origins: NDArray[np.int64]
    goals: NDArray[np.int64]
    options: NDArray[np.int64]
    gains: NDArray[np.float64]


@compiled()
def _score_options(options, weights, model):  # type: ignore[no-untyped-def]
    """What each option counts anywhere, and about what it will count with the language model."""
    count = len(options.starts)
    alone = np.empty(count)
    about = np.empty(count)
    for each in range(count):
        total = weights[PHRASES] + weights[WORDS] * options.lengths[each]
        total += weights[UNKNOWN_WORDS] * options.unknown[each] + options.senses[each]
        for index in range(4):
            total += weights[SCORES + index] * options.scores[each, index]
        alone[each] = total
        first = second = third = np.int64(NONE)
        fluency = 0.0
        for offset in range(options.lengths[each]):
            word = options.words[options.places[each] + offset]
            fluency += score_word(model, first, second, third, word)
            first, second, third = second, third, word
        about[each] = total + weights[MODEL] * fluency
    return alone, about


@compiled()
def _estimate_parts(length, options, about):  # type: ignore[no-untyped-def]
    """The best that each part of the sentence may count, [start, end]."""
    best = np.full((length + 1, length + 1), -1e9)
    for each in range(len(options.starts)):
        start, end = options.starts[each], options.ends[each]
        best[start, end] = max(best[start, end], about[each])
    for size in range(2, length + 1):
        for start in range(length - size + 1):
            end = start + size
            for middle in range(start + 1, end):
                best[start, end] = max(best[start, end], best[start, middle] + best[middle, end])
    return best


@compiled()
def _estimate_rest(covered, length, best):  # type: ignore[no-untyped-def]
    """The best that all parts may count which are not *covered*."""
    total = 0.0
    start = 0
    while start < length:
        if (covered >> np.uint64(start)) & np.uint64(1):
            start += 1
            continue
        end = start
        while end < length and not (covered >> np.uint64(end)) & np.uint64(1):
            end += 1
        total += best[start, end]
        start = end
    return total


@compiled()
def _cover(covered, start, end):  # type: ignore[no-untyped-def]
    for place in range(start, end):
        covered |= np.uint64(1) << np.uint64(place)
    return covered


@compiled()
def _choose_best(stack, hopes):  # type: ignore[no-untyped-def]
    """The :data:`WIDTH` hypotheses of *stack* with the most hope, best first."""
    # Numpy's sort would take seconds to compile.
    chosen = np.empty(min(len(stack), WIDTH), np.int64)
    count = 0
    for each in stack:
        place = count
        while place and hopes[chosen[place - 1]] < hopes[each]:
            place -= 1
        if place == WIDTH:
            continue
        count = min(count + 1, WIDTH)
        for moved in range(count - 1, place, -1):
            chosen[moved] = chosen[moved - 1]
        chosen[place] = each
    return chosen


@compiled(nogil=True)
def search(walls, options, weights, model):  # type: ignore[no-untyped-def]
    """The :class:`Lattice` of a sentence; *walls* has the first wall at or behind each of its words.

    Nothing behind a wall is translated before all that stands before it.

    Hypotheses with the same words covered, the same last words and the same place are one: the best is gone
    on from, and the others stay as ways to it.
    """
    length = len(walls)
    alone, about = _score_options(options, weights, model)
    best = _estimate_parts(length, options, about)
    room = (length + 1) * _HELD
    totals = np.empty(room)
    hopes = np.empty(room)
    covers = np.empty(room, np.uint64)
    lasts = np.empty((room, 3), np.int64)
    places = np.empty(room, np.int64)
    ways = np.full(room, -1, np.int64)
    stacks = np.empty((length + 1, _HELD), np.int64)
    held = np.zeros(length + 1, np.int64)
    tops = np.full(length + 1, -1e18)
    table = np.full((length + 1, _PLACES), -1, np.int64)
    origins = np.empty(_WAYS, np.int64)
    goals = np.empty(_WAYS, np.int64)
    chosen = np.empty(_WAYS, np.int64)
    gains = np.empty(_WAYS)
    totals[0], hopes[0], covers[0], places[0] = 0.0, best[0, length], np.uint64(0), 0
    lasts[0, 0], lasts[0, 1], lasts[0, 2] = NONE, NONE, BEGIN
    stacks[0, 0], held[0], tops[0] = 0, 1, best[0, length]
    count, found = 1, 0
    for level in range(length):
        for origin in _choose_best(stacks[level, : held[level]], hopes):
            covered = covers[origin]
            gap = 0
            while (covered >> np.uint64(gap)) & np.uint64(1):
                gap += 1
            for start in range(gap, min(walls[gap] + 1, length, places[origin] + REACH + 1)):
                distance = abs(start - places[origin])
                if distance > REACH or (covered >> np.uint64(start)) & np.uint64(1):
                    continue
                for size in range(1, LONGEST_PHRASE + 1):
                    end = start + size
                    if end > length or (covered >> np.uint64(end - 1)) & np.uint64(1):
                        break
                    # A gap that is left must stay within reach, and before the next wall.
                    if start != gap and (end - gap > REACH or end > walls[gap]):
                        break
                    if options.first[start, size - 1] == options.behind[start, size - 1]:
                        continue
                    together = _cover(covered, start, end)
                    rest = _estimate_rest(together, length, best)
                    goal_level = level + size
                    where = BEHIND if start == places[origin] else ELSEWHERE
                    if ways[origin] >= 0 and end == options.starts[chosen[ways[origin]]]:
                        where = BEFORE
                    beam = _BEAM if held[goal_level] >= WIDTH else _WIDE_BEAM
                    base = totals[origin] - weights[DISTANCE] * distance
                    for each in range(options.first[start, size - 1], options.behind[start, size - 1]):
                        least = tops[goal_level] - beam
                        if base + about[each] + rest < least - _SLACK:
                            continue
                        first, second, third = lasts[origin, 0], lasts[origin, 1], lasts[origin, 2]
                        fluency = 0.0
                        for offset in range(options.lengths[each]):
                            word = options.words[options.places[each] + offset]
                            fluency += score_word(model, first, second, third, word)
                            first, second, third = second, third, word
                        if goal_level == length:
                            fluency += score_word(model, first, second, third, np.int64(END))
                        total = base + alone[each] + weights[MODEL] * fluency
                        total += weights[ORDERS + where] * options.scores[each, 4 + where]
                        if total + rest < least or found == _WAYS:
                            continue
                        key = mix(mix(mix(mix(together, first), second), third), end)
                        slot = np.int64(key & np.uint64(_PLACES - 1))
                        goal = np.int64(-1)
                        while table[goal_level, slot] >= 0:
                            seen = table[goal_level, slot]
                            if (
                                covers[seen] == together
                                and lasts[seen, 0] == first
                                and lasts[seen, 1] == second
                                and lasts[seen, 2] == third
                                and places[seen] == end
                            ):
                                goal = seen
                                break
                            slot = (slot + 1) & (_PLACES - 1)
                        if goal < 0:
                            if held[goal_level] == _HELD:
                                continue
                            goal = np.int64(count)
                            count += 1
                            covers[goal], places[goal], totals[goal] = together, end, -1e18
                            lasts[goal, 0], lasts[goal, 1], lasts[goal, 2] = first, second, third
                            table[goal_level, slot] = goal
                            stacks[goal_level, held[goal_level]] = goal
                            held[goal_level] += 1
                        if total > totals[goal]:
                            totals[goal], hopes[goal], ways[goal] = total, total + rest, found
                        origins[found], goals[found], chosen[found] = origin, goal, each
                        gains[found] = total - totals[origin]
                        found += 1
                        tops[goal_level] = max(tops[goal_level], total + rest)
    finals = stacks[length, : held[length]].copy()
    return (
        totals[:count].copy(),
        finals,
        origins[:found].copy(),
        goals[:found].copy(),
        chosen[:found].copy(),
        gains[:found].copy(),
    )
