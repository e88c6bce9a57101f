"""Whether a translation says all that another says, by what phrases have for the words of the sentence."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from translations.alignment.lexicon import frequencies
from translations.alignment.words import fold_words, stem

if TYPE_CHECKING:
    from translations.phrases.model import Direction

#: Letters up to which a word says little, and share of sentences from which it does.
_LITTLE, _COMMON = 2, 0.01
#: Words of a sentence that are looked at; a longer one is no sentence.
_MOST = 200
_WORD = re.compile(r"[^\W\d_]+")


class _Word(NamedTuple):
    """A word of the sentence that says something, and what may stand for it."""

    folded: str
    renderings: frozenset[str]
    stems: frozenset[str]

    def is_said(self, others: "_Words", kept: "_Words") -> bool:
        """Whether one of *others* stands for it, or one of *kept* is like it."""
        return (
            not self.renderings.isdisjoint(others.folded)
            or not self.stems.isdisjoint(others.stems)
            or self.folded in kept.folded
            or stem(self.folded) in kept.stems
        )


class _Words(NamedTuple):
    """Folded words, and the stems of those that have one."""

    folded: frozenset[str]
    stems: frozenset[str]


class Coverage:
    """What the words of one sentence may become."""

    def __init__(self, sentence: str, direction: "Direction") -> None:
        self._target = direction.target
        self._words = list(self._look_up(sentence, direction))
        self._known = _gather(chain.from_iterable(word.renderings for word in self._words))

    def leaves_nothing_out(self, text: str, proposed: Sequence[str]) -> bool:
        """Whether *text* says every word that the best of those *proposed* says, and nothing else.

        What that one translates may not be left as it is, and a word that none of them has must be one that
        phrases have for a word of the sentence. False where the sentence has no words that tell.
        """
        told, best = _gather(_read(text)), _gather(_read(proposed[0]))
        kept = _gather(best.folded & told.folded)
        is_whole = all(word.is_said(told, kept) or not word.is_said(best, best) for word in self._words)
        added = told.folded.difference(*map(_read, proposed))
        return (
            bool(self._words)
            and is_whole
            and all(self._is_known(word) for word in added if _tells(word, self._target))
        )

    def _look_up(self, sentence: str, direction: "Direction") -> Iterator[_Word]:
        for word in _WORD.findall(sentence)[:_MOST]:
            folded = "".join(fold_words(word))
            if _tells(folded, direction.source):
                found = direction.find_words(word) - {folded}
                yield _Word(folded, *_gather(each for each in found if _tells(each, direction.target)))

    def _is_known(self, word: str) -> bool:
        return word in self._known.folded or stem(word) in self._known.stems


def _read(text: str) -> list[str]:
    return fold_words(text)[:_MOST]


def _gather(words: Iterable[str]) -> _Words:
    folded = frozenset(words)
    return _Words(folded, frozenset(map(stem, folded)) - {""})


def _tells(word: str, language: str) -> bool:
    return len(word) > _LITTLE and word.isalpha() and frequencies(language).get(word, 0) < _COMMON
