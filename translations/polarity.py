"""Polarity: whether a translation negates where its source affirms, or the other way round.

What negates on one side only has to be said otherwise on
the other, and there where the words beside the negation are translated: by a word ("fails to"), by a prefix
("unpaid" for "no pagado") or by a phrase ("dejó de"). A word whose translation the other side has stands for
nothing else, and as many as the negating side has of its own are what these became. Where both sides negate,
and one more often, one of its negations has to stand by itself, with none of the other side's near its place.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from translations.alignment.lexicon import frequencies, lexicon
from translations.negations import (
    NEGATIVES,
    STRONG,
    Sentence,
    find_bare,
    find_root,
    has_prefix,
    is_sure,
    measure_reach,
    read_sentence,
    turns_round,
)
from translations.opposites import find_left_out, find_turned
from translations.roles import turns_roles

#: Strength from which a word of the lexicon is the translation of another.
_TRANSLATES = 0.04
#: Share of sentences from which a word is too common to tell a place.
_COMMON = 0.04
#: Words beside a negation whose translations tell its place, nearest first.
_BESIDE = (1, 2, 3, 4, -1, -2)
#: Words before and behind a negation among which one of its own side may be what stands on the other.
_BEFORE, _BEHIND = 5, 7
#: Reach of words with a prefix: of those that negate one word, and of those whose bare word is beside.
_PREFIXED, _NEGATED = 4, 6
#: Reach of phrases.
_PHRASED = 5
#: Words in a row that are no chance when both sides have them.
_KEPT = 3
#: Words between which two negations of a sentence may be one said twice, and up to which those of both
#: sentences are the same.
_TWICE, _APART = 6, 12
#: Negations of one sentence that are looked at.
_MOST = 8


def differs_in_polarity(source: str, target: str, source_language: str, target_language: str) -> bool:
    """Whether one of the sentences negates, by word or prefix, and nothing in the other stands for that.

    Or one turns the other round, by a word ("fell" for "subió") or by who does it, or lacks an exception.
    """
    if {source_language, target_language} != {"en", "es"}:
        return False
    languages = source_language, target_language
    ours, theirs = read_sentence(source, source_language), read_sentence(target, target_language)
    if _loses_prefix(ours, theirs) or _loses_prefix(theirs, ours):
        return True
    is_even = len(ours.negations) == len(theirs.negations)
    if (
        find_turned(source, target, languages, is_negated=not is_even)
        or find_left_out(source, target, languages)
        or turns_roles(source, target, source_language)
    ):
        return True
    if is_even:
        return False
    negating, other = (ours, theirs) if len(ours.negations) > len(theirs.negations) else (theirs, ours)
    said = (
        _is_kept(place, negating, other) or _is_said(place, negating, other)
        for place in negating.negations[:_MOST]
        if not other.negations or _stands_alone(place, negating, other)
    )
    return not all(said) if other.negations else not any(said)


def _loses_prefix(negating: Sentence, affirming: Sentence) -> bool:
    """Whether a word that *negating* negates by its prefix is bare in *affirming*: "unsafe" and "seguro"."""
    # Each word once, however often it stands there.
    for word, places in negating.places.items():
        bare = find_bare(word, negating.language)
        if not bare or bare in negating.places or _is_translated(word, negating, affirming):
            continue
        # "Anti-stress" has its prefix as a word.
        if word.removesuffix(bare) in affirming.places:
            continue
        # A negation that turns it round says the same as the bare word.
        if all(_is_behind_negative(place, negating) for place in places):
            continue
        renderings = _find_renderings(bare, negating, affirming)
        said = [at for each in renderings for at in affirming.places.get(each, ())]
        if said and not any(_is_negated(at, affirming) for at in said):
            return True
    return False


def _is_behind_negative(place: int, sentence: Sentence) -> bool:
    before = sentence.words[max(0, place - _PHRASED) : place]
    return not NEGATIVES[sentence.language].isdisjoint(before)


def _is_negated(place: int, sentence: Sentence) -> bool:
    """Whether something near *place* of *sentence* may negate."""
    near = sentence.words[max(0, place - _PHRASED) : place + _PREFIXED]
    return any(
        word in NEGATIVES[sentence.language]
        or measure_reach(word, sentence.language)
        or has_prefix(word, sentence.language)
        for word in near
    )


def _stands_alone(place: int, negating: Sentence, other: Sentence) -> bool:
    """Whether *other* has no negation near the translation of *place*, and *negating* none beside it."""
    if any(0 < abs(each - place) <= _TWICE for each in negating.negations):
        return False
    expected = place / len(negating.words) * len(other.words)
    anchors = list(_find_anchors(place, expected, negating, other))
    return bool(anchors) and all(
        abs(each - middle) > _APART for each in other.negations for middle in (*anchors, expected)
    )


def _is_kept(place: int, negating: Sentence, affirming: Sentence) -> bool:
    """Whether *affirming* has the word at *place* with two beside it as they are: a title, a quotation."""
    ours, theirs = negating.words, affirming.words
    return any(
        ours[place - back : place - back + _KEPT] == theirs[at - back : at - back + _KEPT]
        for at in affirming.places.get(ours[place], ())
        for back in range(min(_KEPT, place + 1, at + 1))
        if place - back + _KEPT <= len(ours)
    )


def _is_said(place: int, negating: Sentence, affirming: Sentence) -> bool:
    """Whether *affirming* says otherwise what is negated at *place*, or another word there turns it round."""
    distances = _measure(place, negating, affirming)
    if any(distance <= _PHRASED for at, distance in distances.items() if at in affirming.phrases):
        return True
    words = affirming.words
    theirs = sum(
        _may_stand(words[at], distance, place, negating, affirming) for at, distance in distances.items()
    )
    ours = sum(_is_unsaid(at, negating, affirming) for at in _around(place, negating))
    return theirs > ours or (not theirs and _is_turned_round(place, negating, affirming))


def _measure(place: int, negating: Sentence, affirming: Sentence) -> dict[int, float]:
    """The places of *affirming* around the translation of *place*, and how many words off they are."""
    expected = place / len(negating.words) * len(affirming.words)
    anchors = list(_find_anchors(place, expected, negating, affirming))
    slope = 2 if anchors else 1
    near = [*anchors, round(expected)]
    reached = {at for middle in near for at in range(middle - STRONG, middle + STRONG + 1)}
    return {
        at: min([slope * abs(at - expected), *(abs(at - anchor) for anchor in anchors)])
        for at in reached
        if 0 <= at < len(affirming.words)
    }


def _find_anchors(place: int, expected: float, negating: Sentence, affirming: Sentence) -> Iterator[int]:
    """Where *affirming* has the words beside *place* of *negating*, each nearest to what is *expected*."""
    common, known = frequencies(negating.language), lexicon(negating.language, affirming.language)
    for step in _BESIDE:
        at = place + step
        word = negating.words[at] if 0 <= at < len(negating.words) else ""
        if (len(word) < 3 and not word.isdigit()) or common.get(word, 0) >= _COMMON:
            continue
        renderings = [word, *(each for each, strength in known.get(word, ()) if strength >= _TRANSLATES)]
        found = [
            _nearest(affirming.places[each], expected) for each in renderings if each in affirming.places
        ]
        if found:
            yield min(found, key=lambda each: abs(each - expected))


def _nearest(places: Sequence[int], expected: float) -> int:
    after = bisect_left(places, expected)
    return min(places[max(0, after - 1) : after + 1], key=lambda each: abs(each - expected))


def _may_stand(word: str, distance: float, place: int, negating: Sentence, affirming: Sentence) -> bool:
    """Whether *word* of *affirming* may stand for the negation at *place*, and translates nothing else."""
    language = affirming.language
    bare = find_bare(word, language)
    reach = measure_reach(word, language)
    if bare and (negating.qualifies(place) or (language == "en" and is_sure(word))):
        reach = max(reach, _PREFIXED)
    if bare and distance <= _NEGATED and _negates(place, bare, negating, affirming):
        reach = max(reach, _NEGATED)
    return 0 < reach >= distance and not _is_translated(word, affirming, negating)


def _negates(place: int, bare: str, negating: Sentence, affirming: Sentence) -> bool:
    """Whether the negation at *place* stands beside the translation of the *bare* word of *affirming*."""
    beside = [*negating.words[max(0, place - 1) : place], *negating.words[place + 1 : place + 5]]
    renderings = _find_renderings(bare, affirming, negating)
    root = find_root(bare)
    return any(word in renderings or (root and find_root(word) == root) for word in beside)


def _around(place: int, negating: Sentence) -> Iterator[int]:
    near = range(max(0, place - _BEFORE), min(len(negating.words), place + _BEHIND + 1))
    return (at for at in near if at != place)


def _is_unsaid(at: int, negating: Sentence, affirming: Sentence) -> bool:
    """Whether the word *at* a place of the negating side may negate too, and is not translated."""
    word, language = negating.words[at], negating.language
    may_stand = measure_reach(word, language) or find_bare(word, language)
    return bool(may_stand) and not _is_translated(word, negating, affirming)


def _is_turned_round(place: int, negating: Sentence, affirming: Sentence) -> bool:
    """Whether a word behind the negation at *place* negates as well: "no es imposible"."""
    language = negating.language
    for step, word in enumerate(negating.words[place + 1 : place + 5]):
        if _is_translated(word, negating, affirming):
            continue
        bare = find_bare(word, language)
        if step < 2 and turns_round(word, language):
            return True
        if bare and _has_translation(bare, negating, affirming):
            return True
    return False


def _find_renderings(word: str, own: Sentence, other: Sentence) -> set[str]:
    """What the folded *word* may be in the language of *other*."""
    known = lexicon(own.language, other.language).get(word, ())
    return {each for each, strength in known if strength >= _TRANSLATES}


def _has_translation(word: str, own: Sentence, other: Sentence) -> bool:
    root = find_root(word)
    return (bool(root) and root in other.roots) or any(map(other.says, _find_renderings(word, own, other)))


def _is_translated(word: str, own: Sentence, other: Sentence) -> bool:
    """Whether *other* has the translation of *word*, and not just that of what a prefix of it negates."""
    bare = find_bare(word, own.language)
    if not bare or measure_reach(word, own.language):
        return other.says(word) or _has_translation(word, own, other)
    affirmed = _find_renderings(bare, own, other)
    return any(
        other.says(each) and (has_prefix(each, other.language) or each not in affirmed)
        for each in _find_renderings(word, own, other)
    )
