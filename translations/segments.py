"""Sentences from an article's blocks, and segments from their renderings.

From their renderings back to blocks and segments with exact offsets.
"""

from collections.abc import Iterator, Sequence

import msgspec

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Article, Block, Segment, SegmentSide, TextSpan, WordLink
from dosvoces.store import Translation
from translations.renderings import Rendering
from translations.sentences import split

#: Languages that engines write; a block in any other is left as it is.
LANGUAGES = ("es", "en")


class Sentence(msgspec.Struct, frozen=True):
    """A sentence of a block: ``article.blocks[number].text[start:end]``."""

    #: Place of the block in the article's list of blocks.
    number: int
    start: int
    end: int
    text: str
    language: str
    #: Whether it has to be translated, rather than copied because its block is not in the article's language.
    translatable: bool


def split_article(article: Article, target: str) -> list[Sentence]:
    """The sentences of all blocks, in reading order."""
    return list(_split_blocks(article, target))


def _split_blocks(article: Article, target: str) -> Iterator[Sentence]:
    own = base_language(article.in_language)
    for number, block in enumerate(article.blocks):
        language = base_language(block.language)
        # What is not surely another language is the article's.
        if language in ("und", own):
            tag, translatable = article.in_language, True
        else:
            tag, translatable = block.language, language in LANGUAGES and language != target
        for start, end in split(block.text, base_language(tag)):
            yield Sentence(number, start, end, block.text[start:end], tag, translatable)


def build_translation(
    article: Article,
    target: str,
    sentences: Sequence[Sentence],
    renderings: Sequence[Rendering],
    *,
    engine: str,
    checks: str,
) -> Translation:
    """The article in the *target* language, with a segment for each sentence.

    *renderings* are those of *sentences*, by *engine* and after *checks*.
    """
    blocks: list[Block] = []
    segments: list[Segment] = []
    pairs = list(zip(sentences, renderings, strict=True))
    position = 0
    for number, block in enumerate(article.blocks):
        text, end = "", 0
        while position < len(pairs) and pairs[position][0].number == number:
            sentence, rendering = pairs[position]
            text += block.text[end : sentence.start]
            segments.append(
                _build_segment(
                    article, target, len(segments) + 1, block, sentence, rendering, len(text), engine
                )
            )
            text += rendering.text
            end = sentence.end
            position += 1
        blocks.append(
            Block(
                position=block.position,
                role=block.role,
                text=text + block.text[end:],
                language=target,
                confidence=block.confidence,
                time=block.time,
                cites=block.cites,
            )
        )
    return Translation(
        article_id=article.id,
        version=article.version,
        target_language=target,
        translation=tuple(blocks),
        segments=tuple(segments),
        engine=engine,
        checks=checks,
    )


def _build_segment(
    article: Article,
    target: str,
    number: int,
    block: Block,
    sentence: Sentence,
    rendering: Rendering,
    offset: int,
    engine: str,
) -> Segment:
    return Segment(
        id=f"{article.id}:{article.version}:{target}:{number}",
        source=SegmentSide(
            language=sentence.language,
            text=sentence.text,
            spans=(TextSpan(block=block.position, start=sentence.start, end=sentence.end),),
        ),
        target=SegmentSide(
            language=target,
            text=rendering.text,
            spans=(TextSpan(block=block.position, start=offset, end=offset + len(rendering.text)),),
        ),
        origin=rendering.origin,
        engine=engine if rendering.origin in ("machine", "memory") else "",
        score=rendering.score,
        flags=rendering.flags,
        links=_read_links(rendering.links),
        repairs=tuple(zip(rendering.repairs[::2], rendering.repairs[1::2], strict=True)),
    )


def _read_links(flat: Sequence[int]) -> tuple[WordLink, ...]:
    numbers = iter(flat)
    return tuple(
        WordLink(source=(start, end), target=(begin, stop))
        for start, end, begin, stop in zip(numbers, numbers, numbers, numbers, strict=True)
    )
