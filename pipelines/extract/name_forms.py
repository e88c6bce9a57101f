"""The form of names: what a person's looks like, and what is a word of the page or of the dictionary."""

import re

from pipelines.extract.organisations import is_organisation_name
from pipelines.extract.text import fold
from pipelines.languages.table import ENGLISH, GIVEN, LISTED, NAME, SPANISH, SURNAME, table

PARTICLES = frozenset({
    "de", "del", "la", "las", "los", "da", "das", "do", "dos", "di", "du", "van", "von", "der", "den", "el",
    "al", "bin", "ibn", "le", "y", "e", "ter", "ten", "san", "santa", "mc", "st",
})  # fmt: skip
#: Labels that stood in elements of their own: ``SmallMediumLarge``.
_GLUED_WORDS = re.compile(r"[a-z][A-Z][a-z]+[A-Z]")
#: Words of a first and a last name, and of the longest.
FULL_NAME, _LONG_NAME = 2, 5
NAME_WORD = re.compile(r"^[^\W\d_][\w'’.\-]*$")
#: What a person is called, between first and last name: ``Ana (Nita) Ruiz``.
NICKNAME = re.compile(r"(?<=\w)\s+[(\"“][^\W\d_][\w.\-]{0,30}[)\"”](?=\s+[A-ZÁÉÍÓÚÑ])")
_NO_NAME = frozenset({
    "null", "none", "undefined", "admin", "super user",
    "anonymous", "anónimo", "unknown", "autor", "author", "n/a", "na",
    "todo", "see", "bio", "enviar", "imprimir", "compartir", "correo", "seguir",
    "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "the author", "about the author", "sobre el autor", "learn more", "read more", "leer más", "ver más",
    "last updated", "last modified", "read time", "reading time", "print", "share", "email", "follow",
})  # fmt: skip


def is_printed_name(name: str) -> bool:
    """Whether *name*, found on the page, is one: of words with capitals, or a given name alone."""
    words = _read_words(name)
    if len(words) < FULL_NAME:
        return is_given_name(name)
    if any(_GLUED_WORDS.search(word) for word in words):
        return False
    return all(word[0].isupper() for word in words) and not all(map(is_dictionary_word, words))


def is_full_name(name: str) -> bool:
    """Whether *name* is of several words with a capital each, none just a word of the dictionary."""
    words = _read_words(name)
    is_capital = all(word[0].isupper() for word in words)
    return FULL_NAME <= len(words) <= _LONG_NAME and is_capital and not any(map(is_dictionary_word, words))


def _read_words(name: str) -> list[str]:
    """The words of *name* without particles and nicknames."""
    return [word for word in NICKNAME.sub("", name).split() if word.lower() not in PARTICLES]


def is_dictionary_word(word: str) -> bool:
    """Whether *word* is a word of Spanish or English and no name."""
    flags = table().word(word.lower().strip(".")).flags
    return bool(flags & (SPANISH | ENGLISH)) and not flags & (GIVEN | SURNAME | NAME | LISTED)


def is_given_name(name: str) -> bool:
    """Whether the first word of *name* is known to be a given name."""
    first = name.replace("-", " ").split()[:1]
    return bool(first) and bool(table().word(first[0].lower()).flags & GIVEN)


def looks_like_person(name: str, sites: frozenset[str]) -> bool:
    """Whether a declared organisation is plainly a person: pages mistype their authors."""
    return len(name.split()) in (2, 3) and is_given_name(name) and not is_organisation_name(name, sites)


def is_known_person(name: str) -> bool:
    """Whether *name* is a given name and a surname that are known: whose site bears it, writes it."""
    words = name.split()
    last = table().word(words[-1].lower()).flags if words else 0
    return len(words) in (2, 3) and is_given_name(name) and bool(last & (SURNAME | NAME))


def is_place(name: str) -> bool:
    """Whether *name* behind a person's is where they are: a few words, the last one of the language."""
    words = name.split()
    last = table().word(words[-1].lower()).flags if words else 0
    is_word = bool(last & (SPANISH | ENGLISH)) and not last & (SURNAME | NAME)
    return len(words) in (2, 3) and is_word and not is_given_name(name) and not is_organisation_name(name)


def is_no_name(name: str) -> bool:
    """Whether *name* is a word of the page or of its software: ``admin``, ``Imprimir``."""
    return fold(name) in _NO_NAME


def is_name(name: str) -> bool:
    """Whether *name* has the form of a person's name."""
    parts = NICKNAME.sub("", name).split()
    if (
        not 1 <= len(parts) <= 7
        or len(name) > 70
        or is_no_name(name)
        or not all(NAME_WORD.match(p) for p in parts)
    ):
        return False
    if len(parts) == 1:
        return (len(name) > 2 or not name.isascii()) and not ("." in name and name.islower())
    capitals = [p for p in parts if p.lower() not in PARTICLES]
    return bool(capitals) and sum(not p[0].islower() for p in capitals) >= len(capitals) / 2


def is_lower_case_name(name: str) -> bool:
    """Whether *name* is a first and a last name without capitals, as accounts are named: ``ana ruiz``."""
    words = name.split()
    is_plain = len(words) in (2, 3) and name.islower() and all(map(NAME_WORD.match, words))
    return is_plain and is_given_name(name) and not any(map(is_dictionary_word, words))
