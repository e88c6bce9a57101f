"""Spanish predicates that do not fit their subject: "la casa fue vendido", "los candidatos cooperar"."""

import re
from collections.abc import Iterator, Sequence

from translations.postediting.agreement import (
    DETERMINERS,
    NUMERALS,
    Disagreement,
    find_form,
    is_adjective,
    tell_form,
    tells_gender,
)
from translations.postediting.verbs import BLOCKING, TIMES, TOKEN, find_clauses
from translations.postediting.vocabulary import is_listed

#: Verbs that join a subject with what it is, by their number, and those that "ser" or "sido" follows.
_JOINING = {
    word: number
    for number, words in {
        "s": "fue era es será sería está estaba estará sea",
        "p": "fueron eran son serán serían están estaban estarán sean",
    }.items()
    for word in words.split()
}
_HELPING = {
    word: number
    for number, words in {
        "s": "ha había habría debe debería puede podría",
        "p": "han habían habrían deben deberían pueden podrían",
    }.items()
    for word in words.split()
}
#: Determiners that tell the number alone.
_OWN = {"su": ".s", "mi": ".s", "cada": ".s", "sus": ".p", "mis": ".p"} | dict.fromkeys(NUMERALS, ".p")
#: Nouns that say when, beside those of the plural.
_TIME = TIMES | frozenset((
    "día", "año", "mes", "semana", "hora", "minuto", "sábado", "domingo", "vez", "década", "siglo", "noche",
    "mañana", "tarde", "fin", "momento",
))  # fmt: skip
#: Adjectives and nouns that are infinitives too.
_NO_VERBS = frozenset(["militar", "regular", "poder", "deber", "pesar", "placer", "parecer", "saber"])
_BESIDE_VERB = frozenset(["no", "se", "ya", "también"])
#: Most words of a subject with its verb.
_LONGEST = 9
_INFINITIVE = re.compile(r"(\w{2,})([aei])r(?:se|l[aeo]s?)?")


def find_predicates(text: str) -> Iterator[Disagreement]:
    """The adjectives of Spanish *text* that do not agree with the subject that begins the clause."""
    tokens = list(TOKEN.finditer(text))
    words = [token[0] for token in tokens]
    for begin in find_clauses(words):
        form = _tell_subject(words, begin)
        place = _find_predicate(words, begin, form) if form else None
        if place and is_adjective(words[place]) and tell_form(words[place]) != form:
            yield Disagreement(*tokens[place].span(), words[place], form, is_determiner=False)


def has_bare_infinitive(text: str) -> bool:
    """Whether a subject that begins a clause of Spanish *text* has an infinitive for its verb."""
    words = [token[0] for token in TOKEN.finditer(text)]
    for begin in find_clauses(words):
        if words[begin : begin + 1] and words[begin].lower() in DETERMINERS["es"].keys() | _OWN.keys():
            place = begin + 2
            place += words[place : place + 1] != [] and words[place] in _BESIDE_VERB
            is_noun = words[begin + 1 : begin + 2] != [] and find_form(words[begin + 1], "es") != ".."
            if is_noun and place < len(words) and _is_infinitive(words[place]):
                return True
    return False


def _tell_subject(words: Sequence[str], begin: int) -> str:
    """Gender and number of the determiner and noun at *begin*; empty where they are not sure."""
    if begin + 2 >= len(words) or not words[begin + 1].islower() or words[begin + 1] in _TIME:
        return ""
    determiner, noun = words[begin].lower(), words[begin + 1]
    told = DETERMINERS["es"].get(determiner) or _OWN.get(determiner, "..")
    if not tells_gender(determiner, noun):
        told = f".{told[1]}"
    pairs = list(zip(told, find_form(noun, "es"), strict=True))
    if told == ".." or any("." not in pair and pair[0] != pair[1] for pair in pairs):
        return ""
    form = "".join(one if one != "." else other for one, other in pairs)
    return "" if "." in form else form


def _find_predicate(words: Sequence[str], begin: int, form: str) -> int | None:
    """The place behind the first joining verb of the clause, which has the number of *form*."""
    for place in range(begin + 2, min(len(words), begin + _LONGEST)):
        word = words[place]
        if not word[0].isalpha() or word.lower() in BLOCKING or word in ("y", "e") or word in _TIME:
            return None
        is_helped = word in _HELPING and words[place + 1 : place + 2] in (["ser"], ["sido"])
        number = _HELPING[word] if is_helped else _JOINING.get(word)
        if number:
            place += 1 + is_helped
            place += words[place : place + 1] != [] and words[place].endswith("mente")
            return place if number == form[1] and place < len(words) else None
    return None


def _is_infinitive(word: str) -> bool:
    """Whether *word* is an infinitive and no noun or adjective: its gerund is a word too."""
    match = _INFINITIVE.fullmatch(word)
    if not match or word in _NO_VERBS or not is_listed(word, "es"):
        return False
    return is_listed(match[1] + ("ando" if match[2] == "a" else "iendo"), "es")
