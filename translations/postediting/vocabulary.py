"""Whether a word is one of a language, by the language table, the lexicon and regular word formation."""

import re
from functools import lru_cache

from pipelines.languages.table import ENGLISH, LANGUAGES, SPANISH
from pipelines.languages.tokens import evidence
from translations.postediting.lexicon import load_forms

#: The flag of a word that the dictionary of a language has.
DICTIONARY = {"es": SPANISH, "en": ENGLISH}
#: Nats below the likeliest language down to which a word that no dictionary has is still one of a language.
NEAR = 0.5
#: Nats by which a word must be likelier in the other language to be one of that alone.
FAR = 4.0
#: Nats by which a word that a dictionary has is likelier in another language, when hardly anybody uses it.
STRANGE = 5.0
#: What English writes behind an apostrophe.
_TAILS = frozenset(("s", "t", "d", "m", "ll", "re", "ve", "em", "clock", "til"))
#: Longer words are no words of a lexicon.
LONGEST = 40
#: A letter that is drawn out: the table overlooks that, since people write so, but so do models that loop.
_DRAWN_OUT = re.compile(r"(.)\1\1")
_PREFIX = {
    "es": re.compile(
        r"(?:re|anti|super|sub|pre|post|vice|ex|inter|auto|co|semi|multi|micro|macro|mega|tele|neo|pro|contra"
        r"|euro|narco|eco|bio|geo)(?:r(?=r))?(\w{4,})"
    ),
    "en": re.compile(
        r"(?:un|re|under|over|non|anti|super|sub|pre|post|mis|out|co|semi|multi|micro|macro|mega|tele|neo|pro"
        r"|inter|euro|eco|bio|geo|counter)(\w{4,})"
    ),
}
_CLITICS = re.compile(r"(\w{2,}(?:[aeiáéí]r|[aáeé]ndo))(?:me|te|se|nos|os|l[oae]s?){1,2}")
#: Forms that are made of a whole infinitive, but for verbs that shorten it ("tendré", "haré").
_ON_INFINITIVE = re.compile(r"(\w+[aei]r)(?:é|ás|á|emos|éis|án|ía|ías|íamos|íais|ían)")
_SHORTENED = re.compile(r"(?:.*(?:pon|ten|ven|sal|val|hac|dec)|pod|quer|sab|hab|cab)[ei]r")
#: Regular endings, and what the word without them may end in.
_SUFFIXES = {
    "es": (
        (re.compile(r"(\w{3,})(?:ísim|it|cit)[oa]s?"), ("o", "a", "e", "")),
        (re.compile(r"(\w{3,}a)mente"), ("",)),
        (re.compile(r"(\w{4,})(?:ista|ismo)s?"), ("o", "a", "", "e", "ista", "ismo")),
        (re.compile(r"(\w{4,})s"), ("",)),
        (re.compile(r"(\w{4,})es"), ("",)),
        (re.compile(r"(\w{4,})as?"), ("o",)),
    ),
    "en": (
        (re.compile(r"(\w{3,})(?:s|ly|ness|like|less|ish)"), ("",)),
        (re.compile(r"(\w{4,})(?:er|est|ers|ism|ist|ists|y)"), ("", "e")),
    ),
}
_CONJUGATED = re.compile(
    r"(\w{3,}?)(?:(?:o|[ae]s?|[aei]mos|á?is|[ae]n|é|ó|í|aste|iste|ió|asteis|isteis|aron|ieron|aba[sn]?|ábamos|ía[sn]?"
    r"|íamos|[aei]r(?:é|ás?|emos|án|ía[sn]?|íamos)|(?:ar|ier)a[sn]?|(?:ás|iés)emos|(?:as|ies)e[sn]?|[ai]do|[ai]d[ao]s?"
    r"|ando|iendo))"
)
_ACCENTS = str.maketrans("áéí", "aei")


def _score(word: str, language: str) -> float:
    return evidence(word).scores[LANGUAGES.index(language)]


@lru_cache(maxsize=100_000)
def is_listed(word: str, language: str) -> bool:
    """Whether the language table has the small *word* as one of *language*, ``es`` or ``en``."""
    word, *tails = word.replace("’", "'").split("'")
    if tails:
        parts = (word, *tails) if language == "es" else (word,)
        has_tails = language == "es" or _TAILS.issuperset(tails[-1:])
        return has_tails and all(is_listed(part, language) for part in parts if len(part) > 2)
    found = evidence(word)
    listed = found.flags & DICTIONARY[language] or (found.known and _score(word, language) > -NEAR)
    return bool(listed) and not _DRAWN_OUT.search(word)


@lru_cache(maxsize=100_000)
def is_strange(word: str, language: str) -> bool:
    """Whether the small *word* is in dictionaries of *language*, but a word of another one to most."""
    other = "es" if language == "en" else "en"
    word = re.split("['’]", word)[0] or word
    return _score(word, language) < -STRANGE and word not in load_forms(language, other)


@lru_cache(maxsize=100_000)
def is_known(word: str, language: str) -> bool:
    """Whether the small *word* is one of *language*, or regularly formed from one."""
    other = "es" if language == "en" else "en"
    if is_listed(word, language) or word in load_forms(language, other):
        return True
    return len(word) <= LONGEST and not _DRAWN_OUT.search(word) and _is_derived(word, language)


@lru_cache(maxsize=100_000)
def is_surely_formed(word: str, language: str) -> bool:
    """Whether the small *word* is made of a listed infinitive or gerund: "socavarían", "diagnosticarlo"."""
    if language != "es" or len(word) > LONGEST:
        return False
    clitics = _CLITICS.fullmatch(word)
    if clitics and is_listed(clitics[1].translate(_ACCENTS), "es"):
        return True
    conjugated = _ON_INFINITIVE.fullmatch(word)
    infinitive = conjugated[1] if conjugated else ""
    return bool(infinitive) and not _SHORTENED.fullmatch(infinitive) and is_listed(infinitive, "es")


def _is_derived(word: str, language: str) -> bool:
    prefixed = _PREFIX[language].fullmatch(word)
    if prefixed and is_listed(prefixed[1], language):
        return True
    if is_surely_formed(word, language):
        return True
    conjugated = _CONJUGATED.fullmatch(word) if language == "es" else None
    if conjugated and any(is_listed(conjugated[1] + ending, "es") for ending in ("ar", "er", "ir")):
        return True
    return any(
        is_listed(match[1] + ending, language)
        for suffix, endings in _SUFFIXES[language]
        if (match := suffix.fullmatch(word))
        for ending in endings
    )


@lru_cache(maxsize=100_000)
def is_foreign(word: str, language: str, instead_of: str) -> bool:
    """Whether the small *word* is one of *language* that *instead_of* hardly has."""
    return len(word) > 1 and evidence(word).known and _score(word, language) - _score(word, instead_of) > FAR
