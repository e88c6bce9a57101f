"""The compiled table of evidence: for each known word, and for the shape of any other.

``words.bin`` holds, little-endian, a header, the sorted 32-bit hashes of the known words, one row of eight
bytes per word (a language's distance below the likeliest one, in steps of 1 / SCALE nats), two bytes of
flags per word, and one row of eight bytes per bucket of character n-grams for the words it does not know.
It is mapped, not read: only the pages that a text touches are ever in memory.
"""

import math
import mmap
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

#: Every language with a score, in the table's order.
LANGUAGES = ("es", "en", "pt", "gl", "ca", "fr", "it", "de")

MAGIC = b"dosvoces words 2"
#: Bytes before the hashes: the magic, then the number of words.
HEADER = 32
#: Steps per nat of a word's row: 255 steps reach 15.9 nats, beyond any clip in use.
SCALE = 16
#: Buckets of character n-grams; a power of two.
BUCKETS = 1 << 16
#: A shape weight is kept as a byte: weight x SHAPE_SCALE + SHAPE_BIAS.
SHAPE_SCALE, SHAPE_BIAS = 24, 128
#: Longest character n-gram.
ORDER = 5

#: Words whose evidence is remembered: what pages repeat.  Each takes about a kilobyte in all.
WORDS = 20_000

#: Flags of a word.
NAME = 1  #: commoner as a name than as a word
LISTED = 2  #: stands in a list of names
SPANISH = 4  #: a word of the Spanish dictionary
ENGLISH = 8  #: a word of the English dictionary
RARE = 16  #: a word of no dictionary
GRAMMAR = 32  #: among the commonest words of Spanish or English
GIVEN = 64  #: a given name
SURNAME = 128  #: a surname
UNCOMMON = 256  #: seldom seen in Spanish and English

#: What each step of a row is in nats.
_NATS = tuple(step / -SCALE for step in range(256))
_EVEN = 0x00FF00FF00FF00FF


class Word(NamedTuple):
    """What the table says about one word."""

    #: Log-likelihood per language, the likeliest 0, in the order of :data:`LANGUAGES`.
    scores: tuple[float, ...]
    flags: int
    #: Whether the table knows the word, rather than judging its shape.
    known: bool


class Table:
    """The mapped file; :meth:`word` asks it about one lower-case word."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._map[: len(MAGIC)] != MAGIC:
            raise ValueError(f"{path} is not a language table of this version; build it again")
        self.size = int.from_bytes(self._map[len(MAGIC) : len(MAGIC) + 4], "little")
        view = memoryview(self._map)
        rows = HEADER + 4 * self.size
        flags = rows + 8 * self.size
        shapes = flags + 2 * self.size + -2 * self.size % 8
        self._hashes = _numbers(view[HEADER:rows], "I")
        self._rows = view[rows:flags]
        self._flags = _numbers(view[flags : flags + 2 * self.size], "H")
        self._shapes = _numbers(view[shapes : shapes + 8 * BUCKETS], "Q")

    def word(self, word: str) -> Word:
        """Scores and flags of *word*, given in lower case."""
        key = zlib.crc32(word.encode())
        at = bisect_left(self._hashes, key)
        if at < self.size and self._hashes[at] == key:
            row = self._rows[8 * at : 8 * at + 8]
            return Word(tuple(map(_NATS.__getitem__, row)), self._flags[at], True)
        return Word(self.shape(word), RARE | UNCOMMON, False)

    def shape(self, word: str) -> tuple[float, ...]:
        """Scores by the character n-grams of *word* alone."""
        even = odd = 0
        for gram in grams(word[:32]):
            row = self._shapes[zlib.crc32(gram) % BUCKETS]
            even += row & _EVEN
            odd += row >> 8 & _EVEN
        # Every weight carries the same bias, so that it cancels out between languages.
        sums = [((odd if lane & 1 else even) >> 8 * (lane & ~1) & 0xFFFF) / SHAPE_SCALE for lane in range(8)]
        top = max(sums)
        total = math.log(sum(math.exp(value - top) for value in sums)) + top
        likeliest = top - total
        return tuple(value - total - likeliest for value in sums)


def grams(word: str) -> Iterator[bytes]:
    """The character n-grams of *word*, one to :data:`ORDER` long, ends marked."""
    data = f"^{word}$".encode("latin-1", "replace")
    size = len(data)
    for start in range(size):
        for end in range(start + 1, min(start + ORDER, size) + 1):
            yield data[start:end]


def _numbers(view: memoryview, code: str) -> memoryview:
    if sys.byteorder == "little":
        return view.cast(code)  # type: ignore[call-overload, no-any-return]
    numbers = array(code, view.tobytes())
    numbers.byteswap()
    return memoryview(numbers)


@cache
def table() -> Table:
    """The table that comes with the package."""
    return Table(Path(__file__).with_name("words.bin"))
