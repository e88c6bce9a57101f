"""Normalisation of words for search: without case, accents and endings."""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

import Stemmer

#: Languages with a stemmer and an index of their own.
ALGORITHMS = {"es": "spanish", "en": "english"}

_WORD = re.compile(r"[^\W_]+")
# A letter and its accent may be two characters.
_PRINTED = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_MARKS = re.compile(r"[\u0300-\u036f]+")


class _Stemmers(threading.local):
    """Stemmers may not be shared by threads."""

    def __init__(self) -> None:
        self.by_language: dict[str, Any] = {key: Stemmer.Stemmer(name) for key, name in ALGORITHMS.items()}


_stemmers = _Stemmers()


def fold(text: str) -> str:
    """*text* without case and accents: ``Ñandú`` becomes ``nandu``."""
    if text.isascii():
        return text.lower()
    # Twice: letters of mathematics have capitals only once they are taken apart, and some capitals fold into
    # pairs.
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _MARKS.sub("", unicodedata.normalize("NFKD", plain))


def fold_words(text: str) -> list[str]:
    """The words of *text* without case and accents."""
    return _WORD.findall(fold(text))


@lru_cache(maxsize=50_000)
def fold_word(word: str) -> str:
    """*word* without case and accents; text repeats its words, so most are known already."""
    return fold(word)


def place_words(text: str) -> list[tuple[str, int, int]]:
    """The words of *text* without case and accents, each with where it begins and ends."""
    return [(fold_word(found[0]), found.start(), found.end()) for found in _PRINTED.finditer(text)]


def find_printed(text: str, candidates: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Where the words of *text* begin, as printed; those that *candidates* finds (:func:`compile_words`)."""
    # Where accents are characters of their own, candidates would end before them. As bytes they begin with
    # one of two, which are looked for at once.
    encoded = b"" if text.isascii() else text.encode(errors="replace")
    words = _PRINTED if b"\xcc" in encoded or b"\xcd" in encoded else candidates
    return ((found.start(), found[0]) for found in words.finditer(text))


def stem_words(text: str, language: str) -> list[str]:
    """The words of *text* without case, accents and the endings of *language*.

    Accents go first, so that a search without them finds the same as one with them.
    """
    return stem_folded(fold_words(text), language)


def stem_folded(words: list[str], language: str) -> list[str]:
    """The stems of *words*, which are folded."""
    stems: list[str] = _stemmers.by_language[language].stemWords(words)
    return stems


@lru_cache(maxsize=50_000)
def stem_word(word: str, language: str) -> str:
    """The stem of *word*, which is one word; text repeats its words, so most are known already."""
    stem: str = _stemmers.by_language[language].stemWord(fold(word))
    return stem


#: What else folds into which letter is another matter: these may be any. A range of them takes milliseconds
#: to compile, what it excludes none.
_OTHERS = r"[^\x00-\x7f]"


def _letters(letters: Iterable[str]) -> str:
    """A class of *letters*, small and capital, and of all that may fold into one."""
    forms = {form for letter in letters if letter.isascii() for form in (letter.lower(), letter.upper())}
    bounds = pairwise([-1, *sorted(ord(form) for form in forms if form), 0x80])
    return (
        "[^" + "".join(f"\\x{low + 1:02x}-\\x{high - 1:02x}" for low, high in bounds if high - low > 1) + "]"
    )


def compile_words(beginnings: Iterable[str]) -> re.Pattern[str]:
    """Finds the words of a text whose stems may begin with one of *beginnings*, and a few others.

    A beginning has one folded letter or two: no stemmer touches the first letter of a word, nor the second
    but for "dying", "lying" and "tying". To look for them is much faster than to stem.
    """
    following: dict[str, set[str]] = {}
    for beginning in beginnings:
        following.setdefault(beginning[:1], set()).add(beginning[1:2])
    # A letter that folds into two may stand in the place of both.
    seconds = [f"(?<={_OTHERS})"]
    for first, letters in following.items():
        more = letters | ({"i", "y"} if letters & {"i", "y"} else set())
        if first.isascii():
            seconds.append(f"(?<={_letters([first])})" + ("" if "" in letters else f"(?={_letters(more)})"))
    start = r"(?<=[^\W_])(?<![^\W_].)"
    return re.compile(rf"{_letters(following)}(?:{'|'.join(seconds)}){start}[^\W_]*", re.DOTALL)
