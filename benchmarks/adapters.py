"""Stable entry points for scorers: plain types in, plain types out."""

import zlib
from datetime import datetime, timedelta, timezone
from typing import Any

from lxml import etree
from lxml.html import document_fromstring, tostring

from dosvoces.core.record import BODY_ROLES


def extract(html: str, url: str) -> dict[str, Any]:
    """Title, authors, time, text and language of a page."""
    from pipelines.extract import extract as read
    from pipelines.languages import label_document

    page = read(html, url)
    body = [block.text for block in page.blocks if block.role in BODY_ROLES]
    language = label_document(body or [page.headline, page.description]).language
    return {
        "title": page.headline,
        "authors": [author.name for author in page.authors],
        "published": _as_printed(page.date_published, page.utc_offset, page.date_precision),
        "text": page.text,
        "language": language,
    }


def extract_unnamed(html: str, url: str) -> dict[str, Any]:
    """:func:`extract` of a page whose classes and ids say nothing, as on sites that generate them."""
    page = document_fromstring(html)
    for element in page.iter(etree.Element):
        for name in {"class", "id", "data-testid", "data-qa"}.intersection(element.keys()):
            parts = (element.get(name) or "").split()
            element.set(name, " ".join(f"x{zlib.crc32(part.encode()):x}" for part in parts))
    return extract(tostring(page, encoding="unicode"), url)


def label(text: str) -> str:
    """``es``, ``en``, ``other`` or ``und``."""
    from pipelines.languages import label as detect

    return _fold(detect(text).language)


def spans(text: str) -> list[tuple[int, int, str]]:
    """Start, end and language of each stretch whose language is known."""
    from pipelines.languages import spans as detect

    return [(span.start, span.end, _fold(span.language)) for span in detect(text)]


def align(en: list[str], es: list[str]) -> list[tuple[list[int], list[int]]]:
    """Beads of English and Spanish sentence numbers."""
    from translations.alignment import align as find_beads

    return [(list(bead.source), list(bead.target)) for bead in find_beads(en, es, "en", "es")]


def translate(lines: list[str], source: str, target: str) -> list[str]:
    """Each line in the other language."""
    from translations.texts import translate_lines

    return translate_lines(lines, source, target)


def _as_printed(moment: datetime | None, offset: int | None, precision: str) -> str | None:
    """The time in the zone that the page gives it in; the day alone when the page tells no time."""
    if moment is None:
        return None
    local = moment.astimezone(timezone(timedelta(minutes=offset or 0)))
    return local.isoformat() if precision == "minute" else local.date().isoformat()


def _fold(language: str) -> str:
    return language if language in ("es", "en", "und") else "other"
