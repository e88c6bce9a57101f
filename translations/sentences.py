"""Sentences of Spanish and English news: where they begin and end in a text.

Rules, not a model: every full stop, question mark, exclamation mark, ellipsis and line end is looked at once,
with the word before it and the word after it. ``benchmarks/sentences.py`` measures them beside libraries:
sentencex, the one that is light and maintained, misses up to a tenth of the ends in English articles; those
that come near (sentence-splitter, syntok, segtok) had their last release years ago and are ten times slower.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from dosvoces.core.language_tags import base_language
from pipelines.languages.table import LISTED, NAME, RARE, SPANISH, UNCOMMON
from pipelines.languages.tokens import evidence
from translations.abbreviations import BINDING, COUNTED, NUMBERING, OPEN, STARTERS, UNCOUNTED, WORDS
from translations.shortened import is_shortened

#: Verbs that attach a short attribution to the question or exclamation just quoted: “Why?” John asked.
_SAYING = frozenset(
    (
        "said",
        "says",
        "asked",
        "asks",
        "told",
        "wrote",
        "added",
        "adds",
        "replied",
        "shouted",
        "cried",
        "tweeted",
    )
)

_CLOSERS = "\"'”’»›)\\]}"
_OPENERS = "\"'“‘«‹([{¿¡—–-"
_OPENING = frozenset('"“«‘¿¡—–')
_QUOTES = frozenset("\"'”’»›")
#: What may end a sentence: a run of stops with the closing marks after it, or a line end.  A run is looked at
#: from its beginning alone, so that a row of dots is read once.
_STOP = re.compile(
    rf"(?<![.!?…])(?P<stop>[.!?…]++)(?P<closers>(?:[ \u00a0\u202f]?[»”]|[{_CLOSERS}])*)(?=\s|$|[¿¡]|[^\W\d_])"
    r"|(?P<line>[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+)"
)
_NEXT = re.compile(rf"\s*(?P<openers>(?:[{_OPENERS}]\s?)*)(?P<word>[^\W_]+(?:['’-][^\W_]+)*|\S?)")
_SPACE = re.compile(r"\s*")
_TOKEN = re.compile(r"[^\s\"“‘«‹(\[{¿¡—–]+$")
_ATTRIBUTION = re.compile(r"\s+(?:[A-Z][\w.’'-]*\s+){1,3}(?P<verb>[a-z]+)")
#: The letter or small Roman numeral of an item: "b) Luz", "(ii) Two", "[b] Two", "b. Luz", "b.- Luz".
_ITEM = re.compile(
    r"\s+(?:[(\[]?(?:[a-z]|[ivx]{1,5})[)\]](?=\s)|(?:[a-h]|[ivx]{1,5})\.[-–—]?(?=\s+[^\W\d_a-z]))"
)
_ROMAN_ITEM = re.compile(r"[ivx]{2,5}|[IVX]{2,5}")
_ROMAN = re.compile(r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?![^\W_])")
#: "N.º 916", "No. 5": a number that says so.
_NUMERO = re.compile(r"[Nn](?:\.?\s?[º°]|[oºú°]m?\.|ro\.)\s?\d")
#: A number and what it counts: "30 diputados", "12 % of".
_COUNT = re.compile(r"\d[\d.,]*+(?:\s?%|\s+(?P<counted>of (?:them|us)\b|de ell[ao]s\b|[^\W\d_]+))")
#: "1,80 m", "5 g": a unit of one letter behind a number.
_UNIT = re.compile(r"\d[ \u00a0\u202f]?[a-z]\Z")
#: A word with a capital right before.
_CAPITALISED = re.compile(r"(?<!\w)([^\W\d_a-záéíóúñü]\w*)\s\Z")
_VERB = re.compile(r"[^\W\d_]{2}(?:ó|r[áé]|rán|aron|ieron|aban?)$")
#: How far back the word before a stop is sought; longer ones are no abbreviations.
_REACH = 40
#: Longest word of no dictionary that is taken for an abbreviation before a number.
_SHORT = 5


class _Rules(NamedTuple):
    language: str
    binding: frozenset[str]
    numbering: frozenset[str]
    open: frozenset[str]
    starters: frozenset[str]
    #: Abbreviations that are ordinary words as well.
    words: frozenset[str]
    counted: frozenset[str]
    uncounted: frozenset[str]


@lru_cache(maxsize=3)
def _rules(language: str) -> _Rules:
    tables = (BINDING, NUMBERING, OPEN, STARTERS, WORDS, COUNTED, UNCOUNTED)
    return _Rules(
        language,
        *(
            frozenset(word for key in table if language in (key, "") for word in table[key].split())
            for table in tables
        ),
    )


def split(text: str, language: str = "und") -> list[tuple[int, int]]:
    """The sentences of *text* as ``(start, end)`` offsets, in order.

    Only white space lies before, between and after them, so nothing is lost: the sentences and the gaps
    between them, put together, are *text*. A line end always ends a sentence; a text without a full stop (a
    headline) is one. *language* is a BCP 47 tag; other than Spanish and English get the rules of both.
    """
    primary = base_language(language)
    rules = _rules(primary if primary in STARTERS else "")
    sentences: list[tuple[int, int]] = []
    start = _skip_space(text, 0)
    for match in _STOP.finditer(text):
        if match["line"] is None and not _ends_sentence(text, start, match, rules):
            continue
        _add_stripped(text, start, match.end(), sentences)
        start = _skip_space(text, match.end())
    _add_stripped(text, start, len(text), sentences)
    return sentences


def _skip_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _add_stripped(text: str, start: int, end: int, sentences: list[tuple[int, int]]) -> None:
    """Add the sentence from *start*, which is no white space, without the white space before *end*."""
    length = len(text[start:end].rstrip())
    if length:
        sentences.append((start, start + length))


class _Place(NamedTuple):
    """What stands around a full stop."""

    text: str
    #: The word before the stop, as it is spelt, and where it begins.
    token: str
    begin: int
    #: The marks and the word behind the stop, and where that word begins.
    openers: str
    word: str
    at: int
    #: Whether the word before is the sentence's first.
    first: bool
    #: Whether what follows is an item of a list: "b) Luz".
    item: bool


def _ends_sentence(text: str, start: int, match: re.Match[str], rules: _Rules) -> bool:
    after = _NEXT.match(text, match.end())
    word = after["word"] if after else ""
    if not after or not word:
        return False
    before = _TOKEN.search(text, max(start, match.start() - _REACH), match.start())
    token = before[0] if before else ""
    if after.start("word") == match.end() and not _is_missing_space(text, match, token, word):
        return False
    item = _ITEM.match(text, match.end()) is not None
    if _starts_lower(word) and not item:
        return False
    if match["stop"] != ".":
        return not _is_attributed(text, match)
    if not _QUOTES.isdisjoint(match["closers"]):
        return True
    begin = before.start() if before else match.start()
    first = before is not None and begin == start
    place = _Place(text, token, begin, after["openers"], word, after.start("word"), first, item)
    return _ends_at_full_stop(place, rules)


def _ends_at_full_stop(place: _Place, rules: _Rules) -> bool:
    """Whether the full stop at *place* ends the sentence; no closing mark stands before the next word."""
    token, word = place.token, place.word
    key = unicodedata.normalize("NFC", token.lower())
    if len(token) == 1 == len(word) and word.isupper() and token.isalpha():
        return False  # "a. C.", "S. A.", "J. K. Rowling"
    if place.first and (token.isdigit() or len(token) == 1 or _ROMAN_ITEM.fullmatch(token)):
        return False  # "1. Apruebe el acta": the number of an item, not a sentence of its own.
    begins = (
        word.lower() in rules.starters
        or not _OPENING.isdisjoint(place.openers)
        or _counts(place, rules)
        or _is_verb(word)
    )
    if _UNIT.search(place.text, max(0, place.begin - 2), place.begin + len(token)):
        return True
    if (
        key in rules.open
        or (len(token) == 1 and token.isupper())
        or (_is_acronym(token) and key not in rules.binding)
        or (key not in rules.binding | rules.numbering and _is_shortened(place, rules))
    ):
        # "et al. (In press)": what stands in brackets belongs to the sentence.
        return (
            begins
            and not (len(token) == 1 and word in ("I", "A"))
            and not place.openers.startswith(("(", "["))
        )
    # "el Valencia CF", "special ed": a word of its own, spelt like an abbreviation.
    word_as_well = _is_in_capitals(place) or (key in rules.words and token.islower())
    if key in rules.binding:
        return word_as_well and begins
    if not _is_number(place):
        # "Lima, 3 may. (EFE)": a dateline.
        return word_as_well or key not in rules.numbering or not place.openers.startswith(("(", "["))
    if key in rules.numbering:
        return word_as_well and (_counts(place, rules) or word == "I")
    return not _is_unknown(place)


def _is_verb(word: str) -> bool:
    """Whether *word* has the ending of a Spanish verb that names hardly ever have: "Volvió", "Habrá"."""
    flags = evidence(word.lower()).flags if _VERB.search(word) else 0
    return bool(flags & SPANISH) and not flags & (NAME | LISTED)


def _is_in_capitals(place: _Place) -> bool:
    """Whether the word before the stop is in capitals and the text around it is not."""
    if len(place.token) == 1 or not place.token.isupper():
        return False
    around = place.text[max(0, place.begin - _REACH) : place.begin] + place.text[place.at : place.at + _REACH]
    return any(letter.islower() for letter in around)


def _is_number(place: _Place) -> bool:
    """Whether a number, Arabic or Roman, or the letter of an item follows the stop."""
    if place.item or place.word[0].isdigit():
        return True
    return any(pattern.match(place.text, place.at) for pattern in (_ROMAN, _NUMERO))


def _counts(place: _Place, rules: _Rules) -> bool:
    """Whether a number follows that counts what stands behind it: "30 diputados", not "5 de la ley"."""
    count = _COUNT.match(place.text, place.at)
    if not count:
        return False
    counted = (count["counted"] or "%").lower()
    if counted in rules.counted or " " in counted:
        return True
    plural = len(counted) > 3 and counted.endswith("s") and not counted.endswith(("ss", "us", "is"))
    return plural and counted not in rules.starters and counted not in rules.uncounted


def _is_shortened(place: _Place, rules: _Rules) -> bool:
    before = _CAPITALISED.search(place.text, max(0, place.begin - _REACH), place.begin)
    if before and before[1].lower() not in rules.starters and rules.language == "es":
        return False  # "Ellen Sirleaf": a surname.
    return is_shortened(place.token, rules.language, is_behind=_is_behind_another(place))


def _is_behind_another(place: _Place) -> bool:
    """Whether the token stands behind an abbreviation."""
    return place.text.startswith(". ", max(0, place.begin - 2))


def _is_unknown(place: _Place) -> bool:
    """Whether the token is short, in small letters and in no dictionary, as abbreviations are.

    Behind another one it may be in one: "disp. adic. II".
    """
    token = place.token
    strange = RARE | UNCOMMON if _is_behind_another(place) else RARE
    is_short = 1 < len(token) <= _SHORT and token.isalpha() and token.islower()
    return is_short and bool(evidence(token).flags & strange)


def _is_acronym(token: str) -> bool:
    """Whether *token* is letters between stops: U.S, S.A, J.K."""
    parts = token.split(".")
    return len(parts) > 1 and all(len(part) <= 2 and part.isalpha() for part in parts)


def _starts_lower(word: str) -> bool:
    """Whether *word* continues a sentence: small letters, but not "iPhone"."""
    return word[0].islower() and not any(letter.isupper() for letter in word[1:3])


def _is_missing_space(text: str, match: re.Match[str], token: str, word: str) -> bool:
    """Whether the stop lacks the space after it ("final.El"), as pages that lost their mark-up do.

    Addresses, file names and versions look alike, so the word before must be a plain one in small letters and
    the word after one with a capital and then small letters; behind a number or an acronym, and where either
    has but two letters, it must be a word that begins sentences.
    """
    if match["stop"].startswith("…") or (len(token) < 2 and not token.isdigit()):
        return False
    if not word.istitle() or word in ("Com", "Org", "Net"):
        return False
    if token.isdigit() or token.isupper() or len(word) <= 2 or (len(token) == 2 and not token.islower()):
        plain = word.lower() in _rules("").starters and (token.isdigit() or token.isalpha())
    else:
        plain = token[1:].isalpha() and token[1:].islower()
    follows = text[match.end() + len(word) : match.end() + len(word) + 1]
    return plain and follows in ("", " ", ",", ":", ";")


def _is_attributed(text: str, match: re.Match[str]) -> bool:
    """Whether what was quoted is followed by who said it: “Why?” John Smith asked."""
    if not match["closers"]:
        return False
    attribution = _ATTRIBUTION.match(text, match.end())
    return attribution is not None and attribution["verb"] in _SAYING
