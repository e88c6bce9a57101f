"""Polarity: whether a translation negates where its source affirms, or the other way round.

Compared is whether either sentence negates at all. A plain negation on one side needs a plain one on the
other, or a word that can stand for one ("sin duda alguna" is "undoubtedly", "fails to" is "no logra") and
stands for nothing else there: a word whose own translation the other side has says nothing.
"""

import re
from functools import lru_cache

from pipelines.languages.tokens import evidence
from translations.alignment.lexicon import lexicon
from translations.alignment.words import fold_words

#: Phrases that have the form of a negation and negate nothing.
_EMPTY = {
    "en": re.compile(r"\bno\. ?(?=\d)|\blast but not least\b", re.IGNORECASE),
    "es": re.compile(
        r"\bn(?:o\.|\.?º) ?(?=\d)|\b(?:sin (?:embargo|dudas?(?: alguna)?|lugar a dudas)|no obstante)\b",
        re.IGNORECASE,
    ),
}
#: Phrases with a negation that often stand for none, or for one in other words.
_PHRASES = {
    "en": re.compile(
        r"\b(?:not (?:only|just|merely|simply|to mention|until|least|long|so long)"
        r"|no (?:doubt|wonder|matter|sooner|less|fewer|more than|later than|difference|problems?|room|time)"
        r"|nothing (?:but|more than)|why not|(?:whether )?or not|never ?ending|far from|than ever|rather than"
        r"|sure(?:ly)?|without (?:further|any|problems?)|can(?:not|['’]t) (?:but|help))(?!\w)",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"¿\W?no\b|\bno\?|\bno(?: \w+){1,3}?(?:,? sino| m[aá]s que| nada m[aá]s)\b"
        r"|\b(?:si no (?:que|tambi[eé]n)|c[oó]mo no|o no|que nunca|(?:da|es) igual"
        r"|sin (?:precedentes?|m[aá]s|problemas?|contar|reservas?|perjuicio|ir m[aá]s lejos|antes)"
        r"|no (?:s[oó]lo|solamente|[uú]nicamente|menos|m[aá]s|hace mucho|va m[aá]s|cab(?:e|ía) duda|en vano"
        r"|sin|dej(?:an?|aban?|arían?|arán?|aron|ó) de|han? dejado de|par[aó]n? de)"
        r"|nada m[aá]s(?: que)?|nada menos|ni (?:m[aá]s ni menos|que decir)"
        r"|poc[oa]s? \w+(?:bles?|ntes?|ún))(?!\w)",
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
#: Words that may stand for a negation of the other language, by how they begin; folded.
_BEGINNINGS = {
    "en": re.compile(
        r"(?:fail(?:s|ed|ing)?$|unable|lack(?:s|ed|ing)$|barely|rarely|seldom|refus|den(?:y|ie[ds])|absent$|avoid"
        r"|prevent(?:s|ed|ing)?$|unless$|regardless|ever$|any(?:one|body)$|impossib|improbab|forb[ia]d"
        r"|free$|stop$|loath|reluct|empty|devoid|immun)"
    ),
    "es": re.compile(
        r"(?:care[cz]|dej(?:a|an|[oó]|aba|aban|ar[aá]n?)$|imposib|improbab|inexist|ausente|sino$|neg(?:ar|ativa)|nieg"
        r"|imp[ie]d|incapa[cz]|evita|lejos|desconoc|independientemente|interminabl|ilimitad|impun|alguno$|rara$)"
    ),
}
_NEGATIVE_PREFIX = {
    "en": re.compile(
        r"(?:un|non)(?!der|til|ique|ion|it|iv|ifor|iqu|anim)(?=\w{3})|(?:in|im|ir)(?=\w{3,}[ai]ble$)|\w{3,}less(?:ly|ness)?$"
    ),
    "es": re.compile(r"(?:in|im|ir)(?=\w{3,}[ai](?:bles?|bilidad)$)|in(?=\w{3,}[ai]d[oa]s?$)"),
}
#: How the translation begins of a word with such a prefix that is one too.
_PREFIX = re.compile(r"un|in|im|ir|des|dis|non|anti")
#: Strength from which a word of the lexicon is the translation of another.
_TRANSLATES = 0.04


def differs_in_polarity(source: str, target: str, source_language: str, target_language: str) -> bool:
    """Whether one of the sentences negates, and nothing in the other one may stand for that."""
    if {source_language, target_language} != {"en", "es"}:
        return False
    ours = find_negations(source, source_language)
    theirs = find_negations(target, target_language)
    if bool(ours) == bool(theirs):
        return False
    negated, affirmed = (source, source_language), (target, target_language)
    if theirs:
        negated, affirmed = affirmed, negated
    return _count_substitutes(*affirmed, negated) <= _count_substitutes(*negated, affirmed)


def find_negations(text: str, language: str) -> list[str]:
    """The plain negations of *text*, Spanish or English, in order."""
    return [
        match[0].lower()
        for match in _PLAIN[language].finditer(_PHRASES[language].sub(" ", _EMPTY[language].sub(" ", text)))
    ]


def _count_substitutes(text: str, language: str, other: tuple[str, str]) -> int:
    """How much of *text* may stand for a negation, and translates nothing of the *other* text."""
    said = frozenset(fold_words(_PLAIN[other[1]].sub(" ", other[0])))
    known = lexicon(language, other[1])
    count = len(_PHRASES[language].findall(_EMPTY[language].sub(" ", text)))
    for word in fold_words(text):
        prefixed = _has_negative_prefix(word, language)
        if prefixed or _BEGINNINGS[language].match(word):
            count += not any(
                strength >= _TRANSLATES
                and translation in said
                and (not prefixed or _PREFIX.match(translation))
                for translation, strength in known.get(word, ())
            )
    return count


@lru_cache(maxsize=50_000)
def _has_negative_prefix(word: str, language: str) -> bool:
    """Whether the folded *word* is another word negated: "unlikely", "inexacto", "homeless"."""
    match = _NEGATIVE_PREFIX[language].match(word)
    if not match:
        return False
    bare = re.sub(r"less(?:ly|ness)?$", "", word) if match.end() == len(word) else word[match.end() :]
    return evidence(bare).known
