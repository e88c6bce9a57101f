"""Names that a translation has to keep: words with a capital that are in no dictionary."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from pipelines.languages.table import NAME, RARE
from pipelines.languages.tokens import evidence
from translations.alignment.lexicon import Lexicon, lexicon
from translations.alignment.words import fold_words
from translations.casing import is_all_capitals

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CONTRACTED = re.compile(r"['’](?:s|ll|ve|re|d|m|t)?$", re.IGNORECASE)


def missing_names(source: str, target: str, source_language: str) -> list[str]:
    """Names in *source*, in no dictionary, of which *target* has nothing alike and no translation."""
    names = find_names(source)
    if not names:
        return []
    candidates = [_plain(part) for word in _WORD.findall(target) for part in {word, *word.split("-")}]
    missing = [name for name in names if not any(_alike(_plain(name), word) for word in candidates)]
    if not missing:
        return []
    known = lexicon(source_language, "es" if source_language == "en" else "en")
    said = set(fold_words(target))
    return [name for name in missing if not _is_rendered(name, known, said)]


def _is_rendered(name: str, known: Lexicon, said: set[str]) -> bool:
    """Whether one of the words *said* is a translation of *name*: Poland is Polonia, Beijing is Pekín."""
    return any(translation in said for word in fold_words(name) for translation, _ in known.get(word, ()))


def find_names(text: str) -> list[str]:
    """Words that can only be names: a capital inside the sentence, in no dictionary of either language.

    In a text in capitals they are what is in no dictionary.
    """
    found = []
    in_capitals = is_all_capitals(text)
    for match in _WORD.finditer(text):
        word = _CONTRACTED.sub("", match[0])
        if len(word) < 4 or not word[0].isupper() or word.isupper() is not in_capitals or not match.start():
            continue
        if all(_is_rare_name(part) for part in word.split("-")):
            found.append(word)
    return found


def _is_rare_name(word: str) -> bool:
    flags = evidence(word.lower()).flags
    return len(word) >= 4 and bool(flags & RARE) and bool(flags & NAME or not evidence(word.lower()).known)


def is_unheard_of(word: str) -> bool:
    """Whether the language table has never seen *word*: a name, or what an engine made of one."""
    return not evidence(word.lower()).known


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _alike(name: str, word: str) -> bool:
    """Whether *word* may be *name* in the other language: Tymoshenko is Timoshenko, Gaddafi is Gadafi."""
    if name == word:
        return True
    if abs(len(name) - len(word)) > 3 or name[0] != word[0]:
        return False
    if len(name) == len(word) and sum(one != other for one, other in zip(name, word, strict=True)) == 1:
        return True
    shared = _bigrams(name) & _bigrams(word)
    return 2 * shared.total() >= 0.6 * (len(name) + len(word) - 2)


@lru_cache(maxsize=50_000)
def _bigrams(word: str) -> Counter[str]:
    return Counter(word[index : index + 2] for index in range(len(word) - 1))
