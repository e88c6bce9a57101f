"""Where in a text each language stands: a Viterbi pass over es, en and other, word by word."""

import re
from functools import lru_cache

import msgspec

from pipelines.languages.label import CLIP as TEXT_CLIP
from pipelines.languages.label import certainty
from pipelines.languages.table import LANGUAGES, NAME
from pipelines.languages.tokens import Token, evidence, tokens


class Span(msgspec.Struct, frozen=True):
    """Characters *start* to *end* of a text, their language, and how sure it is."""

    start: int
    end: int
    language: str
    confidence: float


#: Cost of changing language between two words, nats: anywhere, and where a mark stands between them.
SWITCH, EDGE = 4.0, 2.0
#: No single word says more than this.
CLIP = 8.0
#: Weight of a name, and of another capitalised word inside a sentence.
NAME_WEIGHT, CAPITAL_WEIGHT = 0.1, 0.5
#: What a word must say beyond es and en to count for a third language, and what entering one costs beyond a switch.
FOREIGN, EXTRA = 1.0, 8.0

_BREAK = re.compile(r"[^\w\s]|\n")
_OPEN = re.compile(r"[.!?:\n“\"«¡¿]")


@lru_cache(maxsize=100_000)
def _emission(word: str) -> tuple[float, float, float]:
    """Log-likelihood of es, en and any other language, the likeliest 0."""
    scores = evidence(word).scores
    other = max(scores[2:]) - FOREIGN
    top = max(scores[0], scores[1], other)
    return max(scores[0] - top, -CLIP), max(scores[1] - top, -CLIP), max(other - top, -CLIP)


def spans(text: str) -> list[Span]:
    """The stretches of *text* in one language each, sorted, apart; what is evidence for nothing is in none."""
    words = tokens(text)
    if not words:
        return []
    path, weights = decode(text, words)
    found = []
    first = 0
    for number in range(1, len(words) + 1):
        if number == len(words) or path[number] != path[first]:
            span = _span(words[first:number], weights[first:number], path[first])
            if span:
                found.append(span)
            first = number
    return found


def decode(text: str, words: list[Token]) -> tuple[list[int], list[float]]:
    """The likeliest state of each word (0 es, 1 en, 2 other), and the weight that its evidence had."""
    weights: list[float] = []
    back: list[tuple[int, int, int]] = []
    a, b, c = 0.0, 0.0, -EXTRA
    last = 0
    for start, end, word, capital, _ in words:
        gap = text[last:start]
        last = end
        if not capital:
            weight = 1.0
        elif evidence(word).flags & NAME:
            weight = NAME_WEIGHT
        else:
            weight = 1.0 if not weights or _OPEN.search(gap) else CAPITAL_WEIGHT
        x, y, z = _emission(word)
        cost = SWITCH if gap == " " or not _BREAK.search(gap) else EDGE
        if weights:
            from_a, from_b, from_c = a - cost, b - cost, c - cost
            into_a = (
                (a, 0) if a >= from_b and a >= from_c else (from_b, 1) if from_b >= from_c else (from_c, 2)
            )
            into_b = (
                (b, 1) if b >= from_a and b >= from_c else (from_a, 0) if from_a >= from_c else (from_c, 2)
            )
            side = from_a if from_a >= from_b else from_b
            into_c = (c, 2) if c >= side - EXTRA else (side - EXTRA, 0 if from_a >= from_b else 1)
            back.append((into_a[1], into_b[1], into_c[1]))
            a, b, c = into_a[0], into_b[0], into_c[0]
        a += weight * x
        b += weight * y
        c += weight * z
        weights.append(weight)
    state = 0 if a >= b and a >= c else 1 if b >= c else 2
    path = [state]
    for row in reversed(back):
        state = row[state]
        path.append(state)
    path.reverse()
    return path, weights


def _span(words: list[Token], weights: list[float], state: int) -> Span | None:
    """One span over a run of words in one state; None when they are evidence for nothing."""
    if max(weights) <= NAME_WEIGHT:
        return None
    totals = [0.0] * len(LANGUAGES)
    for token, weight in zip(words, weights, strict=True):
        totals = [
            t + weight * max(s, TEXT_CLIP) for t, s in zip(totals, evidence(token.word).scores, strict=True)
        ]
    best = state if state < 2 else max(range(2, len(LANGUAGES)), key=totals.__getitem__)
    return Span(words[0].start, words[-1].end, LANGUAGES[best], certainty(totals, best))
