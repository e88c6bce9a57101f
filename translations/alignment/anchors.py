"""Anchors: places at which two texts surely say the same, by what each of them says but once."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

from translations.alignment.words import cognate_key, fold_words

#: An anchor's first sentences in both texts.
Anchor = tuple[int, int]

#: Rare words that two sentences must share.
_SHARED = 2


def find_anchors(source: Sequence[str], target: Sequence[str]) -> list[Anchor]:
    """Pairs of sentences that share numbers and words alike that no other sentence of either text has.

    They are in the order of both texts; time grows with the length of the texts.
    """
    ours, theirs = _find_unique(source), _find_unique(target)
    shared = Counter((ours[key], theirs[key]) for key in ours.keys() & theirs.keys())
    return _find_longest_chain(pair for pair, count in shared.items() if count >= _SHARED)


def _find_unique(sentences: Sequence[str]) -> dict[str, int]:
    """What only one of the *sentences* says, and which."""
    found: dict[str, int | None] = {}
    for number, sentence in enumerate(sentences):
        for key in set(_find_keys(sentence)):
            found[key] = None if key in found else number
    return {key: number for key, number in found.items() if number is not None}


def _find_keys(sentence: str) -> Iterable[str]:
    for word in fold_words(sentence):
        key = word if word.isdigit() and len(word) > 1 else cognate_key(word)
        if key:
            yield key


def _find_longest_chain(pairs: Iterable[Anchor]) -> list[Anchor]:
    """The longest sequence of *pairs* in which both sides grow (patience sorting)."""
    # Of one source sentence the later target comes first, so that only one of its pairs fits.
    ordered = sorted(pairs, key=lambda pair: (pair[0], -pair[1]))
    columns: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, column) in enumerate(ordered):
        at = bisect_left(columns, column)
        before.append(last[at - 1] if at else -1)
        columns[at : at + 1], last[at : at + 1] = [column], [number]
    chain: list[Anchor] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(ordered[number])
        number = before[number]
    return chain[::-1]
