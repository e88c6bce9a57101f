"""Similarity of two groups of sentences: the share of their words that match in the other.

A word counts by how rare it is in the article (idf), so that "the" and "de" say nothing and a name or a
number says much. Every source word is compared with every target word once; sums over groups of neighbouring
sentences are then matrix products.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from translations.alignment.lexicon import frequencies, lexicon
from translations.alignment.words import cognate_key, fold_words, stem

Matrix = npt.NDArray[np.float32]
#: Pairs of a source and a target word, by number, and how well they match, 0 to 1.
Matches = Iterable[tuple[int, int, float]]

# What a match is worth. All were set on half of the open cases, where F1 changes by less than .001 when one
# of them moves by a third: they are round numbers on purpose.
_SAME_STEM = 0.8
_COGNATE = 0.6
#: A short word that is the same in both languages ("a", "no") is often another word.
_SAME_SHORT = 0.5
#: The lexicon's strengths are shares among several right translations; the power lifts them.
_LEXICON_POWER = 0.4
_NUMBER_WEIGHT = 1.5
_IDF_POWER = 0.85
#: Sentences of other texts that every text is counted together with: in a text of three sentences "the" is as
#: rare as a name otherwise.
_BACKGROUND = 60
#: Words of a text that begin alike, at most; more are compared by the whole word alone.
_MOST_ALIKE = 50
#: How often a word counts within one sentence at most.
_REPEATS = 2


@dataclass(frozen=True, slots=True)
class Side:
    """The sentences of one side as numbered words."""

    numbers: dict[str, int]
    #: The different word numbers of each sentence, one sentence after the other. Each sentence has one place
    #: more than words, of no weight, so that none is empty.
    columns: npt.NDArray[np.intp]
    #: What the word at each place of *columns* weighs.
    values: Matrix
    #: Where each sentence begins in *columns*.
    starts: npt.NDArray[np.intp]

    @property
    def weights(self) -> Matrix:
        """What each sentence weighs."""
        return self.sum_words(self.values)

    def sum_words(self, values: Matrix) -> Matrix:
        """The sums by sentence of what stands at each place, along the last axis."""
        summed: Matrix = np.add.reduceat(values, self.starts, axis=-1)
        return summed

    def weigh(self, reached: Matrix) -> Matrix:
        """*reached* (any × words) times the weights of each sentence's words, summed: any × sentences.

        The same as a product with the matrix of weights; but few of its entries are not zero, and threads of
        a linear algebra library waiting for each other on a busy machine cost ten times what they save.
        """
        return self.sum_words(reached[:, self.columns] * self.values)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is matched between groups of sentences; see :func:`similarity`."""

    #: ``target[m - 1][i, j]``: weight of target sentence j matched by source sentences i to i + m - 1.
    target: list[Matrix]
    #: ``source[n - 1][i, j]``: weight of source sentence i matched by target sentences j to j + n - 1.
    source: list[Matrix]
    source_weights: Matrix
    target_weights: Matrix


def read_side(sentences: Sequence[str], language: str) -> Side:
    """The words of *sentences*, numbered and weighed by their rarity among them and in the *language*."""
    numbers: dict[str, int] = {}
    columns: list[int] = []
    counts: list[int] = []
    starts: list[int] = []
    for sentence in sentences:
        starts.append(len(columns))
        for word, count in Counter(fold_words(sentence)).items():
            columns.append(numbers.setdefault(word, len(numbers)))
            counts.append(min(count, _REPEATS))
        columns.append(0)
        counts.append(0)
    places, repeats = np.array(columns, dtype=np.intp), np.array(counts, dtype=np.float32)
    if not numbers:
        return Side({}, places, repeats, np.array(starts, dtype=np.intp))
    known = frequencies(language)
    frequency = np.bincount(places, weights=repeats > 0, minlength=len(numbers)).astype(np.float32)
    frequency += _BACKGROUND * np.array([known.get(word, 0.0) for word in numbers], dtype=np.float32)
    rarity = np.log((len(sentences) + _BACKGROUND + 1) / frequency) ** _IDF_POWER
    factor = np.array([_NUMBER_WEIGHT if word[0].isdigit() else 1.0 for word in numbers], dtype=np.float32)
    values = repeats * (rarity * factor).astype(np.float32)[places]
    return Side(numbers, places, values, np.array(starts, dtype=np.intp))


def match_across(source: Side, target: Side, source_language: str, target_language: str) -> Matches:
    """The words of two languages that match: by the lexicon, as the same word or number, or as cognates."""
    known = lexicon(source_language, target_language)
    keyed: dict[str, list[int]] = {}
    for word, number in target.numbers.items():
        if key := cognate_key(word):
            keyed.setdefault(key, []).append(number)
    for word, number in source.numbers.items():
        same = target.numbers.get(word)
        if same is not None:
            yield number, same, 1.0 if len(word) > 2 or word[0].isdigit() else _SAME_SHORT
        for translation, strength in known.get(word, ()):
            found = target.numbers.get(translation)
            if found is not None:
                yield number, found, strength**_LEXICON_POWER
        for cognate in _few(keyed.get(cognate_key(word), ())):
            yield number, cognate, _COGNATE


def _few(words: Sequence[int]) -> Sequence[int]:
    """*words* that begin alike; none of so many that their beginning tells nothing, as of codes."""
    return words if len(words) <= _MOST_ALIKE else ()


def match_within(source: Side, target: Side) -> Matches:
    """The words of one language that match: the same word, or another form of it (the same first letters)."""
    stems: dict[str, list[int]] = {}
    for word, number in target.numbers.items():
        if key := stem(word):
            stems.setdefault(key, []).append(number)
    for word, number in source.numbers.items():
        same = target.numbers.get(word)
        if same is not None:
            yield number, same, 1.0
        for other in _few(stems.get(stem(word), ())):
            yield number, other, _SAME_STEM


def cover(source: Side, target: Side, matches: Matches, most: int) -> Coverage:
    """What groups of up to *most* neighbouring sentences of one side match in each sentence of the other."""
    found = list(matches)
    by_source = _reach(source, len(target.numbers), found)
    by_target = _reach(target, len(source.numbers), [(back, number, value) for number, back, value in found])
    return Coverage(
        target=[target.weigh(group) for group in _widen(by_source, most)],
        source=[source.weigh(group).T for group in _widen(by_target, most)],
        source_weights=source.weights,
        target_weights=target.weights,
    )


def _reach(side: Side, width: int, matches: Matches) -> Matrix:
    """Sentences × words of the other side: the best match any word of the sentence has with that word."""
    partners: dict[int, list[tuple[int, float]]] = {}
    for number, other, value in matches:
        partners.setdefault(number, []).append((other, value))
    # A side without any word has places all the same, which stand for word 0.
    reached = np.zeros((len(side.starts), max(1, width)), dtype=np.float32)
    # The last place of each sentence holds no word.
    for position, row in enumerate(np.split(side.columns, side.starts[1:])):
        best: dict[int, float] = {}
        for number in row[:-1].tolist():
            for other, value in partners.get(number, ()):
                if value > best.get(other, 0.0):
                    best[other] = value
        if best:
            reached[position, list(best)] = list(best.values())
    return reached


def _widen(reached: Matrix, most: int) -> Iterable[Matrix]:
    group = reached
    yield group
    for size in range(2, most + 1):
        if len(reached) < size:
            return
        group = np.maximum(group[:-1], reached[size - 1 :])
        yield group


def similarity(coverages: Sequence[Coverage], m: int, n: int) -> Matrix:
    """The matched share, 0 to 1, of every bead of *m* source and *n* target sentences, by their first ones.

    It is the mean of the shares of both sides and of all *coverages*.
    """
    shares = [_share(coverage, m, n) for coverage in coverages]
    mean: Matrix = np.mean(shares, axis=0)
    return mean


def find_weakest(coverages: Sequence[Coverage], m: int, n: int) -> Matrix:
    """The least share, 0 to 1, that any one sentence of a bead's longer side has in it, by the first ones.

    A sentence that a bead has too much says nothing that the other side says, however well the rest fits.
    """
    weakest = [_least_share(coverage, m, n) for coverage in coverages]
    mean: Matrix = np.mean(weakest, axis=0)
    return mean


def _least_share(coverage: Coverage, m: int, n: int) -> Matrix:
    source = coverage.source[n - 1] / np.maximum(coverage.source_weights, 1e-6)[:, None]
    target = coverage.target[m - 1] / np.maximum(coverage.target_weights, 1e-6)[None, :]
    least_source: Matrix = np.lib.stride_tricks.sliding_window_view(source, m, axis=0).min(axis=-1)
    least_target: Matrix = np.lib.stride_tricks.sliding_window_view(target, n, axis=1).min(axis=-1)
    if m > 1 and n > 1:
        return np.minimum(least_source, least_target)
    return least_source if m > 1 else least_target


def _share(coverage: Coverage, m: int, n: int) -> Matrix:
    target = sum_window(coverage.target[m - 1], n, axis=1)
    source = sum_window(coverage.source[n - 1], m, axis=0)
    target /= np.maximum(sum_window(coverage.target_weights, n), 1e-6)[None, :]
    source /= np.maximum(sum_window(coverage.source_weights, m), 1e-6)[:, None]
    return (target + source) / np.float32(2)


def sum_window(values: Matrix, size: int, axis: int = 0) -> Matrix:
    """The sums of every *size* neighbours along *axis*."""
    if size == 1:
        return values.copy()
    summed: Matrix = np.lib.stride_tricks.sliding_window_view(values, size, axis=axis).sum(axis=-1)
    return summed


def compare(
    source: Sequence[str],
    target: Sequence[str],
    source_language: str,
    target_language: str,
    translated: Sequence[str] | None,
    most: int,
) -> list[Coverage]:
    """What two texts match of each other: across languages and, with *translated*, within one."""
    ours, theirs = read_side(source, source_language), read_side(target, target_language)
    across = cover(ours, theirs, match_across(ours, theirs, source_language, target_language), most)
    if translated is None:
        return [across]
    helper = read_side(translated, target_language)
    within = cover(helper, theirs, match_within(helper, theirs), most)
    return [across, within]
