"""Phrases compared with a line word by word: the language of a phrase table, read and matched.

See the head of ``furniture.toml`` for the language. A phrase has at most a few gaps and each gap a length, so
that a line costs time in proportion to its length.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: Letters and digits of ASCII in lower case, and blanks for the rest: twice as fast as the expression.
_ASCII_WORDS = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
#: Among these are the accents of letters in decomposed form.
_BEYOND_LATIN = re.compile("[\u0300-\U0010ffff]")
#: Words of a line that leads on to others.
_FEW_WORDS = 4
_SENTENCE_END = re.compile(r"[.!…][\"'”’»)\]]*\s*$")
_DASHES = frozenset("-–—")
_COLONS = frozenset(":|")
#: Words that a bare gap spans at most, and words that make a name at most.
_GAP, _NAME = 12, 3


class Line:
    """A line as phrases see it."""

    __slots__ = ("_bare", "_capitals", "_marks", "said", "words")

    def __init__(self, text: str) -> None:
        self._bare = text if text.isascii() else _drop_accents(text)
        #: Its words, folded: lower case, without accents and apostrophes.
        self.words: tuple[str, ...]
        if "'" in text or "’" in text:
            found = _WORD.findall(self._bare.lower())
            self.words = tuple(word.replace("'", "").replace("’", "") for word in found)
        elif self._bare.isascii():
            self.words = tuple(self._bare.translate(_ASCII_WORDS).split())
        else:
            self.words = tuple(_WORD.findall(self._bare.lower()))
        #: Each of them once.
        self.said = frozenset(self.words)
        self._marks: tuple[str, ...] | None = None
        self._capitals: tuple[bool, ...] | None = None

    @property
    def marks(self) -> tuple[str, ...]:
        """What stands before each word, and after the last one."""
        if self._marks is None:
            self._read_signs()
        return self._marks or ("",)

    @property
    def capitals(self) -> tuple[bool, ...]:
        """Which words begin with a capital."""
        if self._capitals is None:
            self._read_signs()
        return self._capitals or ()

    def _read_signs(self) -> None:
        self._marks = tuple(_WORD.split(self._bare))
        self._capitals = tuple(word[0].isupper() for word in _WORD.findall(self._bare))


class _Part(NamedTuple):
    """One element of a phrase."""

    kind: str
    words: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    is_optional: bool = False
    most: int = 0


class _Ranked(NamedTuple):
    """A phrase, and the number of its group."""

    rank: int
    parts: tuple[_Part, ...]


def _drop_accents(text: str) -> str:
    return _BEYOND_LATIN.sub(_keep_letter, unicodedata.normalize("NFD", text))


def _keep_letter(found: re.Match[str]) -> str:
    return "" if unicodedata.combining(found[0]) else found[0]


def fold_word(word: str) -> str:
    """*word* in lower case, without accents and apostrophes."""
    if not word.isascii():
        word = _drop_accents(word)
    return word.lower().replace("'", "").replace("’", "")


class Phrases:
    """Groups of phrases, found again by a word that each needs."""

    def __init__(self, *groups: Iterable[str]) -> None:
        self._by_first: dict[str, list[_Ranked]] = {}
        #: Phrases that begin with a gap, a name or part of a word, by the words of which each needs one.
        self._by_needed: dict[str, list[_Ranked]] = {}
        #: Those that need none: by the letters with which their first word begins, and the others.
        self._by_letter: dict[str, list[_Ranked]] = {}
        self._others: list[_Ranked] = []
        for rank, group in enumerate(groups):
            for phrase in group:
                self._add(_Ranked(rank, tuple(_read_part(part) for part in phrase.split())))

    def _add(self, phrase: _Ranked) -> None:
        parts = phrase.parts
        for place, part in enumerate(parts):
            if part.kind != "word" or part.beginnings:
                needed = [one.words for one in parts if one.words and not (one.is_optional or one.beginnings)]
                # Long words are rare.
                for word in max(needed, key=lambda words: min(map(len, words)), default=()):
                    self._by_needed.setdefault(word, []).append(phrase)
                if not needed:
                    self._add_unneeding(phrase)
                return
            for word in part.words:
                self._by_first.setdefault(word, []).append(phrase)
            if not part.is_optional or place + 1 == len(parts):
                return

    def _add_unneeding(self, phrase: _Ranked) -> None:
        """Add a *phrase* that has no word which a line must have."""
        first = phrase.parts[0]
        if first.is_optional or not first.beginnings:
            self._others.append(phrase)
            return
        for letter in {one[0] for one in (*first.beginnings, *first.words)}:
            self._by_letter.setdefault(letter, []).append(phrase)

    def may_occur(self, line: Line) -> bool:
        """Whether *line* has a word of the phrases, without which none begins anywhere in it."""
        if self._others or self._by_letter:
            return True
        return not (
            self._by_first.keys().isdisjoint(line.said) and self._by_needed.keys().isdisjoint(line.said)
        )

    def match(self, line: Line, start: int = 0) -> bool:
        """Whether a phrase begins at word *start* of *line*."""
        return self.find(line, start) is not None

    def find(self, line: Line, start: int = 0) -> int | None:
        """The number of the first group that has a phrase which begins at word *start* of *line*."""
        if start >= len(line.words):
            return None
        found: int | None = None
        word = line.words[start]
        candidates = [self._by_first.get(word, ()), self._by_letter.get(word[0], ()), self._others]
        if not self._by_needed.keys().isdisjoint(line.said):
            candidates += [self._by_needed[word] for word in self._by_needed.keys() & line.said]
        for phrases in candidates:
            for rank, parts in phrases:
                if (found is None or rank < found) and _matches(parts, 0, line, start):
                    found = rank
        return found


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
        # A few words before three dots lead on: ``Te recomendamos...``.
        leads_on = len(line.words) <= _FEW_WORDS and line.marks[-1].strip() in ("...", "…")
        return 0 if leads_on or not _SENTENCE_END.search(line.marks[-1]) else None
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
