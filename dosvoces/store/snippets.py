"""Snippets: the passage of a text in which a search found its words."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from dosvoces.core.record import Block
from dosvoces.store.fields import FIELDS, select_blocks
from dosvoces.store.queries import Query
from dosvoces.store.stems import compile_words, fold, fold_words, place_words, stem_word, stem_words

#: About two lines on a screen.
_LENGTH = 240


class _Mark(msgspec.Struct, frozen=True):
    """Where a word or phrase stands, and which of those that were looked for it is."""

    start: int
    end: int
    wanted: str


class Snippet(NamedTuple):
    """A passage in which a search found something."""

    text: str
    #: Where in it the words stand that were looked for.
    marks: tuple[tuple[int, int], ...]
    #: Position and role of its block, and the character of the block it begins with; -1 for no block.
    block: int = -1
    role: str = ""
    start: int = 0


class _Wanted(dict[str, str]):
    """What a query looks for in one language: for each word which of it it is, empty when none.

    Texts repeat their words, so each is looked into once.
    """

    def __init__(self, query: Query, language: str) -> None:
        self.language = language
        self.beginnings: list[str] = []
        #: What each stem is: itself, or the beginning whose stem it is.
        self.stems: dict[str, str] = {}
        #: The phrases that are meant as they are, word by word.
        self.phrases: list[list[str]] = []
        for part in query.parts:
            if part.excluded:
                continue
            if part.exact:
                self.phrases.append(part.words)
                continue
            stems = stem_words(part.text, language)
            self.stems |= dict(zip(stems, stems, strict=True))
            if part.beginning:
                self.beginnings += fold_words(part.text)[-1:]
                self.stems[stems[-1]] = self.beginnings[-1]
        self.number = len({*self.stems.values(), *self.beginnings}) + len(self.phrases)
        initials = {word[0] for word in (*self.stems, *self.beginnings)}
        self._candidates = compile_words(initials) if initials else None

    def __missing__(self, word: str) -> str:
        found = self.stems.get(stem_word(word, self.language), "")
        if not found and self.beginnings:
            found = next((each for each in self.beginnings if fold(word).startswith(each)), "")
        self[word] = found
        return found

    def kinds(self, text: str) -> set[str]:
        """Which of what is wanted stands in *text*."""
        words = self._candidates.findall(text) if self._candidates else ()
        kinds = set(map(self.__getitem__, words))
        kinds.discard("")
        return kinds | {each.wanted for each in self._mark_phrases(text)} if self.phrases else kinds

    def count_kinds(self, text: str) -> int:
        """How many kinds of what is wanted stand in *text*."""
        if self.number == 1 and self._candidates:
            return int(any(map(self.__getitem__, self._candidates.findall(text))))
        return len(self.kinds(text))

    def mark(self, text: str) -> list[_Mark]:
        """Every word and phrase of *text* that is wanted, in order; a phrase before the words in it."""
        found = self._candidates.finditer(text) if self._candidates else ()
        words = [_Mark(match.start(), match.end(), kind) for match in found if (kind := self[match[0]])]
        phrases = self._mark_phrases(text)
        return _merge([*phrases, *words]) if phrases else words

    def _mark_phrases(self, text: str) -> list[_Mark]:
        if not self.phrases:
            return []
        places = place_words(text)
        return [
            _Mark(start, end, " ".join(phrase))
            for phrase in self.phrases
            for start, end in find_phrase(places, phrase)
        ]


def find_phrase(places: Sequence[tuple[str, int, int]], phrase: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where in a text of the words *places* the words *phrase* stand one behind the other."""
    at = 0
    while at <= len(places) - len(phrase):
        if all(places[at + number][0] == word for number, word in enumerate(phrase)):
            yield places[at][1], places[at + len(phrase) - 1][2]
            at += len(phrase)
        else:
            at += 1


def _merge(marks: Iterable[_Mark]) -> list[_Mark]:
    """*marks* in order, without those that begin within another."""
    kept: list[_Mark] = []
    for each in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


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


def finds(query: Query, language: str, text: str) -> bool:
    """Whether anything that *query* looks for stands in *text*."""
    return bool(_want(query, language).kinds(text))


def holds(query: Query, language: str, text: str) -> bool:
    """Whether everything that *query* looks for stands in *text*, and nothing that it excludes."""
    wanted = _want(query, language)
    if len(wanted.kinds(text)) < wanted.number:
        return False
    return query.excluded is None or not any(
        _want(Query((part,)), language).kinds(text) for part in query.excluded.parts
    )


def show(query: Query, language: str, blocks: Sequence[Block], fields: Collection[str] = FIELDS) -> Snippet:
    """A passage of *blocks* in *fields* with what *query* looks for, and where in it; else their beginning.

    The headline is shown beside it, so it is a passage only where nothing else is asked for.
    """
    wanted = _want(query, language)
    best, most = None, -1
    for block in select_blocks(blocks, set(fields) - {"headline"} or fields):
        kinds = wanted.count_kinds(block.text)
        if kinds > most:
            best, most = block, kinds
        if kinds == wanted.number:
            break
    if best is None:
        return Snippet("", ())
    marks = wanted.mark(best.text)
    # Of a single word every passage has as much.
    cuts = [_cut(best.text, each.start) for each in (marks[:1] if wanted.number == 1 else marks)]
    begin, end = max(cuts, key=lambda cut: _kinds(marks, *cut)) if cuts else _cut(best.text, 0)
    shown = (each for each in marks if each.start >= begin and each.end <= end)
    places = tuple((each.start - begin, each.end - begin) for each in shown)
    return Snippet(best.text[begin:end], places, best.position, best.role, begin)
