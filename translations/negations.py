"""Negations of an English or Spanish sentence, and words that may stand for one in the other language."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from pipelines.languages.tokens import evidence
from translations.alignment.words import cognate_key, fold_words

#: Phrases that have the form of a negation and negate nothing.
_EMPTY = {
    "en": re.compile(r"\bno\. ?(?=\d)|(?-i:\bN[Oo]) ?(?=\d)|\blast but not least\b", re.IGNORECASE),
    "es": re.compile(
        r"\bn(?:o\.|\.?º) ?(?=\d)|\b(?:sin (?:embargo|dudas?(?: alguna)?|lugar a dudas)|no obstante)\b",
        re.IGNORECASE,
    ),
}
#: Phrases with a negation that often stand for none, or for one in other words.
_PHRASES = {
    "en": re.compile(
        r"(?:^|[.!?;,] |[\"“])(?:is|are|do|does|did|was|were|have|has|had|can|could|would|should|wo)n['’]t\b"
        r"|\b(?:not (?:only|just|merely|simply|solely|to mention|until|least|long|so (?:long|much)"
        r"|the (?:only|sole))"
        r"|no (?:doubt|question|wonder|matter|sooner|less|fewer|more than|later than|difference|problems?"
        r"|room|time|mistaking|uncertain|mean|bounds|brainer|further ado|exception)"
        r"|(?:no\w*|never) (?:\w+ ){0,3}other than|no one but|for nothing|nothing (?:but|more than|short of)"
        r"|why not|(?:whether )?or not|never ?ending|far from|than ever|rather than|sure(?:ly)?"
        r"|without (?:further|any|problems?)|can(?:not|['’]t) (?:but|help))(?!\w)",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"¿\W?no\b|\bno\?|\bno(?: \w+){1,3}?(?:,? sino| m[aá]s que| nada m[aá]s| otr[oa]s? (?:\w+ )?que"
        r"| excluir\w*| descartar\w*)\b"
        r"|\b(?:si no (?:que|tambi[eé]n)|c[oó]mo no(?=\W*$|[,.;:!?])|o no|que nunca|(?:da|es) igual"
        r"|sin (?:precedentes?|fin|vida|sentido|retorno|igual|vueltas|falta|excepci[oó]n|m[aá]s|problemas?"
        r"|contar|reservas?|perjuicio|ir m[aá]s lejos|antes)"
        r"|no (?:(?:tan )?s[oó]lo|solamente|[uú]nicamente|menos|m[aá]s|hace mucho|va m[aá]s|en vano|sin"
        r"|tard\w+|mayor\w*|antes|cab(?:e|ía)|hay duda|puede (?:menos|excluir|descartar)\w*|dej\w+ de"
        r"|ha[ns]? dejado de|par[aó]n? de)"
        r"|dej\w+ de(?= \w+[aei]r(?:se|l[aeo]s?)?\b)|nada m[aá]s(?: que)?|nada menos"
        r"|ni (?:m[aá]s ni menos|que decir|hablar)"
        r"|(?:qued|dej)\w* sin|poc[oa]s? \w+(?:bles?|ntes?|ún))(?!\w)",
        re.IGNORECASE,
    ),
}
_PLAIN = {
    "en": re.compile(
        r"\b(?:not|no|never|nor|neither|none|nobody|nothing|nowhere|without|cannot|cant|dont|didnt|doesnt|isnt|wont"
        r"|\w+n['’]t|non(?=-)|hardly|scarcely)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:no|ni|nunca|jam[aá]s|ning[uú]n(?:[oa]s?)?|nadie|nada|tampoco|sin)\b", re.IGNORECASE
    ),
}
#: Words that do nothing but negate; folded.
NEGATIVES = {
    "en": frozenset(
        ("no", "not", "nor", "never", "without", "none", "nothing", "neither", "nobody", "cannot", "hardly")
    ),
    "es": frozenset(
        ("no", "ni", "sin", "nunca", "nada", "nadie", "tampoco", "ningun", "ninguna", "ninguno", "jamas")
    ),
}
#: How many words off one may stand for a negation: one that mostly does, and one that may.
STRONG, WEAK = 8, 3
#: Words that mostly stand for a negation of the other language, by how they begin; folded.
_STRONG = {
    "en": re.compile(
        r"(?:fail(?:s|ed|ing|ures?)?|lack(?:s|ed|ing)?|un(?:able|less)|inab|imposs|improb|incapa|absen|refus"
        r"|regardless|avoid|prevent|forb[ia]d)"
    ),
    "es": re.compile(
        r"care[cz]|(?:im|in)(?:posib|probab|capa[cz]|exist)|imp[ie]d|desco(?:noc|nozc)|ausen|nieg|neg(?:[oó]$|a[bdnr]|ativ)"
        r"|exclu|abst(?:en|uv)|renunc|rehus|fracas|prohib"
    ),
}
#: Words that may stand for one that is right beside them.
_WEAK = {
    "en": re.compile(
        r"(?:unwilling|barely|zero|little|powerless|lest|less|disagree|ignor(?:e[sd]?|ing)|unclear|uncertain|neglect"
        r"|remain(?:s|ed)|miss(?:ing|ed|es)?|depriv|free|poorly|insuff|inadeq|ever|alone|wrong|rarely|seldom"
        r"|stop(?:s|ped)?|strip|declin|reluct|prohib|den(?:y|ies|ied|ial)|devoid|empty|immun|skip|merely|sole(?:ly)?"
        r"|instead|reject|exclud|loath|wonder|acquit|innocen|ban(?:s|ned)?)(?:$|(?<=\w{5})\w*$)"
    ),
    "es": re.compile(
        r"(?:lejos|contrario|alguno|apenas|solamente|unicamente"
        r"|absoluto|poc[oa]s?|rar[oa]s?|ajen[oa]s?|libres?|demasiad[oa]s?|independientemente)$"
        r"|insufic|escas|inocen|absuel|absolv|exculp|falt|rechaz|dificil|evit|perd|pierd|desapar|elimin|inutil|impun"
        r"|interminabl|ilimit"
    ),
}
#: Words behind a negation that turn it round.
_TURNING = {
    "en": re.compile(r"den(?:y|ies)|fail|refus|lack|ignor|stop|miss|exclud|avoid|impossib|prevent"),
    "es": re.compile(r"neg(?:ar|o$)|nieg|care[cz]|evit|exclu|imp[ie]d|ignor|desconoc|imposib"),
}
#: Prefixes that negate; who immigrates migrates all the same.
_PREFIX = {
    "en": re.compile(
        r"(?:un|non)(?!der|til|ique|ion|it|iv|ifor|iqu|anim)(?=\w{3})|dis(?=\w{4})|(?:in|im|ir|il)(?!migra)(?=\w{4})"
    ),
    "es": re.compile(r"(?:in|im|ir|i(?=l[aeiou])|des|anti)(?!migra)(?=\w{4})"),
}
_SUFFIX = re.compile(r"(\w{4,})less(?:ly|ness)?")
#: Endings of words that qualify others: "no autorizado", "not available".
_QUALIFYING = {
    "en": re.compile(r"\w+(?:ed|en|[ai]ble)$"),
    "es": re.compile(r"\w{2,}(?:[ai]d[oa]s?|bles?|[aei]ntes?|iv[oa]s?|al(?:es)?|ic[oa]s?|ios[oa]s?)$"),
}
_BEING = frozenset(("is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "be", "been"))
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")


class Sentence(msgspec.Struct, frozen=True):
    """A sentence as :mod:`translations.polarity` compares it; places are numbers of *words*."""

    language: str
    #: All words, folded.
    words: Sequence[str]
    #: Where each word stands.
    places: Mapping[str, Sequence[int]]
    #: What the words but for negations share with those of the same origin.
    roots: frozenset[str]
    #: Where it plainly negates.
    negations: Sequence[int]
    #: Where phrases begin that look like a negation.
    phrases: frozenset[int]

    def says(self, word: str) -> bool:
        """Whether the folded *word*, no negation, stands in it."""
        return word in self.places and word not in NEGATIVES[self.language]

    def qualifies(self, place: int) -> bool:
        """Whether the negation at *place* belongs to a single word, as in "sin éxito" or "no autorizado"."""
        word, following = self.words[place], next(iter(self.words[place + 1 : place + 2]), "")
        if word in ("sin", "without", "non", "ni"):
            return True
        is_bare = word in ("no", "not") and not (place and self.words[place - 1] in _BEING)
        return is_bare and bool(_QUALIFYING[self.language].match(following))


def read_sentence(text: str, language: str) -> Sentence:
    """The words and negations of *text*, Spanish or English."""
    found = list(_WORD.finditer(text))
    words = [_fold(match[0]) for match in found]
    starts = [match.start() for match in found]
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word, []).append(place)
    phrases, negations = _find(text, language)
    return Sentence(
        language,
        words,
        places,
        frozenset(map(find_root, places.keys() - NEGATIVES[language])),
        [bisect_right(starts, match.end() - 1) - 1 for match in negations],
        frozenset(max(0, bisect_right(starts, match.start()) - 1) for match in phrases),
    )


def find_negations(text: str, language: str) -> list[str]:
    """The plain negations of *text*, Spanish or English, in order."""
    return [match[0].lower() for match in _find(text, language)[1]]


def _find(text: str, language: str) -> tuple[list[re.Match[str]], list[re.Match[str]]]:
    """Phrases that look like a negation, and what negates outside of them."""
    masked = _EMPTY[language].sub(_blank, text)
    phrases = list(_PHRASES[language].finditer(masked))
    return phrases, list(_PLAIN[language].finditer(_PHRASES[language].sub(_blank, masked)))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


@lru_cache(maxsize=100_000)
def _fold(word: str) -> str:
    return "".join(fold_words(word))


@lru_cache(maxsize=100_000)
def find_root(word: str) -> str:
    """What the folded *word* shares with others of its origin; empty for short ones."""
    root = cognate_key(word)
    return root if len(root) > 4 else ""


@lru_cache(maxsize=100_000)
def measure_reach(word: str, language: str) -> int:
    """How many words off the folded *word* may stand for a negation; nought for others."""
    if word in NEGATIVES[language]:
        return 0
    return STRONG if _STRONG[language].match(word) else WEAK if _WEAK[language].match(word) else 0


@lru_cache(maxsize=100_000)
def find_bare(word: str, language: str) -> str:
    """What the folded *word* negates by its prefix or its "-less"; empty where it does not."""
    if language == "en" and (less := _SUFFIX.fullmatch(word)):
        return less[1] if evidence(less[1]).known else ""
    match = _PREFIX[language].match(word)
    bare = word[match.end() :] if match else ""
    return bare if bare and evidence(bare).known and _is_regular(word, bare, language) else ""


def _is_regular(word: str, bare: str, language: str) -> bool:
    if language == "es":
        return not word.startswith("des") or bool(re.search(r"d[oa]s?$", word))
    return (
        word.startswith(("un", "non", "ill", "irr"))
        or len(bare) > 5
        or bool(re.search(r"(?:bl[ey]|ility|ed)$", word))
    )


def is_sure(word: str) -> bool:
    """Whether the English *word* has a prefix or ending that is hardly ever anything else."""
    return word.startswith("un") or bool(_SUFFIX.fullmatch(word))


def has_prefix(word: str, language: str) -> bool:
    """Whether the folded *word* looks as if a prefix negated it."""
    return bool(_PREFIX[language].match(word) or (language == "en" and _SUFFIX.fullmatch(word)))


def turns_round(word: str, language: str) -> bool:
    """Whether the folded *word* behind a negation makes an assertion of both: "never fails"."""
    return word not in NEGATIVES[language] and bool(_TURNING[language].match(word))
