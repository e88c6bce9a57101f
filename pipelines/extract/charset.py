"""Decoding of pages: the declared charset, checked against what the bytes can be."""

import codecs
import re

from w3lib.encoding import http_content_type_encoding, read_bom, resolve_encoding

#: How far declarations are looked for; browsers look at 1,024 bytes, real pages put them later.
_HEAD_BYTES = 16_384
#: Bytes that are looked at for zeros.
_SNIFFED = 4_096
#: Without one of these words a page declares nothing.
_DECLARES = re.compile(rb"charset|encoding", re.IGNORECASE)
#: What single-byte encodings are in practice: browsers read all of these as cp1252 (WHATWG Encoding).
_LATIN = {"iso8859-1", "ascii", "latin-1", "iso-8859-1", "us-ascii", "cp1252"}

#: Bytes of characters above 127 as cp1252 has them.
_CP1252 = {bytes([code]).decode("cp1252", "ignore"): code for code in range(0x80, 0xA0)}
_CP1252.pop("")
#: UTF-8 whose bytes were taken for Latin-1 or cp1252 and encoded again: its beginnings, and its characters.
_SIGNS_OF_TWICE = tuple(sign.encode() for sign in ("â\x80", "â€", "ð\x9f", "ðŸ", "Ã¡", "Ã©", "Ã±", "Ã³"))
#: A page with fewer speaks of such characters.
_FEWEST_TWICE = 3
_HIGH = "\x80-\xbf" + "".join(_CP1252)
_TWICE = re.compile(f"[ÂÃ][{_HIGH}]|â[\x80-\x9f€‚][{_HIGH}]|ð[\x9fŸ][{_HIGH}]{{2}}")


def decode(body: bytes, content_type: str | None = None) -> str:
    """The characters of *body*.

    A byte-order mark decides; then UTF-8 if the bytes are valid UTF-8 with any non-ASCII in it, whatever was
    declared (no Latin-1 text is valid UTF-8 by accident for long); then the declarations of *content_type*
    and of the page; then cp1252, the usual encoding of undeclared Spanish and English pages.
    """
    encoding, mark = read_bom(body)
    if encoding and mark:
        return body[len(mark) :].decode(encoding, "replace")
    if wide := find_utf16(body):
        return body.decode(wide, "replace")
    declared = _declared(body, content_type)
    for name in declared:
        if name.startswith(("utf-16", "utf-32")) and body[:200].count(0) > 10:
            return body.decode(name, "replace")
    try:
        return _decode_again(body, body.decode("utf-8"))
    except UnicodeDecodeError as error:
        damage = _count_invalid_utf8(body, error)
    if _is_mostly_utf8(body, damage):
        return body.decode("utf-8", "replace")
    for name in declared:
        if name == "utf-8" or name.startswith(("utf-16", "utf-32")):
            continue
        if (text := _try(body, name)) is not None:
            return text
    return body.decode("cp1252", "replace")


def find_utf16(body: bytes) -> str:
    """The byte order of UTF-16 without a mark: every other byte of Western text is zero there; else empty."""
    head = body[:_SNIFFED]
    if 0 not in head:
        return ""
    even, odd = (4 * head[start::2].count(0) > len(head) for start in (0, 1))
    return "" if even == odd else "utf-16-be" if even else "utf-16-le"


def _decode_again(body: bytes, text: str) -> str:
    """*text*, which is *body* in UTF-8, without what was encoded twice: ``â€™``, ``Ã±``."""
    if not any(letter in text for letter in "âðÃ") or not any(sign in body for sign in _SIGNS_OF_TWICE):
        return text
    mended, times = _TWICE.subn(_undo, text)
    return mended if times >= _FEWEST_TWICE else text


def _undo(found: re.Match[str]) -> str:
    encoded = bytes(_CP1252.get(letter, ord(letter)) for letter in found[0])
    try:
        return encoded.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Encodings named by the header, then by the page; unknown names are left out."""
    names = [http_content_type_encoding(content_type)] if content_type else []
    head = body[:_HEAD_BYTES]
    if _DECLARES.search(head):
        # Crawls read robots.txt with this, and load no parser of pages for it.
        from bs4.dammit import EncodingDetector

        names.append(EncodingDetector.find_declared_encoding(head, is_html=True, search_entire_document=True))
    found = []
    for name in names:
        resolved = resolve_encoding(name) if name else None
        if resolved and resolved not in found:
            found.append("cp1252" if resolved in _LATIN else resolved)
    return found


def _try(body: bytes, name: str) -> str | None:
    """*body* decoded as *name*, or None when it plainly is not *name*."""
    try:
        text = body.decode(name, "replace")
    except (LookupError, ValueError, UnicodeError):
        return None
    return None if text.count("\ufffd") > max(8, len(text) // 1000) else text


def _count_invalid_utf8(body: bytes, error: UnicodeDecodeError) -> int:
    """How many bytes of *body*, the first of which raised *error*, are no part of valid UTF-8."""
    if error.reason == "unexpected end of data" and len(body) - error.start < 4:
        return 1
    return body.decode("utf-8", "replace").count("\ufffd")


def _is_mostly_utf8(body: bytes, damage: int) -> bool:
    """Whether valid multi-byte sequences clearly outnumber invalid bytes: UTF-8 that was cut or patched."""
    text = codecs.decode(body, "utf-8", "ignore")
    return sum(1 for char in text if char > "\x7f") > 3 * damage
