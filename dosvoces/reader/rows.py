"""The layout of a story: a row for each aligned sentence, paragraph by paragraph."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from dosvoces.core.record import Article, Block, Fragment, Segment, TextSpan

#: Roles that are shown folded: around the story, not of it.
FOLDED = frozenset({"furniture", "related"})


class Part(msgspec.Struct, frozen=True):
    """A run of text, and the fragment in another language that it is, if it is one."""

    text: str
    fragment: Fragment | None = None


class Side(msgspec.Struct, frozen=True):
    """One voice's half of a row."""

    language: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(part.text for part in self.parts)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence and its partner; one of them alone where the other voice has none."""

    #: Counts the segments from 1; 0 for what has no partner.
    number: int = 0
    source: Side | None = None
    target: Side | None = None
    segment: Segment | None = None

    @property
    def links(self) -> str:
        """The word links as numbers, ``start,end,start,end;…``, for the page's script."""
        links = self.segment.links if self.segment else ()
        return ";".join(",".join(map(str, link.source + link.target)) for link in links)


class Paragraph(msgspec.Struct, frozen=True):
    """The rows of one block of the source."""

    role: str
    rows: tuple[Row, ...]
    #: Position of the block.
    position: int = -1


class Group(msgspec.Struct, frozen=True):
    """Paragraphs that are shown together: the story's own, or furniture to fold."""

    folded: bool
    paragraphs: tuple[Paragraph, ...]


def split_parts(block: Block, start: int, end: int, fragments: Sequence[Fragment]) -> tuple[Part, ...]:
    """The characters *start* to *end* of *block*, cut where fragments begin and end."""
    parts: list[Part] = []
    at = start
    for fragment in sorted(fragments, key=lambda each: (each.start, each.end)):
        begin, stop = max(fragment.start, at), min(fragment.end, end)
        if begin >= stop:
            continue
        if begin > at:
            parts.append(Part(block.text[at:begin]))
        parts.append(Part(block.text[begin:stop], fragment))
        at = stop
    if at < end:
        parts.append(Part(block.text[at:end]))
    return tuple(parts)


class _Voice:
    """The blocks of one side, and what is marked in them."""

    def __init__(self, blocks: Iterable[Block], fragments: Iterable[Fragment], language: str) -> None:
        self.blocks = {block.position: block for block in blocks}
        self.language = language
        self.fragments: dict[int, list[Fragment]] = {}
        for fragment in fragments:
            self.fragments.setdefault(fragment.block, []).append(fragment)

    def cut(self, span: TextSpan) -> tuple[Part, ...]:
        block = self.blocks.get(span.block)
        return split_parts(block, span.start, span.end, self.fragments.get(span.block, ())) if block else ()

    def side(self, spans: Sequence[TextSpan], text: str, language: str) -> Side:
        parts: list[Part] = []
        for span in spans:
            cut = self.cut(span)
            parts += [Part(" "), *cut] if parts and cut else cut
        if not parts:
            parts = [Part(text)]
        return Side(language or self.language, tuple(parts))

    def gaps(self, segments: Iterable[Sequence[TextSpan]]) -> dict[int, list[TextSpan]]:
        """What no segment covers, by block; spaces and punctuation alone are not worth a row."""
        covered: dict[int, list[tuple[int, int]]] = {}
        for spans in segments:
            for span in spans:
                covered.setdefault(span.block, []).append((span.start, span.end))
        return {
            position: [
                TextSpan(block=position, start=start, end=end)
                for start, end in _between(sorted(covered.get(position, ())), len(block.text))
                if any(map(str.isalnum, block.text[start:end]))
            ]
            for position, block in self.blocks.items()
        }


def _between(covered: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in covered:
        if start > at:
            yield at, start
        at = max(at, end)
    if at < length:
        yield at, length


def lay_out(
    article: Article,
    segments: Sequence[Segment],
    target_blocks: Sequence[Block],
    target_language: str,
    target_fragments: Sequence[Fragment] = (),
) -> tuple[Group, ...]:
    """The groups of *article* beside another voice, aligned by *segments*; nothing is left out."""
    source = _Voice(article.blocks, article.fragments, article.in_language)
    target = _Voice(target_blocks, target_fragments, target_language)
    placed: dict[int, list[tuple[int, Row]]] = {block.position: [] for block in article.blocks}
    for number, segment in enumerate(segments, 1):
        row = Row(
            number=number,
            source=source.side(segment.source.spans, segment.source.text, segment.source.language),
            target=target.side(segment.target.spans, segment.target.text, segment.target.language),
            segment=segment,
        )
        first = segment.source.spans[0]
        placed.setdefault(first.block, []).append((first.start, row))
    for position, spans in source.gaps(segment.source.spans for segment in segments).items():
        for span in spans:
            placed[position].append((span.start, Row(source=source.side([span], "", ""))))
    rows = {
        position: [row for _, row in sorted(found, key=lambda each: each[0])]
        for position, found in placed.items()
    }
    _insert_alone(rows, target, segments)
    paragraphs = [
        Paragraph(block.role, tuple(rows[block.position]), block.position)
        for block in article.blocks
        if rows[block.position]
    ]
    return tuple(_group(paragraphs))


def _insert_alone(rows: dict[int, list[Row]], target: _Voice, segments: Sequence[Segment]) -> None:
    """Puts what only the other voice says behind what it says before."""
    for position, spans in target.gaps(segment.target.spans for segment in segments).items():
        for span in spans:
            row = Row(target=target.side([span], "", ""))
            block, index = _find_place(rows, (position, span.start))
            rows[block].insert(index, row)


def _find_place(rows: dict[int, list[Row]], before: tuple[int, int]) -> tuple[int, int]:
    best, place = (-1, -1), (next(iter(rows), 0), 0)
    for block, found in rows.items():
        for index, row in enumerate(found):
            spans = row.segment.target.spans if row.segment else ()
            if spans and best < (spans[-1].block, spans[-1].start) < before:
                best, place = (spans[-1].block, spans[-1].start), (block, index + 1)
    block, index = place
    # Behind those that were put there just before.
    while rows.get(block) and index < len(rows[block]) and rows[block][index].source is None:
        index += 1
    rows.setdefault(block, [])
    return block, index


def _group(paragraphs: Sequence[Paragraph]) -> Iterator[Group]:
    run: list[Paragraph] = []
    for paragraph in paragraphs:
        if run and (paragraph.role in FOLDED) != (run[0].role in FOLDED):
            yield Group(run[0].role in FOLDED, tuple(run))
            run = []
        run.append(paragraph)
    if run:
        yield Group(run[0].role in FOLDED, tuple(run))
