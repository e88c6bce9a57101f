"""Translations with people's words in the place of an engine's."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import sqlalchemy as sa

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Block, Segment, TextSpan
from dosvoces.store import bilingual, translation_memory
from dosvoces.store.values import Translation

#: A translation: the article's id and version, and the target language.
Key = tuple[str, int, str]

#: What people wrote: by source and target language, then by the source's sentence.
Corrected = Mapping[tuple[str, str], Mapping[str, str]]

#: Under this name the memory keeps what people wrote (:data:`translations.memory.CORRECTIONS`).
MEMORY = "human"


def _move(segment: Segment, block: int, start: int, by: int) -> Segment:
    """*segment* with its target's spans in *block* that begin at *start* or later moved *by* characters."""
    spans = tuple(
        TextSpan(block=span.block, start=span.start + by, end=span.end + by)
        if span.block == block and span.start >= start
        else span
        for span in segment.target.spans
    )
    return msgspec.structs.replace(segment, target=msgspec.structs.replace(segment.target, spans=spans))


def apply(made: Translation, found: Segment, text: str, engine: str) -> Translation | None:
    """*made* with *text* as the translation of *found* and all after it in its place.

    None when it has no one place.
    """
    if len(found.target.spans) != 1:
        return None
    span = found.target.spans[0]
    moved = len(text) - (span.end - span.start)
    corrected = msgspec.structs.replace(
        found,
        target=msgspec.structs.replace(
            found.target,
            text=text,
            spans=(TextSpan(block=span.block, start=span.start, end=span.end + moved),),
        ),
        origin="memory",
        engine=engine,
        score=None,
        flags=(),
        links=(),
    )

    def put(block: Block) -> Block:
        if block.position != span.block:
            return block
        return msgspec.structs.replace(block, text=block.text[: span.start] + text + block.text[span.end :])

    return msgspec.structs.replace(
        made,
        translation=tuple(put(block) for block in made.translation),
        segments=tuple(
            corrected if segment is found else _move(segment, span.block, span.end, moved)
            for segment in made.segments
        ),
    )


def restore(made: Translation, found: Segment, old: Segment) -> Translation | None:
    """*made* with *found* as it was when it was *old*, where it stands now; None when it has no one place."""
    back = apply(made, found, old.target.text, old.engine)
    if back is None:
        return None

    def put(segment: Segment) -> Segment:
        if segment.id != found.id:
            return segment
        kept = {name: getattr(old, name) for name in ("origin", "engine", "score", "flags", "links")}
        return msgspec.structs.replace(segment, **kept)

    return msgspec.structs.replace(back, segments=tuple(map(put, back.segments)))


def direction_of(segment: Segment) -> tuple[str, str]:
    """The base languages of both sides, the source's first."""
    source, target = (base_language(side.language) for side in (segment.source, segment.target))
    return source, target


def find_corrected(segments: Iterable[Segment], corrected: Corrected) -> list[tuple[Segment, str]]:
    """Those of *segments* that read otherwise in *corrected*, and how."""
    found = []
    for segment in segments:
        text = corrected.get(direction_of(segment), {}).get(segment.source.text)
        if text is not None and text != segment.target.text and segment.origin != "human":
            found.append((segment, text))
    return found


def keep_corrections(connection: sa.Connection, made: Sequence[Translation]) -> list[Translation]:
    """*made* with what people wrote for their sentences, until now, in the place of what an engine did."""
    known = _recall(connection, made)
    return [_keep(connection, each, known) for each in made] if known else list(made)


def _recall(connection: sa.Connection, made: Sequence[Translation]) -> dict[tuple[str, str], dict[str, str]]:
    """What people wrote for the sentences of *made*."""
    texts: dict[tuple[str, str], dict[str, None]] = {}
    for translation in made:
        for segment in translation.segments:
            texts.setdefault(direction_of(segment), {})[segment.source.text] = None
    known: dict[tuple[str, str], dict[str, str]] = {}
    for direction, wanted in texts.items():
        entries = translation_memory.recall(connection, MEMORY, *direction, list(wanted))
        if entries:
            known[direction] = {text: entry.text for text, entry in entries.items()}
    return known


def _keep(connection: sa.Connection, translation: Translation, known: Corrected) -> Translation:
    made = translation
    wanted = [
        (segment.id, text)
        for segment in made.segments
        if (text := known.get(direction_of(segment), {}).get(segment.source.text)) is not None
        and segment.origin != "human"
        and not (segment.is_corrected and segment.target.text == text)
    ]
    if not wanted:
        return translation
    key = (translation.article_id, translation.version, translation.target_language)
    marks = {
        (segment.source.text, segment.target.text): segment.engine
        for segment in bilingual.load_translation(connection, *key).segments
        if segment.is_corrected
    }
    for name, text in wanted:
        # What stood before it in its block may have been moved by now.
        current = next(each for each in made.segments if each.id == name)
        made = apply(made, current, text, marks.get((current.source.text, text), MEMORY)) or made
    return made
