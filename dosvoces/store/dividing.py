"""Division of a story into sentences with their translations, and of its fragments into rows of a table."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import Any, NamedTuple

import msgspec

from dosvoces.core import record
from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Block, Fragment
from dosvoces.store.stems import fold_words

#: Characters of a context on each side of a fragment, where the sentence around it is longer.
_AROUND = 200


class Span(msgspec.Struct):
    """What is read of a span."""

    block: int
    start: int = 0
    end: int = 0


class Side(msgspec.Struct, frozen=True):
    """What is read of a segment's side."""

    spans: tuple[Span, ...] = ()
    text: str = ""
    language: str = ""


class Segment(msgspec.Struct):
    """What is read of a segment."""

    origin: str
    flags: tuple[str, ...] = ()
    source: Side = Side()
    target: Side = Side()


#: A whole segment will do too.
Segments = Segment | record.Segment


class Place(NamedTuple):
    """Characters *start* to *stop* of a block, and where the other voice of what stands there is from."""

    block: int
    start: int
    stop: int
    origin: str


def clean(text: str) -> str:
    """*text* as PostgreSQL takes it, which has no NUL."""
    return text.replace("\0", "")


def join_words(words: Iterable[str]) -> str:
    """*words* in order, each between spaces, so that one can be looked for."""
    distinct = sorted(set(words))
    return f" {' '.join(distinct)} " if distinct else ""


def divide(
    blocks: Sequence[Block], made: Sequence[Segments], own: Sequence[Segments]
) -> list[dict[str, Any]]:
    """The sentences of a story in order, each with its translation.

    *made* are the segments of its translation, *own* those of the outlet's own edition. What neither of them
    divides is a row of its own.
    """
    rows = [*_read_segments(blocks, made, "s"), *_read_segments(blocks, own, "o")]
    rows += _find_rest(blocks, [*made, *own])
    places = {block.position: number for number, block in enumerate(blocks)}
    rows.sort(key=lambda row: (places.get(row["block"], len(places)), row["start"], row["origin"] == "human"))
    return [row | {"number": number} for number, row in enumerate(rows)]


def _read_segments(
    blocks: Sequence[Block], segments: Sequence[Segments], anchor: str
) -> Iterator[dict[str, Any]]:
    roles = {block.position: block.role for block in blocks}
    for number, segment in enumerate(segments, 1):
        if segment.source.spans:
            first = segment.source.spans[0]
            same = [span for span in segment.source.spans if span.block == first.block]
            yield {
                "block": first.block,
                "start": first.start,
                "stop": max(span.end for span in same),
                "role": roles.get(first.block, ""),
                "language": base_language(segment.source.language),
                "text": clean(segment.source.text),
                "target": base_language(segment.target.language),
                "translation": clean(segment.target.text),
                "origin": segment.origin,
                "flags": join_words(segment.flags),
                "anchor": f"{anchor}{number}",
            }


def _find_rest(blocks: Sequence[Block], segments: Sequence[Segments]) -> Iterator[dict[str, Any]]:
    """What no segment covers; spaces and punctuation alone are no sentence."""
    covered: dict[int, list[tuple[int, int]]] = {}
    for segment in segments:
        for span in segment.source.spans:
            covered.setdefault(span.block, []).append((span.start, span.end))
    for block in blocks:
        length, at = len(block.text), 0
        for start, end in [*sorted(covered.get(block.position, ())), (length, length)]:
            text = block.text[at:start]
            if any(map(str.isalnum, text)):
                yield {
                    "block": block.position,
                    "start": at,
                    "stop": start,
                    "role": block.role,
                    "language": base_language(block.language),
                    "text": clean(text),
                    "target": "",
                    "translation": "",
                    "origin": "",
                    "flags": "",
                    "anchor": f"b{block.position}",
                }
            at = max(at, end)


def select_standing(places: Sequence[Place]) -> list[bool]:
    """Whether the other voice at each of a story's *places* is the one that stands beside what is printed.

    Where the outlet's own edition has a sentence, its translation does not.
    """
    own: dict[int, list[tuple[int, int]]] = {}
    for block, start, stop, origin in places:
        if origin == "human":
            own.setdefault(block, []).append((start, stop))
    for spans in own.values():
        spans.sort()

    def stands(place: Place) -> bool:
        spans = own.get(place.block, [])
        before = bisect_right(spans, (place.start, inf)) - 1
        return place.origin == "human" or before < 0 or spans[before][1] <= place.start

    return list(map(stands, places))


def list_fragments(
    blocks: Sequence[Block], fragments: Sequence[Fragment], sentences: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """A row for each of *fragments*, with the sentence around it."""
    by_position = {block.position: block for block in blocks}
    by_block: dict[int, list[dict[str, Any]]] = {}
    for sentence in sentences:
        by_block.setdefault(sentence["block"], []).append(sentence)
    for number, fragment in enumerate(fragments):
        block = by_position.get(fragment.block)
        if block is None:
            continue
        around = [
            row
            for row in by_block.get(fragment.block, ())
            if row["start"] < fragment.end and fragment.start < row["stop"]
        ]
        begin, end = _find_context(block.text, fragment, around)
        yield {
            "number": number,
            "role": block.role,
            "kind": fragment.kind,
            "language": base_language(fragment.language),
            "sure": int(fragment.confidence * 10),
            "block": fragment.block,
            "text": _blank(block.text[fragment.start : fragment.end]),
            "context": _blank(block.text[begin:end]),
            "start": fragment.start - begin,
            "stop": fragment.end - begin,
            "confidence": fragment.confidence,
            "words": f" {' '.join(fold_words(block.text[fragment.start : fragment.end]))} ",
            "anchor": around[0]["anchor"] if around else f"b{block.position}",
        }


def _blank(text: str) -> str:
    # Places must stay where they are.
    return text.replace("\0", " ")


def _find_context(text: str, fragment: Fragment, around: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """Where in *text* the sentences *around* the fragment begin and end, or a part of them near it."""
    begin = min([fragment.start, *(row["start"] for row in around)])
    end = max([fragment.end, *(row["stop"] for row in around)])
    if fragment.start - begin > _AROUND:
        space = text.find(" ", fragment.start - _AROUND, fragment.start)
        begin = space + 1 if space >= 0 else fragment.start - _AROUND
    if end - fragment.end > _AROUND:
        space = text.rfind(" ", fragment.end, fragment.end + _AROUND)
        end = space if space >= 0 else fragment.end + _AROUND
    return begin, end
