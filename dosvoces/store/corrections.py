"""Corrections by people: kept with author and time, put into the translation and the memory."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import Segment
from dosvoces.store import bilingual, translation_memory
from dosvoces.store.corrected_text import (
    MEMORY,
    Corrected,
    Key,
    apply,
    direction_of,
    find_corrected,
    restore,
)
from dosvoces.store.payloads import pack, unpack
from dosvoces.store.store import Store
from dosvoces.store.tables import corrections
from dosvoces.store.values import MemoryEntry


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of a translation as somebody would have it."""

    article_id: str
    version: int
    target_language: str
    #: Id of the segment.
    segment: str
    after: str
    author: str
    #: The source's sentence and the translation that was there, as the author saw them; filled in when it
    #: is saved, when nobody says what was seen.
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


class _Replaced(msgspec.Struct, frozen=True):
    """What a correction took the place of."""

    segment: Segment
    #: What memory had of a person for the sentence; None for nothing.
    remembered: MemoryEntry | None = None


def name_engine(engine: str) -> str:
    """*engine* without the person and the time that a correction's mark names."""
    return MEMORY if engine.startswith(f"{MEMORY} ") else engine


def _clean(text: str) -> str:
    # PostgreSQL has no NUL in text; the payload keeps it.
    return text.replace("\0", "")


def save(connection: sa.Connection, correction: Correction, now: datetime) -> Correction | None:
    """Keeps *correction* and puts it where it belongs.

    None when the translation has no such sentence, or another than the author saw: then nothing is changed.
    """
    key = (correction.article_id, correction.version, correction.target_language)
    made = bilingual.load_translation(connection, *key)
    segment = next((each for each in made.segments if each.id == correction.segment), None)
    if segment is None:
        return None
    stands = (segment.source.text, segment.target.text)
    if correction.source and (correction.source, correction.before) != stands:
        return None
    correction = msgspec.structs.replace(
        correction,
        source=_clean(segment.source.text),
        before=_clean(segment.target.text),
        after=_clean(correction.after),
        author=_clean(correction.author),
        at=now,
    )
    corrected = apply(made, segment, correction.after, correction.mark)
    if corrected is None:
        return None
    bilingual.save_translations(connection, [corrected], now)
    direction, text = direction_of(segment), segment.source.text
    before = translation_memory.recall(connection, MEMORY, *direction, [text]).get(text)
    pair = [(text, MemoryEntry(correction.after))]
    translation_memory.remember(connection, MEMORY, *direction, pair)
    values = {key: value for key, value in msgspec.structs.asdict(correction).items() if key != "id"}
    values["replaced"] = pack(_Replaced(segment, before))
    number = connection.execute(corrections.insert().values(values).returning(corrections.c.id)).scalar_one()
    return msgspec.structs.replace(correction, id=int(number))


def undo(connection: sa.Connection, number: int, author: str, now: datetime) -> Correction | None:
    """Takes correction *number* back, and gives it; with *author* only where it is that person's.

    The sentence is what it was before, and memory too. None, and nothing is changed, when the words do not
    stand there any more, or when it is somebody else's.
    """
    row = connection.execute(sa.select(corrections).where(corrections.c.id == number)).first()
    if row is None or row.replaced is None or author not in ("", row.author):
        return None
    correction, replaced = _read(row), unpack(row.replaced, _Replaced, f"correction {number}")
    key = (correction.article_id, correction.version, correction.target_language)
    made = bilingual.load_translation(connection, *key)
    segment = next((each for each in made.segments if each.id == correction.segment), None)
    if segment is None or (segment.target.text, segment.engine) != (correction.after, correction.mark):
        return None
    restored = restore(made, segment, replaced.segment)
    if restored is None:
        return None
    bilingual.save_translations(connection, [restored], now)
    direction, text = direction_of(segment), segment.source.text
    if replaced.remembered is None:
        translation_memory.forget_one(connection, MEMORY, *direction, text)
    else:
        translation_memory.remember(connection, MEMORY, *direction, [(text, replaced.remembered)])
    connection.execute(corrections.delete().where(corrections.c.id == number))
    return correction


def apply_to_stored(store: Store, keys: Sequence[Key], corrected: Corrected) -> int:
    """Puts what people wrote into the translations *keys*, in one transaction; gives how many changed.

    Only sentences that read otherwise in *corrected* are changed, and only where memory still holds what
    stands there: what was corrected since then stays.
    """
    changed = 0
    with store._writing("correcting translations", alone=True) as connection:
        now = store._stamp(connection)
        for key in keys:
            before = bilingual.load_translation(connection, *key)
            made = before
            for segment, text in find_corrected(before.segments, corrected):
                known = translation_memory.recall(
                    connection, MEMORY, *direction_of(segment), [segment.source.text]
                )
                # What stood before it in its block has been moved by now.
                current = next(each for each in made.segments if each.id == segment.id)
                if known.get(segment.source.text) == MemoryEntry(text):
                    made = apply(made, current, text, MEMORY) or made
            if made is not before:
                bilingual.save_translations(connection, [made], now)
                changed += 1
    return changed


def find_standing(segments: Iterable[Segment], made: Iterable[Correction]) -> dict[str, Correction]:
    """The corrections, of those that were *made* in order, whose words still stand, by segment."""
    stands = {each.id: (_clean(each.source.text), _clean(each.target.text)) for each in segments}
    return {each.segment: each for each in made if stands.get(each.segment) == (each.source, each.after)}


def _read(row: Any) -> Correction:
    return Correction(**{name: row._mapping[name] for name in Correction.__struct_fields__})


def load(connection: sa.Connection, article_id: str, version: int) -> list[Correction]:
    """The corrections of one version of an article, oldest first."""
    query = sa.select(corrections).where(
        corrections.c.article_id == article_id, corrections.c.version == version
    )
    return [_read(row) for row in connection.execute(query.order_by(corrections.c.id))]


def load_all(connection: sa.Connection, limit: int, offset: int, author: str = "") -> list[Correction]:
    """The last corrections, those of *author* where one is named, newest first."""
    query = sa.select(corrections).order_by(corrections.c.id.desc()).limit(limit).offset(offset)
    if author:
        query = query.where(corrections.c.author == author)
    return [_read(row) for row in connection.execute(query)]
