"""Word-by-word comparison of two versions of a story."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

import msgspec

from dosvoces.core.record import Article
from dosvoces.store.changes import Change, compare

_WORD = re.compile(r"\s+|[^\W_]+|[\W_]")


class Stretch(msgspec.Struct, frozen=True):
    """A run of words that stayed, went or came."""

    kind: Literal["same", "removed", "added"]
    text: str


class Step(msgspec.Struct, frozen=True):
    """From one version to the next."""

    old: int
    new: int
    changes: tuple[tuple[Change, tuple[Stretch, ...]], ...]


def compare_words(before: str, after: str) -> tuple[Stretch, ...]:
    """The words of both texts in one line."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    stretches: list[Stretch] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            stretches.append(Stretch("same", "".join(old[i:j])))
            continue
        if i < j:
            stretches.append(Stretch("removed", "".join(old[i:j])))
        if k < m:
            stretches.append(Stretch("added", "".join(new[k:m])))
    return tuple(stretches)


def compare_versions(versions: Sequence[Article]) -> list[Step]:
    """Every step, the last one first."""
    steps = [
        Step(
            old.version,
            new.version,
            tuple((change, compare_words(change.before, change.after)) for change in compare(old, new)),
        )
        for old, new in pairwise(versions)
    ]
    return steps[::-1]
