"""Word links from a model's attention: which word of the source became which word of the target."""

import re
from collections.abc import Sequence

from dosvoces.core.record import WordLink

_WORD = re.compile(r"\S+")
#: A word without the punctuation around it.
_CORE = re.compile(r"\w.*\w|\w", re.DOTALL)


def _group_pieces(pieces: Sequence[str]) -> list[list[int]]:
    """Positions of the pieces of each word; a piece that begins with ``▁`` begins one."""
    groups: list[list[int]] = []
    pending = True
    for position, piece in enumerate(pieces):
        if piece.startswith("▁"):
            pending = True
        if piece == "▁":
            continue
        if pending or not groups:
            groups.append([])
        groups[-1].append(position)
        pending = False
    return groups


def _find_words(text: str) -> list[tuple[int, int] | None]:
    """The span of each word without its punctuation; None for a word of punctuation alone."""
    spans: list[tuple[int, int] | None] = []
    for word in _WORD.finditer(text):
        core = _CORE.search(word[0])
        spans.append((word.start() + core.start(), word.start() + core.end()) if core else None)
    return spans


def link_words(
    source: str,
    source_pieces: Sequence[str],
    target: str,
    target_pieces: Sequence[str],
    attention: Sequence[Sequence[float]],
) -> tuple[WordLink, ...]:
    """One link for each target word, to the source word it attends to most.

    None where pieces and words do not match.

    *attention* has a row for each target piece with the weight of each source piece.

    """
    source_words, target_words = _find_words(source), _find_words(target)
    source_groups, target_groups = _group_pieces(source_pieces), _group_pieces(target_pieces)
    if len(source_words) != len(source_groups) or len(target_words) != len(target_groups):
        return ()
    links = []
    for span, rows in zip(target_words, target_groups, strict=True):
        if span is None:
            continue
        sums = [sum(column) for column in zip(*(attention[row] for row in rows), strict=True)]
        weights = [
            sum(sums[piece] for piece in group) if word else -1.0
            for group, word in zip(source_groups, source_words, strict=True)
        ]
        best = source_words[weights.index(max(weights))] if weights else None
        if best:
            links.append(WordLink(source=best, target=span))
    return tuple(links)
