"""Stretches of an article in another language than the article's, and what they are."""

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from functools import cached_property

import msgspec

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Block, Fragment, FragmentKind
from pipelines.languages.borrowed import find_borrowed
from pipelines.languages.furniture import SURE, furniture_parts
from pipelines.languages.label import LEXICON
from pipelines.languages.lexicon import furniture_language
from pipelines.languages.quotations import (
    TITLE,
    find_announced,
    find_quotations,
    find_titles,
    find_utterances,
    is_announced,
)
from pipelines.languages.spans import Span, spans
from pipelines.languages.table import ENGLISH, GIVEN, LANGUAGES, LISTED, NAME, SPANISH, SURNAME, UNCOMMON
from pipelines.languages.tokens import PARTICLES, Token, evidence, is_adopted, tokens

#: A span less sure than this is left alone: one in six of them is wrong, of all the others one in fifty.
LEAST = 0.9
#: One that holds a borrowed word may be so much less sure.
NEARLY = 0.8
#: Shortest borrowed word, letters: shorter ones are variables, abbreviations and cries.
SHORTEST = 3
#: A stretch of up to this many words needs one that is of its language alone.
FEW = 3
#: Longest run of words that still counts as a borrowed expression ("fake news", "coup de théâtre").
BORROWED = 2
#: How much likelier words around a quotation are the article's own when they are not of it, nats.
OWN = 4.3
#: Longest label before a colon ("Photo:", "Related content:"), words.
LABEL = 3
#: Longest name behind such a label, words.
NAMED = 8

#: Small words that join two names, by the language of the text around these.
_JOINING = {"es": {"y", "e", "o", "u"}, "en": {"and", "or"}}
_DICTIONARY = {"es": SPANISH, "en": ENGLISH}
_LABEL = re.compile(r"^\s*[^\W\d_][\w ]{0,24}[:|/]\s*$")
#: Words of a person's name that begins with a given one.
PERSON = 2
#: Flags of words that are as likely somebody's name.
_NAMELIKE = NAME | LISTED | GIVEN | SURNAME | UNCOMMON
_BORROWED: dict[str, FragmentKind] = {"en": "anglicism", "es": "hispanism"}
_VOWEL = re.compile(r"[aeiouyáéíóú]")
#: Marks of questions and exclamations; those that open Spanish ones.
_SPOKEN, _INVERTED = re.compile("[¡¿!?]"), frozenset("¡¿")
_CLOSING = re.compile("[!?]{0,3}")
_SENTENCE = re.compile(r"[.!?] ")
_COLON = re.compile(r"\s{0,4}:")
#: Longest text that :data:`_LABEL` can match.
_LABEL_LENGTH = 40


def find_fragments(blocks: Sequence[Block], language: str) -> tuple[Fragment, ...]:
    """The stretches of *blocks* in another language than *language*, the article's, in reading order."""
    own = base_language(language)
    return tuple(fragment for block in blocks for fragment in _of_block(block, own))


class _Passage:
    """A block with its words and quotations, so that any stretch of it is looked up, not read again."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.text = block.text
        self.words = tokens(block.text)

    @cached_property
    def starts(self) -> list[int]:
        return [word.start for word in self.words]

    @cached_property
    def quotations(self) -> list[tuple[int, int]]:
        return find_quotations(self.text)

    @cached_property
    def announced(self) -> frozenset[int]:
        return find_announced(self.text, self.quotations)

    def between(self, start: int, end: int) -> Sequence[Token]:
        """The words that begin from *start* up to *end*."""
        return self.words[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def is_whole(self, start: int, end: int) -> bool:
        """Whether no word stands outside *start* to *end*."""
        return not self.words or (start <= self.words[0].start and self.words[-1].start < end)

    def quoted(self, span: Span) -> list[tuple[int, int]]:
        """The quotations that *span* touches."""
        first = bisect_left(self.quotations, (span.start, span.start))
        first = max(0, first - 1)
        found = []
        for start, end in self.quotations[first:]:
            if start >= span.end:
                break
            if end > span.start:
                found.append((start, end))
        return found


def _of_block(block: Block, own: str) -> list[Fragment]:
    known = furniture_language(block.text)
    if block.role == "furniture" or known:
        return _of_furniture(block, own, known)
    if own not in LANGUAGES:
        # Words of a language that the table does not weigh look like any other's.
        return []
    passage = _Passage(block)
    taken: list[tuple[int, int]] = []
    found = []
    for piece, kind in _candidates(passage, own):
        at = bisect_left(taken, (piece.end, 0))
        if piece.confidence >= LEAST and (not at or taken[at - 1][1] <= piece.start):
            insort(taken, (piece.start, piece.end))
            found.append(_fragment(block, piece, kind))
    return sorted(found, key=lambda fragment: fragment.start)


def _candidates(passage: _Passage, own: str) -> Iterator[tuple[Span, FragmentKind]]:
    """What may be a fragment of a block: titles, stretches of its text, then utterances judged alone."""
    stretches = spans(passage.text, own)
    borrowed = (
        list(find_borrowed(passage.text, passage.words, own)) if passage.block.language != "und" else []
    )
    foreign = [
        _sure(stretch, borrowed)
        for stretch in stretches
        if stretch.language not in {own, "und"} and _sure(stretch, borrowed).confidence >= LEAST
    ]
    for title in find_titles(passage.text, passage.words, own):
        if not _is_inside(title, foreign):
            yield title, "title"
    for span in foreign:
        for piece in _cut(passage, span, own):
            kind = _kind(passage, piece)
            if _counts(passage, piece, kind, own):
                yield _trim(passage, piece, kind), kind
    for piece in find_utterances(passage.text, passage.words, own):
        kind = _kind(passage, piece)
        if kind != "name" or _holds_own_word(passage, piece, own, apart=_NAMELIKE):
            yield _trim(passage, piece, kind), kind
    yield from ((piece, _BORROWED[piece.language]) for piece in borrowed)


def _sure(span: Span, borrowed: Sequence[Span]) -> Span:
    """The *span*, sure enough where it nearly is and holds a *borrowed* word, which is sure by itself."""
    inside = any(span.start <= one.start and one.end <= span.end for one in borrowed)
    is_nearly = inside and NEARLY <= span.confidence < LEAST
    return msgspec.structs.replace(span, confidence=LEAST) if is_nearly else span


def _trim(passage: _Passage, span: Span, kind: FragmentKind) -> Span:
    """The span with the marks that belong to it, without words and marks of the sentence around.

    Those that belong are the marks of a Spanish exclamation and the bracket that closes one inside; a comma
    that English puts inside does not, nor a small word before a name.
    """
    said = passage.text[span.start : span.end]
    start, end = span.start + len(said) - len(said.lstrip()), span.start + len(said.rstrip())
    words = passage.between(start, end)
    if kind == "name" and (capitals := [word for word in words if word.capital]):
        start = capitals[0].start
    if start and passage.text[start - 1] in _INVERTED:
        closing = _CLOSING.match(passage.text, end)
        start, end = start - 1, closing.end() if closing else end
    elif passage.text[end - 1] == "," or (kind == "title" and passage.text[end - 1] == "."):
        end -= 1
    elif passage.text.startswith(")", end) and passage.text.rfind("(", start, end) > passage.text.rfind(
        ")", start, end
    ):
        end += 1
    return msgspec.structs.replace(span, start=start, end=end)


def _is_inside(title: Span, foreign: Sequence[Span]) -> bool:
    """Whether a title stands in a longer stretch of its own language, where it is nothing foreign."""
    return any(
        span.start <= title.start
        and title.end <= span.end
        and span.language == title.language
        and (span.start, span.end) != (title.start, title.end)
        for span in foreign
    )


def _of_furniture(block: Block, own: str, known: str | None) -> list[Fragment]:
    """The part of a line of furniture that is in another language, or the whole line when all of it is."""
    parts = [] if known else furniture_parts(block.text)
    if len({part.language for part in parts}) > 1:
        return [_fragment(block, part, "furniture") for part in parts if part.language != own]
    code = known or base_language(block.language)
    confidence = LEXICON if known else block.confidence
    if code in {own, "und"} or confidence < SURE or (own not in LANGUAGES and not known):
        return []
    start, end = len(block.text) - len(block.text.lstrip()), len(block.text.rstrip())
    return [_fragment(block, Span(start, end, code, confidence), "furniture")] if end > start else []


def _fragment(block: Block, span: Span, kind: FragmentKind) -> Fragment:
    return Fragment(
        block=block.position,
        start=span.start,
        end=span.end,
        language=span.language,
        kind=kind,
        confidence=round(span.confidence, 3),
    )


def _cut(passage: _Passage, span: Span, own: str) -> Iterator[Span]:
    """The pieces of a span: what the article's own "y" or "and the" joins is apart."""
    for piece in _cut_at_marks(passage, span, own):
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


def _is_own(word: Token, span: Span, own: str) -> bool:
    """Whether a small word is of the article's language and not of the span's."""
    scores = evidence(word.word).scores
    return not word.capital and scores[LANGUAGES.index(own)] - scores[LANGUAGES.index(span.language)] > OWN


def _cut_at_marks(passage: _Passage, span: Span, own: str) -> Iterator[Span]:
    """The span, or each quotation that it is made of: whole when what it adds are names.

    A few words before or behind a quotation, only one of whose marks the span holds, are not part of it, nor
    are any that are likelier the article's own.
    """
    quoted = passage.quoted(span)
    held = sum(len(passage.between(max(start, span.start), min(end, span.end))) for start, end in quoted)
    around = len(passage.between(span.start, span.end)) - held
    broken = any(start <= span.start or span.end <= end for start, end in quoted)
    is_part = around > FEW or not broken or passage.is_whole(span.start, span.end)
    if around and is_part and not (quoted and broken and _is_own_around(passage, span, quoted, own)):
        yield span
        return
    for start, end in quoted:
        rest = [*passage.between(start, span.start), *passage.between(span.end, end)]
        if not all(word.capital for word in rest):
            start, end = max(start, span.start), min(end, span.end)
        if passage.between(start, end):
            yield Span(start, end, span.language, span.confidence)


def _is_own_around(passage: _Passage, span: Span, quoted: Sequence[tuple[int, int]], own: str) -> bool:
    """Whether the words of *span* outside the quotations are likelier in *own* than in its language."""
    lead = 0.0
    for word in passage.between(span.start, span.end):
        if not word.branded and not any(start <= word.start < end for start, end in quoted):
            scores = evidence(word.word).scores
            lead += scores[LANGUAGES.index(own)] - scores[LANGUAGES.index(span.language)]
    return lead > OWN


def _counts(passage: _Passage, span: Span, kind: FragmentKind, own: str) -> bool:
    """Whether a fragment is worth telling.

    A borrowed word counts when the article's own dictionary lacks it or took it over as it is, a name or
    anything short when one of its words is of its language's dictionary alone; names in a third language
    never do.
    """
    words = passage.between(span.start, span.end)
    if kind in {"anglicism", "hispanism"} and passage.block.language == "und":
        # Nothing is borrowed into a text that nobody can read.
        return False
    if kind in {"anglicism", "hispanism"}:
        if own == "es" and len(words) == 1 and is_adopted(words[0].word):
            return True
        mine = _DICTIONARY.get(own, 0)
        return all(
            len(word.word) >= SHORTEST and _VOWEL.search(word.word) and not evidence(word.word).flags & mine
            for word in words
        )
    if kind == "name":
        is_person = len(words) == PERSON and evidence(words[0].word).flags & GIVEN
        is_part = len(words) == 1 and _goes_on(passage, span)
        return not (is_person or is_part) and _holds_own_word(passage, span, own, apart=_NAMELIKE)
    if span.language in _DICTIONARY and len(words) <= FEW:
        return _holds_own_word(passage, span, own)
    return True


def _goes_on(passage: _Passage, span: Span) -> bool:
    """Whether a capital follows *span* at once: a longer name goes on there."""
    ahead = passage.words[bisect_left(passage.starts, span.end) :][:1]
    return bool(ahead) and ahead[0].capital and passage.text[span.end : ahead[0].start] == " "


def _holds_own_word(passage: _Passage, span: Span, own: str, apart: int = 0) -> bool:
    """Whether a word is in the dictionary of the span's language alone, and has no flag of *apart*."""
    mine, theirs = _DICTIONARY.get(own, 0), _DICTIONARY.get(span.language, 0)
    words = passage.between(span.start, span.end)
    flags = [evidence(word.word).flags for word in words if len(word.word) >= SHORTEST]
    return any(flag & theirs and not flag & (mine | apart) for flag in flags)


def _kind(passage: _Passage, span: Span) -> FragmentKind:
    words = passage.between(span.start, span.end)
    content = [word for word in words if word.word not in PARTICLES] or words
    in_capitals = bool(content) and all(word.capital for word in content)
    quoted = (span.start, span.end) in passage.quoted(span)
    announced = span.start in passage.announced if quoted else is_announced(passage.text, span.start)
    if words and (quoted or (announced and words[0].capital)):
        if not announced and _SPOKEN.search(passage.text, span.start, span.end):
            return "quotation"
        if len(words) <= TITLE and words[0].capital and (announced or (len(content) > 1 and in_capitals)):
            return "title"
        if in_capitals and len(words) > 1 and content == [words[-1]]:
            return "name"
        return (not any(word.capital for word in content) and _borrowed(span, words)) or "quotation"
    return _kind_of_unquoted(passage, span, words, in_capitals=in_capitals)


def _kind_of_unquoted(
    passage: _Passage, span: Span, words: Sequence[Token], *, in_capitals: bool
) -> FragmentKind:
    text, role = passage.text, passage.block.role
    whole = passage.is_whole(span.start, span.end)
    first = not passage.between(0, span.start)
    if first and len(words) <= LABEL and _COLON.match(text, span.end):
        return "furniture"
    if role == "quote" or (not whole and passage.text[max(0, span.start - 1) : span.start] in _INVERTED):
        return "quotation"
    shouted = len(words) > 1 and text[span.start : span.end].isupper() and not text.isupper()
    if role in {"credit", "byline"} or (in_capitals and not shouted and not (whole and len(words) > TITLE)):
        return "name"
    labelled = span.start <= _LABEL_LENGTH and _LABEL.match(text[: span.start])
    if (
        labelled
        and not shouted
        and words
        and words[0].capital
        and len(words) <= NAMED
        and not _SENTENCE.search(text, span.start, span.end)
    ):
        return "name"
    inside = any(start <= span.start and span.end <= end for start, end in passage.quoted(span))
    return (not whole and _borrowed(span, words)) or ("quotation" if inside else "passage")


def _borrowed(span: Span, words: Sequence[Token]) -> FragmentKind | None:
    """The kind of one or two words of Spanish or English."""
    if len(words) > BORROWED:
        return None
    return _BORROWED.get(span.language)
