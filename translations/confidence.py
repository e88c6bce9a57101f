"""How well a sentence is translated, by the engine's own opinion and by the words that both sides share.

Engines that were measured only: :data:`WEIGHTS` were fitted by ``python -m benchmarks.confidence`` to the
chrF that the engine's translations have beside human ones.
"""

import math
from collections.abc import Collection, Mapping
from functools import lru_cache

import msgspec

from translations.alignment.lexicon import frequencies, lexicon
from translations.alignment.words import fold_words, stem
from translations.drafts import Draft
from translations.phrases.expressions import find_expressions
from translations.postediting.finite import loses_verb
from translations.postediting.lexicon import WORD, load_forms
from translations.times import say

#: Share of sentences from which a word is too common to say much.
_COMMON = 0.01
#: Strength from which a rendering is as good as any, and what a rendering of the same stem counts of it.
_SURE, _STEM = 0.33, 0.8
#: What a word counts whose own stem the other side has: a name, or a word of the same origin.
_ALIKE = 0.9
#: Words of a sentence that are looked at, and expressions; a longer one is no sentence.
_MOST = 200
#: The least opinion that is told from none.
_FAINTEST = 0.01


class Features(msgspec.Struct, frozen=True):
    """What tells how well a sentence is translated."""

    #: The logarithm of the engine's own opinion.
    opinion: float
    #: How far the content words of the source are said in the translation, 0 to 1.
    said: float
    #: How far the length is from that of the source, and the logarithm of the source's.
    stretch: float
    length: float


class Weights(msgspec.Struct, frozen=True):
    """A linear estimate; the length is taken to be the mean one, since longer texts share more by chance."""

    base: float
    opinion: float
    said: float
    stretch: float


#: By engine and source language.
WEIGHTS = {
    ("embedded", "en"): Weights(0.51, 0.042, 0.139, -0.052),
    ("embedded", "es"): Weights(0.456, 0.056, 0.253, -0.131),
}
#: Confidence below which a translation is flagged. Of 197 sentences below .54 that were read, 184 said
#: something else than the source, as did 9 of 14 others from there to .55, the rest with small faults.
LEAST = 0.55
#: What a sentence whose verb was lost is worth at most: such ones in the halves of newstest2012 have a chrF
#: of 45 and 50.
VERBLESS = 0.5


def estimate(draft: Draft, engine: str) -> float | None:
    """The confidence in *draft* of *engine*, 0 to 1: the chrF that it should have beside a human translation.

    None for engines that were not measured, and where the engine had no opinion.
    """
    weights = WEIGHTS.get((engine, draft.source_language))
    if weights is None or draft.score is None:
        return None
    told = weigh(measure(draft), weights)
    is_lost = draft.source_language == "en" and loses_verb(draft.source, draft.target)
    return min(told, VERBLESS) if is_lost else told


def weigh(found: Features, weights: Weights) -> float:
    """The estimate for what was *found*, 0 to 1."""
    told = weights.opinion * found.opinion + weights.said * found.said + weights.stretch * found.stretch
    return round(min(1.0, max(0.0, weights.base + told)), 4)


def measure(draft: Draft) -> Features:
    """The features of *draft*, which has a score."""
    ours, theirs = _read(draft.source), _read(draft.target)
    return Features(
        opinion=math.log(max(draft.score or 0.0, _FAINTEST)),
        said=_cover(
            _read(_leave_out_expressions(draft)),
            frozenset(theirs),
            draft.source_language,
            draft.target_language,
        ),
        stretch=abs(math.log((len(theirs) + 3) / (len(ours) + 3))),
        length=math.log(len(ours) + 1),
    )


def _leave_out_expressions(draft: Draft) -> str:
    """The source without the dates, times and the like that the translation has as rules say them."""
    source, target = draft.source, draft.target.lower()
    for each in reversed(find_expressions(source, draft.source_language)[:_MOST]):
        if any(say(way).lower() in target for way in each.ways):
            source = source[: each.start] + source[each.end :]
    return source


def _read(text: str) -> list[str]:
    return [_fold(match[0]) for match, _ in zip(WORD.finditer(text), range(_MOST), strict=False)]


@lru_cache(maxsize=100_000)
def _fold(word: str) -> str:
    return "".join(fold_words(word))


def _cover(words: Collection[str], others: Collection[str], language: str, other: str) -> float:
    """The mean of how far each content word of *words* is said by *others*; 1 where there is none."""
    stems = frozenset(map(stem, others)) - {""}
    common = frequencies(language)
    said = [
        _find_strength(word, others, stems, language, other)
        for word in words
        if len(word) > 2 and common.get(word, 0) < _COMMON
    ]
    return sum(said) / len(said) if said else 1.0


def _find_strength(
    word: str, others: Collection[str], stems: Collection[str], language: str, other: str
) -> float:
    if word in others:
        return 1.0
    found = _find_renderings(word, language, other)
    best = max((strength for each, strength in found.items() if each in others), default=0.0)
    best = best or _STEM * max(
        (strength for each, strength in found.items() if stem(each) in stems), default=0.0
    )
    return max(min(1.0, best / _SURE), _ALIKE if stem(word) in stems else 0.0)


@lru_cache(maxsize=50_000)
def _find_renderings(word: str, language: str, other: str) -> Mapping[str, float]:
    """What the folded *word* may be in the *other* language, by both lexicons, with strengths of 0 to 1."""
    found = dict(lexicon(language, other).get(word, ()))
    for each in load_forms(language, other).get(word, ()):
        form = _fold(each.form)
        found[form] = max(each.mean, found.get(form, 0.0))
    return found
