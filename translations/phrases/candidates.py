"""The best translations of a sentence that phrases make, each with the words it links."""

import heapq
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from translations.numbers import write_number
from translations.phrases.compiling import compiled
from translations.phrases.forbidden import forbid_losses, forbid_verbs
from translations.phrases.futures import forbid_presents
from translations.phrases.language_model import mix
from translations.phrases.model import LOGS, SHARES, Direction
from translations.phrases.search import LONGEST_PHRASE, Lattice, Options, search
from translations.phrases.words import Token, find_walls, lower_beginnings

#: Ways looked at for each candidate asked for: many say the same words by other phrases.
_TRIES = 50
#: Log probabilities of the three orders of a word that no phrase has.
GUESSED_ORDERS = (-0.5, -2.0, -1.5)
#: Those of what changes places with the word behind it.
SWAPPED_ORDERS = (-2.0, -0.5, -1.5)
#: What by itself stands for nothing in other languages: phrases have "you" and "let's" for it.
_SPANISH_ALONE = frozenset("¡")
#: Numbers that show in which language's notation they are.
_GROUPED = {
    "en": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
    "es": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
}
_SEED = np.uint64(1469598103934665603)


class Piece(msgspec.Struct, frozen=True):
    """Tokens *start* to *end* of the sentence, and the words that stand for them."""

    start: int
    end: int
    words: tuple[str, ...]
    #: Chance that a guess is right; 1 for what phrases have, and for a word left standing.
    chance: float = 1.0


class Candidate(msgspec.Struct, frozen=True):
    """A translation in pieces, in the target's order, and its weighted log probability."""

    pieces: tuple[Piece, ...]
    total: float


class Guesses(NamedTuple):
    """What stands for each word that no phrase has, like the pairs of a phrase table."""

    #: First guess of each word, and the one behind the last of all.
    firsts: NDArray[np.int64]
    #: Of each guess: where its words begin in *words*, and how many they are.
    places: NDArray[np.int64]
    lengths: NDArray[np.int64]
    scores: NDArray[np.float32]
    words: NDArray[np.int64]


def find_candidates(tokens: list[Token], direction: Direction, most: int) -> list[Candidate]:
    """The best translations of *tokens*, at most *most* and none twice, best first."""
    texts = [token.text for token in tokens]
    words = lower_beginnings(texts, direction.has_word, direction.names)
    # No phrase takes in a name that stays.
    stays = [token.said == ((token.text,),) for token in tokens]
    known = (-1 if stay else direction.ids.get(word, -1) for word, stay in zip(words, stays, strict=True))
    ids = np.fromiter(known, np.int64, len(words))
    rows = _find_rows(ids, direction.table)
    rows[[index for index, word in enumerate(words) if direction.keeps(word)], 0] = -1
    # Words that the target's vocabulary lacks have ids behind it.
    extras: list[str] = []
    if direction.target != "es":
        rows[[index for index, word in enumerate(words) if word in _SPANISH_ALONE], 0] = -1
    rows[[index for index, token in enumerate(tokens) if token.said], 0] = -1
    guesses = _guess(words, tokens, rows[:, 0] < 0, direction, extras)
    options = Options(*_collect_options(rows, guesses, direction.table))
    forbid_losses(options, words, direction)
    forbid_presents(options, words, direction)
    forbid_verbs(options, words, direction)
    if direction.senses:
        direction.senses.weigh(options, direction.senses.judge(ids.tolist(), words, direction.tells))
    lattice = Lattice(*search(find_walls(words), options, direction.weights, direction.model))
    found: list[Candidate] = []
    seen: set[tuple[str, ...]] = set()
    for total, ways in _walk(lattice, most * _TRIES):
        pieces = tuple(_read_piece(options, int(lattice.options[way]), extras, direction) for way in ways)
        said = tuple(word for piece in pieces for word in piece.words)
        if said not in seen:
            seen.add(said)
            found.append(Candidate(pieces, total))
        if len(found) == most:
            break
    return found


def _guess(
    words: Sequence[str],
    tokens: Sequence[Token],
    unknown: NDArray[np.bool_],
    direction: Direction,
    extras: list[str],
) -> Guesses:
    """What *tokens* are said as, what analogy makes of the *unknown* ones of *words*, or these themselves.

    Words that the target's vocabulary lacks are added to *extras*.
    """
    size = len(direction.target_words)
    firsts, places, lengths, scores, said = [0], list[int](), list[int](), list[list[float]](), list[int]()
    for word, token, is_unknown in zip(words, tokens, unknown.tolist(), strict=True):
        if token.said:
            made = [(each, 1.0) for each in token.said]
        else:
            made = (direction.guess(word) or [(_keep(word, direction), 1.0)]) if is_unknown else []
        orders = SWAPPED_ORDERS if token.swaps else GUESSED_ORDERS
        for each, chance in made:
            places.append(len(said))
            lengths.append(len(each))
            scores.append([math.log(chance), 0.0, math.log(chance), 0.0, *orders])
            for one in each:
                extras += [one] if one not in direction.target_ids and one not in extras else []
                said.append(
                    direction.target_ids[one] if one in direction.target_ids else size + extras.index(one)
                )
        firsts.append(len(places))
    first, place, length = (np.array(each, np.int64) for each in (firsts, places, lengths))
    return Guesses(
        first, place, length, np.array(scores, np.float32).reshape(-1, 7), np.array(said, np.int64)
    )


def _keep(word: str, direction: Direction) -> tuple[str, ...]:
    """What stands for a *word* of which nothing is known: itself, a number in the target's notation."""
    if word in _SPANISH_ALONE and direction.target != "es":
        return ()
    notation = _GROUPED.get(direction.source)
    is_number = notation is not None and notation.fullmatch(word)
    return (write_number(word, direction.source, direction.target) if is_number else word,)


def _read_piece(options: Options, each: int, extras: Sequence[str], direction: Direction) -> Piece:
    place, length = int(options.places[each]), int(options.lengths[each])
    size = len(direction.target_words)
    said = tuple(
        direction.target_words[word] if word < size else extras[word - size]
        for word in options.words[place : place + length].tolist()
    )
    chance = math.exp(options.scores[each, 0]) if options.unknown[each] else 1.0
    return Piece(int(options.starts[each]), int(options.ends[each]), said, chance)


def _walk(lattice: Lattice, most: int) -> Iterator[tuple[float, list[int]]]:
    """Whole ways through *lattice*, best first: from the end, the best way to each hypothesis being known."""
    order = np.argsort(lattice.goals, kind="stable")
    bounds = np.searchsorted(lattice.goals[order], np.arange(len(lattice.totals) + 1))
    # Ways as (way, rest) pairs share their ends.
    heap: list[tuple[float, int, int, Any]] = []
    for number, final in enumerate(lattice.finals.tolist()):
        heap.append((-lattice.totals[final], number, final, None))
    heapq.heapify(heap)
    number = len(heap)
    for _ in range(most):
        if not heap:
            return
        negative, _number, place, rest = heapq.heappop(heap)
        while place:
            behind = -negative - lattice.totals[place]
            ways = order[bounds[place] : bounds[place + 1]]
            totals = lattice.totals[lattice.origins[ways]] + lattice.gains[ways] + behind
            best = int(np.argmax(totals))
            for index, way in enumerate(ways.tolist()):
                if index != best:
                    number += 1
                    heapq.heappush(heap, (-totals[index], number, int(lattice.origins[way]), (way, rest)))
            way = int(ways[best])
            negative, place, rest = -totals[best], int(lattice.origins[way]), (way, rest)
        ways_taken = []
        while rest:
            ways_taken.append(rest[0])
            rest = rest[1]
        yield -negative, ways_taken


@compiled()
def _find_place(wanted, hashes):  # type: ignore[no-untyped-def]
    """The place of *wanted* in the sorted *hashes*, or where it would be."""
    # Numpy's search would take a second to compile.
    low, high = 0, len(hashes)
    while low < high:
        middle = (low + high) // 2
        if hashes[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@compiled()
def _find_rows(ids, table):  # type: ignore[no-untyped-def]
    """The row of *table* of each part of a sentence of *ids*, [start, words - 1], or -1.

    An id of -1 is a word that the source's vocabulary lacks.
    """
    length = len(ids)
    rows = np.full((length, LONGEST_PHRASE), -1, np.int64)
    for start in range(length):
        state = _SEED
        for size in range(1, min(LONGEST_PHRASE, length - start) + 1):
            word = ids[start + size - 1]
            if word < 0:
                break
            state = mix(state, word)
            row = _find_place(state, table.hashes)
            if row < len(table.hashes) and table.hashes[row] == state:
                rows[start, size - 1] = row
    return rows


@compiled()
def _collect_options(rows, guesses, table):  # type: ignore[no-untyped-def]
    """The :class:`Options` of a sentence with the phrases *rows* and *guesses* for words without one."""
    length = len(rows)
    first = np.zeros((length, LONGEST_PHRASE), np.int64)
    behind = np.zeros((length, LONGEST_PHRASE), np.int64)
    count, room = len(guesses.places), len(guesses.words)
    for start in range(length):
        for size in range(LONGEST_PHRASE):
            row = rows[start, size]
            if row >= 0:
                for pair in range(table.firsts[row], table.behinds[row]):
                    count += 1
                    room += table.lengths[pair]
    starts = np.empty(count, np.int64)
    ends = np.empty(count, np.int64)
    places = np.empty(count, np.int64)
    lengths = np.empty(count, np.int64)
    scores = np.empty((count, 7), np.float32)
    unknown = np.zeros(count, np.float32)
    senses = np.zeros(count, np.float32)
    words = np.empty(room, np.int64)
    found = filled = 0
    for start in range(length):
        for size in range(1, min(LONGEST_PHRASE, length - start) + 1):
            first[start, size - 1] = found
            row = rows[start, size - 1]
            if row >= 0:
                for pair in range(table.firsts[row], table.behinds[row]):
                    starts[found], ends[found] = start, start + size
                    places[found], lengths[found] = filled, table.lengths[pair]
                    for offset in range(table.lengths[pair]):
                        words[filled + offset] = table.words[table.places[pair] + offset]
                    filled += table.lengths[pair]
                    for index in range(4):
                        scores[found, index] = LOGS[table.scores[pair, index]]
                    for index in range(4, 7):
                        scores[found, index] = SHARES[table.scores[pair, index]]
                    found += 1
            elif size == 1:
                for guess in range(guesses.firsts[start], guesses.firsts[start + 1]):
                    starts[found], ends[found] = start, start + 1
                    places[found], lengths[found], unknown[found] = filled, guesses.lengths[guess], 1.0
                    for offset in range(guesses.lengths[guess]):
                        words[filled + offset] = guesses.words[guesses.places[guess] + offset]
                    filled += guesses.lengths[guess]
                    for index in range(7):
                        scores[found, index] = guesses.scores[guess, index]
                    found += 1
            behind[start, size - 1] = found
    return starts, ends, places, lengths, scores, unknown, senses, words, first, behind
