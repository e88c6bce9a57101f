"""The passage of a text in which a search found what it looked for."""

from collections.abc import Sequence

from dosvoces.record import Block
from dosvoces.store.queries import Query
from dosvoces.store.stems import fold_words, locate_words, stem_each, stem_words

#: About two lines on a screen.
_LENGTH = 240


def _find_marks(text: str, stems: frozenset[str], language: str) -> list[tuple[int, int]]:
    places = locate_words(text)
    found = stem_each([text[start:end] for start, end in places], language)
    return [place for place, stem in zip(places, found, strict=True) if stem in stems]


def _stems(query: Query, language: str) -> frozenset[str]:
    return frozenset(
        stem for part in query.parts if not part.excluded for stem in stem_words(part.text, language)
    ) | frozenset(word for part in query.parts if part.beginning for word in fold_words(part.text))


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


def show(query: Query, language: str, blocks: Sequence[Block]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A passage of *blocks* with what *query* looks for, and where in it; else their beginning."""
    stems = _stems(query, language)
    best: tuple[int, str, list[tuple[int, int]]] = (-1, "", [])
    for block in blocks:
        if block.role in ("furniture", "related", "headline"):
            continue
        marks = _find_marks(block.text, stems, language)
        kinds = len({block.text[start:end].lower() for start, end in marks})
        if kinds > best[0]:
            best = (kinds, block.text, marks)
    _, text, marks = best
    begin, end = _cut(text, marks[0][0] if marks else 0)
    return text[begin:end], tuple((a - begin, b - begin) for a, b in marks if a >= begin and b <= end)
