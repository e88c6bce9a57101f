"""Furniture that a site prints in two languages at once: "Leer más · Read more"."""

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipelines.languages.label import LEXICON, LINE, LINES, Label, label
from pipelines.languages.lexicon import furniture_language, normalise, phrases
from pipelines.languages.spans import Span, spans
from pipelines.languages.tokens import tokens

#: Confidence from which a part of furniture is in its language.
SURE = 0.8
#: Most words of a line that is looked for a phrase of the lexicon followed by one of the other language.
FEW = 12

#: What parts a line; the ending behind "suscriptores/as" is no part.
_SEPARATOR = re.compile(r"(?:[|·•›»→()\[\]\n\t]|/(?!(?:[ao]s?|es)\b))+|\s[-–—]+\s|(?<=[.!?…:])\s+")
#: What stands between the entries of a list behind its label: "Tags: elections, budget".
_COMMA = re.compile(r"\s*[,;]\s*")
_LABEL = re.compile(r"[^\W\d_][\w ]{0,24}:\s")
#: Longest entry of such a list, words.
ENTRY = 4
#: What stands between a line's two halves.
_PAIR = re.compile(r"\s[/|·•]\s")
_OURS = frozenset({"es", "en"})


def furniture_parts(text: str) -> Sequence[Span]:
    """The stretches of a line of furniture that are surely Spanish or English, neighbours in one joined."""
    return _remembered(text) if len(text) <= LINE else _join_parts(text)


def paired_parts(text: str) -> Sequence[Span]:
    """Both halves of a short line that says one thing in Spanish and in English: "Lunes / Monday"."""
    halves = [*_PAIR.finditer(text)] if len(text) <= LINE else []
    if len(halves) != 1:
        return ()
    bounds = ((0, halves[0].start()), (halves[0].end(), len(text)))
    if len({text.count(":", *half) for half in bounds}) > 1:
        # "Photo: Ministerio de Salud / Handout": what one of them has a label for, the other does not say.
        return ()
    parts = [_judge(text, start, end) for start, end in bounds]
    sure = all(part.confidence >= SURE and _is_pure(text, part) for part in parts)
    return parts if sure and {part.language for part in parts} == _OURS else ()


def _is_pure(text: str, part: Span) -> bool:
    """Whether nothing in a *part* of *text* is in the other one of our languages."""
    inside = {span.language for span in spans(text[part.start : part.end])}
    return inside & _OURS <= {part.language}


def _join_parts(text: str) -> tuple[Span, ...]:
    joined: list[Span] = []
    for part in _parts(text):
        if part.language not in _OURS or part.confidence < SURE:
            continue
        if joined and joined[-1].language == part.language:
            last = joined.pop()
            part = Span(last.start, part.end, part.language, min(last.confidence, part.confidence))
        joined.append(part)
    return tuple(joined)


# A site prints its furniture on every page.
_remembered = lru_cache(maxsize=LINES)(_join_parts)


def _parts(text: str) -> list[Span]:
    pieces = list(_pieces(text))
    if len(pieces) > 1:
        return [_judge(text, start, end) for start, end in pieces]
    return list(_halves(text)) or spans(text)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """What stands between separators, white space taken off."""
    start = 0
    ends = [(match.start(), match.end()) for match in _SEPARATOR.finditer(text)]
    if _is_list(text):
        ends = sorted([*ends, *(match.span() for match in _COMMA.finditer(text))])
    for end, following in [*ends, (len(text), len(text))]:
        piece = text[start:end]
        if piece.strip():
            begin = start + len(piece) - len(piece.lstrip())
            yield begin, start + len(piece.rstrip())
        start = following


def _is_list(text: str) -> bool:
    """Whether *text* is a label and short entries behind it, each of which may be in another language."""
    introduced = _LABEL.match(text)
    if not introduced:
        return False
    entries = _COMMA.split(text[introduced.end() :])
    return len(entries) > 1 and all(entry.count(" ") < ENTRY for entry in entries)


def _halves(text: str) -> Iterator[Span]:
    """A phrase of the lexicon and the same in the other language behind it, with nothing between them."""
    words = tokens(text)
    if len(words) > FEW:
        return
    for one, two in itertools.pairwise(words):
        first, second = text[: one.end], text[two.start :]
        for language, other in (("es", "en"), ("en", "es")):
            if _is_pair(first, language, second, other):
                yield Span(words[0].start, one.end, language, LEXICON)
                yield Span(two.start, words[-1].end, other, LEXICON)
                return


def _is_pair(first: str, language: str, second: str, other: str) -> bool:
    """Whether the lexicon has both as each other's translation, one of them of its language alone."""
    if furniture_language(first) != language and furniture_language(second) != other:
        return False
    one, two = normalise(first), normalise(second)
    return (
        normalise(phrases()[language].get(one, "")) == two or normalise(phrases()[other].get(two, "")) == one
    )


def _judge(text: str, start: int, end: int) -> Span:
    known = furniture_language(text[start:end])
    found = Label(known, LEXICON) if known else label(text[start:end])
    return Span(start, end, found.language, found.confidence)
