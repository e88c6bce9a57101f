"""Translation units as TMX 1.4b files, which every tool for translators opens, and back."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr

import msgspec
from lxml import etree

from dosvoces import __version__
from dosvoces.errors import ExportError

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
#: Property with the digest of the translation as it was exported; whoever changes the text leaves it behind.
_DIGEST = "x-dosvoces-digest"
#: Characters that XML 1.0 cannot hold.
_UNSAFE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence and its translation; languages are ``es`` and ``en``."""

    id: str
    source: str
    target: str
    source_language: str
    target_language: str
    #: Properties, by name, e.g. origin and flags.
    properties: dict[str, str] = {}
    #: Whether the translation is not what was exported, or came from elsewhere; decided on reading.
    corrected: bool = False


def write_tmx(stream: IO[bytes], units: Iterable[Unit]) -> int:
    """Write *units* one by one and say how many; those with characters that XML cannot hold are left out."""
    stream.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f'<header creationtool="dosvoces" creationtoolversion={quoteattr(__version__)} segtype="sentence" '
        'o-tmf="dosvoces" adminlang="en" srclang="*all*" datatype="plaintext"/>\n<body>\n'.encode()
    )
    written = 0
    for unit in units:
        if _UNSAFE.search(unit.source + unit.target):
            continue
        stream.write(_write_unit(unit).encode())
        written += 1
    stream.write(b"</body>\n</tmx>\n")
    return written


def _write_unit(unit: Unit) -> str:
    properties = {**unit.properties, _DIGEST: _digest(unit.target)}
    props = "".join(
        f"<prop type={quoteattr(name)}>{escape(value)}</prop>" for name, value in properties.items() if value
    )
    sides = "".join(
        f"<tuv xml:lang={quoteattr(language)}><seg>{escape(text)}</seg></tuv>"
        for language, text in (
            (unit.source_language, unit.source),
            (unit.target_language, unit.target),
        )
    )
    return f"<tu tuid={quoteattr(unit.id)} srclang={quoteattr(unit.source_language)}>{props}{sides}</tu>\n"


def _digest(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()[:16]


def read_tmx(path: Path) -> Iterator[Unit]:
    """The units of a TMX file in Spanish and English, one by one.

    Raises :exc:`ExportError` when it is no TMX file.

    Entities and external files are never followed. Mark-up inside a segment is left out, its text kept.

    """
    try:
        with path.open("rb") as stream:
            events = etree.iterparse(
                stream, tag="{*}tu", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            )
            for number, (_, element) in enumerate(events, 1):
                unit = _read_unit(element, number)
                if unit:
                    yield unit
                # Frees what was read, so that a file of any size fits.
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            if events.root is None or etree.QName(events.root).localname != "tmx":
                found = etree.QName(events.root).localname if events.root is not None else "nothing"
                raise ExportError(f"{path} is no TMX file: it begins with {found}")
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror or error}") from error
    except etree.XMLSyntaxError as error:
        raise ExportError(f"{path} is no TMX file: {error}") from error


def _read_unit(element: etree._Element, number: int) -> Unit | None:
    sides: dict[str, str] = {}
    for side in element.iterfind("{*}tuv"):
        language = (side.get(_LANGUAGE) or side.get("lang") or "").lower().replace("_", "-").split("-")[0]
        segment = side.find("{*}seg")
        if language in ("es", "en") and segment is not None:
            sides[language] = "".join(str(text) for text in segment.itertext()).strip()
    if len(sides) != 2 or not all(sides.values()):
        return None
    declared = (element.get("srclang") or "").lower().split("-")[0]
    source = declared if declared in sides else next(iter(sides))
    target = "en" if source == "es" else "es"
    properties = {prop.get("type", ""): prop.text or "" for prop in element.iterfind("{*}prop")}
    digest = properties.pop(_DIGEST, "")
    return Unit(
        id=element.get("tuid") or str(number),
        source=sides[source],
        target=sides[target],
        source_language=source,
        target_language=target,
        properties=properties,
        corrected=digest != _digest(sides[target]),
    )
