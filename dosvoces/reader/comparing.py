"""Word-by-word comparison of two versions of a story."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Literal

import msgspec

from dosvoces.core.differences import Difference, compare_sequences
from dosvoces.core.record import Article
from dosvoces.store.changes import Change, compare

#: Spaces, a number with its separators, a word, or a sign.
_WORD = re.compile(r"\s+|\d+(?:[.,:/]\d+)*|[^\W_]+(?:['’-][^\W_]+)*|[\W_]")

#: Letters of a run between two changes that is shown as changed with them: none reads on from a "de" alone.
_SHORTEST = 4


class DiffPart(msgspec.Struct, frozen=True):
    """A run of words that stayed, went or came."""

    kind: Literal["same", "removed", "added"]
    text: str


class Step(msgspec.Struct, frozen=True):
    """From one version to the next."""

    old: int
    new: int
    #: When the outlet says that it made the new one, else when that was fetched.
    at: datetime
    changes: tuple[tuple[Change, tuple[DiffPart, ...]], ...]


def _join_short(found: Sequence[Difference], old: Sequence[str]) -> list[Difference]:
    """*found* with what stayed between two changes taken into them where it is too short to read by."""
    joined: list[Difference] = []
    for number, run in enumerate(found):
        short = run.same and sum(map(str.isalnum, "".join(old[run.start : run.end]))) < _SHORTEST
        changed = not run.same or (short and 0 < number < len(found) - 1)
        if joined and changed and not joined[-1].same:
            joined[-1] = joined[-1]._replace(end=run.end, new_end=run.new_end)
        else:
            joined.append(run._replace(same=not changed))
    return joined


def compare_words(before: str, after: str) -> tuple[DiffPart, ...]:
    """The words of both texts in one line."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    parts: list[DiffPart] = []
    for same, i, j, k, m in _join_short(compare_sequences(old, new), old):
        if same:
            parts.append(DiffPart("same", "".join(old[i:j])))
            continue
        if i < j:
            parts.append(DiffPart("removed", "".join(old[i:j])))
        if k < m:
            parts.append(DiffPart("added", "".join(new[k:m])))
    return tuple(parts)


def compare_versions(versions: Sequence[Article]) -> list[Step]:
    """Every step, the last one first."""
    steps = [
        Step(
            old.version,
            new.version,
            new.date_modified or new.retrieved_at,
            tuple((change, compare_words(change.before, change.after)) for change in compare(old, new)),
        )
        for old, new in pairwise(versions)
    ]
    return steps[::-1]
