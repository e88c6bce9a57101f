"""Segments as translation units: ``tmx/es-en.SPLIT.tmx`` and the like."""

import logging
from collections.abc import Iterator
from typing import BinaryIO, get_args

from dosvoces.core import tmx
from dosvoces.core.errors import ExportError
from dosvoces.core.quality_classes import find_quality
from dosvoces.core.record import Flag, Origin, Role, Segment, SegmentSide, find_role
from dosvoces.core.tmx import Side, Unit
from dosvoces.exports.rows import Exported, find_pairs
from dosvoces.exports.workspace import Workspace

_log = logging.getLogger(__name__)

_ORIGINS = frozenset(get_args(Origin))
_FLAGS: tuple[Flag, ...] = get_args(Flag)

#: What other tools call a machine's translation.
_OTHERS_ORIGINS: dict[str, Origin] = dict.fromkeys(("mt", "nmt", "machine translation", "auto"), "machine")


def make_unit(segment: Segment, exported: Exported, role: Role | None) -> Unit:
    """A segment as a translation unit; where it comes from stands in its properties."""
    article = exported.record.article
    properties = {
        "x-outlet": article.outlet,
        "x-url": article.url,
        "x-date": str(article.day_published or ""),
        "x-cluster": exported.cluster,
        "x-role": role or "",
        "x-origin": segment.origin,
        "x-engine": segment.engine,
        "x-score": "" if segment.score is None else f"{segment.score:.4f}",
        "x-quality": find_quality(segment) or "",
        "x-flags": " ".join(segment.flags),
        "x-license": article.rights.license or "",
    }
    sides = tuple(Side(side.language, side.text) for side in (segment.source, segment.target))
    return Unit(id=segment.id, sides=sides, properties=properties, source_language=segment.source.language)


def make_units(exported: Exported) -> Iterator[tuple[tuple[str, str], Unit]]:
    """The record's pairs as translation units, each with its languages.

    See :func:`~dosvoces.exports.rows.find_pairs`.
    """
    roles = exported.record.article.roles
    for direction, segment in find_pairs(exported.record):
        yield direction, make_unit(segment, exported, find_role(segment, roles))


class DatasetFormat:
    """A file for each pair of languages, in the direction of translation."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._names: set[str] = {name for name in workspace.journal.sizes if name.startswith("tmx/")}

    def add(self, exported: Exported) -> None:
        """Write one record; flagged and unscored segments are kept and said to be so."""
        for (source, target), unit in make_units(exported):
            name = f"tmx/{source}-{target}.{exported.split}.tmx"
            file = self._workspace.file(name)
            if file.tell() == 0:
                file.write(tmx.write_header(source))
            self._names.add(name)
            file.write(tmx.write_unit(unit))

    def end_outlet(self) -> None:
        """Nothing is held back."""

    def finish(self) -> None:
        """End the documents."""
        for name in sorted(self._names):
            self._workspace.file(name).write(tmx.FOOTER)


def _read_score(said: str) -> float | None:
    """The score that we write; None for others' percents and words, which mean something else."""
    try:
        score = float(said)
    except ValueError:
        return None
    return score if 0 <= score <= 1 else None


def read_segments(file: BinaryIO, where: str) -> Iterator[Segment]:
    """The segments of a TMX document of ours or others'.

    Units without text in two languages are left out, and the log says how many; of several languages see
    :func:`~dosvoces.core.tmx.choose_pair`. Raises :exc:`~dosvoces.core.errors.ExportError` when it is no TMX
    document, and when no unit is left.
    """
    taken = left_out = 0
    for unit in tmx.read_units(file, where):
        pair = tmx.choose_pair(unit)
        if pair is None:
            left_out += 1
        else:
            taken += 1
            yield _read_segment(unit, *pair)
    if left_out and not taken:
        raise ExportError(f"{where}: none of its {left_out} units has text in two languages")
    if left_out:
        _log.warning("%s: %d units without text in two languages are left out", where, left_out)


def _read_segment(unit: Unit, source: Side, target: Side) -> Segment:
    """The pair as a segment; origins and flags that other tools name in their own words are not ours."""
    said = unit.properties
    origin = said.get("x-origin", "").strip().lower()
    return Segment(
        id=unit.id,
        source=SegmentSide(language=source.language, text=source.text, spans=()),
        target=SegmentSide(language=target.language, text=target.text, spans=()),
        origin=origin if origin in _ORIGINS else _OTHERS_ORIGINS.get(origin, "human"),  # type: ignore[arg-type]
        engine=said.get("x-engine", ""),
        score=_read_score(said.get("x-score", "")),
        flags=tuple(flag for flag in _FLAGS if flag in said.get("x-flags", "").split()),
    )
