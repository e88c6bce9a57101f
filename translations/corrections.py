"""Corrections: segments go out as TMX, a person mends them, and what was mended wins from then on."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from dosvoces.record import BilingualRecord, Segment
from dosvoces.store import Remembered, Store, Translation
from translations.memory import CORRECTIONS
from translations.renderings import Rendering
from translations.segments import base_language, build_translation, split_article
from translations.tmx import Unit, read_tmx, write_tmx

#: Units kept at once while importing.
_AT_ONCE = 2000


class Imported(msgspec.Struct, frozen=True):
    """What an import did."""

    #: Units of the file that are in Spanish and English.
    units: int
    #: Those whose translation is a person's.
    corrections: int
    #: Stored articles whose translation changed.
    articles: int


def export_memory(store: Store, path: Path, *, outlet: str | None = None, flagged: bool = False) -> int:
    """Write the machine-made segments of *store* to a TMX file, each sentence once.

    Only *flagged* ones when wanted.
    """
    with path.open("wb") as stream:
        return write_tmx(stream, _select_units(store, outlet, flagged))


def _select_units(store: Store, outlet: str | None, flagged: bool) -> Iterator[Unit]:
    seen: set[int] = set()
    for record in store.records(outlet=outlet):
        for segment in record.segments:
            key = hash((segment.source.text, segment.target.language))
            if segment.origin in ("machine", "memory") and (segment.flags or not flagged) and key not in seen:
                seen.add(key)
                yield _make_unit(segment)


def _make_unit(segment: Segment) -> Unit:
    return Unit(
        id=segment.id,
        source=segment.source.text,
        target=segment.target.text,
        source_language=base_language(segment.source.language),
        target_language=base_language(segment.target.language),
        properties={
            "x-origin": segment.origin,
            "x-engine": segment.engine,
            "x-flags": " ".join(segment.flags),
        },
    )


def import_memory(store: Store, path: Path) -> Imported:
    """Take the corrections in a TMX file: they come before any engine.

    Stored translations take them over.
    """
    units = corrections = 0
    corrected: dict[tuple[str, str], dict[str, str]] = {}
    for unit in read_tmx(path):
        units += 1
        if unit.corrected:
            corrections += 1
            direction = (unit.source_language, unit.target_language)
            corrected.setdefault(direction, {})[unit.source] = unit.target
    for (source, target), pairs in corrected.items():
        remembered = [(text, Remembered(translation)) for text, translation in pairs.items()]
        store.remember(CORRECTIONS, source, target, remembered)
    return Imported(units, corrections, _correct_stored(store, corrected) if corrected else 0)


def _correct_stored(store: Store, corrected: dict[tuple[str, str], dict[str, str]]) -> int:
    changed = 0
    batch: list[Translation] = []
    for record in store.records():
        translation = correct_record(record, corrected)
        if translation:
            batch.append(translation)
            changed += 1
        if len(batch) >= _AT_ONCE:
            store.save_translations(batch)
            batch = []
    store.save_translations(batch)
    return changed


def correct_record(
    record: BilingualRecord, corrected: dict[tuple[str, str], dict[str, str]]
) -> Translation | None:
    """The translation of *record* with the corrections in their places.

    None when none of them concerns it.
    """
    machine = [segment for segment in record.segments if segment.origin != "human"]
    renderings = [_correct(segment, corrected) for segment in machine]
    if not any(
        rendering.text != segment.target.text for rendering, segment in zip(renderings, machine, strict=True)
    ):
        return None
    sentences = split_article(record.article, record.target_language)
    if [sentence.text for sentence in sentences] != [segment.source.text for segment in machine]:
        return None  # It was split by other rules; its next translation takes the correction.
    engine = next((segment.engine for segment in machine if segment.engine), "")
    return build_translation(record.article, record.target_language, sentences, renderings, engine)


def _correct(segment: Segment, corrected: dict[tuple[str, str], dict[str, str]]) -> Rendering:
    direction = (base_language(segment.source.language), base_language(segment.target.language))
    text = corrected.get(direction, {}).get(segment.source.text)
    if text is not None and text != segment.target.text:
        return Rendering(text, "memory")
    links = tuple(offset for link in segment.links for offset in (*link.source, *link.target))
    return Rendering(segment.target.text, segment.origin, segment.score, segment.flags, links)
