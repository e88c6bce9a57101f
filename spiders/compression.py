"""Packed bodies: unpacked as they are, whatever their headers say."""

from __future__ import annotations

import math
import re
import zlib
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import TextResponse
from scrapy.responsetypes import responsetypes
from scrapy.utils._compression import _inflate, _unzstd
from scrapy.utils.gz import gunzip

from spiders.beginnings import MOST, unpack_beginning
from spiders.context import SOURCE

if TYPE_CHECKING:
    from scrapy.http import Response

_GZIP = b"\x1f\x8b\x08"

#: Bytes of a packed body that are looked at together: it may have very many parts.
_PIECE = 4096

#: How packed bodies begin that say so themselves, and what unpacks them.
_SIGNED = {
    _GZIP: gunzip,
    b"\x28\xb5\x2f\xfd": _unzstd,
}

#: The flag that Scrapy gives an answer which ends with its connection, that is broken off perhaps.
OF_UNTOLD_LENGTH = "partial"

_BEGINNING = re.compile(rb"<(?:html|body)\b", re.IGNORECASE)
_END = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)

#: Packings within packings that are opened.
_DEEPEST = 2


class HttpCompression(HttpCompressionMiddleware):
    """Scrapy's unpacking of answers, for servers too that say that a body is packed and send it as it is.

    Those that pack a body and do not say so are understood as well.
    """

    def process_response(self, request: Request, response: Response) -> Response:  # type: ignore[override]
        """*response* with its body unpacked."""
        if MOST in request.meta:
            response = _unpack_beginning(response, request.meta[MOST])
            request.meta["download_maxsize"] = request.meta[MOST]
        most = request.meta.get("download_maxsize", self._max_size)
        packings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        try:
            unpacked = super().process_response(request, response)
        except IgnoreRequest:
            raise
        except Exception:  # each packing has errors of its own
            body = _unpack_by_content(response.body, most)
            if is_packed(body):
                raise
            unpacked = response.replace(body=body)
            del unpacked.headers["Content-Encoding"]
        assert not isinstance(unpacked, Request)
        # Of a source a part is better than none.
        if SOURCE in request.meta and is_cut(response.body, packings, most):
            raise ResponseDataLossError(f"{response.url} ends before it is unpacked")
        if SOURCE in request.meta and OF_UNTOLD_LENGTH in response.flags and lacks_end(unpacked.body):
            raise ResponseDataLossError(f"{response.url} ends before its text does")
        try:
            body = unpack_unsaid(unpacked.body, most)
        except ValueError as error:
            raise IgnoreRequest(f"{response.url} exceeds DOWNLOAD_MAXSIZE when unpacked") from error
        if body is unpacked.body:
            return unpacked
        kind = responsetypes.from_args(headers=unpacked.headers, url=unpacked.url, body=body)
        encoding = {"encoding": None} if issubclass(kind, TextResponse) else {}
        return unpacked.replace(cls=kind, body=body, **encoding)


def _unpack_beginning(response: Response, most: int) -> Response:
    """*response* with the beginning of its body, which may be packed more than once."""
    body = response.body[:most]
    for _ in range(_DEEPEST):
        if body.startswith(_GZIP):
            body = unpack_beginning(body, most) or body
    if body.startswith(_GZIP) or len(body) == len(response.body):
        return response
    unpacked = response.replace(body=body)
    unpacked.headers.pop("Content-Encoding", None)
    return unpacked


def _unpack_by_content(body: bytes, most: int) -> bytes:
    """*body* unpacked as its first bytes say, also from zlib's format; itself when that cannot be done."""
    try:
        return unpack_unsaid(_inflate(body, max_size=most) if body[:1] == b"\x78" else body, most)
    except Exception:  # each packing has errors of its own
        return body


def is_cut(body: bytes, packings: str, most: int) -> bool:
    """Whether *body*, a gzip file by *packings* and its first bytes, ends before the file does.

    What can be unpacked of it is the beginning of a story. No more than about *most* bytes are unpacked to
    find out; 0 is no limit.
    """
    if packings.strip().lower() not in ("gzip", "x-gzip"):
        return False
    view, at, left = memoryview(body), 0, most or math.inf
    while body.startswith(_GZIP, at):
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            piece = view[at : at + _PIECE]
            if not piece:
                return True
            try:
                left -= len(member.decompress(piece))
            except zlib.error:  # a wrong sum of all bytes, of which none is missing
                return False
            if left < 0:
                return False
            at += len(piece) - len(member.unused_data)
    return False


def lacks_end(body: bytes) -> bool:
    """Whether *body* is an HTML page whose elements ``html`` and ``body`` are not closed.

    HTML allows that, which one page in two hundred makes use of, and no story among 249; so it tells of a cut
    only where nobody told the length.
    """
    return bool(_BEGINNING.search(body)) and not _END.search(body)


def is_packed(body: bytes) -> bool:
    """Whether *body* begins like a packed one, or like nothing that pages and sources begin like."""
    text = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    return body.startswith(tuple(_SIGNED)) or text[:1] not in (b"<", b"{", b"h")


def unpack_unsaid(body: bytes, most: int) -> bytes:
    """*body* without packings that show in its first bytes; itself when it has none, or is damaged.

    Raises :exc:`ValueError` when it is larger than *most* bytes, unpacked; 0 is no limit.
    """
    for _ in range(_DEEPEST):
        unpack = next((unpack for signature, unpack in _SIGNED.items() if body.startswith(signature)), None)
        if unpack is None:
            break
        try:
            body = unpack(body, max_size=most)
        except ValueError:
            raise
        except Exception:  # each packing has errors of its own
            break
    return body
