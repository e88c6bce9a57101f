"""The best translations of a sentence that phrases make, each with the words it links."""

import heapq
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from translations.phrases.compiling import compiled
from translations.phrases.language_model import mix
from translations.phrases.model import Direction
from translations.phrases.search import LONGEST_PHRASE, Lattice, Options, search
from translations.phrases.words import Token, lower_beginnings

#: Ways looked at for each candidate asked for: many say the same words by other phrases.
_TRIES = 50
#: Log probabilities of a word that no phrase has: four of the phrase, three of its order.
_COPY = (0.0, 0.0, 0.0, 0.0, -0.5, -2.0, -1.5)
#: Log probabilities of packed ones, and of shares of 255, one of none being half a share.
_LOGS = np.arange(256, dtype=np.float32) / np.float32(-16)
_SHARES = np.log(np.maximum(np.arange(256, dtype=np.float32), 0.5) / 255).astype(np.float32)
_SEED = np.uint64(1469598103934665603)


class Piece(msgspec.Struct, frozen=True):
    """Tokens *start* to *end* of the sentence, and the words that stand for them."""

    start: int
    end: int
    words: tuple[str, ...]


class Candidate(msgspec.Struct, frozen=True):
    """A translation in pieces, in the target's order, and its weighted log probability."""

    pieces: tuple[Piece, ...]
    total: float


def find_candidates(tokens: list[Token], direction: Direction, most: int) -> list[Candidate]:
    """The best translations of *tokens*, at most *most* and none twice, best first."""
    texts = [token.text for token in tokens]
    words = lower_beginnings(texts, direction.ids, direction.names)
    ids = np.array([direction.ids.get(word, -1) for word in words], dtype=np.int64)
    size = len(direction.target_words)
    # A word that no phrase has stands for itself, under an id of its own where the target lacks it.
    copies = np.array(
        [direction.target_ids.get(word, size + index) for index, word in enumerate(words)], dtype=np.int64
    )
    options = Options(*_collect_options(ids, copies, direction.table))
    lattice = Lattice(*search(len(words), options, direction.weights, direction.model))
    found: list[Candidate] = []
    seen: set[tuple[str, ...]] = set()
    for total, ways in _walk(lattice, most * _TRIES):
        pieces = tuple(_read_piece(options, int(lattice.options[way]), words, direction) for way in ways)
        said = tuple(word for piece in pieces for word in piece.words)
        if said not in seen:
            seen.add(said)
            found.append(Candidate(pieces, total))
        if len(found) == most:
            break
    return found


def read_scores(packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The seven log probabilities of a pair of phrases."""
    return np.concatenate([_LOGS[packed[:4]], _SHARES[packed[4:]]])


def _read_piece(options: Options, each: int, words: list[str], direction: Direction) -> Piece:
    place, length = int(options.places[each]), int(options.lengths[each])
    size = len(direction.target_words)
    said = tuple(
        direction.target_words[word] if word < size else words[word - size]
        for word in options.words[place : place + length].tolist()
    )
    return Piece(int(options.starts[each]), int(options.ends[each]), said)


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
def _collect_options(ids, copies, table):  # type: ignore[no-untyped-def]
    """The :class:`Options` of a sentence of *ids*, -1 for words that the source's vocabulary lacks."""
    length = len(ids)
    first = np.zeros((length, LONGEST_PHRASE), np.int64)
    behind = np.zeros((length, LONGEST_PHRASE), np.int64)
    rows = np.full((length, LONGEST_PHRASE), -1, np.int64)
    count = 0
    for start in range(length):
        state = _SEED
        for size in range(1, min(LONGEST_PHRASE, length - start) + 1):
            word = ids[start + size - 1]
            if word < 0:
                break
            state = mix(state, word)
            row = np.searchsorted(table.hashes, state)
            if row < len(table.hashes) and table.hashes[row] == state:
                rows[start, size - 1] = row
                count += table.behinds[row] - table.firsts[row]
        if rows[start, 0] < 0:
            count += 1
    starts = np.empty(count, np.int64)
    ends = np.empty(count, np.int64)
    places = np.empty(count, np.int64)
    lengths = np.empty(count, np.int64)
    scores = np.empty((count, 7), np.float32)
    unknown = np.zeros(count, np.float32)
    words = np.empty(count * LONGEST_PHRASE, np.int64)
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
                        scores[found, index] = _LOGS[table.scores[pair, index]]
                    for index in range(4, 7):
                        scores[found, index] = _SHARES[table.scores[pair, index]]
                    found += 1
            elif size == 1:
                starts[found], ends[found] = start, start + 1
                places[found], lengths[found], unknown[found] = filled, 1, 1.0
                words[filled] = copies[start]
                filled += 1
                for index in range(7):
                    scores[found, index] = _COPY[index]
                found += 1
            behind[start, size - 1] = found
    return starts, ends, places, lengths, scores, unknown, words, first, behind
