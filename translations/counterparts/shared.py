"""How much of two texts says the same, and whether that makes one of them a translation of the other."""

from collections.abc import Sequence
from typing import NamedTuple

from translations.alignment import Bead
from translations.alignment.words import fold_words

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
    #: How many characters the target has for one of the source.
    ratio: float = 1.0

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
    return Shared(said / ours, echoed / theirs, len(telling), score, numbers, same, theirs / ours)


def _find_numbers(sentences: Sequence[str], at: Sequence[int]) -> set[str]:
    """The digits of the numbers in the sentences *at*, without zeros behind: 1.2 billion, 1.200 millones."""
    words = (word for number in at for word in fold_words(sentences[number]))
    return {word.rstrip("0") or "0" for word in words if word.isdigit()}
