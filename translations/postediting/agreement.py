"""Genders and numbers of words, and where what stands beside a noun does not agree with it.

``agreement.tsv.zst`` is counted by :mod:`translations.postediting.build_agreement` (``NOTICE`` says from
what): the nouns of each language by form, and the Spanish adjectives in "o".
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

import msgspec
import zstandard

from translations.postediting.vocabulary import is_listed

FILE = "agreement.tsv.zst"
#: Determiners with gender and number, a dot for what they do not tell.
DETERMINERS = {
    "es": {
        determiner: form
        for form, determiners in {
            "ms": "el un este ese aquel del al nuestro algún ningún",
            "fs": "la una esta esa aquella nuestra alguna ninguna",
            "mp": "los unos estos esos aquellos nuestros algunos muchos",
            "fp": "las unas estas esas aquellas nuestras algunas muchas",
        }.items()
        for determiner in determiners.split()
    },
    "en": {
        determiner: form
        for form, determiners in {
            ".s": "a an this every each another",
            ".p": "these those many several",
        }.items()
        for determiner in determiners.split()
    },
}
#: Spanish numerals, which have the number of their noun and either gender.
NUMERALS = frozenset(("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"))
#: Before a stressed "a" these stand for feminine nouns too: "el agua".
_BEFORE_A = frozenset(("el", "un", "del", "al", "algún", "ningún"))
_STRESSED_A = re.compile(r"h?[aá]")
#: Nouns that mean something else in the other gender, or a person of either, whatever texts have more of.
_EITHER = re.compile(
    r"(?:papa|final|capital|cura|orden|orde|frente|corte|policía|guardia|radio|cólera|editorial|batería|cometa|parte"
    r"|pendiente|modelo|soldado|testigo|margen|defensa|portero|coma|cámara|trompeta|clave|pez|vocal|guía|vista|moral"
    r"|internet|mar|azúcar|maratón|sartén|calor|puente|piloto|miembro|gerente|vigía|ayuda|rival|líder|juez|bestia"
    r"|médico|técnico|músico|químico|físico|político|psicólogo|crítico|matemático|\w+(?:nte|ista|atra|eta|arca))e?s?"
)
#: A determiner, a word, and what stands behind the word.
_NOUN = re.compile(r"(?<![\w'’-])([^\W\d_]+)(?= ([^\W\d_]{3,})(?![\w'’-]))")
_NEXT = re.compile(r" ([^\W\d_]{4,})(?![\w'’-])")
#: Nouns before adjectives of others: "una vez concluidas las obras", "un poco cansados".
_ALONE = frozenset(["vez", "poco", "años", "días", "meses"])
#: What follows a verb, but no participle beside its noun.
_OBJECT = re.compile(r" (?:el|la|los|las|un|una|unos|unas|su|sus|que|al|\d)\b")
_ADJECTIVE = re.compile(r"(\w{3,})[oa]s?")
#: Behind these a noun may be part of another one's phrase, whose adjective follows.
_INSIDE = re.compile(
    r"(?:^|\s)(?:de|del|of|y|e|o|u|en|con|a|al|por|para|sin|entre|sobre|como)\s+$", re.IGNORECASE
)


class Disagreement(msgspec.Struct, frozen=True):
    """Characters *start* to *end* of a text, a word that does not agree with its noun."""

    start: int
    end: int
    word: str
    #: The noun's gender, ``m`` or ``f``, and its number, ``s`` or ``p``; a dot for what is not sure.
    noun: str
    is_determiner: bool


def tell_form(adjective: str) -> str:
    """Gender and number of a Spanish adjective in "o", by its ending."""
    is_plural = adjective.endswith("s")
    return ("f" if adjective.rstrip("s").endswith("a") else "m") + ("p" if is_plural else "s")


#: Participles that their infinitives do not tell, and what only looks like one or has one form.
_IRREGULAR = frozenset((
    "visto", "previsto", "escrito", "descrito", "inscrito", "dicho", "abierto", "cubierto", "descubierto",
    "muerto", "roto", "puesto", "propuesto", "impuesto", "dispuesto", "expuesto", "devuelto", "resuelto",
    "envuelto",
))  # fmt: skip
_NO_PARTICIPLES = frozenset(
    ("estado", "partido", "sido", "lado", "mercado", "contenido", "debido", "dado", "cado")
)
_PARTICIPLE = re.compile(r"(\w{2,})(?:(a)|i|í)do")


def is_participle(word: str) -> bool:
    """Whether *word* is a Spanish participle, in any gender and number."""
    base = find_base(word)
    match = _PARTICIPLE.fullmatch(base)
    if match is None or base in _NO_PARTICIPLES:
        return base in _IRREGULAR
    return any(is_listed(match[1] + ending, "es") for ending in (("ar",) if match[2] else ("er", "ir", "ír")))


def is_adjective(word: str) -> bool:
    """Whether *word* is a Spanish adjective in "o", participles among them, in any gender and number."""
    return find_base(word) in _load()["adjectives"] or is_participle(word)


def find_base(word: str) -> str:
    """The masculine singular of a word that may be a Spanish adjective in "o"; empty for others."""
    match = _ADJECTIVE.fullmatch(word)
    return f"{match[1]}o" if match else ""


@lru_cache(maxsize=1)
def _load() -> dict[str, dict[str, str]]:
    packed = files("translations.postediting").joinpath(FILE).read_bytes()
    tables: dict[str, dict[str, str]] = {"es": {}, "en": {}, "adjectives": {}}
    for line in zstandard.decompress(packed).decode().split("\n"):
        name, form, words = line.split("\t")
        tables[name].update(dict.fromkeys(words.split(" "), form))
    return tables


def find_form(noun: str, language: str) -> str:
    """Gender and number of the small word *noun*, a dot for what is not sure."""
    form = _load()[language].get(noun, "..")
    return f".{form[1]}" if language == "es" and _EITHER.fullmatch(noun) else form


def tells_gender(determiner: str, noun: str) -> bool:
    """Whether the small *determiner* before *noun* tells its gender: "el" before a stressed "a" does not."""
    return determiner not in _BEFORE_A or not _STRESSED_A.match(noun)


def fits(determiner: str, noun: str, language: str) -> bool:
    """Whether the small *determiner* may stand before the small word *noun*."""
    form, wanted = DETERMINERS[language][determiner], find_form(noun, language)
    if not tells_gender(determiner, noun):
        form = f".{form[1]}"
    return all("." in pair or pair[0] == pair[1] for pair in zip(form, wanted, strict=True))


def find_disagreements(text: str, language: str) -> Iterator[Disagreement]:
    """The determiners and adjectives of *text* that do not agree with the noun beside them."""
    if language not in DETERMINERS:
        return
    for match in _NOUN.finditer(text):
        determiner, noun = match[1].lower(), match[2]
        if language == "es" and determiner in NUMERALS and (found := _check_adjective(text, match)):
            yield found
        if determiner not in DETERMINERS[language]:
            continue
        if not fits(determiner, noun, language) and (language == "es" or _is_plural(noun)):
            yield Disagreement(*match.span(1), match[1], find_form(noun, language), is_determiner=True)
        elif language == "es" and (found := _check_adjective(text, match)):
            yield found


def _is_plural(noun: str) -> bool:
    """Whether the English word is a plural; behind "these" may be an adjective, which has no number."""
    return find_form(noun, "en") == ".p" and noun.endswith("s")


def _check_adjective(text: str, match: re.Match[str]) -> Disagreement | None:
    """The adjective behind the noun of *match* where it does not agree."""
    wanted, following = find_form(match[2], "es"), _NEXT.match(text, match.end(2))
    if following is None or "." in wanted or match[1].lower() in ("del", "al") or match[2] in _ALONE:
        return None
    if not is_adjective(following[1]) or _INSIDE.search(text[max(0, match.start() - 8) : match.start()]):
        return None
    if tell_form(following[1]) == wanted:
        return None
    # "Los políticos aprobado la ley" lost its verb: nobody knows the form.
    word = following[1]
    is_lost = word.endswith("o") and _OBJECT.match(text, following.end()) and is_participle(word)
    return Disagreement(*following.span(1), word, ".." if is_lost else wanted, is_determiner=False)
