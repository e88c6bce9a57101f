"""Stretches of an article in another language than the article's, and what they are."""

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from operator import attrgetter

import msgspec

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Block, Fragment, FragmentKind
from pipelines.languages.borrowed import find_borrowed
from pipelines.languages.credited import CREDITS, find_by, find_credited, find_labels
from pipelines.languages.dates import find_dates
from pipelines.languages.fragment_bounds import FEW, cut, trim
from pipelines.languages.fragment_kinds import BORROWED, BORROWED_KINDS, tell_kind
from pipelines.languages.furniture import SURE, furniture_parts, paired_parts
from pipelines.languages.label import LEXICON
from pipelines.languages.lexicon import furniture_language
from pipelines.languages.passage import Passage
from pipelines.languages.quotations import find_glossed, find_titles, find_utterances
from pipelines.languages.spans import Span, spans
from pipelines.languages.table import ENGLISH, GIVEN, LANGUAGES, LISTED, NAME, SPANISH, SURNAME, UNCOMMON
from pipelines.languages.tokens import Token, evidence, is_adopted

#: A span less sure than this is left alone: one in six of them is wrong, of all the others one in fifty.
LEAST = 0.9
#: One that holds a borrowed word may be so much less sure.
NEARLY = 0.8
#: From here on grammar alone tells a block of a few words that both dictionaries have: "Out of control".
PLAIN = 0.99
#: Shortest borrowed word, letters: shorter ones are variables, abbreviations and cries.
SHORTEST = 3

_DICTIONARY = {"es": SPANISH, "en": ENGLISH}
#: Words of a person's name that begins with a given one.
PERSON = 2
#: Flags of words that are as likely somebody's name.
_NAMELIKE = NAME | LISTED | GIVEN | SURNAME | UNCOMMON
_VOWEL = re.compile(r"[aeiouyáéíóú]")
#: The number of a house, or a postal code.
_ADDRESS = re.compile(r"\d,|,\s?(?!(?:19|20)\d\d\b)\d{4}")
#: The same before a street, and its most characters: "1200 Pennsylvania Avenue, Washington".
_NUMBERED, _HOUSE = re.compile(r"\d\s$"), 2
_ARTICLES = frozenset({"el", "la", "los", "las", "the"})
#: What follows the place before a story's first words: ", Guatemala —", " (AP) —".
_DATELINE = re.compile(r"(?:,\s[^\W\d_][\w .]{0,30}){0,2}\s?(?:\([A-Z]{2,10}\)\s?)?(?:—|\s[–-]{1,2}\s)")
#: Roles of lines that tell who and when.
_LINES = frozenset({"byline", "credit", "furniture"})


def find_fragments(blocks: Sequence[Block], language: str) -> tuple[Fragment, ...]:
    """The stretches of *blocks* in another language than *language*, the article's, in reading order."""
    own = base_language(language)
    return tuple(fragment for block in blocks for fragment in _take_dates(block, _of_block(block, own), own))


def _take_dates(block: Block, found: list[Fragment], own: str) -> list[Fragment]:
    """The fragments *found* with whole dates, since figures have no language.

    In a line that tells who and when, a date is a fragment by itself, without the name beside it.
    """
    dates = find_dates(block.text, own)
    is_line = block.role in _LINES
    passage = Passage(block) if dates and is_line else None
    for date in dates:
        touching = [each for each in found if each.start < date.end and date.start < each.end]
        if not (touching or is_line):
            continue
        start = min([date.start, *(each.start for each in touching)])
        end = max([date.end, *(each.end for each in touching)])
        if passage:
            before = msgspec.structs.replace(date, start=start, end=date.start)
            behind = msgspec.structs.replace(date, start=date.end, end=end)
            start = start if _holds_own_word(passage, before, own, apart=_NAMELIKE) else date.start
            end = end if _holds_own_word(passage, behind, own, apart=_NAMELIKE) else date.end
        kind = "furniture" if is_line else touching[0].kind
        whole = msgspec.structs.replace(date, start=start, end=end)
        found = [each for each in found if each not in touching] + [_fragment(block, whole, kind)]
    return sorted(found, key=attrgetter("start"))


def _of_block(block: Block, own: str) -> list[Fragment]:
    known = furniture_language(block.text)
    if block.role == "furniture" or known:
        return _of_furniture(block, own, known)
    if own not in LANGUAGES:
        # Words of a language that the table does not weigh look like any other's.
        return []
    if block.role not in CREDITS and (parts := paired_parts(block.text)):
        return [_fragment(block, part, "passage") for part in parts if part.language != own]
    passage = Passage(block)
    taken: list[tuple[int, int]] = []
    found = []
    for piece, kind in _candidates(passage, own):
        at = bisect_left(taken, (piece.end, 0))
        if piece.confidence >= LEAST and (not at or taken[at - 1][1] <= piece.start):
            insort(taken, (piece.start, piece.end))
            found.append(_fragment(block, piece, kind))
    return sorted(found, key=lambda fragment: fragment.start)


def _candidates(passage: Passage, own: str) -> Iterator[tuple[Span, FragmentKind]]:
    """What may be a fragment of a block: titles, stretches of its text, then utterances judged alone.

    In a credit the names come first.
    """
    if passage.block.role in CREDITS:
        yield from ((label, "furniture") for label in find_by(passage.text, passage.words, own))
        credited = list(find_credited(passage.text, passage.words, own))
        yield from ((name, "name") for name in credited)
        yield from ((label, "furniture") for label in find_labels(passage.text, credited))
    stretches = spans(passage.text, own)
    borrowed = (
        list(find_borrowed(passage.text, passage.words, own)) if passage.block.language != "und" else []
    )
    told = (_sure(stretch, borrowed) for stretch in stretches if stretch.language not in {own, "und"})
    foreign = [stretch for stretch in told if stretch.confidence >= LEAST]
    for title in find_titles(passage.text, passage.words, own):
        if not _is_inside(title, foreign):
            yield title, "title"
    for span in find_glossed(passage.text, passage.words, own):
        if not _is_inside(span, foreign):
            yield span, tell_kind(passage, span)
    for span in foreign:
        for piece in cut(passage, span, own):
            kind = tell_kind(passage, piece)
            if _counts(passage, piece, kind, own):
                yield trim(passage, piece, kind, own), kind
    for piece in find_utterances(passage.text, passage.words, own):
        kind = tell_kind(passage, piece)
        # A rare word is as likely a name elsewhere; between marks it was looked at by itself.
        if kind != "name" or _holds_own_word(passage, piece, own, apart=_NAMELIKE & ~UNCOMMON):
            yield trim(passage, piece, kind, own), kind
    yield from ((piece, BORROWED_KINDS[piece.language]) for piece in borrowed)


def _sure(span: Span, borrowed: Sequence[Span]) -> Span:
    """The *span*, sure enough where it nearly is and holds a *borrowed* word, which is sure by itself."""
    first = bisect_left(borrowed, span.start, key=attrgetter("start"))
    holds_one = any(one.end <= span.end for one in borrowed[first : first + 1])
    is_nearly = holds_one and NEARLY <= span.confidence < LEAST
    return msgspec.structs.replace(span, confidence=LEAST) if is_nearly else span


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


def _counts(passage: Passage, span: Span, kind: FragmentKind, own: str) -> bool:
    """Whether a fragment is worth telling.

    A borrowed word counts when the article's own dictionary lacks it or took it over as it is, a name or
    anything short when one of its words is of its language's dictionary alone; names in a third language
    never do.
    """
    words = passage.between(span.start, span.end)
    is_bare = not (passage.is_whole(span.start, span.end) or passage.quoted(span))
    if passage.text.isupper() and len(words) <= BORROWED and is_bare:
        # A name in a line of capitals looks like any word.
        return False
    if kind in {"anglicism", "hispanism"} and passage.block.language == "und":
        # Nothing is borrowed into a text that nobody can read.
        return False
    if kind in {"anglicism", "hispanism"}:
        if own == "es" and len(words) == 1 and is_adopted(words[0].word):
            return True
        mine = _DICTIONARY.get(own, 0)
        return any(len(word.word) >= SHORTEST for word in words) and all(
            _VOWEL.search(word.word) and not evidence(word.word).flags & mine for word in words
        )
    if kind == "name":
        is_person = len(words) == PERSON and evidence(words[0].word).flags & GIVEN
        is_part = _goes_on(passage, span)
        is_address = _ADDRESS.search(passage.text, span.start, span.end) or (
            "," in passage.text[span.start : span.end]
            and _NUMBERED.search(passage.text[max(0, span.start - _HOUSE) : span.start])
        )
        if (
            is_person
            or is_part
            or is_address
            or _is_dateline(passage, span)
            or _is_subject(passage, span, words)
        ):
            return False
        return _holds_own_word(passage, span, own, apart=_NAMELIKE)
    if span.language in _DICTIONARY and len(words) <= FEW:
        is_plain = span.confidence >= PLAIN and len(words) == FEW and passage.is_whole(span.start, span.end)
        return is_plain or _holds_own_word(passage, span, own)
    return True


def _is_subject(passage: Passage, span: Span, words: Sequence[Token]) -> bool:
    """Whether a name with its article begins a sentence, where it is told no more than amid it: "El Paso"."""
    before = passage.text[max(0, span.start - 3) : span.start].rstrip(' “«¿¡"')
    begins = not before or before[-1] in ".!?"
    return begins and words[0].word in _ARTICLES and not passage.is_whole(span.start, span.end)


def _goes_on(passage: Passage, span: Span) -> bool:
    """Whether a capital follows *span* at once: a longer name goes on there."""
    ahead = passage.words[bisect_left(passage.starts, span.end) :][:1]
    return bool(ahead) and ahead[0].capital and passage.text[span.end : ahead[0].start] == " "


def _is_dateline(passage: Passage, span: Span) -> bool:
    """Whether *span* is where the story was written, as its first line says before a dash."""
    return not passage.between(0, span.start) and bool(_DATELINE.match(passage.text, span.end))


def _holds_own_word(passage: Passage, span: Span, own: str, apart: int = 0) -> bool:
    """Whether a word is in the dictionary of the span's language alone, and has no flag of *apart*."""
    mine, theirs = _DICTIONARY.get(own, 0), _DICTIONARY.get(span.language, 0)
    words = passage.between(span.start, span.end)
    flags = [evidence(word.word).flags for word in words if len(word.word) >= SHORTEST]
    return any(flag & theirs and not flag & (mine | apart) for flag in flags)
