"""Who does something to whom: actives and passives that a translation turned round.

Seen are names, which both sides write alike, and Spanish clauses that begin with their object.
"""

import re
from collections.abc import Iterator
from itertools import islice

from translations.alignment.lexicon import lexicon
from translations.alignment.words import fold_words

_NAME = r"[A-ZÁÉÍÓÚÑ][^\W\d_]+"
#: "Was beaten by Uganda", "fue derrotado por Lula": what follows is who did it.
_PASSIVE = {
    "en": re.compile(
        r"\b(?:was|were|is|are|be|been|being)\s+(?:[a-z]+\s+){0,2}?[a-z]+(?:ed|en|n|t|d)\s+(?:[^\W\d_]+\s+){0,3}?"
        rf"by\s+(?:the\s+)?(?:[a-z]+\s+)?(?P<agent>{_NAME})"
    ),
    "es": re.compile(
        r"\b(?:fue(?:ron)?|ser(?:á|án|ía|ían)?|sido|son|es|era[ns]?|siendo)\s+(?:[a-záéíóúñ]+\s+){0,2}?"
        r"[a-záéíóúñ]+(?:[ai]d|sto?|cho?|rto?|lto?|tos?)[oa]s?\s+(?:[^\W\d_]+\s+){0,3}?"
        rf"por\s+(?:el\s+|la\s+|los\s+|las\s+)?(?:[a-záéíóúñ]+\s+)?(?P<agent>{_NAME})"
    ),
}
#: What stands before the name of an object: "a" in Spanish, no preposition in English.
_OBJECT_BEFORE = {
    "es": re.compile(r"\b(?:al?|a\s+l[ao]s?)\s+(?:[a-záéíóúñ]+[^r\W]\s+)?$"),
    "en": re.compile(
        r"\b(?!(?:by|from|to|at|against|with|for|of|in|on|and|or|whom?|that|which|than|as|when|but)\s)[a-z]+\s+"
        r"(?:the\s+|[Pp]resident\s+|[Mm]inister\s+)?$"
    ),
}
_NAMES = re.compile(_NAME)
#: "A Bolsonaro lo derrotó Lula": object, pronoun, verb, subject.
_FRONTED = re.compile(
    rf"(?<!\w)A(?:l|\s+l[ao]s?)?\s+(?:[a-záéíóúñ]+\s+){{0,2}}(?P<object>{_NAME})(?:\s+{_NAME}){{0,3}}\s+(?:no\s+)?l[ao]s?\s+"
    rf"(?:ha\s+|han\s+|había\s+)?[a-záéíóúñ]+\s+(?:[a-záéíóúñ]+\s+){{0,3}}?(?P<subject>{_NAME})"
)
#: "Lo denunció su exmujer": pronoun, verb, subject, at the beginning.
_PRONOUN_FIRST = re.compile(
    r"(?:^|[.;:]\s|[“\"«])(?:Así\s+|También\s+|Ya\s+|Ayer\s+)?(?:[Ll][oa]s?)\s+(?:ha\s+|han\s+|había\s+)?"
    r"[a-záéíóúñ]+(?:ó|aron|ieron|ía|aba|an?|ado|ido|jo|zo|so|vo)\s+(?:(?:ayer|hoy|ya|también|anoche)\s+)?"
    rf"(?:el|la|los|las|su|sus|un|una|{_NAME})\s"
)
_PRONOUN_SUBJECT = re.compile(
    r"(?:^|[.;:]\s|[“\"«])(?:So\s+|Also,?\s+|Yesterday,?\s+)?(?:(?:He|She|It|They|I|We|You)\s|The\s[a-z]+ed\s+(?:the|an?|his|her)\s)"
)
#: "El récord lo tenía desde 1988 la estadounidense": object, pronoun, verb.
_NOUN_FRONTED = re.compile(
    # "La", "los" and "las" are articles as often.
    r"^[“\"«]?El\s(?P<noun>[a-záéíóúñ]+)\s+(?:(?!y\b)[a-záéíóúñ]+\s+)?lo\s+(?:ha\s+|había\s+)?"
    r"[a-záéíóúñ]+(?:ó|aron|ieron|ían?|aban?|an?|en?|ado|ido|jo|zo|so|vo)\s"
)
#: What an English clause has whose object is a pronoun or stands first.
_SAID_OTHERWISE = re.compile(r"\b(?:by|it|him|her|them|that|what|whom?)\b", re.IGNORECASE)
_FIRST_WORDS = 4
_BY = re.compile(r"\bby\b", re.IGNORECASE)
#: Names and verbs of one sentence that are looked at.
_MOST = 20


def turns_roles(source: str, target: str, source_language: str) -> bool:
    """Whether what one of *source* and *target* does to another is done by the other in the other text."""
    spanish, english = (source, target) if source_language == "es" else (target, source)
    sides = (spanish, english, "es"), (english, spanish, "en")
    if any(_is_turned(*side) for side in sides):
        return True
    if _is_fronted_object_subject(spanish, english) or _begins_with_object(spanish, english):
        return True
    return bool(
        _PRONOUN_FIRST.search(spanish) and _PRONOUN_SUBJECT.search(english) and not _BY.search(english)
    )


def _is_turned(passive: str, other: str, language: str) -> bool:
    """Whether *passive* says who did it, and *other* has the same name as the object of an active verb."""
    another = "en" if language == "es" else "es"
    for match in islice(_PASSIVE[language].finditer(passive), _MOST):
        place = other.find(match["agent"])
        if place < 0 or not _OBJECT_BEFORE[another].search(other[max(0, place - 40) : place]):
            continue
        before = [
            other.find(name) for name in _find_names(passive, 0, match.start()) if name != match["agent"]
        ]
        if any(0 <= found < place for found in before):
            return True
    return False


def _find_names(text: str, start: int, end: int) -> Iterator[str]:
    return (match[0] for match in islice(_NAMES.finditer(text, start, end), _MOST))


def _is_fronted_object_subject(spanish: str, english: str) -> bool:
    """Whether the object that begins *spanish* is the subject of *english*."""
    for match in islice(_FRONTED.finditer(spanish), _MOST):
        first, second = english.find(match["object"]), english.find(match["subject"])
        if 0 <= first < second and not _BY.search(english, first, second):
            return True
    return False


def _begins_with_object(spanish: str, english: str) -> bool:
    """Whether *english* begins with the noun that is the object in *spanish*, as if it were the subject."""
    match = _NOUN_FRONTED.search(spanish)
    if not match or _SAID_OTHERWISE.search(english):
        return False
    (noun, *_) = fold_words(match["noun"])
    said = {each for each, _ in lexicon("es", "en").get(noun, ())}
    return not said.isdisjoint(fold_words(english[:80])[:_FIRST_WORDS])
