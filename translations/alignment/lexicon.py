"""The word list of the aligner: which Spanish word an English word may be, and how likely.

``lexicon.tsv.zst`` is compiled by :mod:`translations.alignment.build_lexicon` from openly licensed parallel
text.
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
    if (source, target) == ("en", "es"):
        return _read()
    if (source, target) != ("es", "en"):
        return {}
    turned: dict[str, list[tuple[str, float]]] = {}
    for english, translations in _read().items():
        for spanish, strength in translations:
            turned.setdefault(spanish, []).append((english, strength))
    return {word: tuple(found) for word, found in turned.items()}


@lru_cache(maxsize=1)
def _read() -> Lexicon:
    packed = files("translations.alignment").joinpath("lexicon.tsv.zst").read_bytes()
    entries: dict[str, tuple[tuple[str, float], ...]] = {}
    for line in zstandard.decompress(packed).decode().splitlines():
        word, *found = line.split("\t")
        pairs = (item.split(" ") for item in found)
        entries[word] = tuple((translation, int(percent) / 99) for translation, percent in pairs)
    return entries
