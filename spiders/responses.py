"""Conversion of Scrapy's responses to pages."""

from datetime import datetime

from scrapy.http import Response

from dosvoces.core.record import Page
from pipelines.extract.charset import find_utf16
from spiders.context import ANNOUNCED

#: Request meta: the :class:`~spiders.warc.Archived` of the answer; absent when it is not archived.
ARCHIVED = "dosvoces_archived"

#: Headers that are nobody's business later on.
_DROPPED = frozenset({"set-cookie", "set-cookie2"})

#: Bytes of a body that are looked at, and the share of control characters among them that no text has: in
#: random or packed bytes one in ten is one.
_SNIFFED, _MOST_CONTROLS = 4096, 0.03

#: All bytes but the control characters that no text needs.
_TEXT = bytes(byte for byte in range(256) if byte >= 32 or byte in b"\t\n\f\r\x1b")

#: How documents, pictures, sound, archives and programs begin; and texts that say how they are encoded.
_SIGNATURES = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"PK\x03\x04", b"\x1f\x8b", b"\x28\xb5\x2f\xfd",
    b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\xd0\xcf\x11\xe0", b"\x7fELF", b"ID3", b"OggS",
    b"\x00\x00\x00\x1cftyp", b"\x00\x00\x00 ftyp",
)  # fmt: skip
_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")

#: Content types that a story can come as; servers that send none are given the benefit of the doubt.
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")


def make_page(response: Response, outlet: str, now: datetime) -> Page:
    """The page that came with *response*, its headers kept for what they say about rights and charset."""
    headers = {
        name.decode("latin-1").lower(): b", ".join(response.headers.getlist(name)).decode("latin-1")
        for name in response.headers
        if name.decode("latin-1").lower() not in _DROPPED
    }
    if kinds := [kind for kind in response.headers.getlist("Content-Type") if kind.strip()]:
        headers["content-type"] = kinds[-1].decode("latin-1")  # sent twice, the last one counts
    archived = response.meta.get(ARCHIVED)
    return Page(
        url=response.url,
        body=response.body,
        outlet=outlet,
        status=response.status,
        headers=headers,
        # The archive's moment, so that a replay gives the same record.
        retrieved_at=archived.moment if archived else now,
        warc=archived.place if archived else None,
        announced=response.meta.get(ANNOUNCED),
    )


def refusal_of(page: Page) -> str:
    """Why *page* cannot be a story before it is read: its status or its content type; empty when it can."""
    if not 200 <= page.status < 300:
        return f"http_{page.status}"
    if page.status == 206:  # a part, of which nobody asked for one
        return "truncated"
    kind = page.headers.get("content-type", "").split(";")[0].strip().lower()
    return "wrong_type" if (kind and kind not in _PAGE_TYPES) or is_binary(page.body) else ""


def is_binary(body: bytes) -> bool:
    """Whether *body* is no text, whatever its content type says: a document, a picture, packed bytes."""
    head = body[:_SNIFFED]
    if head.lstrip().startswith(_SIGNATURES):
        return True
    if head.startswith(_MARKS) or find_utf16(head):
        return False
    return len(head.translate(None, _TEXT)) > _MOST_CONTROLS * len(head)
