"""Names of people as citations have them: given name, particle and family name."""

import re
import tomllib
import unicodedata
from importlib.resources import files

import msgspec

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Author


def _load_words() -> dict[str, frozenset[str]]:
    text = (files("dosvoces.reader") / "name_words.toml").read_text(encoding="utf-8")
    return {name: frozenset(words.split()) for name, words in tomllib.loads(text).items()}


_WORDS = _load_words()
_GIVEN, _EITHER, _PARTICLES = (_WORDS[name] for name in ("given", "either", "particles"))
_SUFFIX = re.compile(r"(?i)(jr|sr|ph\.?d|m\.?d|ii|iii|iv)\.?")
_INITIAL = re.compile(r"\w\.?")

#: Longer ones are sentences.
_MOST_WORDS = 8


class PersonName(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a name; a *literal* one has no parts: an agency, a newsroom, two people in one."""

    literal: str = ""
    given: str = ""
    particle: str = ""
    family: str = ""
    suffix: str = ""

    @property
    def inverted(self) -> str:
        """``de la Torre, Ana``: family name first, as catalogues have it."""
        family = f"{self.particle} {self.family}".strip()
        return self.literal or ", ".join(part for part in (family, self.suffix, self.given) if part)


def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return plain.strip(".,").lower()


def _is_spanish(words: list[str], language: str) -> bool:
    if base_language(language) == "es":
        return True
    accented = any(char in "áéíóúñü" for word in words for char in word.lower())
    return accented or _fold(words[0]) in (_GIVEN | _EITHER) - _WORDS["shared"]


def _count_devotion(words: list[str], at: int) -> int:
    """How many words of ``de los Ángeles`` stand at *at*."""
    end = at
    while end < len(words) and _fold(words[end]) in _PARTICLES:
        end += 1
    return (
        end + 1 - at if end > at and end < len(words) - 1 and _fold(words[end]) in _WORDS["devotions"] else 0
    )


def _ends_given(words: list[str], at: int) -> bool:
    """Whether the given names of a Spanish name end before the word at *at*."""
    word, rest = _fold(words[at]), len(words) - at - 1
    joined = "y" in words[at + 1 : at + 2]
    if joined or not rest or word in _PARTICLES:
        return True
    if _INITIAL.fullmatch(words[at]) or word in _GIVEN:
        return False
    if word in _EITHER:
        return rest < 2 and _fold(words[0]) not in _WORDS["joined"]
    return True


def _count_given(words: list[str]) -> int:
    """How many of the words of a Spanish name are given names."""
    at = 1
    while at < len(words):
        if devotion := _count_devotion(words, at):
            at += devotion
        elif _ends_given(words, at):
            break
        else:
            at += 1
    plain = not any(_fold(word) in _PARTICLES or word == "y" for word in words)
    # Four words are two given names and two surnames, known or not.
    return max(at, len(words) - 2) if plain and len(words) > 3 else at


def _find_particle(words: list[str]) -> int:
    """Where the family name begins that is no Spanish one: at its particles, or its last word."""
    return next((at for at in range(1, len(words) - 1) if _fold(words[at]) in _PARTICLES), len(words) - 1)


def _is_whole(author: Author, words: list[str]) -> bool:
    """Whether a name has no parts: of an organisation, one word, several people, or no name at all."""
    if author.type == "Organization" or not 1 < len(words) <= _MOST_WORDS:
        return True
    lower = [word.casefold() for word in words]
    if "and" in lower or any(not (char.isalpha() or char in " .'’-‐,") for char in author.name):
        return True
    if any(sign in lower and 1 < lower.index(sign) < len(words) - 2 for sign in ("y", "e")):
        return True
    return any(word.endswith(",") for word in words)


def split_name(author: Author, language: str) -> PersonName:
    """The parts of the name of *author*, a story's in *language*.

    A Spanish name has two surnames where its words allow it, another one has its last word.
    """
    words = author.name.split()
    suffix = ""
    if len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
        words[-1] = words[-1].rstrip(",")
    if _is_whole(author, words):
        return PersonName(literal=" ".join(author.name.split()))
    at = _count_given(words) if _is_spanish(words, language) else _find_particle(words)
    family = at
    while family < len(words) - 1 and _fold(words[family]) in _PARTICLES:
        family += 1
    return PersonName(
        given=" ".join(words[:at]),
        particle=" ".join(words[at:family]),
        family=" ".join(words[family:]),
        suffix=suffix,
    )
