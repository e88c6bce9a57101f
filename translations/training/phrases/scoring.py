"""Scores of pairs of phrases, and which of them are kept."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from translations.training.phrases.extraction import Pairs, Phrases
from translations.training.phrases.language_model import find_discounts
from translations.training.phrases.text import Links, Text

#: How often a pair must be seen; one of which a side is a single word.
SEEN, SEEN_WORD = 3, 2
#: Words of the longest translation of a word that has no pair seen often enough.
LONE = 2
#: Pairs of a phrase that are kept, the best by :data:`ROUGH`.
BEST = 20
#: Weights of the four scores for that choice.
ROUGH = (0.3, 0.2, 0.2, 0.2)
#: Log probability of a link that was never seen.
_NEVER = -9.0
#: How many observations the orders of all phrases weigh against those of one.
_PRIOR = 1.5
_UNLINKED = 0


class Lexicon(NamedTuple):
    """Linked words (English id times *size* plus Spanish id, sorted) and both conditional probabilities.

    Id 0 on a side stands for no link.
    """

    keys: NDArray[np.int64]
    spanish_given: NDArray[np.float64]
    english_given: NDArray[np.float64]
    size: int


class Table(NamedTuple):
    """Kept pairs: rows of :class:`Pairs`, natural logarithms of scores, and probabilities of orders.

    Scores: p(es|en), p(en|es), lex(es|en), lex(en|es). Orders: monotone and swap from English to
    Spanish, then from Spanish to English.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    orders: NDArray[np.float64]


def build_table(
    english: Text, spanish: Text, links: Links, here: Phrases, there: Phrases, pairs: Pairs
) -> Table:
    """The pairs that are kept, scored."""
    rows = np.flatnonzero(choose_pairs(here, there, pairs))
    forth, back = find_probabilities(pairs, here, there, rows)
    lexicon = build_lexicon(english, spanish, links)
    scores = np.concatenate(
        [
            np.log(np.stack([forth, back], axis=1)),
            weigh_words(rows, english, spanish, links, here, there, pairs, lexicon),
        ],
        axis=1,
    )
    rough = scores @ np.array(ROUGH)
    best = _rank(pairs.english[rows], rough) | _rank(pairs.spanish[rows], rough)
    rows, scores = rows[best], scores[best]
    return Table(rows, scores, find_orders(pairs)[rows])


def choose_pairs(here: Phrases, there: Phrases, pairs: Pairs) -> NDArray[np.bool_]:
    """Which pairs are seen often enough, or are all that is known of a word."""
    en_lengths, es_lengths = here.lengths[pairs.english], there.lengths[pairs.spanish]
    words = (en_lengths == 1) | (es_lengths == 1)
    kept = pairs.counts >= np.where(words, SEEN_WORD, SEEN)
    lone = np.zeros(len(kept), bool)
    for numbers, lengths, others in (
        (pairs.english, en_lengths, es_lengths),
        (pairs.spanish, es_lengths, en_lengths),
    ):
        known = np.zeros(int(numbers.max(initial=-1)) + 1, bool)
        known[numbers[kept]] = True
        lone |= (lengths == 1) & (others <= LONE) & ~known[numbers]
    return kept | lone


def find_probabilities(
    pairs: Pairs, here: Phrases, there: Phrases, rows: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """p(es|en) and p(en|es) of *rows*: counts less a discount, which goes by how common the other phrase is.

    Absolute discounting as of language models (Foster, Kuhn and Johnson 2006).
    """
    counts = pairs.counts
    taken = find_discounts(counts.astype(float))[np.minimum(counts, 3)]
    total, found = counts.sum(dtype=np.int64), []
    for sources, targets, own, others in (
        (pairs.english, pairs.spanish, here.counts, there.counts),
        (pairs.spanish, pairs.english, there.counts, here.counts),
    ):
        left = np.bincount(sources, weights=taken, minlength=len(own)) / own
        source, target = sources[rows], targets[rows]
        found.append((counts[rows] - taken[rows]) / own[source] + left[source] * others[target] / total)
    return found[0], found[1]


def build_lexicon(english: Text, spanish: Text, links: Links) -> Lexicon:
    """How often words are linked, as shares of each side's links; a word without one is linked with none."""
    sentences = np.repeat(np.arange(len(links.starts) - 1), np.diff(links.starts))
    en_places = english.starts[sentences] + links.english
    es_places = spanish.starts[sentences] + links.spanish
    en_alone = np.delete(english.ids, en_places)
    es_alone = np.delete(spanish.ids, es_places)
    nothing = np.zeros(1, np.int64)
    en = np.concatenate([english.ids[en_places], en_alone, np.repeat(nothing, len(es_alone))]).astype(
        np.int64
    )
    es = np.concatenate([spanish.ids[es_places], np.repeat(nothing, len(en_alone)), es_alone])
    size = len(spanish.words)
    keys, counts = np.unique(en * size + es, return_counts=True)
    en, es = keys // size, keys % size
    by_en = np.bincount(en, weights=counts, minlength=len(english.words))
    by_es = np.bincount(es, weights=counts, minlength=size)
    return Lexicon(keys, counts / by_en[en], counts / by_es[es], size)


def weigh_words(
    rows: NDArray[np.int64],
    english: Text,
    spanish: Text,
    links: Links,
    here: Phrases,
    there: Phrases,
    pairs: Pairs,
    lexicon: Lexicon,
) -> NDArray[np.float64]:
    """Logarithms of lex(es|en) and lex(en|es), by the links where a pair stands first (Koehn et al. 2003)."""
    return np.asarray(
        _weigh_words(
            pairs.sentences[rows],
            pairs.en_starts[rows],
            pairs.es_starts[rows],
            here.lengths[pairs.english[rows]].astype(np.int64),
            there.lengths[pairs.spanish[rows]].astype(np.int64),
            (english.ids, spanish.ids, english.starts, spanish.starts),
            tuple(links),
            tuple(lexicon),
        )
    )


@njit(cache=True)
def _find(key, keys, values):  # type: ignore[no-untyped-def]
    place = np.searchsorted(keys, key)
    return values[place] if place < len(keys) and keys[place] == key else 0.0


@njit(cache=True)
def _weigh_words(sentences, en_starts, es_starts, en_lengths, es_lengths, texts, links, lexicon):  # type: ignore[no-untyped-def]
    en_ids, es_ids, en_sentences, es_sentences = texts
    keys, es_given, en_given, size = lexicon
    found = np.zeros((len(sentences), 2))
    for row in range(len(sentences)):
        en_start, es_start = en_starts[row], es_starts[row]
        es_sums, es_links = np.zeros(es_lengths[row]), np.zeros(es_lengths[row])
        en_sums, en_links = np.zeros(en_lengths[row]), np.zeros(en_lengths[row])
        sentence = sentences[row]
        for link in range(links[0][sentence], links[0][sentence + 1]):
            one = en_sentences[sentence] + links[1][link] - en_start
            other = es_sentences[sentence] + links[2][link] - es_start
            if 0 <= one < en_lengths[row] and 0 <= other < es_lengths[row]:
                key = np.int64(en_ids[en_start + one]) * size + es_ids[es_start + other]
                es_sums[other] += _find(key, keys, es_given)
                es_links[other] += 1
                en_sums[one] += _find(key, keys, en_given)
                en_links[one] += 1
        for other in range(es_lengths[row]):
            if es_links[other] == 0:
                key = np.int64(_UNLINKED) * size + es_ids[es_start + other]
                es_sums[other], es_links[other] = _find(key, keys, es_given), 1
            found[row, 0] += _log(es_sums[other] / es_links[other])
        for one in range(en_lengths[row]):
            if en_links[one] == 0:
                key = np.int64(en_ids[en_start + one]) * size + _UNLINKED
                en_sums[one], en_links[one] = _find(key, keys, en_given), 1
            found[row, 1] += _log(en_sums[one] / en_links[one])
    return found


@njit(cache=True)
def _log(value):  # type: ignore[no-untyped-def]
    return np.log(value) if value > 0 else _NEVER


def find_orders(pairs: Pairs) -> NDArray[np.float64]:
    """Monotone and swap of both directions, with the shares of all pairs as a prior (Koehn et al. 2005)."""
    counts = pairs.counts.astype(float)
    seen = pairs.orders[:, [0, 1, 0, 2]].astype(float)
    shares = seen.sum(axis=0) / counts.sum()
    return np.asarray((seen + _PRIOR * shares) / (counts + _PRIOR)[:, None])


def _rank(numbers: NDArray[np.int32], rough: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows are among the :data:`BEST` of their phrase."""
    order = np.lexsort((-rough, numbers))
    ordered = numbers[order]
    begins = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    lengths = np.diff(np.concatenate([begins, [len(ordered)]]))
    best = np.empty(len(numbers), bool)
    best[order] = np.arange(len(ordered)) - np.repeat(begins, lengths) < BEST
    return best
