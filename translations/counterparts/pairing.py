"""Pairing of two editions of a story: whether one translates the other, and the aligned sentences."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import BODY_ROLES, Article, Role, Segment, SegmentSide, TextSpan
from translations.alignment import Bead, align
from translations.alignment.words import fold_words
from translations.sentences import split

#: How a counterpart was found: the page says so, or two texts of one outlet and time say the same.
Evidence = Literal["declared", "similarity"]

#: Roles whose text both editions of a story have. Furniture, credits and insets are each edition's own.
SHARED_ROLES: frozenset[Role] = BODY_ROLES | {"headline", "description", "caption"}

#: A bead with this score or more is telling; of the beads between unrelated articles 1 in 150 is.
_TELLING = 0.25
#: How much of the one edition must stand in telling beads, and how much of the other. On half of the open
#: cases true pairs have .86 or more, those with 60 % of one side cut away .53; see benchmarks/alignment.py.
_SHARED = 0.5
_SHARED_OF_OTHER = 0.1
#: Where less than this much is shared, the telling beads must have this score on average. In translations it
#: is .43 and more (in loose ones, which share more, .35), in two stories about one event .36 to .46.
_SHARED_SURELY = 0.75
_ALIKE = 0.4
#: Telling beads that make a pair: one long sentence with "the United States and Russia" is telling by chance.
_FEWEST = 2
#: Of so many numbers at least this part is the same in a translation: in all of 288 texts that have them.
_FEWEST_NUMBERS, _SAME = 2, 1 / 2
#: A bead below this score becomes no segment: on the same cases 9 in 14 of them are wrong, above it 1 in 50.
_FAINTEST = 0.1


class Sentence(NamedTuple):
    """A sentence of an article: ``text`` is characters *start* to *end* of the block at position *block*."""

    block: int
    start: int
    end: int
    text: str


class Shared(NamedTuple):
    """The share of each text's characters that stand in telling beads, their number and their score."""

    source: float
    target: float
    beads: int
    #: On average, each as much as it has characters of the source.
    score: float
    #: Numbers in digits that both sides of telling beads have, and how many of them are the same.
    numbers: int = 0
    same_numbers: int = 0

    @property
    def is_contradicted(self) -> bool:
        """Whether one text only fills the same form as the other: exchange rates, weather, a lottery."""
        return self.numbers >= _FEWEST_NUMBERS and self.same_numbers < _SAME * self.numbers

    @property
    def most(self) -> float:
        """The larger share, or 0 where the other share or the number of beads is too small to tell."""
        enough = self.beads >= _FEWEST and min(self.source, self.target) >= _SHARED_OF_OTHER
        return max(self.source, self.target) if enough else 0.0

    @property
    def holds(self) -> bool:
        """Whether so much is shared, and so closely, that one text translates the other or a part of it."""
        alike = self.most >= _SHARED and (self.most >= _SHARED_SURELY or self.score >= _ALIKE)
        return alike and not self.is_contradicted


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


def measure_shared(beads: Sequence[Bead], source: Sequence[str], target: Sequence[str]) -> Shared:
    """How much of two texts, given as sentences, the *beads* between them say is the same."""
    telling = [bead for bead in beads if bead.score >= _TELLING]
    lengths = [sum(len(source[number]) for number in bead.source) for bead in telling]
    echoed = sum(len(target[number]) for bead in telling for number in bead.target)
    said = sum(lengths)
    score = sum(bead.score * length for bead, length in zip(telling, lengths, strict=True)) / max(1, said)
    ours, theirs = (max(1, sum(map(len, text))) for text in (source, target))
    pairs = [(_find_numbers(source, bead.source), _find_numbers(target, bead.target)) for bead in telling]
    numbers = sum(min(len(one), len(other)) for one, other in pairs)
    same = sum(len(one & other) for one, other in pairs)
    return Shared(said / ours, echoed / theirs, len(telling), score, numbers, same)


def _find_numbers(sentences: Sequence[str], at: Sequence[int]) -> set[str]:
    """The digits of the numbers in the sentences *at*, without zeros behind: 1.2 billion, 1.200 millones."""
    words = (word for number in at for word in fold_words(sentences[number]))
    return {word.rstrip("0") or "0" for word in words if word.isdigit()}


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
    kept = [bead for bead in beads if bead.source and bead.target and bead.score >= _FAINTEST]
    segments = tuple(
        Segment(
            id=segment_id(article, target_language, number),
            source=_join([ours[at] for at in bead.source], article.in_language),
            target=_join([theirs[at] for at in bead.target], other.in_language),
            origin="human",
            score=bead.score,
        )
        for number, bead in enumerate(kept, 1)
    )
    return Counterpart(
        article=article, other=other, found_by=found_by, shared=round(shared.most, 4), segments=segments
    )


def segment_id(article: Article, target_language: str, number: int) -> str:
    """The id of the *number*-th human segment of *article*; ``h`` sets it apart from the machine's."""
    return f"{article.id}:{article.version}:{target_language}:h{number}"


def mirror(counterpart: Counterpart) -> Counterpart:
    """The same pair seen from the other edition."""
    target_language = base_language(counterpart.article.in_language)
    segments = tuple(
        msgspec.structs.replace(
            segment,
            id=segment_id(counterpart.other, target_language, number),
            source=segment.target,
            target=segment.source,
        )
        for number, segment in enumerate(counterpart.segments, 1)
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
