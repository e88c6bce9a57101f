"""Which word of the source a wrong word of the translation stands for."""

import math
from collections.abc import Collection, Iterator
from difflib import SequenceMatcher
from functools import lru_cache

import msgspec

from translations.alignment.lexicon import frequencies
from translations.alignment.words import fold_words
from translations.drafts import Draft
from translations.postediting.detection import Fault
from translations.postediting.lexicon import WORD, load_forms

#: So many of the commonest words of the source are never what an invented word stands for.
COMMONEST = 150
#: Weight of the model's attention, of the same place in the sentence and of like letters; and what is taken
#: off for a word that the translation renders already.
ATTENTION, PLACE, LETTERS, RENDERED = 0.35, 0.35, 0.35, 0.8
#: The square of how far, in shares of the sentence, words move between the languages, twice.
SPREAD = 0.02
#: Least letters in common that count, as a share, and least weight of a link.
ALIKE, LEAST = 0.4, 0.15
#: Source words on either side of the same place that are looked at.
REACH = 40


class SourceWord(msgspec.Struct, frozen=True):
    """A word of the source and where it stands, which is also what tells it from others."""

    word: str
    start: int
    end: int


def find_source_words(draft: Draft) -> list[SourceWord]:
    """All words of the source, in order."""
    return [SourceWord(match[0], match.start(), match.end()) for match in WORD.finditer(draft.source)]


def link_fault(
    fault: Fault, draft: Draft, words: list[SourceWord], said: Collection[str]
) -> Iterator[SourceWord]:
    """The source words that *fault* may stand for, best first; *said* are the translation's small words."""
    if fault.kind == "copied":
        yield from [each for each in words if each.word.lower() == fault.word.lower()][:1]
    place = fault.start / max(1, len(draft.target))
    attended = {
        link.source for link in draft.links if link.target[0] < fault.end and fault.start < link.target[1]
    }
    middle = round(place * len(words))
    weighed = []
    for each in words[max(0, middle - REACH) : middle + REACH]:
        if _fold(each.word) in _common(draft.source_language) or (each.start and each.word[0].isupper()):
            continue
        moved = each.start / max(1, len(draft.source)) - place
        weight = PLACE * math.exp(-(moved**2) / SPREAD)
        weight += ATTENTION * any(start < each.end and each.start < end for start, end in attended)
        weight += LETTERS * max(0.0, _alike(each.word.lower(), fault.word.lower()) - ALIKE) / (1 - ALIKE)
        weight -= RENDERED * min(0.5, _is_rendered(each.word.lower(), draft, said))
        weighed.append((weight, each))
    weighed.sort(key=lambda pair: -pair[0])
    yield from [each for weight, each in weighed[:2] if weight >= LEAST]


def _is_rendered(word: str, draft: Draft, said: Collection[str]) -> float:
    """How well the translation renders *word* already, 0 to 1."""
    forms = load_forms(draft.source_language, draft.target_language).get(word, ())
    return max((each.mean for each in forms if each.form.lower() in said), default=0.0)


@lru_cache(maxsize=2)
def _common(language: str) -> frozenset[str]:
    shares = frequencies(language)
    return frozenset(sorted(shares, key=lambda word: -shares[word])[:COMMONEST])


@lru_cache(maxsize=100_000)
def _fold(word: str) -> str:
    return "".join(fold_words(word))


@lru_cache(maxsize=100_000)
def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, _fold(one)[:40], _fold(other)[:40]).ratio()
