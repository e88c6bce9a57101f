"""Export and import of corrections: segments go out as TMX, corrected ones come in and win."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from dosvoces.core import tmx
from dosvoces.core.errors import ExportError
from dosvoces.core.files import explain, writing
from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Segment
from dosvoces.core.safe_text import clean_sentence, make_line
from dosvoces.core.tmx import Side, Unit
from dosvoces.store import MemoryEntry, Selection, Store
from dosvoces.store.corrected_text import Corrected, Key, find_corrected
from dosvoces.store.corrections import apply_to_stored
from translations.memory import CORRECTIONS

#: Property with the digest of the translation as it was exported; whoever changes the text leaves it behind.
_DIGEST = "x-dosvoces-digest"

#: Translations changed in one transaction: whoever corrects in the reader meanwhile waits for no more.
_AT_ONCE = 50


class Imported(msgspec.Struct, frozen=True):
    """What an import did."""

    #: Units of the file that are in Spanish and English.
    units: int
    #: Those whose translation is a person's.
    corrections: int
    #: Those of them that are refused: nothing can be seen, control characters, or too long for a sentence.
    refused: int
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
    chosen = Selection(outlets=(outlet,) if outlet else (), include_reserved=True)
    for record in (entry.record for entry in store.entries(chosen)):
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
    """The units of *path* in Spanish and English: languages, texts, and whether the target is a person's.

    Raises :exc:`ExportError` when there is none.
    """
    found, others = False, set[str]()
    try:
        with path.open("rb") as file:
            for unit in tmx.read_units(file, str(path)):
                pair = tmx.choose_pair(unit)
                languages = [base_language(side.language) for side in pair or unit.sides]
                if pair is None or set(languages) != {"es", "en"}:
                    others |= set(languages)
                    continue
                found = True
                (original, translation) = (side.text for side in pair)
                mended = unit.properties.get(_DIGEST) != _digest(translation)
                yield languages[0], languages[1], original, translation, mended
    except OSError as error:
        raise explain(error, path) from error
    if not found:
        named = ", ".join(sorted(others)) or "none"
        raise ExportError(f"{path}: nothing in Spanish and English; its languages: {named}")


def import_memory(store: Store, path: Path) -> Imported:
    """Take the corrections in a TMX file: they come before any engine.

    They are cleaned as the reader cleans what is typed. Stored translations take them over.
    """
    units = corrections = refused = 0
    corrected: dict[tuple[str, str], dict[str, str]] = {}
    for source, target, original, translation, mended in _read(path):
        units += 1
        if mended:
            corrections += 1
            if clean := clean_sentence(translation):
                corrected.setdefault((source, target), {})[original] = clean
            else:
                refused += 1
    for (source, target), pairs in corrected.items():
        entries = [(text, MemoryEntry(translation)) for text, translation in pairs.items()]
        store.remember(CORRECTIONS, source, target, entries)
    return Imported(units, corrections, refused, _correct_stored(store, corrected) if corrected else 0)


def _correct_stored(store: Store, corrected: Corrected) -> int:
    changed = 0
    keys: list[Key] = []
    for record in (entry.record for entry in store.entries(Selection(include_reserved=True))):
        if find_corrected(record.segments, corrected):
            keys.append((record.article.id, record.article.version, record.target_language))
        if len(keys) >= _AT_ONCE:
            changed += apply_to_stored(store, keys, corrected)
            keys = []
    return changed + apply_to_stored(store, keys, corrected)
