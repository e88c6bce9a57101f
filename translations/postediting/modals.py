"""Modal verbs that no verb follows: "debe libro por teléfono" for "must book", "you must contributions"."""

import re
from collections.abc import Callable, Mapping

#: Forms of "deber" and "poder" that are seldom anything else, but where the subject may stand behind them: in
#: questions, before names.
_SPANISH = re.compile(
    r"(?<![\w'’¿-])(?:deben?|debemos|deberían?|pueden?|podemos|podrían?|podrán?)\s+(?:no\s+)?"
    r"(?P<next>(?-i:[a-záéíóúüñ])[a-záéíóúüñ]*)",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"(?<!\bthe )(?<!\bwhat )(?<!\bhow )(?<!\bwhy )(?<!\bwhen )(?<!\bwhere )(?<!\bnor )(?<!\bso )(?<!\bthen )"
    r"(?<=\w )(?:must|should|could|would|cannot|can't|couldn't|shouldn't)\s+(?P<next>(?-i:[a-z])[a-z]*)",
    re.IGNORECASE,
)
#: "Will for the first time the 30 billion": what tells when, and then an article or a number.
_DEPRIVED = re.compile(
    r"(?<=[a-z] )(?:will|would|must|should|could)\s+(?:not\s+)?(?:for\s+the\s+\w+\s+time|again|soon|also|now"
    r"|already|today|tomorrow|this\s+\w+|next\s+\w+|on\s+\w+day)\s+(?:the|an?|its|their|his|her|\$?\d[\d,.]*)\s"
)
_INFINITIVE = re.compile(r"\w*[aeiáéí]r(?:[mts]e|nos|os)?(?:l[aeo]s?)?")
#: What may stand between a modal and its verb, or behind one whose verb is understood.
_BETWEEN = frozenset((
    "también", "además", "incluso", "quizá", "quizás", "este", "esta", "esto", "estos", "estas", "todos",
    "todo", "pero", "para", "desde", "hasta", "sobre", "entre", "sino", "como", "cuando", "porque", "aunque",
    "ahora", "nunca", "siempre", "solo", "sólo", "bien", "mucho", "otra", "otro", "tanto", "luego", "después",
    "antes", "ellos", "ellas", "usted", "ustedes", "nosotros", "aún", "todavía", "jamás", "según",
))  # fmt: skip
_ADVERBS = frozenset(("always", "sometimes", "perhaps", "thus", "nevertheless", "besides", "afterwards"))


def lacks_verb(text: str, language: str) -> bool:
    """Whether a modal verb in *text* stands before a noun or an adjective instead of a verb."""
    if language not in _MODALS:
        return False
    if language == "en" and _DEPRIVED.search(text):
        return True
    pattern, is_no_verb = _MODALS[language]
    return any(is_no_verb(match["next"].lower()) for match in pattern.finditer(text))


def _is_no_spanish_verb(word: str) -> bool:
    is_verb = _INFINITIVE.fullmatch(word) is not None
    return len(word) > 3 and not is_verb and not word.endswith("mente") and word not in _BETWEEN


def _is_no_english_verb(word: str) -> bool:
    """Whether *word* ends as nouns in the plural do, and verbs behind a modal never."""
    return len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us")) and word not in _ADVERBS


_MODALS: Mapping[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    "es": (_SPANISH, _is_no_spanish_verb),
    "en": (_ENGLISH, _is_no_english_verb),
}
