"""What a stretch in another language is: quotation, title, name, borrowed word, furniture or passage."""

import re
from collections.abc import Sequence

from dosvoces.core.record import FragmentKind
from pipelines.languages.fragment_bounds import INVERTED, begins
from pipelines.languages.passage import Passage
from pipelines.languages.quotations import SPOKEN, TITLE, is_announced, is_reported
from pipelines.languages.spans import Span
from pipelines.languages.tokens import PARTICLES, Token

#: What a borrowed word is called, by its language.
BORROWED_KINDS: dict[str, FragmentKind] = {"en": "anglicism", "es": "hispanism"}
#: Longest run of words that still counts as a borrowed expression ("fake news", "coup de théâtre").
BORROWED = 2
#: Longest label before a colon ("Photo:", "Related content:"), words.
LABEL = 3
#: Longest name behind such a label, words.
NAMED = 8

_LABEL = re.compile(r"^\s*[^\W\d_][\w ]{0,24}[:|/]\s*$")
#: Longest text that :data:`_LABEL` can match.
_LABEL_LENGTH = 40
_SENTENCE = re.compile(r"[.!?] ")
_COLON = re.compile(r"\s{0,4}:")
#: What follows a sentence, and what besides follows one that is part of what somebody said.
_ENDS, _ENDS_SAID = re.compile(r"[.!?…]|\s*\Z"), re.compile(r"[.!?…,;”»\"]|\s*\Z")
#: What follows a title that is given in the language around it too: (“Forty Minutes”).
_GLOSS = re.compile(r"\s\([“\"‘«'][^\W\d_a-záéíóúñ]")


def tell_kind(passage: Passage, span: Span) -> FragmentKind:
    """What the *span* of a passage is, by its marks, its capitals and the words around it."""
    words = passage.between(span.start, span.end)
    content = [word for word in words if word.word not in PARTICLES] or words
    # In a line of capitals they tell no names.
    in_capitals = bool(content) and all(word.capital for word in content) and not passage.text.isupper()
    quoted = (span.start, span.end) in passage.quoted(span)
    announced = span.start in passage.announced if quoted else is_announced(passage.text, span.start)
    if words and not quoted and words[0].capital and _GLOSS.match(passage.text, span.end):
        return "title"
    if words and (quoted or (announced and words[0].capital)):
        if not announced and (
            SPOKEN.search(passage.text, span.start, span.end)
            or is_reported(passage.text, span.start, span.end)
        ):
            return "quotation"
        named = announced or (len(content) > 1 and in_capitals) or _is_listed(passage, span, words)
        if len(words) <= TITLE and words[0].capital and named:
            return "title"
        if in_capitals and len(words) > 1 and content == [words[-1]]:
            return "name"
        return (not any(word.capital for word in words) and _borrowed(span, words)) or "quotation"
    return _kind_of_unquoted(passage, span, words, in_capitals=in_capitals)


def _kind_of_unquoted(
    passage: Passage, span: Span, words: Sequence[Token], *, in_capitals: bool
) -> FragmentKind:
    text, role = passage.text, passage.block.role
    whole = passage.is_whole(span.start, span.end)
    first = not passage.between(0, span.start)
    if first and len(words) <= LABEL and _COLON.match(text, span.end):
        return "furniture"
    if role == "quote" or (not whole and text[max(0, span.start - 1) : span.start] in INVERTED):
        return "quotation"
    shouted = len(words) > 1 and text[span.start : span.end].isupper() and not text.isupper()
    opens = any(start == span.start for start, _ in passage.quoted(span))
    # The capital with which somebody begins to speak is no name's: “Hola, I’m Eva”.
    in_capitals = in_capitals and not (opens and len(words) == 1)
    if role in {"credit", "byline"} or (in_capitals and not shouted and not (whole and len(words) > TITLE)):
        return "name"
    if not shouted and _is_named_by_label(passage, span, words):
        return "name"
    inside = any(start <= span.start and span.end <= end for start, end in passage.quoted(span))
    if not (whole or shouted) and (borrowed := _borrowed(span, words)):
        ends = _ENDS_SAID if inside else _ENDS
        is_sentence = text[span.start].isupper() and begins(text, span.start) and ends.match(text, span.end)
        if not is_sentence:
            return borrowed
    return "quotation" if inside else "passage"


def _is_listed(passage: Passage, span: Span, words: Sequence[Token]) -> bool:
    """Whether an entry of a list is the *words* quoted and names: “Sabor a mí,” Los Panchos."""
    rest = [*passage.between(0, span.start), *passage.between(span.end, len(passage.text))]
    is_named = bool(rest) and all(word.capital for word in rest)
    return passage.block.role == "list_item" and is_named and words[0].capital


def _is_named_by_label(passage: Passage, span: Span, words: Sequence[Token]) -> bool:
    """Whether a label stands before *words* that more than one capital makes a name: no sentence is one."""
    text = passage.text
    if span.start > _LABEL_LENGTH or not _LABEL.match(text[: span.start]) or text.isupper():
        return False
    capitals = sum(word.capital for word in words if word.word not in PARTICLES)
    is_short = capitals > 1 and words[0].capital and len(words) <= NAMED
    return is_short and not _SENTENCE.search(text, span.start, span.end)


def _borrowed(span: Span, words: Sequence[Token]) -> FragmentKind | None:
    """The kind of one or two words of Spanish or English."""
    if len(words) > BORROWED:
        return None
    return BORROWED_KINDS.get(span.language)
