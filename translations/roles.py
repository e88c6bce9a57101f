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
        # "Elegido por Madrid" says for what place.
        r"(?!ele[gc]|diputad)[a-záéíóúñ]+(?:[ai]d|sto?|cho?|rto?|lto?|tos?)[oa]s?\s+"
        r"(?:(?:ayer|hoy|anoche|también|luego|[a-záéíóú]+mente|en\s+(?:l[ao]s?\s+|el\s+)?[^\W\d_]+)\s+)?"
        rf"por\s+(?:el\s+|la\s+|los\s+|las\s+)?(?:[a-záéíóúñ]+\s+)?(?P<agent>{_NAME})"
    ),
}
_TITLE = r"(?:the\s+)?(?:former\s+)?(?:[Pp]resident\s+|[Mm]inister\s+)?"
#: What stands between two names of an active clause: the verb alone, and "a" in Spanish.
_BETWEEN = {
    "es": re.compile(
        rf"(?:\s+{_NAME}){{0,3}}\s+(?:ha\s+|han\s+|había\s+)?"
        # Who answers, speaks or travels to another is not the one that is acted on.
        r"(?!(?:respond|habl|lleg|viaj|acud|dij|declar|cont[óe]|perd|perten|volv|regres|renunci|apel|pid|fue"
        r"|frente|cerca|enfrent|visit|agradec|conoc|recib))"
        r"[a-záéíóúñ]+(?:ó|aron|ieron|an?|en?|ía|ían|aban|ado|ido|jo|zo|so|vo)"
        r"\s+(?:al?|a\s+l[ao]s?)\s+(?:[a-záéíóúñ]+[^r\W]\s+)?"
    ),
    "en": re.compile(
        rf"(?:\s+{_NAME}){{0,3}}\s+(?:has\s+|have\s+|had\s+)?"
        r"(?!(?:by|from|to|at|against|with|for|of|in|on|and|or|whom?|that|which|than|as|when|but|is|are|was|were"
        r"|told|tells?|fac(?:ed|es?)|visit(?:ed|s)|join(?:ed|s)|met|lost|left|thank(?:ed|s)|represent(?:ed|s))\s)"
        rf"[a-z]+\s+{_TITLE}"
    ),
}
_NAMES = re.compile(_NAME)
#: "A Bolsonaro lo derrotó Lula": object, pronoun, verb, subject.
_FRONTED = re.compile(
    rf"(?<!\w)A(?:l|\s+l[ao]s?)?\s+(?:[a-záéíóúñ]+\s+){{0,2}}(?P<object>{_NAME})(?:\s+{_NAME}){{0,3}}\s+(?:no\s+)?l[ao]s?\s+"
    rf"(?:ha\s+|han\s+|había\s+)?[a-záéíóúñ]+\s+(?:[a-záéíóúñ]+\s+){{0,3}}?(?P<subject>{_NAME})"
)
#: Subjects behind their verb; days and hours stand there as well.
_SUBJECT_BEHIND = (
    r"(?:(?:el|la|los|las|su|sus)\s+"
    r"(?!(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo|día|semana|mes|año|noche|mañana|tarde|madrugada"
    r"|fin|pasad[oa]s?|próxim[oa]s?|últim[oa]s?|primer[oa]?s?|[lm]e)\b)(?P<noun>[a-záéíóúñ]+)"
    rf"|(?P<name>{_NAME}))"
)
_HAVE = r"(?:ha|han|había|habían)\s+[a-záéíóúñ]+(?:[ai]do|sto|cho)"
#: "Lo confirmó su abogada": pronoun, verb, subject. "La" and "las" are articles, too.
_PRONOUN_FIRST = re.compile(
    rf"^[“\"«]?(?:(?:La|Las|Los)\s+(?:{_HAVE}|[a-záéíóúñ]+(?:ó|aron|ieron))"
    rf"|Lo\s+(?:{_HAVE}|[a-záéíóúñ]+(?:ó|aron|ieron|ía|ían|aba|aban)|hizo|dijo|puso|tuvo|trajo|quiso))"
    rf"\s+(?:(?:ayer|hoy|ya|también|anoche)\s+)?{_SUBJECT_BEHIND}"
)
#: "He confirmed his lawyer": pronoun, verb, object.
_PRONOUN_SUBJECT = re.compile(
    r"^[“\"«]?(?:He|She|They|I|We|You)\s+(?:has\s+|have\s+|had\s+)?(?!(?:is|are|was|were|got)\s)[a-z]+\s+"
    rf"(?:(?:the|his|her|their|its|our|my)\s+(?P<object>[a-z]+(?:[\s-][a-z]+)?)|(?P<name>{_NAME}))"
)
#: "El récord lo tenía desde 1988 la estadounidense": object, pronoun, verb, subject.
_NOUN_FRONTED = re.compile(
    # "La", "los" and "las" are articles as often.
    r"^[“\"«]?El\s(?P<front>[a-záéíóúñ]+)\s+(?:(?!y\b)[a-záéíóúñ]+\s+)?lo\s+"
    rf"(?:{_HAVE}|[a-záéíóúñ]+(?:ó|aron|ieron|ían?|aban?|jo|zo|so|vo))\s+(?:desde\s+\d{{4}}\s+)?{_SUBJECT_BEHIND}"
)
#: What an English clause has whose object is a pronoun or stands first.
_SAID_OTHERWISE = re.compile(r"\b(?:by|it|him|her|them|that|what|whom?)\b", re.IGNORECASE)
#: In so many words English says the object that it made a subject, and then the subject as an object.
_FIRST_WORDS, _LAST_WORDS = 4, 8
_BY = re.compile(r"\bby\b", re.IGNORECASE)
_ACTIVE = re.compile(
    rf"(?:\s+{_NAME}){{0,3}}\s+(?:has\s+|have\s+|had\s+)?(?!(?:is|are|was|were|got|and|or)\s)[a-z]+\s+{_TITLE}"
)
#: Names and verbs of one sentence that are looked at.
_MOST = 20


def turns_roles(source: str, target: str, source_language: str) -> bool:
    """Whether what one of *source* and *target* does to another is done by the other in the other text."""
    spanish, english = (source, target) if source_language == "es" else (target, source)
    sides = (spanish, english, "es"), (english, spanish, "en")
    return (
        any(_is_turned(*side) for side in sides)
        or _is_fronted_object_subject(spanish, english)
        or _begins_with_object(spanish, english)
        or _begins_with_pronoun(spanish, english)
    )


def _is_turned(passive: str, other: str, language: str) -> bool:
    """Whether *passive* says who did it, and *other* has the same name as the object of an active verb."""
    another = "en" if language == "es" else "es"
    for match in islice(_PASSIVE[language].finditer(passive), _MOST):
        place = other.find(match["agent"])
        names = (name for name in _find_names(passive, 0, match.start()) if name != match["agent"])
        for name in names if place > 0 else ():
            found = other.find(name)
            if found >= 0 and _BETWEEN[another].fullmatch(other, found + len(name), place):
                return True
    return False


def _find_names(text: str, start: int, end: int) -> Iterator[str]:
    return (match[0] for match in islice(_NAMES.finditer(text, start, end), _MOST))


def _is_fronted_object_subject(spanish: str, english: str) -> bool:
    """Whether the object that begins *spanish* is the subject of *english*."""
    for match in islice(_FRONTED.finditer(spanish), _MOST):
        first, second = english.find(match["object"]), english.find(match["subject"])
        if 0 <= first < second and _ACTIVE.fullmatch(english, first + len(match["object"]), second):
            return True
    return False


def _begins_with_object(spanish: str, english: str) -> bool:
    """Whether *english* begins with the noun that is the object in *spanish*, as if it were the subject."""
    match = _NOUN_FRONTED.search(spanish)
    if not match or _SAID_OTHERWISE.search(english):
        return False
    words = fold_words(english[:80])
    return not _translate(match["front"]).isdisjoint(words[:_FIRST_WORDS]) and not _translate(
        match["noun"] or match["name"]
    ).isdisjoint(words[_FIRST_WORDS - 1 : _LAST_WORDS])


def _begins_with_pronoun(spanish: str, english: str) -> bool:
    """Whether the subject behind the first verb of *spanish* is the object of a pronoun in *english*."""
    said, made = _PRONOUN_FIRST.search(spanish), _PRONOUN_SUBJECT.search(english)
    if not said or not made or _BY.search(english):
        return False
    if said["name"] or made["name"]:
        return bool(said["name"] == made["name"])
    return not _translate(said["noun"]).isdisjoint(fold_words(made["object"]))


def _translate(spanish: str) -> set[str]:
    """The English words that a *spanish* one may be, and itself."""
    (word, *_) = fold_words(spanish)
    return {word, *(each for each, _ in lexicon("es", "en").get(word, ()))}
