"""Where a fragment begins and ends: stretches parted at quotations and joining words, and their marks."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import msgspec

from dosvoces.core.record import FragmentKind
from pipelines.languages.label import label_near
from pipelines.languages.passage import Passage
from pipelines.languages.spans import Span
from pipelines.languages.table import GRAMMAR, LANGUAGES
from pipelines.languages.tokens import PARTICLES, Token, evidence

#: A stretch of up to this many words needs one that is of its language alone.
FEW = 3
#: How much likelier words around a quotation are the article's own when they are not of it, nats.
OWN = 4.3
#: Marks that open Spanish questions and exclamations.
INVERTED = frozenset("¡¿")

#: Small words that join two names, by the language of the text around these.
_JOINING = {"es": {"y", "e", "o", "u"}, "en": {"and", "or"}}
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[^\W\d_a-z])")
#: How a name ends that owns what follows.
_OWNER = ("'s", "’s")
_CLOSING = re.compile("[!?]{0,3}")
#: What a sentence or a quotation begins behind.
_OPENING = frozenset('.!?…:\n“"«‘¡¿—')
#: The category of emoji, which stand between sentences.
_SYMBOL = "So"
#: A label, and the longest that says who speaks in an interview, letters: "Q: ".
_LABEL, _SPEAKER = re.compile(r"([^\W\d_]{1,20}(?: [^\W\d_]{1,20}){0,2}):\s{1,4}"), 2
#: A bracket that nothing closes.
_UNCLOSED = re.compile(r"\s{0,4}\([^()]*\Z")
#: A figure or an address behind a preposition, and a figure that ends a clause: "hoy a las 8", "by 2030".
_SAID: frozenset[FragmentKind] = frozenset({"quotation", "passage"})
_COMPLEMENT = re.compile(r" (?:\d+(?:[.,:]\d+){0,4}|(?:https?://|www\.|[@#])\S*\w)")
_FIGURE = re.compile(r" \d+(?:[.,:]\d+){0,4}(?=[.!?;,:)”»\"]|\s{0,4}\Z)")


def cut(passage: Passage, span: Span, own: str) -> Iterator[Span]:
    """The pieces of a span: what the article's own "y" or "and the" joins is apart."""
    for piece in _cut_at_marks(passage, _drop_owner(passage, _drop_name(passage, span), own), own):
        start, joined = piece.start, False
        before: Token | None = None
        for word in passage.between(piece.start, piece.end):
            joining = PARTICLES if joined else _JOINING.get(own, ())
            if before and word.word in joining and _is_own(word, piece, own):
                if not joined:
                    yield msgspec.structs.replace(piece, start=start, end=before.end)
                joined = True
            elif joined:
                start, joined = word.start, False
            before = word
        if not joined:
            yield msgspec.structs.replace(piece, start=start)


def _drop_name(passage: Passage, span: Span) -> Span:
    """The span without the name with which the sentence before it ends: "in The Times. Read it here"."""
    end = _SENTENCE_END.search(passage.text, span.start, span.end)
    if not end or not passage.text[max(0, span.start - 2) : span.start].strip()[-1:].isalnum():
        return span
    name = passage.between(span.start, end.start())
    if not all(word.capital or word.word in PARTICLES for word in name):
        return span
    return msgspec.structs.replace(span, start=end.end())


def _drop_owner(passage: Passage, span: Span, own: str) -> Span:
    """The span without whose it is, which English alone says so: "Pedro Almodóvar's Dolor y gloria"."""
    if own != "en":
        return span
    words = passage.between(span.start, span.end)
    owners = [number for number, word in enumerate(words[:-1]) if word.capital and word.word.endswith(_OWNER)]
    return msgspec.structs.replace(span, start=words[owners[-1] + 1].start) if owners else span


def _is_own(word: Token, span: Span, own: str) -> bool:
    """Whether a small word is of the article's language and not of the span's."""
    scores = evidence(word.word).scores
    return not word.capital and scores[LANGUAGES.index(own)] - scores[LANGUAGES.index(span.language)] > OWN


def _cut_at_marks(passage: Passage, span: Span, own: str) -> Iterator[Span]:
    """The span, or each quotation that it is made of: whole when what it adds are names.

    A few words before or behind a quotation, only one of whose marks the span holds, are not part of it, nor
    are any that are likelier the article's own.
    """
    quoted = passage.quoted(span)
    held = sum(len(passage.between(max(start, span.start), min(end, span.end))) for start, end in quoted)
    around = len(passage.between(span.start, span.end)) - held
    broken = any(start <= span.start or span.end <= end for start, end in quoted)
    is_part = around > FEW or not broken or passage.is_whole(span.start, span.end)
    if quoted and around and not passage.text.isupper():
        said = {word.start for start, end in quoted for word in passage.between(start, end)}
        outside = (word for word in passage.between(span.start, span.end) if word.start not in said)
        # “Sabor a mí,” Los Panchos: whose it is, is no part of what it is called.
        is_part = is_part and not all(word.capital for word in outside)
    if around and is_part and not (quoted and broken and _is_own_around(passage, span, quoted, own)):
        yield span
        return
    for start, end in quoted:
        rest = [*passage.between(start, span.start), *passage.between(span.end, end)]
        if not all(word.capital and not _is_own_grammar(word, span, own) for word in rest):
            start, end = max(start, span.start), min(end, span.end)
        if passage.between(start, end):
            yield Span(start, end, span.language, span.confidence)


def _is_own_grammar(word: Token, span: Span, own: str) -> bool:
    """Whether a word, capital or not, is grammar of the article's language and not of the span's: "I’m"."""
    scores, flags, _ = evidence(word.word)
    lead = scores[LANGUAGES.index(own)] - scores[LANGUAGES.index(span.language)]
    return bool(flags & GRAMMAR) and lead > OWN


def _is_own_around(passage: Passage, span: Span, quoted: Sequence[tuple[int, int]], own: str) -> bool:
    """Whether the words of *span* outside the quotations are likelier in *own* than in its language."""
    said = {word.start for start, end in quoted for word in passage.between(start, end)}
    lead = 0.0
    for word in passage.between(span.start, span.end):
        if not word.branded and word.start not in said:
            scores = evidence(word.word).scores
            lead += scores[LANGUAGES.index(own)] - scores[LANGUAGES.index(span.language)]
    return lead > OWN


def begins(text: str, start: int) -> bool:
    """Whether a sentence, a line or a quotation begins at *start*."""
    before = text[max(0, start - 4) : start].rstrip(" \u00a0\t")
    return not before or before[-1] in _OPENING or unicodedata.category(before[-1]) == _SYMBOL


def trim(passage: Passage, span: Span, kind: FragmentKind, own: str) -> Span:
    """The span with the marks that belong to it, without words and marks of the sentence around.

    Those that belong are the marks of a Spanish exclamation, those of a whole question or cry, the bracket
    that closes one inside, and the figure that a preposition needs; a comma that English puts inside does
    not, nor a small word before a name.
    """
    said = passage.text[span.start : span.end]
    start, end = span.start + len(said) - len(said.lstrip()), span.start + len(said.rstrip())
    words = passage.between(start, end)
    if kind == "title":
        end = _take_names(passage, words, end)
    if kind == "name" and (capitals := [word for word in words if word.capital]):
        start = capitals[0].start
    if words and kind in _SAID:
        start, end = _trim_said(passage, words, start, end, own)
    is_inverted = bool(start) and passage.text[start - 1] in INVERTED
    if is_inverted or (kind in _SAID and begins(passage.text, start)):
        closing = _CLOSING.match(passage.text, end)
        end = closing.end() if closing else end
    if is_inverted:
        start -= 1
    elif passage.text[end - 1] == "," or (kind == "title" and passage.text[end - 1] == "."):
        end -= 1
    elif passage.text.startswith(")", end) and passage.text.rfind("(", start, end) > passage.text.rfind(
        ")", start, end
    ):
        end += 1
    return msgspec.structs.replace(span, start=start, end=end)


def _trim_said(passage: Passage, words: Sequence[Token], start: int, end: int, own: str) -> tuple[int, int]:
    """The bounds of what is said, without a label in *own* or who speaks, with the figure it ends on."""
    label = _LABEL.match(passage.text, start, end)
    if label and (len(label[1]) <= _SPEAKER or label_near(label[1], own).language == own):
        start = label.end()
        start -= passage.text[start - 1] in INVERTED
    unclosed = _UNCLOSED.search(passage.text, start, end)
    is_open = unclosed is not None and not passage.text.startswith(")", end)
    if unclosed and is_open and all(word.capital for word in passage.between(unclosed.start(), end)):
        return start, unclosed.start()
    if not words[-1].capital or passage.text.isupper():
        is_bound = evidence(words[-1].word).flags & GRAMMAR
        behind = (_COMPLEMENT if is_bound else _FIGURE).match(passage.text, end)
        end = behind.end() if behind else end
    return start, end


def _take_names(passage: Passage, words: Sequence[Token], end: int) -> int:
    """Where a title that stops at a small word ends, with the names behind it: "La batalla de Chile"."""
    if not words or words[-1].capital or words[-1].word not in PARTICLES:
        return end
    for word in passage.words[bisect_left(passage.starts, end) :]:
        if not word.capital or passage.text[end : word.start] != " ":
            break
        end = word.end
    return end
