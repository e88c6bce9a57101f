"""Tokens: the words of a text that are evidence for a language, and how much each weighs.

Numbers, addresses, handles, hashtags, file names, placeholders, mark-up and code are evidence for nothing
and give no token; capitalised names give one of little weight.
"""

import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pipelines.languages.table import ENGLISH, GRAMMAR, LISTED, NAME, RARE, SPANISH, WORDS, Word, table

#: The words that nothing longer can begin with (group ``p``), which are most; what looks like words and is
#: none; then the other words (group ``w``).  Addresses are looked for where a run of their characters begins,
#: so that a long run is read once.
_SCAN = re.compile(
    r"""
      [ ,]{0,2}+ (?:
      (?P<p>[^\W\d_]++)(?=[ \n,;!?”»]|\.?\Z|\.[ \n])
    | (?:https?://|www\.)\S+
    | (?<![\w.+-])[\w.+-]++@[\w-]+\.[\w.]+
    | [@\#]\w[\w.]*
    | (?<![\w-])(?<![\w-]\.)[\w-]++(?:\.[\w-]++)*\.(?:com|org|net|gov|edu|info|gob|io|tv|php
        |html?|css|js|jpe?g|png|gif|pdf|zip|es|mx|uk|br|fr|it|de|pt|cat|eu)\b(?:/\S*)?
    | </?[a-zA-Z][^<>\n]{0,200}> | &\#?\w+;
    | %\(?\w{0,40}\)?(?:\d{1,3}\$)?[sd]\b | \{\{?[^{}\n]{0,60}\}\}? | \$\w+
    | \w*\d\w*(?:[-.,:/]\w*\d\w*)*(?:\ (?:[kcm]m|k[gmwW]|kWh|[GMk]B|hs?|hrs)\b)?
    | \w+(?:_+\w+)+ | \w+\(\) | (?<=[^\W\d_])/(?:[ao]s?|es)\b
    | (?P<w>[^\W\d_]+(?:(?:['’·]|[\u0300-\u036f]+)[^\W\d_]+)*[\u0300-\u036f]*)
      )
    """,
    re.VERBOSE,
)

#: Capitals that may be a slogan, in which they say nothing of names and acronyms.  Two words are as often a
#: name of ordinary words, grammar or none ("HOME DEPOT", "BEST BUY").
_SHOUTED = re.compile(r"(?<![\w'’-])[A-ZÀ-ÖØ-Þ]+(?:[ ][A-ZÀ-ÖØ-Þ]+){2,}(?![\w'’-])")
#: What follows the place and the agency before a story's first words: ", N.M. —", " (AP) —".
_DATELINE = re.compile(r"\s?[:(]|[^.!?\n—–]{0,40}(?:[—–]|\s-\s)")
#: A letter drawn out ("baaack").
_LONG = re.compile(r"(\w)\1{2,}")
#: Small words that names are made with ("María de los Ángeles", "Bank of England").
PARTICLES = frozenset({
    "de", "del", "la", "las", "los", "el", "y", "e", "i", "da", "do", "das", "dos", "di", "du", "des",
    "van", "von", "der", "den", "of", "the", "and", "for", "in", "on", "to", "at", "en", "al", "a",
    "le", "les", "et", "au", "aux", "sur", "per", "dels", "als", "della", "delle", "degli", "am", "zu", "im",
})  # fmt: skip
#: A word that the Spanish dictionary took over from English is at most so likely in Spanish, nats, and its
#: shape so much more English.
ADOPTED, SHAPED = -1.0, 2.5
#: Letters of a word that are looked at; no word of the table is longer.
LONGEST = 32
#: Characters of the longest text whose words are remembered for a while, and texts: an article's blocks.
REMEMBERED, BLOCKS = 2_000, 256
#: Longest word in capitals that is taken for an acronym.
ACRONYM = 5

#: A stressed syllable that is not the last of a verb, and the pronouns that moved it there.
_ENCLITIC = re.compile(r"([a-zñ]*[áéíóú][a-zñ]+?[aeiours])(?:[mts]e)?(?:l[aeo]s?|nos|[mts]e)")
_UNACCENTED = str.maketrans("áéíóú", "aeiou")
#: English endings behind an apostrophe, and the beginnings that Romance languages elide before one.
_ENGLISH_TAILS = {"s", "t", "re", "ve", "ll", "d", "m", "em", "all", "clock", "know"}
_ELIDED = frozenset({
    "l", "d", "qu", "s", "n", "j", "m", "c", "t", "dell", "nell", "sull", "all", "dall", "un", "gl",
    "quest", "lorsqu", "jusqu", "com", "pel", "bell", "anch",
})  # fmt: skip
#: Evidence of an English ending and of an elided beginning, nats, in the order of the table's languages.
_TAIL = (-4.0, 0.0, -4.0, -4.0, -4.0, -4.0, -4.0, -3.0)
_HEAD = (-5.0, -4.0, -4.0, -4.0, 0.0, 0.0, 0.0, -5.0)


class Token(NamedTuple):
    """A word of the text: where it stands, how it is spelt."""

    start: int
    end: int
    #: The word in lower case, its first :data:`LONGEST` letters.
    word: str
    capital: bool
    #: An initial, an acronym or a brand's spelling ("A.", "NASA", "iPhone"): a name whatever the word means.
    branded: bool


def tokens(text: str) -> tuple[Token, ...]:
    """The words of *text*, in order."""
    return _remembered(text) if len(text) <= REMEMBERED else _scan(text)


def _scan(text: str) -> tuple[Token, ...]:
    found: list[Token] = []
    shouting = text.isupper()
    slogans = deque(() if shouting else _find_slogans(text))
    for match in _SCAN.finditer(text):
        group = match.lastgroup
        if not group:
            continue
        spelt = match[group]
        end = match.end()
        start = end - len(spelt)
        if spelt.islower():
            found.append(Token(start, end, spelt[:LONGEST], False, False))
            continue
        while slogans and slogans[0][1] < end:
            slogans.popleft()
        if slogans and slogans[0][0] <= start:
            found.append(Token(start, end, spelt.lower()[:LONGEST], False, False))
            continue
        branded = (
            not shouting
            and (
                (not spelt[1:].islower() and _branded(spelt, text, end))
                # The rest of "NASA-led" is part of the name.
                or (bool(found) and found[-1].branded and text[found[-1].end : start] == "-")
            )
        )
        found.append(Token(start, end, spelt.lower()[:LONGEST], spelt[0].isupper() or branded, branded))
    return tuple(found)


def _find_slogans(text: str) -> Iterator[tuple[int, int]]:
    """Where sentences in capitals stand beside others; a dateline that begins a line is none."""
    for found in _SHOUTED.finditer(text):
        begins = not found.start() or text[found.start() - 1] == "\n"
        if begins and _DATELINE.match(text, found.end()):
            continue
        words = found[0].lower().split()
        if any(map(_is_no_name, words)) or all(map(_is_common, words)):
            yield found.span()


def _is_common(word: str) -> bool:
    """Whether a word is in a dictionary and in no list of names."""
    flags = evidence(word).flags
    return bool(flags & (SPANISH | ENGLISH)) and not flags & (NAME | LISTED)


def _is_no_name(word: str) -> bool:
    """Whether a word is grammar that no name is made with."""
    return word not in PARTICLES and evidence(word).flags & (GRAMMAR | NAME | LISTED) == GRAMMAR


# A block is asked for with its article, by itself and for its fragments.
_remembered = lru_cache(maxsize=BLOCKS)(_scan)


def _branded(spelt: str, text: str, end: int) -> bool:
    if len(spelt) == 1:
        return text[end : end + 1] == "."
    if "'" in spelt or "’" in spelt:
        return False
    return len(spelt) <= ACRONYM if spelt.isupper() else not spelt[1:].islower()


def evidence(lower: str) -> Word:
    """What the lower-case word says, apostrophes taken apart."""
    return _evidence(lower[:LONGEST])


@lru_cache(maxsize=WORDS)
def _evidence(lower: str) -> Word:
    if "’" in lower:
        lower = lower.replace("’", "'")
    whole = table().word(lower)
    if _is_enclitic(lower, whole.flags):
        return Word(whole.scores, whole.flags & ~RARE | SPANISH, known=True)
    if whole.known:
        return whole
    short = _LONG.sub(r"\1", lower)
    if short != lower:
        return evidence(short) if table().word(short).known else evidence(_LONG.sub(r"\1\1", lower))
    if "'" not in lower:
        return whole
    head, _, tail = lower.rpartition("'")
    if tail in _ENGLISH_TAILS and head:
        rest = evidence(head)
        return Word(_add(rest.scores, _TAIL), rest.flags, rest.known)
    head, _, tail = lower.partition("'")
    if head in _ELIDED and tail:
        rest = evidence(tail)
        return Word(_add(rest.scores, _HEAD), rest.flags, rest.known)
    return whole


def _is_enclitic(lower: str, flags: int) -> bool:
    """Whether a word of no dictionary is a Spanish verb with its pronouns: "míralo"."""
    if not flags & RARE or flags & (NAME | LISTED):
        return False
    found = _ENCLITIC.fullmatch(lower)
    return found is not None and bool(table().word(found[1].translate(_UNACCENTED)).flags & SPANISH)


def is_adopted(lower: str) -> bool:
    """Whether a word of both dictionaries is English by its use and its shape: "marketing", "ranking"."""
    scores, flags, _ = evidence(lower)
    if flags & (SPANISH | ENGLISH | GRAMMAR) != SPANISH | ENGLISH or scores[0] > ADOPTED:
        return False
    shape = table().shape(lower)
    return shape[1] - shape[0] > SHAPED


def is_plain(lower: str) -> bool:
    """Whether a word is neither drawn out ("baaack") nor laughter ("jajaja")."""
    return len({*lower}) > 2 and not _LONG.search(lower)


def _add(one: tuple[float, ...], two: tuple[float, ...]) -> tuple[float, ...]:
    sums = [a + b for a, b in zip(one, two, strict=True)]
    top = max(sums)
    return tuple(value - top for value in sums)
