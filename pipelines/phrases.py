"""Phrases compared with a line word by word: the language of a phrase table, read and matched.

See the head of ``furniture.toml`` for the language. A phrase has at most a few gaps and each gap a length, so
that a line costs time in proportion to its length.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!…][\"'”’»)\]]*\s*$")
_DASHES = frozenset("-–—")
_COLONS = frozenset(":|")
#: Words that a bare gap spans at most, and words that make a name at most.
_GAP, _NAME = 12, 3


class Line(NamedTuple):
    """A line as phrases see it."""

    #: Its words, folded: lower case, without accents and apostrophes.
    words: tuple[str, ...]
    #: What stands before each word, and after the last one.
    marks: tuple[str, ...]
    #: Which words begin with a capital.
    capitals: tuple[bool, ...]


class _Part(NamedTuple):
    """One element of a phrase."""

    kind: str
    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    is_optional: bool = False
    most: int = 0


def fold_word(word: str) -> str:
    """*word* in lower case, without accents and apostrophes."""
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return word.lower().replace("'", "").replace("’", "")


def read_line(text: str) -> Line:
    """*text* as phrases see it."""
    found = list(_WORD.finditer(text))
    ends = [0, *(match.end() for match in found)]
    starts = [*(match.start() for match in found), len(text)]
    return Line(
        tuple(fold_word(match[0]) for match in found),
        tuple(text[end:start] for end, start in zip(ends, starts, strict=True)),
        tuple(match[0][0].isupper() for match in found),
    )


class Phrases:
    """A list of phrases, found again by their first words."""

    def __init__(self, written: Iterable[str]) -> None:
        self._by_word: dict[str, list[tuple[_Part, ...]]] = {}
        #: Phrases that begin with a gap, a name or part of a word, and the words of which each needs one.
        self._others: list[tuple[frozenset[str], tuple[_Part, ...]]] = []
        for phrase in written:
            self._add(tuple(_read_part(part) for part in phrase.split()))

    def _add(self, parts: tuple[_Part, ...]) -> None:
        for place, part in enumerate(parts):
            if part.kind != "word" or part.beginnings:
                needed = (one.words for one in parts if one.words and not (one.is_optional or one.beginnings))
                self._others.append((next(needed, frozenset()), parts))
                return
            for word in part.words:
                self._by_word.setdefault(word, []).append(parts)
            if not part.is_optional or place + 1 == len(parts):
                return

    def match(self, line: Line, start: int = 0) -> bool:
        """Whether a phrase begins at word *start* of *line*."""
        if start >= len(line.words):
            return False
        for parts in self._by_word.get(line.words[start], ()):
            if _matches(parts, 0, line, start):
                return True
        return any(
            not (needed and needed.isdisjoint(line.words)) and _matches(parts, 0, line, start)
            for needed, parts in self._others
        )


def _read_part(written: str) -> _Part:
    is_optional = written.endswith("?")
    written = written.removesuffix("?")
    if written.startswith(("..", "$")):
        default = _GAP if written == ".." else 0
        return _Part(written[0], most=int(written.lstrip(".$") or default))
    if written in ("#", "@", ":", "-", "~"):
        return _Part(written, is_optional=is_optional)
    options = written.split("|")
    return _Part(
        "word",
        frozenset(fold_word(option) for option in options if not option.endswith("*")),
        tuple(fold_word(option[:-1]) for option in options if option.endswith("*")),
        is_optional,
    )


def _matches(parts: Sequence[_Part], at: int, line: Line, place: int) -> bool:
    """Whether *parts* from *at* on match *line* from word *place* on."""
    while at < len(parts):
        part = parts[at]
        if part.kind == ".":
            last = min(len(line.words), place + part.most)
            return any(_matches(parts, at + 1, line, one) for one in range(place, last + 1))
        if part.kind == "@":
            most = _count_capitals(line, place)
            return any(_matches(parts, at + 1, line, place + size) for size in range(most, 0, -1))
        if part.is_optional and _matches(parts, at + 1, line, place):
            return True
        taken = _take(part, line, place)
        if taken is None:
            return False
        place += taken
        at += 1
    return True


def _take(part: _Part, line: Line, place: int) -> int | None:
    """The number of words that *part* takes at *place*; None where it does not match."""
    if part.kind == "$":
        return 0 if len(line.words) - place <= part.most else None
    if part.kind == "~":
        return None if _SENTENCE_END.search(line.marks[-1]) else 0
    if part.kind in (":", "-"):
        return None if (_COLONS if part.kind == ":" else _DASHES).isdisjoint(line.marks[place]) else 0
    if place >= len(line.words):
        return None
    word = line.words[place]
    if part.kind == "#":
        return 1 if word[0].isdigit() else None
    return 1 if word in part.words or (part.beginnings and word.startswith(part.beginnings)) else None


def _count_capitals(line: Line, place: int) -> int:
    """How many words from *place* on begin with a capital, up to the length of a name."""
    end = place
    while end < min(len(line.words), place + _NAME) and line.capitals[end]:
        end += 1
    return end - place
