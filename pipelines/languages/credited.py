"""Whose picture or text it is, as credits name it: "Photo: Secretaría de Turismo"."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from dosvoces.core.record import Role
from pipelines.languages.label import is_name, judge_text, label
from pipelines.languages.spans import Span
from pipelines.languages.table import ENGLISH, GIVEN, LANGUAGES, NAME, SPANISH, SURNAME
from pipelines.languages.tokens import PARTICLES, Token, evidence

_OURS = frozenset(("es", "en"))
#: Letters of a word that tells an institution, or what somebody did.
_SHORTEST = 3
#: Confidence from which a label is in its language.
_SURE = 0.9
_PEOPLE = NAME | GIVEN | SURNAME
#: How much likelier one of its words is in the language of an institution than in the other, nats.
_LEAD = 2.0
#: Roles of lines that say whose something is.
CREDITS: frozenset[Role] = frozenset({"credit", "byline"})
#: Most words that say what somebody did: "Con información de", "Translated by".
_FEW = 4
#: What stands before a name in a credit.
_LABEL = re.compile(r".{0,40}?(?::|\b(?:by|courtesy(?:\s+of)?|cortesía(?:\s+del?)?|por)\b)\s*", re.IGNORECASE)
#: What stands between two names.
_SEPARATOR = re.compile(r"\s*(?:[/|·•;]|\s[-–—]\s|$)\s*")


def find_credited(text: str, words: Sequence[Token], language: str) -> Iterator[Span]:
    """The names in a credit that are in the other language than *language*, each judged by itself.

    Institutions have a language, people have none.
    """
    introduced = _LABEL.match(text)
    if not introduced:
        return
    starts = [word.start for word in words]
    start = introduced.end()
    for separator in _SEPARATOR.finditer(text, start):
        inside = words[bisect_left(starts, start) : bisect_left(starts, separator.start())]
        if inside and _is_institution(inside):
            begin, end = inside[0].start, inside[-1].end
            judged = judge_text(text[begin:end], inside, None)
            is_told = judged.language in _OURS and _is_told(inside, judged.language)
            if is_told and judged.language != language:
                yield Span(begin, end, judged.language, judged.confidence)
        start = separator.end()


def find_by(text: str, words: Sequence[Token], language: str) -> Iterator[Span]:
    """What says what a person did, in the other language than *language*: "Translated by" before a name."""
    head: list[Token] = []
    for number, word in enumerate(words[: _FEW + 1]):
        if number and word.capital:
            break
        head.append(word)
    behind = _SEPARATOR.search(text, head[-1].end + 1) if head else None
    if not behind or len(head) > _FEW or len(head) == len(words) or ":" in text[: words[len(head)].start]:
        return
    named = [word for word in words[len(head) :] if word.start < behind.start()]
    said = text[head[0].start : head[-1].end]
    judged = label(said)
    is_told = any(len(word.word) >= _SHORTEST for word in head) and judged.confidence >= _SURE
    if judged.language in _OURS - {language} and is_told and is_name(named):
        yield Span(head[0].start, head[-1].end, judged.language, judged.confidence)


def find_labels(text: str, credited: Sequence[Span]) -> Iterator[Span]:
    """The label before the first name *credited*, both in one language, as in "Fotos: Secretaría"."""
    head, colon, _ = text.partition(":")
    if not colon or not credited or credited[0].start < len(head):
        return
    judged = label(head)
    if judged.language == credited[0].language and judged.confidence >= _SURE:
        yield Span(len(head) - len(head.lstrip()), len(head.rstrip()), judged.language, judged.confidence)


def _is_told(words: Sequence[Token], language: str) -> bool:
    """Whether a word that is no particle and nobody's name is likelier in *language*.

    None is in Spanish in "Los Angeles Times".
    """
    ours = LANGUAGES.index(language)
    content = (evidence(word.word) for word in words if word.word not in PARTICLES)
    return any(scores[ours] - scores[1 - ours] > _LEAD for scores, flags, _ in content if not flags & _PEOPLE)


def _is_institution(words: Sequence[Token]) -> bool:
    """Whether *words* begin and end with capitals, the first is no given name and one is nobody's name."""
    if not (words[0].capital and words[-1].capital) or evidence(words[0].word).flags & GIVEN:
        return False
    flags = [evidence(word.word).flags for word in words if len(word.word) >= _SHORTEST]
    return any(flag & (SPANISH | ENGLISH) and not flag & _PEOPLE for flag in flags)
