"""Spans of one language in a text: a Viterbi pass over es, en and other, word by word."""

import math
import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from pipelines.languages.label import judge_text
from pipelines.languages.scores import PRIOR, UNKNOWN, margin, to_confidence, unknown_odds
from pipelines.languages.table import (
    ENGLISH,
    GIVEN,
    LANGUAGES,
    LISTED,
    NAME,
    RARE,
    SPANISH,
    SURNAME,
    UNCOMMON,
    WORDS,
)
from pipelines.languages.tokens import PARTICLES, Token, evidence, is_adopted, tokens


class Span(msgspec.Struct, frozen=True):
    """Characters *start* to *end* of a text, their language, and how sure it is."""

    start: int
    end: int
    language: str
    confidence: float


# The numbers below were chosen together, by search, on the tuned part of the open cases (which these are,
# benchmarks/languages.py tells) and on mixtures made for the purpose; docs/languages.md has the figures.

#: Cost of changing language between two words, nats: with nothing between them; before a capital; where a
#: mark stands between; where a sentence, a line or a quotation begins.
SWITCH, STEP, EDGE, STOP = 4.3, 3.5, 2.5, 0.85
#: The same inside a word of several parts ("ex-president"), which is in one language.
JOINT = 7.0
#: The same inside a slogan in capitals, where an acronym is a word like others ("MADE IN USA").
SLOGAN = 10.0
#: A word costs, in each language, this times the log of the language's part of the text, counted over the
#: words that say more than CLEAR.
PREVALENCE, CLEAR = 0.2, 2.5
#: What standing in the other language's dictionary alone says against a language, unless the word is nearly
#: as common in it ("coronavirus").
LISTLESS, LIKELY = 3.4, -1.2
#: No single word says more than this.
CLIP = 9.2
#: Weight of a name; of a capitalised word inside a sentence that is in a list of names, or in none; of a
#: listed one, or one of no dictionary, that opens a sentence; of a small word between capitals ("de la" in
#: "Plaza de la Luna").
NAME_WEIGHT, LISTED_WEIGHT, CAPITAL_WEIGHT, OPENING_WEIGHT, PARTICLE_WEIGHT = 0.1, 0.1, 0.5, 0.53, 0.2
#: What a word must say beyond es and en to count for a third language, and what entering one costs besides.
FOREIGN, EXTRA = 0.8, 10.5
#: What it costs that a text begins in a third language when it is in one as a whole.
BEGIN = 4.0
#: The logistic curve from margin to confidence.
BASE, SLOPE = 2.0, 0.18
#: The state of the Viterbi pass for every language but es and en, and the first of those in the table.
OTHER = 2
_THIRD = frozenset(LANGUAGES[OTHER:])

#: What a full stop belongs to without ending the sentence.
_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "dr", "sr", "sra", "dra", "st", "jr", "prof", "gen", "lic", "ing", "art", "vs"}
)
_JOINTS = frozenset("-‐‑/&")
_BREAK = re.compile(r"[^\w\s]|\n")
_OPEN = re.compile(r"[.!?:\n“\"«¡¿…|•]")


@lru_cache(maxsize=WORDS)
def _emission(word: str, capital: bool) -> tuple[float, float, float]:
    """Log-likelihood of es, en and any other language, the likeliest 0."""
    scores, flags, _ = evidence(word)
    own = ENGLISH if not capital and is_adopted(word) else flags & (SPANISH | ENGLISH)
    borrowed = LISTLESS if own == ENGLISH and scores[0] < LIKELY else 0.0
    es = scores[0] - borrowed
    en = scores[1] - (LISTLESS if own == SPANISH and scores[1] < LIKELY else 0.0)
    other = max(scores[2:]) - FOREIGN - borrowed
    top = max(es, en, other)
    return max(es - top, -CLIP), max(en - top, -CLIP), max(other - top, -CLIP)


def spans(text: str, near_language: str | None = None) -> list[Span]:
    """The stretches of *text* in one language each, in order; what is evidence for nothing is in none.

    A text that never changes its language is judged as a whole, by :func:`~pipelines.languages.label`'s
    evidence; a stretch in no language of the table is ``und``.  *near_language* is that of the document
    around it, one of the table's.
    """
    words = tokens(text)
    if not words:
        return []
    whole = judge_text(text, words, near_language)
    path, weights = decode(text, words, whole.language, near_language)
    if path.count(path[0]) == len(path):
        found = _is_evidence(weights)
        return [Span(words[0].start, words[-1].end, whole.language, whole.confidence)] if found else []
    runs = []
    first = 0
    for number in range(1, len(words) + 1):
        if number == len(words) or path[number] != path[first]:
            span = _span(words[first:number], weights[first:number], path[first], whole.language)
            if span:
                runs.append(span)
            first = number
    return runs


def weigh(text: str, words: Sequence[Token]) -> tuple[list[float], list[float]]:
    """The weight of each word's evidence, and the cost of changing language before it."""
    weights: list[float] = []
    costs: list[float] = []
    inside: list[int] = []  # small words behind a capital
    last = 0
    before = ""
    last_shouted = False
    for number, (start, end, word, capital, branded) in enumerate(words):
        gap = text[last:start]
        if gap == ". " and (len(before) == 1 or before in _ABBREVIATIONS):
            gap = " "
        shouted, last_shouted = last_shouted, text[start].isupper() and not capital
        last, before = end, word
        plain = gap == " " or not _BREAK.search(gap)
        opening = not number or (not plain and _OPEN.search(gap) is not None)
        if opening:
            costs.append(STOP)
        elif gap in _JOINTS:
            costs.append(JOINT)
        elif gap == " " and shouted and last_shouted:
            costs.append(SLOGAN)
        elif plain:
            costs.append(STEP if capital and not branded else SWITCH)
        else:
            costs.append(EDGE)
        if not capital:
            weights.append(1.0)
            if number and words[number - 1].capital and word in PARTICLES:
                inside.append(number)
            continue
        flags = evidence(word).flags
        if branded or flags & NAME:
            weights.append(NAME_WEIGHT)
        elif opening:
            weights.append(OPENING_WEIGHT if flags & (LISTED | RARE) else 1.0)
        else:
            weights.append(LISTED_WEIGHT if flags & LISTED else CAPITAL_WEIGHT)
    for number in inside:
        ahead = number + 1
        while ahead < len(words) - 1 and words[ahead].word in PARTICLES and not words[ahead].capital:
            ahead += 1
        if ahead == len(words) or not words[ahead].capital:
            continue
        if not _BREAK.search(text[words[number - 1].end : words[ahead].start]):
            weights[number:ahead] = [PARTICLE_WEIGHT] * (ahead - number)
    return weights, costs


def decode(
    text: str, words: Sequence[Token], whole: str, near: str | None = None
) -> tuple[list[int], list[float]]:
    """The likeliest state of each word (0 es, 1 en, 2 other), and the weight that its evidence had.

    *whole* is the language of the text, *near* that of the document around it.
    """
    weights, costs = weigh(text, words)
    emissions = [_emission(word, capital) for _, _, word, capital, _ in words]
    rarity_a, rarity_b = _prevalence(emissions, weights)
    back: list[tuple[int, int, int]] = []
    a, b, c = 0.0, 0.0, -(BEGIN if whole in _THIRD and near not in LANGUAGES[:OTHER] else EXTRA)
    for (x, y, z), weight, cost in zip(emissions, weights, costs, strict=True):
        from_a, from_b, from_c = a - cost, b - cost, c - cost
        into_a, into_b, into_c = 0, 1, 2
        if a < from_b or a < from_c:
            a, into_a = (from_b, 1) if from_b >= from_c else (from_c, 2)
        if b < from_a or b < from_c:
            b, into_b = (from_a, 0) if from_a >= from_c else (from_c, 2)
        side = (from_a if from_a >= from_b else from_b) - EXTRA
        if c < side:
            c, into_c = side, 0 if from_a >= from_b else 1
        back.append((into_a, into_b, into_c))
        a = a + weight * x - rarity_a
        b = b + weight * y - rarity_b
        c = c + weight * z
    state = 0 if a >= b and a >= c else 1 if b >= c else 2
    path = [state]
    for row in reversed(back[1:]):
        state = row[state]
        path.append(state)
    path.reverse()
    _absorb_names(text, words, path, whole)
    return path, weights


def _absorb_names(text: str, words: Sequence[Token], path: list[int], whole: str) -> None:
    """Give each run of capitals ("Bank of Tokyo") inside a sentence of the main language to it, in place.

    The main language is that of most words; where names are most of them, only names that hold hardly a word
    of a dictionary go to the language of the *whole*. What begins a sentence or a line, or stands behind a
    colon or a quotation mark, is left alone.
    """
    if text.isupper():
        return
    base = max((0, 1, OTHER), key=path.count)
    main = LANGUAGES.index(whole) if whole in LANGUAGES[:OTHER] else base
    first = 0
    while first < len(path):
        last = first
        while last + 1 < len(path) and path[last + 1] == path[first]:
            last += 1
        after = path[last + 1] if last + 1 < len(path) else None
        before = path[first - 1] if first else after
        run = words[first : last + 1]
        is_around = before == base or (before == main and _count_told(run, path[first]) <= 1)
        if before is not None and is_around and after in (before, None) and _is_name(run):
            gap = text[words[first - 1].end : words[first].start] if first else "."
            if not _OPEN.search(gap):
                path[first : last + 1] = [before] * (last + 1 - first)
        first = last + 1


def _is_name(run: Sequence[Token]) -> bool:
    """Whether a run of words is capitals with small words between them; a long list may hold some others."""
    odd = sum(not token.capital and token.word not in PARTICLES for token in run)
    return run[0].capital and odd <= len(run) // 8


def _count_told(run: Sequence[Token], state: int) -> int:
    """How many capitals of *run* are of the dictionary of *state* alone and no names."""
    if state == OTHER:
        return len(run)
    mine, theirs = (SPANISH, ENGLISH) if state == 0 else (ENGLISH, SPANISH)
    names = NAME | LISTED | GIVEN | SURNAME | UNCOMMON
    return sum(
        token.capital and evidence(token.word).flags & (mine | theirs | names) == mine for token in run
    )


def _prevalence(emissions: list[tuple[float, float, float]], weights: list[float]) -> tuple[float, float]:
    """What each word costs in es and in en, by the part of the text that is clearly in either."""
    es = en = 1.0
    for (x, y, _), weight in zip(emissions, weights, strict=True):
        if weight >= 1.0:
            if x - y > CLEAR:
                es += 1
            elif y - x > CLEAR:
                en += 1
    return -PREVALENCE * math.log(es / (es + en)), -PREVALENCE * math.log(en / (es + en))


def _span(words: Sequence[Token], weights: list[float], state: int, whole: str) -> Span | None:
    """One span over a run of words in one state; None when they are evidence for nothing.

    *whole* is the language of the text around them.
    """
    if not _is_evidence(weights):
        return None
    es = en = other = 0.0
    for (_, _, word, capital, _), weight in zip(words, weights, strict=True):
        x, y, z = _emission(word, capital)
        es, en, other = es + weight * x, en + weight * y, other + weight * z
    sums = (es, en, other)
    language = LANGUAGES[state] if state < OTHER else _neighbour(words, weights)
    # What is in the language of the whole need not prove that it is.
    odds = UNKNOWN if language == whole else unknown_odds(words, language)
    if odds > 0:
        return Span(words[0].start, words[-1].end, "und", to_confidence(odds))
    confidence = to_confidence(max(0.0, margin(sums, state)), BASE, SLOPE) * to_confidence(-odds)
    return Span(words[0].start, words[-1].end, language, confidence)


def _is_evidence(weights: list[float]) -> bool:
    return max(weights) > max(NAME_WEIGHT, LISTED_WEIGHT)


def _neighbour(words: Sequence[Token], weights: list[float]) -> str:
    """Which of the other languages a run of words is in."""
    sums = [PRIOR[code] for code in LANGUAGES]
    for token, weight in zip(words, weights, strict=True):
        for number, value in enumerate(evidence(token.word).scores):
            sums[number] += weight * max(value, -CLIP)
    return LANGUAGES[max(range(OTHER, len(LANGUAGES)), key=sums.__getitem__)]
