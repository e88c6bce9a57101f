"""Differences between two versions of a story."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Literal

import msgspec

from dosvoces.core.differences import compare_sequences
from dosvoces.core.record import Article, Block


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One difference: a block that was added, removed or rewritten."""

    kind: Literal["added", "removed", "rewritten"]
    #: The block's role, or ``headline`` and ``description`` of the article itself.
    role: str
    before: str = ""
    after: str = ""
    #: The text above it that stayed as it was; empty at the beginning.
    above: str = ""


def _change(role: str, before: str, after: str, above: str = "") -> Change:
    kind: Literal["added", "removed", "rewritten"] = "rewritten"
    if not before or not after:
        kind = "added" if after else "removed"
    return Change(kind=kind, role=role, before=before, after=after, above=above)


def _compare_blocks(old: tuple[Block, ...], new: tuple[Block, ...]) -> Iterator[Change]:
    # Texts alone: a paragraph that became a heading says what it said.
    above = ""
    for same, i, j, k, m in compare_sequences([b.text for b in old], [b.text for b in new]):
        if same:
            above = new[m - 1].text
            continue
        for one, other in zip_longest(old[i:j], new[k:m]):
            last = other or one
            role = last.role if last else "paragraph"
            yield _change(role, one.text if one else "", other.text if other else "", above)
            above = ""


def compare(old: Article, new: Article) -> tuple[Change, ...]:
    """What changed from *old* to *new*, in reading order; furniture is no part of the story."""
    changes = [
        _change(name, getattr(old, name), getattr(new, name))
        for name in ("headline", "description")
        if getattr(old, name) != getattr(new, name)
    ]

    def story(article: Article) -> tuple[Block, ...]:
        left_out = ("furniture", "related", "headline", "description")
        return tuple(block for block in article.blocks if block.role not in left_out)

    return (*changes, *_compare_blocks(story(old), story(new)))
