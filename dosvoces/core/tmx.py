"""TMX 1.4b, LISA OSCAR's translation memory exchange (2005): units written and read one by one."""

import re
from collections.abc import Iterator
from html import unescape
from html.entities import name2codepoint
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

import msgspec
from lxml import etree

from dosvoces.core.errors import ExportError
from dosvoces.core.language_tags import base_language
from dosvoces.core.safe_text import make_line
from dosvoces.core.version import __version__

#: Everything after the last unit.
FOOTER = b"</body>\n</tmx>\n"

#: Elements inside a text that hold the original's own mark-up, as ``<b>``.
_CODES = frozenset(("bpt", "ept", "ph", "it", "ut"))

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
    #: The language that was translated from; empty when neither the unit nor its file names one.
    source_language: str = ""


#: What tools write in place of a BCP 47 tag: ISO 639-2 codes, and names in English and Spanish.
_NAMES = {
    "spa": "es",
    "spanish": "es",
    "español": "es",
    "espanol": "es",
    "castellano": "es",
    "eng": "en",
    "english": "en",
    "inglés": "en",
    "ingles": "en",
}


def read_language(said: str) -> str:
    """*said* as a BCP 47 tag, as far as Spanish and English go: ``es-MX`` for ``ES_MX``, ``es`` for ``spa``.

    What glibc adds behind an ``@`` or a point, as in ``es_ES.UTF-8@euro``, is no part of a tag, and neither
    is what follows a name, as in ``Spanish (Mexico)``.
    """
    tag = said.strip().partition("@")[0].partition(".")[0].replace("_", "-")
    name = re.split(r"[\s(,;/-]", tag, maxsplit=1)[0]
    base, hyphen, rest = tag.partition("-")
    if len(name) > 3 and name.lower() in _NAMES:
        return _NAMES[name.lower()]
    return _NAMES.get(base.lower(), base) + hyphen + rest


def choose_pair(unit: "Unit") -> tuple[Side, Side] | None:
    """Two sides of *unit* that have text in two languages, the source first; None when it has none.

    Spanish and English where both are there, of the variants of a language the one without a region.
    """
    sides: dict[str, Side] = {}
    for side in unit.sides:
        base = base_language(side.language)
        if make_line(side.text) and (base not in sides or side.language.lower() == base):
            sides[base] = side
    wanted = [sides[base] for base in sides if base in ("es", "en")]
    pair = wanted if len(wanted) == 2 else list(sides.values())[:2]
    return (pair[0], pair[1]) if len(pair) == 2 else None


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


#: What XML has no place for, as it is and by number: controls, halves of surrogates.
_IMPOSSIBLE = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])"
    rb"|[xX]0*(?:[0-8bBcCeEfF]|1[\da-fA-F]|[dD][89a-fA-F][\da-fA-F]{2}|[fF]{3}[eEfF]));"
)
#: Characters by the names of HTML ("&nbsp;"), which are errors in XML.
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z]{2,8}\d{0,2});")
#: Longest of either.
_LONGEST_REFERENCE = 16


def _number(match: re.Match[bytes]) -> bytes:
    point = name2codepoint.get(match[1].decode())
    return b"&#%d;" % point if point else match[0]


class _Readable:
    """A file without what Trados and others write though XML has no place for it; HTML's names as numbers."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._kept = file.read(4)
        # In UTF-16 and UTF-32 every other byte is nought.
        self._filtered = not (b"\0" in self._kept or self._kept.startswith((b"\xfe\xff", b"\xff\xfe")))

    def read(self, size: int = -1) -> bytes:
        """The next bytes, some *size* of them; empty at the end alone."""
        while True:
            read = self._file.read(size)
            data, self._kept = self._kept + read, b""
            if not self._filtered or not data:
                return data
            start = data.rfind(b"&", -_LONGEST_REFERENCE) if read else -1
            if start >= 0:
                data, self._kept = data[:start], data[start:]
            if data := _NAMED.sub(_number, _IMPOSSIBLE.sub(b"", data)):
                return data


def read_units(file: BinaryIO, where: str) -> Iterator[Unit]:
    """The units of a TMX document of ours or others', in its order; one without a name gets its number.

    Entities and external files are never followed. Mark-up inside a text is left out, the text in it kept;
    characters that XML has no place for, which some tools write, are left out too.
    The source is what the unit or else the header says. Raises :exc:`~dosvoces.core.errors.ExportError`,
    which names *where*, when it is no TMX document.
    """
    parsed = etree.iterparse(
        _Readable(file),
        tag=("{*}header", "{*}tu"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    number, source = 0, ""
    try:
        for _, element in parsed:
            if etree.QName(element).localname == "header":
                source = _read_source(element)
                continue
            number += 1
            yield _read_unit(element, number, source)
            # Frees what was read, so that a document of any size fits.
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
        root = "nothing" if parsed.root is None else etree.QName(parsed.root).localname
    except etree.XMLSyntaxError as error:
        raise ExportError(f"{where}: no TMX document: {error}") from error
    if root != "tmx":
        raise ExportError(f"{where}: no TMX document: it begins with {root}")


def _read_source(element: Any, otherwise: str = "") -> str:
    """The language that *element* is translated from, if it is one: ``*all*`` is none."""
    said = read_language(element.get("srclang") or otherwise)
    return "" if said.lower() == "*all*" else said


def _read_text(element: Any, *, is_code: bool = False) -> str:
    """The text in *element* without the codes; ``<hi>``, and ``<sub>`` inside a code, are text again."""
    parts = [] if is_code else [element.text or ""]
    for part in element:
        if isinstance(part.tag, str):
            name = etree.QName(part).localname
            parts.append(_read_text(part, is_code=name in _CODES or (is_code and name != "sub")))
        elif part.tag is etree.Entity and not is_code:
            parts.append(unescape(part.text))
        if not is_code:
            parts.append(part.tail or "")
    return "".join(parts)


def _unwrap(text: str) -> str:
    """*text* without the line ends and indents that editors of XML put into it."""
    lines = (line.strip(" \t") for line in text.replace("\r", "\n").split("\n"))
    return " ".join(line for line in lines if line)


def _read_unit(element: Any, number: int, source: str) -> Unit:
    sides = [
        Side(
            language=read_language(variant.get(_LANGUAGE) or variant.get("lang") or "und"),
            text=_unwrap(_read_text(segment)),
        )
        for variant in element.iterfind("{*}tuv")
        if (segment := variant.find("{*}seg")) is not None
    ]
    source = _read_source(element, source)
    sides.sort(key=lambda side: _rank(side.language, source))
    return Unit(
        id=element.get("tuid") or str(number),
        sides=tuple(sides),
        properties={prop.get("type", ""): prop.text or "" for prop in element.iterfind("{*}prop")},
        source_language=source,
    )


def _rank(language: str, source: str) -> int:
    """The lower, the nearer *language* is to *source*: itself, another region's, another."""
    if language.lower() == source.lower():
        return 0
    return 1 if base_language(language) == base_language(source) else 2
