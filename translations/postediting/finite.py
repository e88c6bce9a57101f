"""Sentences that lost their verb: "Un hombre llamado a la policía" for "A man called the police"."""

import re
from collections.abc import Iterator
from functools import lru_cache

from translations.postediting.agreement import DETERMINERS, find_form
from translations.postediting.verbs import PLURALS, TOKEN
from translations.postediting.vocabulary import LONGEST, is_listed

#: Fewer words are a heading.
_SHORTEST = 5
_ENDS = re.compile(r"\.[\"”»’)]*$")
#: Forms that no ending tells.
_FORMS = PLURALS.keys() | frozenset(PLURALS.values()) | frozenset((
    "hay", "hubo", "había", "habrá", "habría", "he", "has", "hemos", "soy", "eres", "somos", "fui",
    "fuimos", "era", "eran", "éramos", "será", "serán", "sería", "serían", "sea", "sean", "fuera",
    "fueran", "vea", "vean", "voy", "vas", "vamos", "iba", "iban", "irá", "irán", "iría", "vi", "ve",
    "ven", "verá", "verán", "vería", "da", "dan", "di", "doy", "dará", "darán", "daría", "dé", "den",
    "sé", "sepa", "haga", "hagan", "diga", "digan", "haya", "hayan", "hubiera", "hubieran", "esté",
    "estén", "cae", "caen", "trae", "traen", "huye", "huyen", "oye", "oyen", "ríe", "ríen", "lee",
    "leen", "cree", "creen", "pon", "sal",
))  # fmt: skip
#: Verbs whose stem changes, with their endings.
_IRREGULAR = re.compile(
    r"\w*(?:tien|ten|vien|ven|pon|hac|hic|hiz|dic|dij|pus|quis|tuv|pud|sup|traj|duj|estuv|anduv|cup|hub)"
    r"(?:e[sn]?|o|i?eron|imos|i?era[sn]?|drá[ns]?|drían?|ga[ns]?|go)|\w*(?:pon|ten|ven|sal|val)dr(?:á[ns]?|ían?)"
    r"|(?:podr|querr|sabr|habr|har|dir|cabr)(?:á[ns]?|ía[ns]?|emos|é)|\w*uy(?:en?|ó|eron)"
)
_FIRST = (
    "o", "a", "as", "amos", "an", "é", "aste", "ó", "aron", "aba", "abas", "aban", "ábamos", "ara", "aras",
    "aran", "ase", "asen", "áramos", "e", "es", "en", "emos", "áis",
)  # fmt: skip
_OTHERS = (
    "o", "e", "es", "en", "emos", "imos", "í", "iste", "ió", "ieron", "yó", "yeron", "ía", "ías", "ían",
    "íamos", "a", "as", "an", "iera", "iese", "ieran", "iesen",
)  # fmt: skip
_FUTURE = ("é", "á", "ás", "emos", "án", "ía", "ías", "ían")
#: Endings, and those of the infinitives that have them.
_ENDINGS = (
    *((ending, ("ar",)) for ending in _FIRST),
    *((ending, ("er", "ir", "eír")) for ending in _OTHERS),
    *((f"{vowel}r{ending}", (f"{vowel}r",)) for ending in _FUTURE for vowel in "aei"),
)
#: How stems change: "cierra" of "cerrar".
_CHANGES = (
    ("ie", "e"), ("ue", "o"), ("ue", "u"), ("i", "e"), ("u", "o"), ("zc", "c"), ("qu", "c"), ("gu", "g"),
    ("c", "z"), ("j", "g"), ("g", "gu"), ("ú", "u"), ("í", "i"), ("é", "e"),
)  # fmt: skip
#: Behind these stands a noun, unless they are pronouns.
_BEFORE_NOUN = DETERMINERS["es"].keys() | frozenset((
    "de", "en", "con", "por", "para", "sin", "sobre", "entre", "desde", "hasta", "y", "más", "muy", "cada",
    "otro", "otra", "su", "sus", "mi", "tres", "dos", "cuatro", "cinco", "seis", "siete", "ocho", "nueve",
    "diez", "once", "doce",
))  # fmt: skip
_PRONOUNS = frozenset(["la", "lo", "los", "las"])
#: Words that look like verbs.
_NO_VERBS = frozenset((
    "como", "para", "entre", "sobre", "contra", "bajo", "cada", "una", "uno", "unas", "esta", "este",
    "estas", "ese", "esa", "esas", "esto", "eso", "otra", "otro", "otras", "todo", "toda", "todas",
    "mucho", "mucha", "poco", "poca", "nada", "cuando", "donde", "aunque", "mientras", "durante",
    "antes", "luego", "casi", "menos", "cerca", "parte", "nuevo", "nueva", "nuevas", "primero",
    "primera", "tarde", "modo", "caso", "tanto", "tanta",
))  # fmt: skip
#: English verbs that are surely finite.
_ENGLISH = re.compile(
    r"\b(?:is|are|was|were|has|had|have|will|would|can|could|may|might|must|should|do|does|did|said|says|told|made"
    r"|took|went|came|got|gave|found|won|lost|left|led|fell|rose|held|kept|began|broke|brought|built|bought|caught"
    r"|chose|drew|drove|fought|felt|fled|flew|grew|heard|knew|met|paid|ran|sent|shot|sold|spent|spoke|stood|stole"
    r"|struck|thought|threw|wore|wrote|saw|became|(?:he|she|they|we|I) [a-z]{3,}|[a-z]{3,}ed)\b",
    re.IGNORECASE,
)


def loses_verb(source: str, target: str) -> bool:
    """Whether English *source* is a sentence with a finite verb, and Spanish *target* has none."""
    if not _ENDS.search(target) or "?" in source or not _ENGLISH.search(source):
        return False
    words = [token[0].lower() for token in TOKEN.finditer(target)]
    if sum(word[0].isalpha() for word in words) < _SHORTEST:
        return False
    pairs = zip(["", *words], words, strict=False)
    return not any(_is_finite(word, before) for before, word in pairs if word[0].isalpha())


def _is_finite(word: str, before: str) -> bool:
    """Whether the small *word* may be a finite verb behind the word *before*."""
    if len(word) > LONGEST:
        return False
    if word in _FORMS or _IRREGULAR.fullmatch(word):
        return True
    if word in _NO_VERBS or not _ends_as_verb(word, before == "se"):
        return False
    return before not in _BEFORE_NOUN or (before in _PRONOUNS and find_form(word, "es") == "..")


@lru_cache(maxsize=50_000)
def _ends_as_verb(word: str, is_reflexive: bool) -> bool:
    """Whether *word* is a form of a known infinitive; behind "se" the ending is enough."""
    return any(
        is_reflexive or is_listed(each + ending, "es")
        for stem, infinitives in _divide(word)
        for each in _change(stem)
        for ending in infinitives
    )


def _divide(word: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for ending, infinitives in _ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + 2:
            yield word.removesuffix(ending), infinitives


def _change(stem: str) -> Iterator[str]:
    """*stem*, and what it may be in the infinitive."""
    yield stem
    for found, wanted in _CHANGES:
        head, joint, tail = stem.rpartition(found)
        if joint:
            yield head + wanted + tail
