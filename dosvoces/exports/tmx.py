"""Segments as translation units: ``tmx/es-en.SPLIT.tmx`` and the like."""

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from dosvoces.core import tmx
from dosvoces.core.errors import ExportError
from dosvoces.core.record import Role, Segment, find_role
from dosvoces.core.safe_text import make_line
from dosvoces.core.tmx import Side, Unit, find_base
from dosvoces.exports.rows import Exported
from dosvoces.exports.workspace import Workspace


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
        "x-flags": " ".join(segment.flags),
        "x-license": article.rights.license or "",
    }
    sides = tuple(Side(side.language, side.text) for side in (segment.source, segment.target))
    return Unit(id=segment.id, sides=sides, properties=properties)


def make_units(exported: Exported) -> Iterator[tuple[tuple[str, str], Unit]]:
    """The record's pairs as translation units, each with its languages.

    A side without text is no pair, and neither are two sides in one language: what was left as it is,
    being in the target language already.
    """
    roles = exported.record.article.roles
    for segment in exported.record.segments:
        sides = (segment.source, segment.target)
        source, target = (find_base(side.language) for side in sides)
        if source != target and all(make_line(side.text) for side in sides):
            yield (source, target), make_unit(segment, exported, find_role(segment, roles))


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

    Of several variants the first counts, and the next in another language. Raises
    :exc:`~dosvoces.core.errors.ExportError` when it is no TMX document, and for a unit that is no segment.
    """
    for number, unit in enumerate(tmx.read_units(file, where), 1):
        if len(unit.sides) < 2:
            raise ExportError(f"{where}: translation unit {number} has no two languages")
        first, second, *_ = unit.sides
        base = find_base(first.language)
        other = next((side for side in unit.sides if find_base(side.language) != base), second)
        source, target = (msgspec.to_builtins(side) | {"spans": ()} for side in (first, other))
        said = unit.properties
        values = {
            "id": unit.id,
            "origin": said.get("x-origin", "human"),
            "engine": said.get("x-engine", ""),
            "score": _read_score(said.get("x-score", "")),
            "flags": said.get("x-flags", "").split(),
        }
        try:
            yield msgspec.convert(values | {"source": source, "target": target}, type=Segment, strict=False)
        except msgspec.ValidationError as error:
            raise ExportError(f"{where}: translation unit {number}: {error}") from error
