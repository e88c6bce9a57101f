"""Pairing of two editions of a story: whether one translates the other, and the aligned sentences."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import BODY_ROLES, Article, Role, Segment, SegmentSide, TextSpan
from translations.alignment import Bead, align, find_moved
from translations.counterparts.certainty import estimate
from translations.counterparts.shared import Shared, measure_shared
from translations.sentences import split

#: How a counterpart was found: the page says so, or two texts of one outlet and time say the same.
Evidence = Literal["declared", "similarity"]

#: Roles whose text both editions of a story have. Furniture, credits and insets are each edition's own.
SHARED_ROLES: frozenset[Role] = BODY_ROLES | {"headline", "description", "caption"}

#: A bead that is less sure becomes no segment; see docs/alignment.md.
_LEAST = 0.5


class Sentence(NamedTuple):
    """A sentence of an article: ``text`` is characters *start* to *end* of the block at position *block*."""

    block: int
    start: int
    end: int
    text: str


class Counterpart(msgspec.Struct, frozen=True, kw_only=True):
    """An article, the outlet's own edition of it in another language, and their aligned sentences."""

    article: Article
    other: Article
    found_by: Evidence
    #: The larger of the shares of both texts that say the same, 0 to 1.
    shared: float
    #: Segments of origin ``human``: sources in *article*, targets in *other*.
    segments: tuple[Segment, ...]


def read_sentences(article: Article) -> tuple[Sentence, ...]:
    """The sentences of *article* that its other edition may have too, in reading order."""
    return tuple(
        Sentence(block.position, start, end, block.text[start:end])
        for block in article.blocks
        if block.role in SHARED_ROLES
        for start, end in split(block.text, article.in_language)
    )


def pair_articles(article: Article, other: Article, found_by: Evidence = "declared") -> Counterpart | None:
    """The counterpart that *other* is to *article*; None when neither translates the other.

    Raises :exc:`ValueError` when both are in the same language.
    """
    language, target_language = base_language(article.in_language), base_language(other.in_language)
    if language == target_language:
        raise ValueError(f"{article.url} and {other.url} are both in {language}; a pair needs two languages")
    ours, theirs = read_sentences(article), read_sentences(other)
    source, target = [sentence.text for sentence in ours], [sentence.text for sentence in theirs]
    beads = align(source, target, language, target_language)
    shared = measure_shared(beads, source, target)
    if not shared.holds:
        return None
    kept = keep_sure(beads, source, target, shared)
    moved = find_moved(source, target, language, target_language, [bead for bead, _ in kept])
    kept += keep_sure(moved, source, target, shared)
    segments = tuple(
        Segment(
            id=segment_id(article, target_language, number),
            source=_join([ours[at] for at in bead.source], article.in_language),
            target=_join([theirs[at] for at in bead.target], other.in_language),
            origin="human",
            score=certainty,
        )
        for number, (bead, certainty) in enumerate(sorted(kept, key=_place), 1)
    )
    return Counterpart(
        article=article, other=other, found_by=found_by, shared=round(shared.most, 4), segments=segments
    )


def keep_sure(
    beads: Sequence[Bead], source: Sequence[str], target: Sequence[str], shared: Shared
) -> list[tuple[Bead, float]]:
    """Those of *beads* that are more likely right than wrong, with how likely that is."""
    paired = (bead for bead in beads if bead.source and bead.target)
    judged = ((bead, estimate(bead, source, target, shared)) for bead in paired)
    return [(bead, certainty) for bead, certainty in judged if certainty >= _LEAST]


def _place(judged: tuple[Bead, float]) -> int:
    return judged[0].source[0]


def segment_id(article: Article, target_language: str, number: int) -> str:
    """The id of the *number*-th human segment of *article*; ``h`` sets it apart from the machine's."""
    return f"{article.id}:{article.version}:{target_language}:h{number}"


def mirror(counterpart: Counterpart) -> Counterpart:
    """The same pair seen from the other edition."""
    target_language = base_language(counterpart.article.in_language)
    in_order = sorted(
        counterpart.segments,
        key=lambda segment: (segment.target.spans[0].block, segment.target.spans[0].start),
    )
    segments = tuple(
        msgspec.structs.replace(
            segment,
            id=segment_id(counterpart.other, target_language, number),
            source=segment.target,
            target=segment.source,
        )
        for number, segment in enumerate(in_order, 1)
    )
    return msgspec.structs.replace(
        counterpart, article=counterpart.other, other=counterpart.article, segments=segments
    )


def _join(sentences: Sequence[Sentence], language: str) -> SegmentSide:
    return SegmentSide(
        language=language,
        text=" ".join(sentence.text for sentence in sentences),
        spans=tuple(TextSpan(block=one.block, start=one.start, end=one.end) for one in sentences),
    )
