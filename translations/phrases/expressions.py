"""Parts of a sentence that rules translate better than phrases: dates, times, ages, decades, storeys."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from translations.dates import find_whens
from translations.phrases.words import Token


class Expression(NamedTuple):
    """Characters *start* to *end*, the ways to say them, and whether they change places with what follows."""

    start: int
    end: int
    ways: tuple[tuple[str, ...], ...]
    swaps: bool = False


class _Age(NamedTuple):
    """A way to say how old somebody is, and what the other language says."""

    pattern: re.Pattern[str]
    ways: tuple[str, ...]
    swaps: bool = False


#: A number that no more of it follows.
_NUMBER = r"(\d{1,3})(?![\w.,-]*\d|-)"
#: Behind "he is 48" nothing says what is counted.
_STOP = r"(\d{1,3})(?=[.,;]?$|[,;] )"
_AGES = {
    "en": (
        _Age(re.compile(r"(?<![\w-])(\d{1,3})[- ]years?[- ]old(?![\w-])"), ("de {} años",), swaps=True),
        _Age(re.compile(rf"\b[Aa]t (?:the )?age (?:of )?{_NUMBER}"), ("a los {} años",)),
        _Age(re.compile(rf"\b[Aa]ged {_NUMBER}"), ("de {} años",)),
        _Age(re.compile(rf"\b(?:[Hh]e|[Ss]he) was {_STOP}"), ("tenía {} años",)),
        _Age(re.compile(rf"\b(?:[Hh]e|[Ss]he) is {_STOP}"), ("tiene {} años",)),
        _Age(re.compile(rf"\bwho was {_STOP}"), ("que tenía {} años",)),
        _Age(re.compile(rf"\bwho is {_STOP}"), ("que tiene {} años",)),
    ),
    "es": (
        # "A los 20 años de" may be twenty years after something.
        _Age(
            re.compile(r"\b[Aa] los (\d{2,3}) años(?: de edad)?(?! (?:de|después|y)\b)"),
            ("at the age of {}",),
        ),
        _Age(re.compile(r"\bde (\d{1,3}) años de edad\b"), ("aged {}", "{}-year-old")),
        _Age(
            re.compile(r"\b[Tt]enía (\d{1,3}) años(?=[.,;]?$|[,;] | (?:de edad|cuando|y)\b)(?: de edad)?"),
            ("was {} years old", "he was {} years old"),
        ),
        _Age(
            re.compile(r"\b[Tt]iene (\d{1,3}) años(?=[.,;]?$|[,;] | de edad\b)(?: de edad)?"),
            ("is {} years old", "he is {} years old"),
        ),
    ),
}
#: Between commas behind a name it is somebody's age: "Ruiz, de 34 años, entró". Clubs have an article.
_BEHIND_NAME = re.compile(
    r"\b(?P<article>(?:[Ee]l|[Uu]n|[Dd]el|[Aa]l)\s+)?[A-ZÁÉÍÓÚÑ][\w'’-]*(?:\s+[A-ZÁÉÍÓÚÑ][\w'’-]*){0,3}, "
    r"(?P<said>de (?P<years>\d{1,3}) años)(?=[,.;)]|$)"
)

_DECADES = {
    "veinte": 1920, "treinta": 1930, "cuarenta": 1940, "cincuenta": 1950, "sesenta": 1960, "setenta": 1970,
    "ochenta": 1980, "noventa": 1990,
}  # fmt: skip
_DECADE = rf"(?:{'|'.join(_DECADES)}|(?:1\d)?[2-9]0)(?!\w|[.,:]\d|-\d|\s+(?:mil\b|millones\b|%))"
_LOS = r"(?:los\s+(?:años\s+)?)?"
#: Behind "los" alone eighty may be anything, behind "todos los años" people are counted, beside other years
#: 1980 is one, too, and of decades of other centuries rules know too little.
_SPANISH_DECADES = re.compile(
    r"(?<!todos\s)\b(?:los\s+años|las?\s+décadas?\s+de(?:l|\s+los(?:\s+años)?)?)\s+"
    rf"(?P<all>{_DECADE}(?:(?:,\s+{_LOS}{_DECADE}){{0,4}}\s+[ye]\s+{_LOS}{_DECADE})?)"
    r"(?!(?:,|\s+(?:y|a|al|hasta))\s+(?:\d|(?:uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)\b)"
    r"|\s+de(?:\s+este\s+siglo\b|l\s+(?:presente\b|actual\b|siglo\s+(?!XX\b|pasado\b|veinte\b))))",
    re.IGNORECASE,
)
_DECADES_SAID = re.compile(rf",|\b[ye]\b|{_DECADE}", re.IGNORECASE)
_COUNTED = {
    "two": "dos", "three": "tres", "four": "cuatro", "five": "cinco", "six": "seis", "seven": "siete",
    "eight": "ocho", "nine": "nueve", "ten": "diez",
}  # fmt: skip
_ENGLISH_COUNTED = {spanish: english for english, spanish in _COUNTED.items()}
#: "Plantas" grow or make cars too, "pisos" are flats, a "story" is told: the building tells.
_STOREYS = {
    "en": re.compile(
        rf"(?<![\w-])(?P<count>{'|'.join(_COUNTED)}|\d{{1,3}})[- ](?:storey|story"
        r"(?=\s+(?:(?!(?:and|or|about|on|of|in|for|at)\b)[\w-]+\s+){0,3}(?:buildings?|houses?|homes?|towers?|blocks?|"
        r"hotels?|hospitals?|schools?|structures?|mansions?|complex|skyscrapers?|warehouses?|garages?)\b))(?![\w-])",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:edificios?|edificación|casas?|torres?|bloques?|hotel|hoteles|hospital|inmuebles?|viviendas?|palacios?|"
        r"mansión|rascacielos|chalets?|escuelas?|villas?)(?:\s+(?!de\b)[a-záéíóúüñ]{1,20})?\s+"
        rf"(?P<said>de\s+(?P<count>{'|'.join(_ENGLISH_COUNTED)}|\d{{1,3}})\s+(?:plantas|pisos)\b)",
        re.IGNORECASE,
    ),
}


def find_expressions(text: str, language: str) -> list[Expression]:
    """What rules translate in *text*, in order, none over another."""
    whens = (Expression(*when) for when in find_whens(text, language))
    others = (find(text, language) for find in (_find_ages, _find_decades, _find_storeys))
    found = [*whens, *chain.from_iterable(others)]
    kept: list[Expression] = []
    for each in sorted(found, key=lambda expression: (expression.start, -expression.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _find_ages(text: str, language: str) -> Iterator[Expression]:
    for age in _AGES.get(language, ()):
        for match in age.pattern.finditer(text):
            yield Expression(
                *match.span(), tuple(tuple(way.format(match[1]).split()) for way in age.ways), age.swaps
            )
    for match in _BEHIND_NAME.finditer(text) if language == "es" else ():
        if not match["article"]:
            yield Expression(*match.span("said"), (("aged", match["years"]), (match["years"],)))


def _find_decades(text: str, language: str) -> Iterator[Expression]:
    for match in _SPANISH_DECADES.finditer(text) if language == "es" else ():
        said = (_say_decade(part.lower()) for part in _DECADES_SAID.findall(match["all"]))
        yield Expression(*match.span(), (("the", *said),))


def _say_decade(part: str) -> str:
    """A decade in English, or what stands between two."""
    if part in ("y", "e", ","):
        return part if part == "," else "and"
    return f"{_DECADES.get(part) or int(part) + 1900 * (len(part) == 2)}s"


def _find_storeys(text: str, language: str) -> Iterator[Expression]:
    """How high a building is."""
    for match in _STOREYS[language].finditer(text) if language in _STOREYS else ():
        count = match["count"].lower()
        if language == "en":
            yield Expression(*match.span(), (("de", _COUNTED.get(count, count), "pisos"),), swaps=True)
        else:
            yield Expression(*match.span("said"), (("of", _ENGLISH_COUNTED.get(count, count), "floors"),))


def mark_expressions(text: str, tokens: Sequence[Token], language: str) -> list[Token]:
    """*tokens* of *text*, those of an expression as one that says how it is translated."""
    marked, place = list[Token](), 0
    for each in find_expressions(text, language):
        while place < len(tokens) and tokens[place].start < each.start:
            marked.append(tokens[place])
            place += 1
        end = place
        while end < len(tokens) and tokens[end].end <= each.end:
            end += 1
        if end > place and tokens[place].start == each.start and tokens[end - 1].end == each.end:
            whole = text[each.start : each.end]
            marked.append(Token(whole, each.start, each.end, each.ways, each.swaps))
            place = end
    return [*marked, *tokens[place:]]
