"""Spanish verbs that a plural subject needs in the plural: "los turcos logró" for "the Turks managed"."""

import re
from collections.abc import Iterator, Sequence

from translations.drafts import Edit
from translations.people import is_given_name
from translations.postediting.vocabulary import is_listed

TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s]")
#: Forms that the endings do not tell, or that others share with them.
PLURALS = {
    "es": "son", "fue": "fueron", "ha": "han", "era": "eran", "va": "van", "está": "están",
    "vino": "vinieron", "dijo": "dijeron", "hizo": "hicieron", "tuvo": "tuvieron",
    "pudo": "pudieron", "puso": "pusieron", "quiso": "quisieron", "supo": "supieron",
    "estuvo": "estuvieron", "dio": "dieron", "vio": "vieron", "trajo": "trajeron",
    "condujo": "condujeron", "produjo": "produjeron", "redujo": "redujeron", "tenía": "tenían",
    "podía": "podían", "debía": "debían", "quería": "querían", "sería": "serían",
    "podría": "podrían", "debería": "deberían", "tendría": "tendrían", "tiene": "tienen",
    "puede": "pueden", "debe": "deben", "quiere": "quieren", "dice": "dicen", "parece": "parecen",
    "sigue": "siguen", "viene": "vienen",
}  # fmt: skip
#: Endings that only the third person has, and those of its plural, likeliest first.
_ENDINGS = (
    ("yó", ("yeron",)),
    ("ió", ("ieron", "iaron")),
    ("ó", ("aron",)),
    ("aba", ("aban",)),
    ("rá", ("rán",)),
)
_IS_PLURAL = re.compile(r"\w+(?:[aiey]ron|aban|ían|rán)")
_DETERMINERS = frozenset((
    "los", "las", "unos", "unas", "estos", "estas", "esos", "esas", "sus", "nuestros", "nuestras",
    "muchos", "muchas", "algunos", "algunas", "varios", "varias", "ambos", "ambas", "otros",
    "otras", "todos", "todas", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve",
    "diez",
))  # fmt: skip
#: Nouns that say when: "los lunes llegó tarde".
TIMES = frozenset((
    "días", "años", "meses", "semanas", "horas", "minutos", "segundos", "lunes", "martes",
    "miércoles", "jueves", "viernes", "sábados", "domingos", "fines", "veces", "décadas", "siglos",
    "noches", "mañanas", "tardes",
))  # fmt: skip
#: Behind these a clause begins, which may have another subject.
_CLAUSES = frozenset(("que", "porque", "cuando", "pero", "si", ",", ";", ":", ".", "—", "–"))
BLOCKING = _CLAUSES | frozenset((
    "quien", "quienes", "donde", "como", "cual", "cuales", "ni", "o", "u", "cuyo", "cuya", "nadie", "cada",
    "ninguno", "ninguna", "desde", "hasta",
))  # fmt: skip
_OPENING = frozenset("\"'“‘«¿¡(—–-")
_ARTICLES = frozenset(["el", "la", "El", "La"])
_NAME_PARTICLES = frozenset(["de", "del", "von", "van", "der", "los", "las"])
#: What stands between a subject and its verb.
_BEFORE_VERB = frozenset(["no", "se", "ya", "también", "lo", "la", "le", "les"])
#: Most marks that open a clause.
_MOST_MARKS = 3
#: Most words of a subject.
_LONGEST = 9


def find_singular_verbs(text: str) -> list[Edit]:
    """The edits that give verbs of Spanish *text* the plural of their subject, in order.

    The subject begins a clause: a plural determiner and noun, or names joined by "y"; no other clause, verb
    or mark stands between.
    """
    tokens = list(TOKEN.finditer(text))
    words = [token[0] for token in tokens]
    found: dict[int, str] = {}
    for begin in find_clauses(words):
        place = _find_verb_of_plural(words, begin) or _find_verb_of_names(words, begin)
        if place and (plural := find_plural(words[place])):
            found[place] = plural
    return [(*tokens[place].span(), plural) for place, plural in sorted(found.items())]


def find_clauses(words: Sequence[str]) -> Iterator[int]:
    """Where the clauses of *words* begin, behind the marks that open them; past the end for an empty one."""
    for begin in (0, *(place + 1 for place, word in enumerate(words) if word in _CLAUSES)):
        last = begin + _MOST_MARKS
        while begin < min(len(words), last) and words[begin] in _OPENING:
            begin += 1
        yield begin


def find_plural(verb: str) -> str | None:
    """The plural of a *verb* in the third person; ``None`` where that is not sure."""
    if known := PLURALS.get(verb):
        return known
    for ending, plurals in _ENDINGS:
        if verb.endswith(ending) and len(verb) > len(ending) + 1:
            forms = (verb.removesuffix(ending) + plural for plural in plurals)
            return next((form for form in forms if is_listed(form, "es")), None)
    return None


def _find_verb_of_plural(words: Sequence[str], begin: int) -> int | None:
    """The place of the verb behind a plural determiner and noun at *begin*."""
    if begin + 2 >= len(words) or words[begin].lower() not in _DETERMINERS:
        return None
    if not (words[begin + 1].islower() and words[begin + 1].endswith("s")):
        return None
    for place in range(begin + 1, min(len(words), begin + _LONGEST)):
        word = words[place].lower()
        if not word[0].isalpha() or word in BLOCKING or word in TIMES:
            return None
        if _IS_PLURAL.fullmatch(word) or word in PLURALS.values():
            return None
        if place > begin + 1 and words[place].islower() and find_plural(word):
            return place
    return None


def _find_verb_of_names(words: Sequence[str], begin: int) -> int | None:
    """The place of the verb behind two names joined by "y" at *begin*: "El FBI y la CIA"."""
    joint = _find_end_of_name(words, begin)
    if not joint or words[joint : joint + 1] not in (["y"], ["e"]):
        return None
    verb = _find_end_of_name(words, joint + 1)
    # One that has an article is joined with another: "El Ministerio de Ciencia y Tecnología" is one.
    if not verb or (words[begin] in _ARTICLES) != (words[joint + 1] in _ARTICLES):
        return None
    return verb + (verb + 1 < len(words) and words[verb] in _BEFORE_VERB) if verb < len(words) else None


def _find_end_of_name(words: Sequence[str], begin: int) -> int | None:
    """Behind which word the name ends that begins at *begin*; ``None`` without one.

    Its words have capitals; without an article it is no common noun, nor does it have a particle behind one.
    """
    end = begin + (words[begin : begin + 1] != [] and words[begin] in _ARTICLES)
    first = end
    while end < min(len(words), begin + _LONGEST) and words[end][0].isupper():
        end += 1
        while words[end : end + 1] and words[end] in _NAME_PARTICLES and is_given_name(words[first]):
            end += 1
    if end == first:
        return None
    small = words[first].lower()
    is_common = is_listed(small, "es") and not is_given_name(words[first])
    return None if is_common and first == begin and not words[first].isupper() else end
