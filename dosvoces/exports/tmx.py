"""TMX 1.4b, LISA OSCAR's translation memory exchange (2005): ``tmx/es-en.SPLIT.tmx`` and the like."""

from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

import msgspec
from lxml import etree

from dosvoces import __version__
from dosvoces.errors import ExportError
from dosvoces.exports.rows import Exported
from dosvoces.exports.safety import make_line
from dosvoces.exports.workspace import Workspace
from dosvoces.record import Role, Segment, SegmentSide, find_role

_FOOTER = b"</body>\n</tmx>\n"


def _clean(text: str) -> str:
    return escape(make_line(text))


def write_header(source_language: str) -> bytes:
    """Everything before the first translation unit."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
        '<tmx version="1.4">\n'
        f'<header creationtool="dosvoces" creationtoolversion={quoteattr(__version__)} segtype="sentence" '
        f'o-tmf="dosvoces" adminlang="en" srclang={quoteattr(source_language)} datatype="plaintext" '
        'o-encoding="UTF-8"/>\n<body>\n'
    ).encode()


def _write_side(language: str, text: str) -> str:
    return f"<tuv xml:lang={quoteattr(make_line(language))}><seg>{_clean(text)}</seg></tuv>"


def write_unit(segment: Segment, exported: Exported, role: Role | None) -> bytes:
    """A segment as a translation unit; where it comes from stands in its properties."""
    article = exported.record.article
    properties = {
        "outlet": article.outlet,
        "url": article.url,
        "date": f"{article.date_published:%Y-%m-%d}" if article.date_published else "",
        "cluster": exported.cluster,
        "role": role or "",
        "origin": segment.origin,
        "engine": segment.engine,
        "score": "" if segment.score is None else f"{segment.score:.4f}",
        "flags": " ".join(segment.flags),
        "license": article.rights.license or "",
    }
    props = "".join(
        f'<prop type="x-{name}">{_clean(text)}</prop>' for name, text in properties.items() if text
    )
    sides = "".join(_write_side(side.language, side.text) for side in (segment.source, segment.target))
    return f"<tu tuid={quoteattr(make_line(segment.id))}>{props}{sides}</tu>\n".encode()


def write_units(exported: Exported) -> Iterator[tuple[tuple[str, str], bytes]]:
    """The record's pairs as translation units, each with its languages; a side without text is no pair."""
    roles = exported.record.article.roles
    for segment in exported.record.segments:
        sides = (segment.source, segment.target)
        if all(make_line(side.text) for side in sides):
            source, target = (side.language.split("-")[0] for side in sides)
            yield (source, target), write_unit(segment, exported, find_role(segment, roles))


class DatasetFormat:
    """A file for each pair of languages, in the direction of translation."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._names: set[str] = {name for name in workspace.journal.sizes if name.startswith("tmx/")}

    def add(self, exported: Exported) -> None:
        """Write one record; flagged and unscored segments are kept and said to be so."""
        for (source, target), unit in write_units(exported):
            name = f"tmx/{source}-{target}.{exported.split}.tmx"
            file = self._workspace.file(name)
            if file.tell() == 0:
                file.write(write_header(source))
            self._names.add(name)
            file.write(unit)

    def end_outlet(self) -> None:
        """Nothing is held back."""

    def finish(self) -> None:
        """End the documents."""
        for name in sorted(self._names):
            self._workspace.file(name).write(_FOOTER)


def read_units(file: BinaryIO, where: str) -> Iterator[Segment]:
    """The segments of a TMX document of ours or others'; of several variants the first two count."""
    parsed = etree.iterparse(
        file,
        events=("end",),
        tag="tu",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for number, (_, unit) in enumerate(parsed, 1):
            yield _read_unit(unit, where, number)
            unit.clear()
            while (before := unit.getprevious()) is not None:
                unit.getparent().remove(before)
    except etree.XMLSyntaxError as error:
        raise ExportError(f"{where}: no TMX document: {error}") from error


def _read_unit(unit: Any, where: str, number: int) -> Segment:
    sides = [
        SegmentSide(
            language=variant.get("{http://www.w3.org/XML/1998/namespace}lang")
            or variant.get("lang")
            or "und",
            text="".join(variant.find("seg").itertext()) if variant.find("seg") is not None else "",
            spans=(),
        )
        for variant in unit.findall("tuv")[:2]
    ]
    if len(sides) < 2:
        raise ExportError(f"{where}: translation unit {number} has no two languages")
    said = {prop.get("type", ""): prop.text or "" for prop in unit.findall("prop")}
    values = {
        "id": unit.get("tuid") or str(number),
        "origin": said.get("x-origin", "human"),
        "engine": said.get("x-engine", ""),
        "score": float(said["x-score"]) if "x-score" in said else None,
        "flags": said.get("x-flags", "").split(),
    }
    try:
        return msgspec.convert(
            values | {"source": msgspec.to_builtins(sides[0]), "target": msgspec.to_builtins(sides[1])},
            type=Segment,
        )
    except msgspec.ValidationError as error:
        raise ExportError(f"{where}: translation unit {number}: {error}") from error
