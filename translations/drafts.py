"""A translation on its way: what an engine made of a sentence, to be repaired and then checked."""

from collections.abc import Sequence

import msgspec

from dosvoces.core.record import WordLink

#: Characters *start* to *end* of a translation, and what is to stand there instead.
Edit = tuple[int, int, str]


class Draft(msgspec.Struct, frozen=True):
    """*target* as the translation of *source*; terms and addresses stand in both as the same characters."""

    source: str
    target: str
    #: Base languages.
    source_language: str
    target_language: str
    #: Characters of the source that became characters of the target; empty when nobody can tell.
    links: tuple[WordLink, ...] = ()
    #: The engine's own opinion, 0 to 1.
    score: float | None = None
    #: Whether the engine stopped before the sentence's end.
    truncated: bool = False
    #: Whether the engine guessed a word, and may well be wrong.
    guessed: bool = False
    #: Whether the engine is one that invents words, so that no word is believed which no dictionary has.
    is_weak: bool = False
    #: Characters of the target that the engine guessed, or that a repair wrote where it invented or copied.
    repairs: tuple[tuple[int, int], ...] = ()
    #: How well it is translated, 0 to 1; None where the engine was not measured.
    confidence: float | None = None

    def edit(self, edits: Sequence[Edit]) -> "Draft":
        """The draft with *edits*, which do not overlap, made; links and repairs move along."""
        if not edits:
            return self
        ordered = sorted(edits)
        parts, position = [], 0
        for start, end, text in ordered:
            parts += [self.target[position:start], text]
            position = end
        links = tuple(
            msgspec.structs.replace(link, target=moved)
            for link in self.links
            if (moved := _move(link.target, ordered))
        )
        repairs = tuple(moved for span in self.repairs if (moved := _move(span, ordered)))
        target = "".join(parts) + self.target[position:]
        return msgspec.structs.replace(self, target=target, links=links, repairs=repairs)


def _move(span: tuple[int, int], edits: Sequence[Edit]) -> tuple[int, int] | None:
    """*span* of the target after *edits*; None when one of them cuts into it."""
    start, end = span
    shift = growth = 0
    for edit_start, edit_end, text in edits:
        change = len(text) - (edit_end - edit_start)
        if edit_end <= start:
            shift += change
        elif start <= edit_start and edit_end <= end:
            growth += change
        elif edit_start < end:
            return None
    return (start + shift, end + shift + growth) if end - start + growth > 0 else None
