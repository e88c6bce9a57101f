"""Splitting of sentences that are too long for an engine, where it hurts least."""

import re
from collections.abc import Callable

#: Where a sentence may be cut, best first: after strong punctuation, after weak, before a conjunction,
#: between words.
_CUTS = (
    re.compile(r"(?<=[.!?…])['\"”’»)\]]*\s+"),
    re.compile(r"(?<=[;:])\s+|\s+(?=[—–(])|(?<=[—–)])\s+"),
    re.compile(r"(?<=,)['\"”’»]*\s+"),
    re.compile(
        r"\s+(?=(?:and|but|or|because|which|who|that|while|when|y|e|pero|o|porque|que|quien|mientras|cuando)\s)",
        re.IGNORECASE,
    ),
    re.compile(r"\s+"),
)


def split_clauses(text: str, fits: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Spans of *text* that each fit, in order, cut at clause boundaries.

    What lies between two spans is white space.

    A single word that does not fit is cut into halves until it does.

    """
    spans: list[tuple[int, int]] = []
    # Begin with the whole; a stack keeps depth out of it, whatever the length of the text.
    stack = [_trim(text, 0, len(text))]
    while stack:
        start, end = stack.pop()
        if start >= end:
            continue
        if end - start <= 1 or fits(text[start:end]):
            spans.append((start, end))
            continue
        left, right = _cut(text, start, end)
        stack.extend((right, left))
    return spans


def _cut(text: str, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Two parts of ``text[start:end]``, cut near the middle at the best kind of boundary there is."""
    middle = (start + end) / 2
    # A cut in the outer fifths leaves a part that is hardly shorter; the next kind of boundary serves better.
    lowest, highest = start + (end - start) / 5, end - (end - start) / 5
    for pattern in _CUTS:
        cuts = [match for match in pattern.finditer(text, start, end) if lowest <= match.start() <= highest]
        if cuts:
            best = min(cuts, key=lambda match: abs(match.start() - middle))
            return _trim(text, start, best.end()), _trim(text, best.end(), end)
    half = int(middle)
    return (start, half), (half, end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
