"""Faults that are put into human translations, one at a time: what the flags of a translation are to find."""

import random
import re
from collections.abc import Callable, Sequence

from dosvoces.core.months import MONTH_NAMES
from dosvoces.core.record import Flag
from translations.entities import find_entities
from translations.names import find_names
from translations.negations import find_negations

#: A source, its human translation, the translation's language and chance: the translation with a fault, or
#: None where it has no place for it.
Fault = Callable[[str, str, str, random.Random], str | None]

_DIGITS = re.compile(r"(?<![\w.,:])\d+(?:[.,:]\d+)*(?![\w])")
_GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,]\d{3})+(?![\w.,]?\d)")
_DECIMAL = re.compile(r"(?<![\w.,])\d+[.,]\d{1,2}(?![\w.,]?\d)")
_SCALES = {
    "en": ("thousand", "million", "billion", "trillion"),
    "es": ("mil", "millones", "mil millones", "billones"),
}
_MONTHS = {"en": [name.capitalize() for name in MONTH_NAMES["en"]], "es": list(MONTH_NAMES["es"])}
_CENTURY = {
    "en": re.compile(r"\b(\d+)(?=(?:st|nd|rd|th) centur)"),
    "es": re.compile(r"(?<=siglo )([IVX]+)\b"),
}
_QUOTES = re.compile(r"[“”«»„\"]")
_WORD = re.compile(r"[^\W\d_]+")


def _pick(matches: Sequence[re.Match[str]], chance: random.Random) -> re.Match[str] | None:
    return chance.choice(matches) if matches else None


def _replace(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def change_digit(source: str, target: str, language: str, chance: random.Random) -> str | None:
    match = _pick(list(_DIGITS.finditer(target)), chance)
    if not match:
        return None
    places = [at for at, letter in enumerate(match[0]) if letter.isdigit()]
    at = chance.choice(places)
    other = chance.choice([digit for digit in "123456789" if digit != match[0][at]])
    return _replace(target, match, match[0][:at] + other + match[0][at + 1 :])


def drop_number(source: str, target: str, language: str, chance: random.Random) -> str | None:
    match = _pick(list(_DIGITS.finditer(target)), chance)
    return _replace(target, match, "") if match else None


def add_number(source: str, target: str, language: str, chance: random.Random) -> str | None:
    blanks = list(re.finditer(r"(?<=[^\W\d_]) (?=[^\W\d_])", target))
    match = _pick(blanks, chance)
    return _replace(target, match, f" {chance.randrange(3, 5000)} ") if match else None


def drop_separator(source: str, target: str, language: str, chance: random.Random) -> str | None:
    match = _pick(list(_DECIMAL.finditer(target)), chance)
    return _replace(target, match, re.sub(r"\D", "", match[0])) if match else None


def keep_notation(source: str, target: str, language: str, chance: random.Random) -> str | None:
    """Points for thousands in English. The other way round is how Mexico writes."""
    match = _pick(list(_GROUPED.finditer(target)), chance)
    return _replace(target, match, match[0].replace(",", ".")) if match and language == "en" else None


def change_scale(source: str, target: str, language: str, chance: random.Random) -> str | None:
    pattern = rf"(?<=\d )(?:{'|'.join(sorted(_SCALES[language], key=len, reverse=True))})\b(?! mill)"
    match = _pick(list(re.finditer(pattern, target)), chance)
    if not match:
        return None
    return _replace(target, match, chance.choice([word for word in _SCALES[language] if word != match[0]]))


def change_month(source: str, target: str, language: str, chance: random.Random) -> str | None:
    names = "|".join(_MONTHS[language])
    pattern = rf"(?<=\d )(?:{names})\b|(?<=\d de )(?:{names})\b|\b(?:{names})(?=,? \d)"
    match = _pick(list(re.finditer(pattern, target)), chance)
    if not match:
        return None
    return _replace(target, match, chance.choice([name for name in _MONTHS[language] if name != match[0]]))


def change_century(source: str, target: str, language: str, chance: random.Random) -> str | None:
    match = _pick(list(_CENTURY[language].finditer(target)), chance)
    if not match:
        return None
    others = ("17", "18", "19", "20") if language == "en" else ("XVI", "XVII", "XVIII", "XIX", "XX")
    return _replace(target, match, chance.choice([other for other in others if other != match[0]]))


def change_percent(source: str, target: str, language: str, chance: random.Random) -> str | None:
    # "between 20 and 28 %" is as good as with the sign twice.
    pattern = r"(?<=\d)\s?(?:%|per cent\b|percent\b|por ciento\b)(?! (?:and|or|to|y|o|al?) )"
    match = _pick(list(re.finditer(pattern, target)), chance)
    return _replace(target, match, "") if match else None


def change_currency(source: str, target: str, language: str, chance: random.Random) -> str | None:
    words = "dollars|euros|pounds|pesos" if language == "en" else "dólares|euros|libras|pesos"
    match = _pick(list(re.finditer(rf"[$€£](?=\d)|\b(?:{words})\b", target)), chance)
    if not match:
        return None
    others = "$€£" if match[0] in "$€£" else words.split("|")
    if "$" in source and language == "en":  # Of pesos as well as of dollars.
        others = [other for other in others if other not in ("$", "dollars", "pesos")]
    return _replace(target, match, chance.choice([other for other in others if other != match[0]]))


def with_entity(source: str, target: str, chance: random.Random) -> tuple[str, str]:
    """Both sentences with an address: news has too few of its own."""
    entity = chance.choice(
        (
            "https://www.example.org/a/b-c?d=1&e=2#f",
            "www.example.mx",
            "ana.b@example.com",
            "@Ana_mx",
            "#Reforma2024",
        )
    )
    return f"{source} {entity}", f"{target} {entity}"


def change_entity(source: str, target: str, language: str, chance: random.Random) -> str | None:
    entity = find_entities(target)[-1]
    at = chance.choice([at for at in range(entity.start + 1, entity.end) if target[at].isalnum()])
    other = chance.choice([letter for letter in "abcdefghij" if letter != target[at].lower()])
    return chance.choice(
        (
            target[:at] + other + target[at + 1 :],
            target[:at] + target[at + 1 :],
            target[:at] + " " + target[at:],
            target[: entity.start] + target[entity.end :],
        )
    )


def drop_name(source: str, target: str, language: str, chance: random.Random) -> str | None:
    names = [name for name in find_names(source) if target.count(name) == 1]
    return target.replace(chance.choice(names), "") if names else None


def drop_quotes(source: str, target: str, language: str, chance: random.Random) -> str | None:
    return _QUOTES.sub("", target) if len(_QUOTES.findall(target)) > 1 else None


def add_quotes(source: str, target: str, language: str, chance: random.Random) -> str | None:
    return f"“{target}”" if not _QUOTES.search(target) else None


def copy_source(source: str, target: str, language: str, chance: random.Random) -> str | None:
    return source if len(_WORD.findall(source)) > 1 and source != target else None


def stay_in_source(source: str, target: str, language: str, chance: random.Random) -> str | None:
    """The source but for one word, as engines leave it that know no word of it."""
    words = source.split()
    if len(words) < 6:
        return None
    del words[chance.randrange(len(words))]
    return " ".join(words)


def loop_word(source: str, target: str, language: str, chance: random.Random) -> str | None:
    words = target.split()
    if len(words) < 4:
        return None
    at, size = chance.randrange(len(words) - 2), chance.randint(1, 3)
    return " ".join(words[:at] + words[at : at + size] * 6 + words[at + size :])


def cut_off(source: str, target: str, language: str, chance: random.Random) -> str | None:
    """The first third of a longer sentence."""
    return target[: len(target) // 3] if len(target) > 60 else None


def say_too_much(source: str, target: str, language: str, chance: random.Random) -> str | None:
    return f"{target} {target} {target}" if len(target) > 40 else None


_VERBS = {
    "en": re.compile(
        r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must|may|do|does|did)\b"
    ),
    "es": re.compile(
        r"\b(?:es|está|están|son|ha|han|fue|fueron|era|eran|puede|pueden|tiene|tienen|hay|será|serán|había|debe"
        r"|deben|podría|va|van|quiere|sabe|hace|se)\b"
    ),
}
_NEGATIONS = {
    "en": re.compile(r"\b(?:not|never|no|without|nor)\s+|(?<=[a-z])n['’]t\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:no|nunca|jamás|tampoco|ni|sin)\s+", re.IGNORECASE),
}


def gain_negation(source: str, target: str, language: str, chance: random.Random) -> str | None:
    """A "no" or "not" at a verb, where neither sentence negates."""
    other = "es" if language == "en" else "en"
    if find_negations(target, language) or find_negations(source, other):
        return None
    return _negate(target, language, chance)


def _negate(target: str, language: str, chance: random.Random) -> str | None:
    match = _pick(list(_VERBS[language].finditer(target)), chance)
    if not match:
        return None
    return _replace(target, match, f"{match[0]} not" if language == "en" else f"no {match[0]}")


def lose_negation(source: str, target: str, language: str, chance: random.Random) -> str | None:
    """The only negation gone, where the source has one too."""
    other = "es" if language == "en" else "en"
    if len(find_negations(target, language)) != 1 or not find_negations(source, other):
        return None
    match = _pick(list(_NEGATIONS[language].finditer(target)), chance)
    wrong = _replace(target, match, "") if match else target
    return None if find_negations(wrong, language) else wrong


def gain_another(source: str, target: str, language: str, chance: random.Random) -> str | None:
    """A "no" or "not" at a verb, where both sentences negate already."""
    other = "es" if language == "en" else "en"
    if not find_negations(target, language) or not find_negations(source, other):
        return None
    return _negate(target, language, chance)


def lose_one(source: str, target: str, language: str, chance: random.Random) -> str | None:
    """One of several negations gone, where the source has several too."""
    other = "es" if language == "en" else "en"
    several = len(find_negations(target, language))
    if several < 2 or len(find_negations(source, other)) < 2:
        return None
    match = _pick(list(_NEGATIONS[language].finditer(target)), chance)
    wrong = _replace(target, match, "") if match else target
    return wrong if len(find_negations(wrong, language)) == several - 1 else None


def invent_word(source: str, target: str, language: str, chance: random.Random) -> str | None:
    """The halves of two words as one, as small models join pieces."""
    words = [match for match in _WORD.finditer(target) if match[0].islower() and len(match[0]) > 6]
    if len(words) < 2:
        return None
    match, other = chance.sample(words, 2)
    return _replace(target, match, match[0][: len(match[0]) // 2 + 1] + other[0][len(other[0]) // 2 :])


def leave_word(source: str, target: str, language: str, chance: random.Random) -> str | None:
    """A word of the source in place of one of the translation."""
    said = [match[0] for match in _WORD.finditer(source) if match[0].islower() and len(match[0]) > 6]
    match = _pick([match for match in _WORD.finditer(target) if match[0].islower()], chance)
    return _replace(target, match, chance.choice(said)) if match and said else None


FAULTS: tuple[tuple[str, Flag, Fault], ...] = (
    ("digit", "number-mismatch", change_digit),
    ("number dropped", "number-mismatch", drop_number),
    ("number added", "number-mismatch", add_number),
    ("decimal lost", "number-mismatch", drop_separator),
    ("notation", "number-mismatch", keep_notation),
    ("scale", "number-mismatch", change_scale),
    ("month", "number-mismatch", change_month),
    ("century", "number-mismatch", change_century),
    ("percent", "number-mismatch", change_percent),
    ("currency", "number-mismatch", change_currency),
    ("address", "url-mismatch", change_entity),
    ("name dropped", "name-mismatch", drop_name),
    ("quotes lost", "quote-mismatch", drop_quotes),
    ("quotes added", "quote-mismatch", add_quotes),
    ("negation gained", "polarity-mismatch", gain_negation),
    ("negation lost", "polarity-mismatch", lose_negation),
    ("another gained", "polarity-mismatch", gain_another),
    ("one of two lost", "polarity-mismatch", lose_one),
    ("word invented", "invented-word", invent_word),
    ("word left", "untranslated", leave_word),
    ("copied", "untranslated", copy_source),
    ("left in source", "wrong-language", stay_in_source),
    ("loop", "repetition", loop_word),
    ("first third", "length-ratio", cut_off),
    ("three times", "length-ratio", say_too_much),
)
