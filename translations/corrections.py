"""Corrections: segments go out as TMX, a person mends them, and what was mended wins from then on."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from dosvoces import tmx
from dosvoces.exports.files import explain, writing
from dosvoces.exports.safety import make_line
from dosvoces.record import BilingualRecord, Segment
from dosvoces.store import Remembered, Store, Translation
from dosvoces.tmx import Side, Unit, find_base
from translations.memory import CORRECTIONS
from translations.renderings import Rendering
from translations.segments import base_language, build_translation, split_article

#: Property with the digest of the translation as it was exported; whoever changes the text leaves it behind.
_DIGEST = "x-dosvoces-digest"

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
    """Write the machine-made segments of *store* to a TMX file, each sentence once; gives how many.

    Only *flagged* ones when wanted. Sentences that XML cannot hold as they are, are left out.
    """
    written = 0
    with writing(path) as file:
        file.write(tmx.write_header())
        for unit in _select_units(store, outlet, flagged):
            file.write(tmx.write_unit(unit))
            written += 1
        file.write(tmx.FOOTER)
    return written


def _select_units(store: Store, outlet: str | None, flagged: bool) -> Iterator[Unit]:
    seen: set[int] = set()
    for record in store.records(outlet=outlet):
        for segment in record.segments:
            texts = segment.source.text, segment.target.text
            key = hash((segment.source.text, segment.target.language))
            if (
                segment.origin in ("machine", "memory")
                and (segment.flags or not flagged)
                and key not in seen
                and all(make_line(text) == text for text in texts)
            ):
                seen.add(key)
                yield make_unit(segment)


def make_unit(segment: Segment) -> Unit:
    """*segment* as a translation unit that tells later whether somebody has mended it."""
    sides = tuple(Side(base_language(side.language), side.text) for side in (segment.source, segment.target))
    properties = {
        "x-origin": segment.origin,
        "x-engine": segment.engine,
        "x-flags": " ".join(segment.flags),
        _DIGEST: _digest(segment.target.text),
    }
    return Unit(id=segment.id, sides=sides, properties=properties, source_language=sides[0].language)


def _digest(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()[:16]


def _read(path: Path) -> Iterator[tuple[str, str, str, str, bool]]:
    """The units of *path* in Spanish and English: languages, texts, and whether the target is a person's."""
    try:
        with path.open("rb") as file:
            for unit in tmx.read_units(file, str(path)):
                texts = {find_base(side.language): side.text for side in unit.sides if side.text}
                texts = {language: texts[language] for language in texts if language in ("es", "en")}
                if len(texts) == 2:
                    (source, original), (target, translation) = texts.items()
                    mended = unit.properties.get(_DIGEST) != _digest(translation)
                    yield source, target, original, translation, mended
    except OSError as error:
        raise explain(error, path) from error


def import_memory(store: Store, path: Path) -> Imported:
    """Take the corrections in a TMX file: they come before any engine.

    Stored translations take them over.
    """
    units = corrections = 0
    corrected: dict[tuple[str, str], dict[str, str]] = {}
    for source, target, original, translation, mended in _read(path):
        units += 1
        if mended:
            corrections += 1
            corrected.setdefault((source, target), {})[original] = translation
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
