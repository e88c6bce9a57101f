"""Names that a translation has to keep: words with a capital that are in no dictionary, and surnames."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from pipelines.languages.table import NAME, RARE
from pipelines.languages.tokens import evidence
from translations.alignment.lexicon import lexicon
from translations.alignment.words import fold_words
from translations.casing import is_all_capitals
from translations.people import find_people, is_given_name
from translations.postediting.vocabulary import is_surely_formed

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
#: The numeral behind the name of a ruler or a pope.
_REGNAL = re.compile("[IVX]+")
_CONTRACTED = re.compile(r"['’](?:s|ll|ve|re|d|m|t)?$", re.IGNORECASE)

#: Names of one sentence that are looked for.
_MOST_NAMES = 200


def missing_names(source: str, target: str, source_language: str) -> list[str]:
    """Names in *source* of which *target* has nothing alike.

    Those in no dictionary that it does not render either, and surnames left out or rendered as words.
    """
    names, people = find_names(source)[:_MOST_NAMES], find_people(source)[:_MOST_NAMES]
    if not names and not people:
        return []
    echo = _Echo(source, target, source_language)
    # "Elizabeth II" is "Isabel II".
    rulers = [person for person in people if _REGNAL.fullmatch(person[-1]) and echo.names_ruler(person[-1])]
    people = [person for person in people if person not in rulers]
    names = [name for name in names if not any(name in ruler for ruler in rulers)]
    missing = [name for name in names if not echo.has(name) and not echo.renders(name)]
    for person in people:
        lost = [name for name in person if len(name) > 2 and not echo.has(name)]
        named = pairwise(person)
        if any(name in lost and echo.misrenders(before, name) for before, name in named):
            missing += [name for name in lost if name != person[0]]
    return list(dict.fromkeys(missing))


class _Echo:
    """A translation, asked for the names of its source."""

    def __init__(self, source: str, text: str, source_language: str) -> None:
        self._source = {_plain(word) for word in _WORD.findall(source)}
        words = _WORD.findall(text)
        self._words = [_plain(part) for word in words for part in {word, *word.split("-")}]
        self._said = set(fold_words(text))
        self._known = lexicon(source_language, "es" if source_language == "en" else "en")
        #: The words with capitals that follow another one.
        self._pairs = [
            (one[0], two[0])
            for one, two in pairwise(_WORD.finditer(text))
            if one[0][0].isupper() and two[0][0].isupper() and text[one.end() : two.start()] == " "
        ]

    def has(self, name: str) -> bool:
        """Whether there is something like *name*."""
        return any(_alike(_plain(name), word) for word in self._words)

    def names_ruler(self, numeral: str) -> bool:
        """Whether the *numeral* stands behind a given name."""
        return any(after == numeral and is_given_name(before) for before, after in self._pairs)

    def renders(self, name: str) -> bool:
        """Whether there is a translation of *name*: Poland is Polonia, Beijing is Pekín."""
        return not self._said.isdisjoint(self._translate(name))

    def misrenders(self, before: str, surname: str) -> bool:
        """Whether the *surname* behind *before*, which is not there, is rendered as a word, or left out."""
        if any(first == before and _plain(word) not in self._source for first, word in self._pairs):
            return True
        translations = self._translate(surname)
        if any(
            not translations.isdisjoint(fold_words(word)) and not is_given_name(word)
            for first, word in self._pairs
            if is_given_name(first)
            or _alike(_plain(before), _plain(first))
            # Both are rendered: "Rosa Montero" as "Pink Hunter".
            or (is_given_name(before) and not self._translate(before).isdisjoint(fold_words(first)))
        ):
            return True
        # "John Paul" is "Juan Pablo".
        given = is_given_name(surname) and any(
            is_given_name(one) and is_given_name(two) for one, two in self._pairs
        )
        return _is_no_word(surname) and not given and self._said.isdisjoint(translations)

    def _translate(self, name: str) -> set[str]:
        return {word for part in fold_words(name) for word, _ in self._known.get(part, ())}


def _is_no_word(name: str) -> bool:
    return len(name) >= 4 and bool(evidence(name.lower()).flags & (NAME | RARE))


def find_names(text: str) -> list[str]:
    """Words that can only be names: a capital inside the sentence, in no dictionary of either language.

    In a text in capitals they are what is in no dictionary.
    """
    found = []
    in_capitals = is_all_capitals(text)
    for match in _WORD.finditer(text):
        word = _CONTRACTED.sub("", match[0])
        if len(word) < 4 or not word[0].isupper() or word.isupper() is not in_capitals:
            continue
        # Marks may stand before the word that begins a sentence.
        if not _WORD.search(text, 0, match.start()):
            continue
        if all(_is_rare_name(part) for part in word.split("-")):
            found.append(word)
    return found


def _is_rare_name(word: str) -> bool:
    flags = evidence(word.lower()).flags
    is_name = bool(flags & NAME) or not (evidence(word.lower()).known or is_surely_formed(word.lower(), "es"))
    return len(word) >= 4 and bool(flags & RARE) and is_name


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
