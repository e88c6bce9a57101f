"""People's names of ordinary words: "Diego Bosque Prado", "Jack Black"."""

import re

from pipelines.languages.table import GIVEN, LISTED, RARE, SURNAME
from pipelines.languages.tokens import evidence
from translations.casing import is_all_capitals

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
#: Most surnames of a person.
_MOST = 3


def find_people(text: str) -> list[list[str]]:
    """Every given name in *text* with the words with capitals behind it.

    In a text in capitals only with what may be a surname.
    """
    in_capitals = is_all_capitals(text)
    people: list[list[str]] = []
    person, last = list[str](), 0
    for match in _WORD.finditer(text):
        word = match[0]
        follows = bool(person) and text[last : match.start()] == " " and len(person) <= _MOST
        if follows and word[0].isupper() and (not in_capitals or _may_be_surname(word)):
            person.append(word)
        else:
            person = [word] if is_given_name(word) else []
            people.append(person)
        last = match.end()
    return [person for person in people if len(person) > 1]


def is_given_name(word: str) -> bool:
    """Whether *word*, with a capital, may be a given name."""
    return word[0].isupper() and bool(evidence(word.lower()).flags & GIVEN)


def _may_be_surname(word: str) -> bool:
    return bool(evidence(word.lower()).flags & (SURNAME | LISTED | RARE))
