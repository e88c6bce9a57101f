"""The language of a whole text."""

import math
import unicodedata

import msgspec

from pipelines.languages.lexicon import furniture_language
from pipelines.languages.table import LANGUAGES
from pipelines.languages.tokens import Token, evidence, listed, namelike, tokens


class Label(msgspec.Struct, frozen=True):
    """A language and how sure it is: of what is said with .9, nine in ten are right."""

    #: BCP 47; ``und`` when the text is evidence for nothing.
    language: str
    confidence: float


#: Log-prior per language of the table: what stands on an es/en site is es or en.
PRIOR = {"es": 0.0, "en": 0.0, "pt": -3.0, "gl": -4.5, "ca": -3.0, "fr": -3.0, "it": -3.0, "de": -3.0}
#: No word says more than this, nats: any list has odd entries.
CLIP = -7.0
#: Weight of a capitalised word that looks like a name.
NAME_WEIGHT = 0.1
#: What standing in a document of a language is worth, nats.
NEAR = 2.0
#: Texts up to this many words can be a name and nothing else.
LONGEST_NAME = 4

_PRIOR = tuple(PRIOR[code] for code in LANGUAGES)

#: Scripts that neither language uses, and the language they most often write.
_SCRIPTS = {"CYRILLIC": "ru", "GREEK": "el", "ARABIC": "ar", "HEBREW": "he", "CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja",
            "HANGUL": "ko", "DEVANAGARI": "hi", "THAI": "th", "BENGALI": "bn", "GEORGIAN": "ka", "ARMENIAN": "hy"}  # fmt: skip


def label(text: str) -> Label:
    """The language of *text*; ``und`` for names, numbers, addresses and code alone.

    Meant for anything from one word to an article; on whole articles :func:`label_document` knows more languages.
    """
    return _label(text, _PRIOR)


def label_near(text: str, language: str) -> Label:
    """The language of a *text* that stands in a document in *language*, one of the table's.

    The neighbourhood counts as one weak word does: it decides between look-alikes, never against a clear word.
    """
    prior = tuple(value + NEAR * (code == language) for code, value in zip(LANGUAGES, _PRIOR, strict=True))
    return _label(text, prior)


def _label(text: str, prior: tuple[float, ...]) -> Label:
    known = furniture_language(text)
    if known:
        return Label(known, 0.99)
    words = tokens(text)
    if not words:
        return Label("und", 1.0)
    script = foreign_script(words)
    if script:
        return Label(script, 0.9)
    if is_name(words):
        return Label("und", 0.8)
    totals = scores(words, prior)
    best = max(range(len(totals)), key=totals.__getitem__)
    return Label(LANGUAGES[best], certainty(totals, best))


def scores(words: list[Token], prior: tuple[float, ...] = _PRIOR) -> list[float]:
    """Log-likelihood of each of the table's languages, *prior* included."""
    totals = list(prior)
    title = sum(token.capital for token in words) > 0.6 * len(words)
    many = len(words) > LONGEST_NAME
    for number, (_, _, word, capital, _) in enumerate(words):
        found = evidence(word)
        if capital and ((many and found.flags & 1) or (number and not title)):
            totals = [
                total + NAME_WEIGHT * (s if s > CLIP else CLIP)
                for total, s in zip(totals, found.scores, strict=True)
            ]
        else:
            totals = [
                total + (s if s > CLIP else CLIP) for total, s in zip(totals, found.scores, strict=True)
            ]
    return totals


def is_name(words: list[Token]) -> bool:
    """Whether a short text holds capitalised names alone."""
    return (
        len(words) <= LONGEST_NAME
        and all(token.capital and (namelike(token.word) or listed(token.word)) for token in words)
        and any(namelike(token.word) for token in words)
    )


def mean_fit(words: list[Token], language: str) -> float:
    """Mean log-likelihood of *language* over the words that are no names, 0 when every word is most at home there."""
    column = LANGUAGES.index(language)
    found = [max(evidence(token.word).scores[column], CLIP) for token in words if not token.capital]
    return sum(found) / len(found) if found else 0.0


def certainty(totals: list[float], best: int) -> float:
    """Probability that the language *best* is right."""
    return 1 / sum(math.exp(max(-50.0, total - totals[best])) for total in totals)


def foreign_script(words: list[Token]) -> str | None:
    """The language of a text most of whose words are in another script than ours."""
    if words[0].word[0] < "\u0370" and words[-1].word[0] < "\u0370":
        return None
    found: dict[str, int] = {}
    for token in words:
        script = unicodedata.name(token.word[0], "").split(" ")[0]
        code = _SCRIPTS.get(script)
        if code:
            found[code] = found.get(code, 0) + 1
    best = max(found, key=found.__getitem__, default=None)
    return best if best and found[best] * 2 > len(words) else None
