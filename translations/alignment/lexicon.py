"""The word list of the aligner: which Spanish word an English word may be, and how likely.

``lexicon.tsv.zst`` is compiled by :mod:`translations.alignment.build_lexicon` from openly licensed parallel
text. Its sections, an empty line between them, are: English words with their translations and strengths, and
the frequent words of English and of Spanish with how many of a thousand sentences have them.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import zstandard

#: Words to their translations, each with a strength of 0 to 1.
Lexicon = Mapping[str, tuple[tuple[str, float], ...]]


@lru_cache(maxsize=2)
def lexicon(source: str, target: str) -> Lexicon:
    """The translations of folded words of *source* into *target*; empty for languages but en and es."""
    if {source, target} != {"en", "es"}:
        return {}
    entries: dict[str, tuple[tuple[str, float], ...]] = {}
    for line in _sections()[0]:
        word, *found = line.split("\t")
        pairs = (item.split(" ") for item in found)
        entries[word] = tuple((translation, int(percent) / 99) for translation, percent in pairs)
    return entries if source == "en" else _turn(entries)


def _turn(entries: Lexicon) -> Lexicon:
    turned: dict[str, list[tuple[str, float]]] = {}
    for word, translations in entries.items():
        for translation, strength in translations:
            turned.setdefault(translation, []).append((word, strength))
    return {word: tuple(found) for word, found in turned.items()}


@lru_cache(maxsize=2)
def frequencies(language: str) -> Mapping[str, float]:
    """The share of sentences that have each frequent folded word; empty for languages but en and es."""
    if language not in ("en", "es"):
        return {}
    lines = (line.split("\t") for line in _sections()[1 if language == "en" else 2])
    return {word: int(thousandth) / 1000 for word, thousandth in lines}


@lru_cache(maxsize=1)
def _sections() -> list[list[str]]:
    packed = files("translations.alignment").joinpath("lexicon.tsv.zst").read_bytes()
    return [section.splitlines() for section in zstandard.decompress(packed).decode().split("\n\n")]
