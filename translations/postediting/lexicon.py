"""The bilingual lexicon of word forms: what a form may be in the other language, and how likely.

``wordforms.tsv.zst`` is counted by :mod:`translations.postediting.build_lexicon` (``NOTICE`` says from what).
Each line is an English form and its Spanish ones, each with two letters: p(Spanish | English) and
p(English | Spanish) on a logarithmic scale. Forms have the capital that they have inside sentences.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

import msgspec
import zstandard

FILE = "wordforms.tsv.zst"
#: A word form, contractions whole.
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: Steps of a chance's logarithm, and the letter of 1.
_STEP, _ONE = 0.15, ord("0")


class Candidate(msgspec.Struct, frozen=True):
    """A form of the other language that a word may become."""

    form: str
    #: p(form | word) and p(word | form).
    forward: float
    backward: float

    @property
    def weight(self) -> float:
        """How well it renders the word: mostly what the word becomes, somewhat what it comes from."""
        return float(self.forward**0.7 * self.backward**0.3)

    @property
    def mean(self) -> float:
        """The geometric mean of both chances."""
        return math.sqrt(self.forward * self.backward)


#: Small word forms to what they may become, best first.
Forms = Mapping[str, tuple[Candidate, ...]]


def encode_chance(chance: float) -> str:
    """A letter for a *chance* of 0.0009 to 1."""
    return chr(_ONE + min(47, round(-math.log(chance) / _STEP)))


def _decode_chance(letter: str) -> float:
    return math.exp(-_STEP * (ord(letter) - _ONE))


def _read_lines() -> list[str]:
    packed = files("translations.postediting").joinpath(FILE).read_bytes()
    return zstandard.decompress(packed).decode().split("\n")


@lru_cache(maxsize=2)
def load_capitalised(language: str) -> frozenset[str]:
    """The forms of *language*, ``es`` or ``en``, that have a capital inside sentences: names, "Friday"."""
    rows = [line.split("\t") for line in _read_lines()]
    if language == "en":
        return frozenset(row[0] for row in rows if row[0][:1].isupper())
    return frozenset(item.split(" ")[0] for row in rows for item in row[1:] if item[:1].isupper())


@lru_cache(maxsize=2)
def load_forms(source: str, target: str) -> Forms:
    """What each small word form of *source* may become in *target*; empty for languages but en and es."""
    if {source, target} != {"en", "es"}:
        return {}
    found: dict[str, list[str]] = {}
    for line in _read_lines():
        english, *translations = line.split("\t")
        if source == "en":
            found.setdefault(english.lower(), []).extend(translations)
            continue
        for item in translations:
            spanish, chances = item.split(" ")
            found.setdefault(spanish.lower(), []).append(f"{english} {chances[::-1]}")
    return _PackedForms(found)


class _PackedForms(Mapping[str, tuple[Candidate, ...]]):
    """Forms whose candidates are read when they are asked for: a text has few of them."""

    def __init__(self, packed: Mapping[str, Sequence[str]]) -> None:
        self._packed = packed

    def __getitem__(self, word: str) -> tuple[Candidate, ...]:
        candidates = map(_read_candidate, self._packed[word])
        return tuple(sorted(candidates, key=lambda each: -each.weight))

    def __contains__(self, word: object) -> bool:
        return word in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


def _read_candidate(packed: str) -> Candidate:
    form, chances = packed.split(" ")
    return Candidate(form, *map(_decode_chance, chances))
