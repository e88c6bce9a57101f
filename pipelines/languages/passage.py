"""A block as the search for fragments reads it: its words and quotations, found once."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from dosvoces.core.record import Block
from pipelines.languages.quotations import find_announced, find_quotations
from pipelines.languages.spans import Span
from pipelines.languages.tokens import Token, tokens


class Passage:
    """A block with its words and quotations, so that any stretch of it is looked up, not read again."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.text = block.text
        self.words = tokens(block.text)

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins, characters."""
        return [word.start for word in self.words]

    @cached_property
    def quotations(self) -> list[tuple[int, int]]:
        """Where each quotation begins and ends, without its marks, in order."""
        return find_quotations(self.text)

    @cached_property
    def announced(self) -> frozenset[int]:
        """The beginnings of the quotations that the words before say are titles."""
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
