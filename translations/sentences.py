"""Sentences of Spanish and English news: where they begin and end in a text.

Rules, not a model: every full stop, question mark, exclamation mark, ellipsis and line end is looked at once,
with the word before it and the word after it. ``benchmarks/sentences.py`` measures them beside libraries:
sentencex, the one that is light and maintained, misses up to a tenth of the ends in English articles; those
that come near (sentence-splitter, syntok, segtok) had their last release years ago and are ten times slower.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from translations.abbreviations import BINDING, NUMBERING, OPEN, STARTERS

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
#: What may end a sentence: a run of stops with the closing marks after it, or a line end.
_STOP = re.compile(
    rf"(?P<stop>[.!?…]+)(?P<closers>(?:[ \u00a0\u202f]?[»”]|[{_CLOSERS}])*)(?=\s|$|[¿¡]|[^\W\d_])"
    r"|(?P<line>[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+)"
)
_NEXT = re.compile(rf"\s*(?P<openers>(?:[{_OPENERS}]\s?)*)(?P<word>[^\W_]+(?:['’-][^\W_]+)*|\S?)")
_TOKEN = re.compile(r"[^\s\"“‘«‹(\[{¿¡—–]+$")
_ATTRIBUTION = re.compile(r"\s+(?:[A-Z][\w.’'-]*\s+){1,3}(?P<verb>[a-z]+)")
#: How far back the word before a stop is sought; longer ones are no abbreviations.
_REACH = 40


class _Rules(NamedTuple):
    binding: frozenset[str]
    numbering: frozenset[str]
    open: frozenset[str]
    starters: frozenset[str]


@lru_cache(maxsize=3)
def _rules(language: str) -> _Rules:
    tables = (BINDING, NUMBERING, OPEN, STARTERS)
    return _Rules(
        *(
            frozenset(word for key in table if language in (key, "") for word in table[key].split())
            for table in tables
        )
    )


def split(text: str, language: str = "und") -> list[tuple[int, int]]:
    """The sentences of *text* as ``(start, end)`` offsets, in order.

    Only white space lies before, between and after them, so nothing is lost: the sentences and the gaps
    between them, put together, are *text*. A line end always ends a sentence; a text without a full stop (a
    headline) is one. *language* is a BCP 47 tag; other than Spanish and English get the rules of both.
    """
    primary = language.partition("-")[0].lower()
    rules = _rules(primary if primary in STARTERS else "")
    sentences: list[tuple[int, int]] = []
    start = 0
    for match in _STOP.finditer(text):
        if match["line"] is None and not _ends_sentence(text, start, match, rules):
            continue
        _add_stripped(text, start, match.end(), sentences)
        start = match.end()
    _add_stripped(text, start, len(text), sentences)
    return sentences


def _add_stripped(text: str, start: int, end: int, sentences: list[tuple[int, int]]) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        begin = start + piece.index(stripped[0]) if piece[0].isspace() else start
        sentences.append((begin, begin + len(stripped)))


def _ends_sentence(text: str, start: int, match: re.Match[str], rules: _Rules) -> bool:
    after = _NEXT.match(text, match.end())
    word = after["word"] if after else ""
    if not after or not word:
        return False
    openers = after["openers"]
    glued = after.start("word") == match.end()
    before = _TOKEN.search(text, max(start, match.start() - _REACH), match.start())
    token = before[0] if before else ""
    if glued and not _is_missing_space(text, match, token, word):
        return False
    if _starts_lower(word):
        return False
    if match["stop"] != ".":
        return not _is_attributed(text, match)
    if any(mark in match["closers"] for mark in "\"'”’»›"):
        return True
    return _ends_at_full_stop(
        token, word, openers, rules, first=before is not None and _is_first(text, start, before)
    )


def _is_first(text: str, start: int, before: re.Match[str]) -> bool:
    return not text[start : before.start()].strip()


def _ends_at_full_stop(token: str, word: str, openers: str, rules: _Rules, *, first: bool) -> bool:
    """Whether the full stop between *token* and *word* ends the sentence; no closing mark stands between."""
    key = token.lower()
    number = word[0].isdigit()
    if len(token) == 1 == len(word) and word.isupper() and token.isalpha():
        return False  # "a. C.", "S. A.", "J. K. Rowling"
    if first and (token.isdigit() or len(token) == 1):
        return False  # "1. Apruebe el acta": the number of an item, not a sentence of its own.
    starts = word.lower() in rules.starters or any(mark in openers for mark in '"“«‘¿¡—–')
    if key in rules.open or (len(token) == 1 and token.isupper()) or _is_acronym(token):
        return starts and not (len(token) == 1 and word in ("I", "A"))
    if key in rules.binding:
        return False
    return not (number and key in rules.numbering)


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
    the word after one with a capital and then small letters.
    """
    if match["stop"].startswith("…") or len(token) < 3 or not token[1:].isalpha() or not token[1:].islower():
        return False
    if not (len(word) > 1 and word[0].isupper() and word[1:].islower()) or word in ("Com", "Org", "Net"):
        return False
    follows = text[match.end() + len(word) : match.end() + len(word) + 1]
    return follows in ("", " ", ",", ":", ";")


def _is_attributed(text: str, match: re.Match[str]) -> bool:
    """Whether what was quoted is followed by who said it: “Why?” John Smith asked."""
    if not match["closers"]:
        return False
    attribution = _ATTRIBUTION.match(text, match.end())
    return attribution is not None and attribution["verb"] in _SAYING
