"""The language of a whole text."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from pipelines.languages.lexicon import furniture_language
from pipelines.languages.scores import PRIOR, SHORT, margin, to_confidence, total, unknown_odds
from pipelines.languages.table import (
    ENGLISH,
    GIVEN,
    LANGUAGES,
    LISTED,
    NAME,
    RARE,
    SPANISH,
    SURNAME,
    UNCOMMON,
)
from pipelines.languages.tokens import BLOCKS, PARTICLES, REMEMBERED, Token, evidence, tokens


class Label(msgspec.Struct, frozen=True):
    """A language and how sure it is: of what is said with .9, nine in ten are right."""

    #: BCP 47; ``und`` when the text is evidence for nothing.
    language: str
    confidence: float


#: Most characters of a line whose language is remembered, as other pages repeat it, and lines remembered.
LINE, LINES = 160, 4096
#: What standing in a document of a language is worth, nats.
NEAR = 2.0
#: Confidence of an exact entry of the lexicon, of a name, and of no word at all.
LEXICON, NAMED, EMPTY = 0.99, 0.87, 0.99
#: Confidence of a script that only other languages use.
SCRIPT = 0.9
#: The logistic curve from margin to confidence.
BASE, SLOPE = 0.0, 0.75

#: Scripts that neither language uses, and the language they most often write.
_SCRIPTS = {
    "CYRILLIC": "ru", "GREEK": "el", "ARABIC": "ar", "HEBREW": "he", "CJK": "zh", "HIRAGANA": "ja",
    "KATAKANA": "ja", "HANGUL": "ko", "DEVANAGARI": "hi", "THAI": "th", "BENGALI": "bn", "GEORGIAN": "ka",
    "ARMENIAN": "hy",
}  # fmt: skip
_PRIOR = tuple(PRIOR[code] for code in LANGUAGES)
#: Where the first of those scripts begins in Unicode.
_FOREIGN = "\u0370"
_APOSTROPHE = frozenset("'’")


def label(text: str) -> Label:
    """The language of *text*; ``und`` for names, numbers, addresses and code alone, and outside the table.

    For anything from one word to an article; :func:`label_document` knows more languages.
    """
    return label_words(text, tokens(text))


def label_near(text: str, language: str) -> Label:
    """The language of a *text* that stands in a document in *language*, one of the table's.

    The neighbourhood counts as one weak word does: it decides between look-alikes, not against a clear word.
    """
    return _label_line(text, language) if len(text) <= LINE else label_words(text, tokens(text), language)


@lru_cache(maxsize=LINES)
def _label_line(text: str, language: str) -> Label:
    return label_words(text, tokens(text), language)


def near(language: str | None) -> Sequence[float]:
    """The log-prior of each of the table's languages in a document in *language*."""
    if language is None:
        return _PRIOR
    return [value + NEAR * (code == language) for code, value in zip(LANGUAGES, _PRIOR, strict=True)]


def label_words(text: str, words: Sequence[Token], language: str | None = None) -> Label:
    """The language of *text*, whose *words* are known, in a document in *language*."""
    if not words:
        return Label("und", EMPTY)
    known = furniture_language(text)
    if known:
        return Label(known, LEXICON)
    script = foreign_script(words)
    if script:
        return Label(script, SCRIPT)
    if is_name(words):
        return Label("und", NAMED)
    return judge_text(text, words, language)


def judge_text(text: str, words: Sequence[Token], language: str | None) -> Label:
    """The language of running *text* with the *words*, in a document in *language*, by evidence alone."""
    if language is None or len(text) > REMEMBERED:
        return judge(words, near(language))
    return _judge_near(text, language)


# A block is judged for itself and for its fragments.
@lru_cache(maxsize=BLOCKS)
def _judge_near(text: str, language: str) -> Label:
    return judge(tokens(text), near(language))


def judge(words: Sequence[Token], prior: Sequence[float]) -> Label:
    """The language of running text with the *words*, by their evidence alone."""
    totals = total(words, prior)
    best = max(range(len(totals)), key=totals.__getitem__)
    language = LANGUAGES[best]
    odds = unknown_odds(words, language)
    if odds > 0:
        return Label("und", to_confidence(odds))
    return Label(language, to_confidence(margin(totals, best), BASE, SLOPE) * to_confidence(-odds))


def is_name(words: Sequence[Token]) -> bool:
    """Whether a short text holds capitalised names alone.

    One word must be a name beyond doubt.  Of several none may be an ordinary word; besides, one must be a
    name, or none in any dictionary, or the first a given name and the last a surname.
    """
    if len(words) > SHORT or not words[0].capital or not words[-1].capital:
        return False
    if any(_APOSTROPHE & {*token.word} or not (token.capital or token.word in PARTICLES) for token in words):
        return False
    content = [
        t for t in words if t.capital and not t.branded and (len(words) == 1 or t.word not in PARTICLES)
    ]
    if not content:
        return len(words) == 1
    found = [evidence(token.word).flags for token in content]
    if len(found) == 1:
        return bool(found[0] & NAME) or (len(words) > 1 and bool(found[0] & (RARE | LISTED)))
    person = bool(found[0] & GIVEN)
    strange = UNCOMMON if person else 0
    if any(flags & (SPANISH | ENGLISH) and not flags & (NAME | LISTED | strange) for flags in found):
        return False
    return (
        any(flags & NAME for flags in found)
        or all(flags & RARE for flags in found)
        or (any(flags & LISTED for flags in found) and any(flags & RARE for flags in found))
        or (person and bool(found[-1] & (SURNAME | UNCOMMON)))
    )


def foreign_script(words: Sequence[Token]) -> str | None:
    """The language of a text most of whose words are in another script than ours."""
    if words[0].word[0] < _FOREIGN and words[-1].word[0] < _FOREIGN:
        return None
    found: dict[str, int] = {}
    for token in words:
        script = unicodedata.name(token.word[0], "").split(" ")[0]
        code = _SCRIPTS.get(script)
        if code:
            found[code] = found.get(code, 0) + 1
    best = max(found, key=found.__getitem__, default=None)
    return best if best and found[best] * 2 > len(words) else None
