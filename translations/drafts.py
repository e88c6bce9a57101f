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

    def edit(self, edits: Sequence[Edit]) -> "Draft":
        """The draft with *edits*, which do not overlap, made; links move along."""
        if not edits:
            return self
        ordered = sorted(edits)
        parts, position = [], 0
        for start, end, text in ordered:
            parts += [self.target[position:start], text]
            position = end
        links = tuple(moved for link in self.links if (moved := _move(link, ordered)))
        target = "".join(parts) + self.target[position:]
        return msgspec.structs.replace(self, target=target, links=links)


def _move(link: WordLink, edits: Sequence[Edit]) -> WordLink | None:
    """*link* after *edits*; None when one of them cuts into its word."""
    start, end = link.target
    shift = growth = 0
    for edit_start, edit_end, text in edits:
        change = len(text) - (edit_end - edit_start)
        if edit_end <= start:
            shift += change
        elif start <= edit_start and edit_end <= end:
            growth += change
        elif edit_start < end:
            return None
    if end - start + growth <= 0:
        return None
    return msgspec.structs.replace(link, target=(start + shift, end + shift + growth))
