"""TMX 1.4b, LISA OSCAR's translation memory exchange (2005): units written and read one by one."""

from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

import msgspec
from lxml import etree

from dosvoces import __version__
from dosvoces.errors import ExportError
from dosvoces.exports.safety import make_line

#: Everything after the last unit.
FOOTER = b"</body>\n</tmx>\n"

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class Side(msgspec.Struct, frozen=True):
    """What a unit says in one language."""

    language: str
    text: str


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence in several languages."""

    id: str
    #: The source first, where that is known.
    sides: tuple[Side, ...]
    #: By name, as ``x-origin``; empty ones are not written.
    properties: dict[str, str] = {}
    #: The language that was translated from; empty when the unit does not say so itself.
    source_language: str = ""


def find_base(language: str) -> str:
    """``es`` of ``ES-MX``."""
    return language.lower().partition("-")[0]


def write_header(source_language: str = "*all*") -> bytes:
    """Everything before the first unit."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
        '<tmx version="1.4">\n'
        f'<header creationtool="dosvoces" creationtoolversion={quoteattr(__version__)} segtype="sentence" '
        f'o-tmf="dosvoces" adminlang="en" srclang={quoteattr(source_language)} datatype="plaintext" '
        'o-encoding="UTF-8"/>\n<body>\n'
    ).encode()


def write_unit(unit: Unit) -> bytes:
    """*unit* as a line, each of its texts as one line without what XML cannot hold."""
    props = "".join(
        f"<prop type={quoteattr(name)}>{escape(make_line(value))}</prop>"
        for name, value in unit.properties.items()
        if value
    )
    sides = "".join(
        f"<tuv xml:lang={quoteattr(make_line(side.language))}><seg>{escape(make_line(side.text))}</seg></tuv>"
        for side in unit.sides
    )
    source = f" srclang={quoteattr(make_line(unit.source_language))}" if unit.source_language else ""
    return f"<tu tuid={quoteattr(make_line(unit.id))}{source}>{props}{sides}</tu>\n".encode()


def read_units(file: BinaryIO, where: str) -> Iterator[Unit]:
    """The units of a TMX document of ours or others', in its order; one without a name gets its number.

    Entities and external files are never followed. Mark-up inside a text is left out, its text kept. Raises
    :exc:`~dosvoces.errors.ExportError`, which names *where*, when it is no TMX document.
    """
    parsed = etree.iterparse(
        file, tag="{*}tu", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for number, (_, element) in enumerate(parsed, 1):
            yield _read_unit(element, number)
            # Frees what was read, so that a document of any size fits.
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
        root = "nothing" if parsed.root is None else etree.QName(parsed.root).localname
    except etree.XMLSyntaxError as error:
        raise ExportError(f"{where}: no TMX document: {error}") from error
    if root != "tmx":
        raise ExportError(f"{where}: no TMX document: it begins with {root}")


def _read_unit(element: Any, number: int) -> Unit:
    sides = [
        Side(
            language=(variant.get(_LANGUAGE) or variant.get("lang") or "und").replace("_", "-"),
            text="".join(map(str, segment.itertext())).strip(),
        )
        for variant in element.iterfind("{*}tuv")
        if (segment := variant.find("{*}seg")) is not None
    ]
    source = (element.get("srclang") or "").replace("_", "-")
    sides.sort(key=lambda side: find_base(side.language) != find_base(source))
    return Unit(
        id=element.get("tuid") or str(number),
        sides=tuple(sides),
        properties={prop.get("type", ""): prop.text or "" for prop in element.iterfind("{*}prop")},
        source_language=source,
    )
