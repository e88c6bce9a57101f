"""The story as JSON-LD declares it, for pages that print it only with a script."""

import html
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from dosvoces.core.record import BODY_ROLES, Block, Role
from pipelines.extract.text import fold

#: Words of a declared text that is a story, and where the page prints none.
_LEAST_WORDS, _LEAST_ALONE = 100, 40
#: Words that a page prints without its scripts that ask to run them.
_NO_WORDS = 12
#: The declared text takes over only when less than this share of it is printed.
_PRINTED_SHARE = 0.4
#: Words that a page prints above a live blog whose entries come with a script.
_INTRODUCTION = 60

_BREAK = re.compile(
    r"</(?:p|h[1-6]|li|blockquote|figure|figcaption|div|section|td)\s*>|<br\s*/?>\s*<br\s*/?>|\r?\n+", re.I
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def fill(blocks: tuple[Block, ...], body: Any) -> tuple[tuple[Block, ...], bool]:
    """*blocks*, with the paragraphs of the ``articleBody`` *body* where the page prints next to nothing.

    The second value says whether the declared text was used.
    """
    if not isinstance(body, str):
        return blocks, False
    printed, declared = _count_words(blocks), len(body.split())
    least = _LEAST_ALONE if printed < _NO_WORDS else _LEAST_WORDS
    if declared < least or printed >= _PRINTED_SHARE * declared:
        return blocks, False
    return _insert(blocks, [Block(position=0, role="paragraph", text=text) for text in split(body)]), True


def fill_entries(
    blocks: tuple[Block, ...], entries: Sequence[tuple[datetime | None, str, str]]
) -> tuple[tuple[Block, ...], bool]:
    """*blocks*, with the *entries* of a live blog (time, headline, text) where the page prints few of them.

    What the page prints besides stands before them. The second value says whether they were used.
    """
    declared = [text for _, _, text in entries if text]
    words = sum(len(text.split()) for text in declared)
    if not words or _count_words(blocks) >= min(_PRINTED_SHARE * words, _INTRODUCTION):
        return blocks, False
    said = fold(" ".join(paragraph for text in declared for paragraph in split(text)))
    made = [
        block
        for block in blocks
        if block.role in BODY_ROLES and block.text[-1:] in ".!?" and fold(block.text) not in said
    ]
    for moment, title, text in entries:
        lines = [("heading", title)] if title else []
        lines += [("paragraph", paragraph) for paragraph in split(text)]
        made += [
            Block(position=0, role=cast("Role", role), text=line, time=moment if number == 0 else None)
            for number, (role, line) in enumerate(lines)
        ]
    return _insert(blocks, made), True


def says_little(blocks: Sequence[Block]) -> bool:
    """Whether a page's *blocks* have hardly a paragraph of text."""
    return _count_words(blocks) < _INTRODUCTION


def _count_words(blocks: Sequence[Block]) -> int:
    return sum(len(block.text.split()) for block in blocks if block.role in BODY_ROLES)


def _insert(blocks: tuple[Block, ...], texts: Sequence[Block]) -> tuple[Block, ...]:
    """*blocks* with *texts* in the place of the body."""
    kept = [block for block in blocks if block.role not in BODY_ROLES]
    before = [block for block in kept if block.role in ("headline", "description", "byline")]
    after = [block for block in kept if block.role not in ("headline", "description", "byline")]
    renumbered = enumerate((*before, *texts, *after))
    return tuple(
        Block(position=position, role=one.role, text=one.text, time=one.time, cites=one.cites)
        for position, one in renumbered
    )


def split(body: str) -> list[str]:
    """The paragraphs of a declared text: by its markup, else by its line ends."""
    if "&lt;" in body:
        body = html.unescape(body)
    paragraphs = (_clean(part) for part in _BREAK.split(body))
    return [paragraph for paragraph in paragraphs if paragraph]


def _clean(part: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", part)).split())
