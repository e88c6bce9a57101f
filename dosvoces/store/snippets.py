"""Snippets: the passage of a text in which a search found its words."""

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from dosvoces.core.record import Block
from dosvoces.store.queries import Query
from dosvoces.store.stems import compile_words, fold, fold_words, stem_word, stem_words

#: About two lines on a screen.
_LENGTH = 240

_LEFT_OUT = frozenset({"furniture", "related", "headline"})


class _Mark(msgspec.Struct, frozen=True):
    """Where a word stands, and which of those that were looked for it is."""

    start: int
    end: int
    wanted: str


class _Wanted(dict[str, str]):
    """What a query looks for in one language: for each word which of it it is, empty when none.

    Texts repeat their words, so each is looked into once.
    """

    def __init__(self, query: Query, language: str) -> None:
        self.language = language
        self.beginnings: list[str] = []
        #: What each stem is: itself, or the beginning whose stem it is.
        self.stems: dict[str, str] = {}
        for part in query.parts:
            if not part.excluded:
                stems = stem_words(part.text, language)
                self.stems |= dict(zip(stems, stems, strict=True))
                if part.beginning:
                    self.beginnings += fold_words(part.text)[-1:]
                    self.stems[stems[-1]] = self.beginnings[-1]
        self.number = len({*self.stems.values(), *self.beginnings})
        self._candidates = compile_words({word[0] for word in (*self.stems, *self.beginnings)})

    def __missing__(self, word: str) -> str:
        found = self.stems.get(stem_word(word, self.language), "")
        if not found and self.beginnings:
            found = next((each for each in self.beginnings if fold(word).startswith(each)), "")
        self[word] = found
        return found

    def kinds(self, text: str) -> set[str]:
        """Which of what is wanted stands in *text*."""
        return {self[word] for word in self._candidates.findall(text)} - {""}

    def mark(self, text: str) -> list[_Mark]:
        """Every word of *text* that is wanted."""
        return [
            _Mark(match.start(), match.end(), kind)
            for match in self._candidates.finditer(text)
            if (kind := self[match[0]])
        ]


@lru_cache(maxsize=16)
def _want(query: Query, language: str) -> _Wanted:
    """What *query* looks for; the texts of one page of results repeat their words."""
    return _Wanted(query, language)


def _kinds(marks: Sequence[_Mark], start: int, end: int) -> int:
    return len({each.wanted for each in marks if each.start >= start and each.end <= end})


def _cut(text: str, start: int) -> tuple[int, int]:
    """Where a passage of *text* around *start* begins and ends, at spaces."""
    begin = max(0, start - _LENGTH // 3)
    if begin:
        space = text.find(" ", begin, start)
        begin = space + 1 if space >= 0 else begin
    end = min(len(text), begin + _LENGTH)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start else end
    return begin, end


def mark(query: Query, language: str, text: str) -> tuple[tuple[int, int], ...]:
    """Where in *text* stands what *query* looks for."""
    return tuple((found.start, found.end) for found in _want(query, language).mark(text))


def show(query: Query, language: str, blocks: Sequence[Block]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A passage of *blocks* with what *query* looks for, and where in it; else their beginning."""
    wanted = _want(query, language)
    text, most = "", -1
    for block in blocks:
        if block.role in _LEFT_OUT:
            continue
        kinds = len(wanted.kinds(block.text))
        if kinds > most:
            text, most = block.text, kinds
        if kinds == wanted.number:
            break
    marks = wanted.mark(text)
    begin, end = _cut(text, 0)
    if marks:
        begin, end = max((_cut(text, each.start) for each in marks), key=lambda cut: _kinds(marks, *cut))
    shown = (each for each in marks if each.start >= begin and each.end <= end)
    return text[begin:end], tuple((each.start - begin, each.end - begin) for each in shown)
