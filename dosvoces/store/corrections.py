"""What people correct in translations: kept with author and time, put into the translation, remembered."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.record import Block, Segment, TextSpan
from dosvoces.store import bilingual, remembered
from dosvoces.store.payloads import unpack
from dosvoces.store.tables import corrections, translations
from dosvoces.store.values import Remembered, Translation

#: Under this name the memory keeps what people wrote (:data:`translations.memory.CORRECTIONS`).
MEMORY = "human"


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of a translation as somebody would have it."""

    article_id: str
    version: int
    target_language: str
    #: Id of the segment.
    segment: str
    after: str
    author: str
    #: The source's sentence and the translation that was there; filled in when it is saved.
    source: str = ""
    before: str = ""
    #: UTC.
    at: datetime | None = None
    id: int = 0

    @property
    def mark(self) -> str:
        """What stands as the segment's engine in every export."""
        return (
            f"{MEMORY} {self.author} {self.at:%Y-%m-%dT%H:%M:%SZ}" if self.at else f"{MEMORY} {self.author}"
        )


def name_engine(engine: str) -> str:
    """*engine* without the person and the time that a correction's mark names."""
    return MEMORY if engine.startswith(f"{MEMORY} ") else engine


class Made(msgspec.Struct, frozen=True):
    """What a translation is stored as."""

    translation: tuple[Block, ...] = ()
    segments: tuple[Segment, ...] = ()


def _move(segment: Segment, block: int, start: int, by: int) -> Segment:
    """*segment* with its target's spans in *block* that begin at *start* or later moved *by* characters."""
    spans = tuple(
        TextSpan(block=span.block, start=span.start + by, end=span.end + by)
        if span.block == block and span.start >= start
        else span
        for span in segment.target.spans
    )
    return msgspec.structs.replace(segment, target=msgspec.structs.replace(segment.target, spans=spans))


def apply(made: Made, correction: Correction) -> Made | None:
    """*made* with the sentence corrected and all after it in its place; None without such a sentence."""
    found = next((segment for segment in made.segments if segment.id == correction.segment), None)
    if found is None or len(found.target.spans) != 1:
        return None
    span = found.target.spans[0]
    moved = len(correction.after) - (span.end - span.start)
    corrected = msgspec.structs.replace(
        found,
        target=msgspec.structs.replace(
            found.target,
            text=correction.after,
            spans=(TextSpan(block=span.block, start=span.start, end=span.end + moved),),
        ),
        origin="memory",
        engine=correction.mark,
        score=None,
        flags=(),
        links=(),
    )

    def put(block: Block) -> Block:
        if block.position != span.block:
            return block
        text = block.text[: span.start] + correction.after + block.text[span.end :]
        return msgspec.structs.replace(block, text=text)

    return Made(
        tuple(put(block) for block in made.translation),
        tuple(
            corrected if segment is found else _move(segment, span.block, span.end, moved)
            for segment in made.segments
        ),
    )


def save(connection: sa.Connection, correction: Correction, now: datetime) -> Correction | None:
    """Keeps *correction* and puts it where it belongs; None when the translation has no such sentence."""
    row = connection.execute(
        sa.select(translations.c.engine, translations.c.payload).where(
            translations.c.article_id == correction.article_id,
            translations.c.version == correction.version,
            translations.c.target_language == correction.target_language,
        )
    ).first()
    made = unpack(row.payload, Made) if row else Made()
    segment = next((each for each in made.segments if each.id == correction.segment), None)
    if row is None or segment is None:
        return None
    correction = msgspec.structs.replace(
        correction, source=segment.source.text, before=segment.target.text, at=now
    )
    corrected = apply(made, correction)
    if corrected is None:
        return None
    translation = Translation(
        article_id=correction.article_id,
        version=correction.version,
        target_language=correction.target_language,
        translation=corrected.translation,
        segments=corrected.segments,
        engine=row.engine,
    )
    bilingual.save_translations(connection, [translation], now)
    pair = [(correction.source, Remembered(correction.after))]
    source = segment.source.language.split("-")[0]
    remembered.remember(connection, MEMORY, source, correction.target_language, pair)
    values = {key: value for key, value in msgspec.structs.asdict(correction).items() if key != "id"}
    number = connection.execute(corrections.insert().values(values).returning(corrections.c.id)).scalar_one()
    return msgspec.structs.replace(correction, id=int(number))


def _read(row: Any) -> Correction:
    return Correction(**row._mapping)


def load(connection: sa.Connection, article_id: str, version: int) -> list[Correction]:
    """The corrections of one version of an article, oldest first."""
    query = sa.select(corrections).where(
        corrections.c.article_id == article_id, corrections.c.version == version
    )
    return [_read(row) for row in connection.execute(query.order_by(corrections.c.id))]


def load_all(connection: sa.Connection, limit: int, offset: int) -> list[Correction]:
    """The last corrections, newest first."""
    query = sa.select(corrections).order_by(corrections.c.id.desc()).limit(limit).offset(offset)
    return [_read(row) for row in connection.execute(query)]
