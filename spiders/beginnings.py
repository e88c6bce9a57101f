"""Long answers of which the beginning is read: sitemaps beyond the limit of their protocol."""

from __future__ import annotations

import zlib
from contextlib import suppress
from gzip import GzipFile
from io import BytesIO
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import StopDownload

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

#: Request meta: how many bytes of the answer are read, packed or not, and how many came so far.
MOST, _RECEIVED = "dosvoces_most", "dosvoces_received_of_most"

_PIECE = 65_536


def read_at_most(size: int) -> dict[str, Any]:
    """The meta of a request of whose answer the first *size* bytes are read, however long it is."""
    return {MOST: size, "download_maxsize": 0}


def unpack_beginning(body: bytes, most: int) -> bytes:
    """The beginning of the gzip file *body*, unpacked: *most* bytes, or as far as it is sound."""
    file, found = GzipFile(fileobj=BytesIO(body)), bytearray()
    with suppress(OSError, EOFError, zlib.error):
        while len(found) < most and (piece := file.read1(_PIECE)):
            found += piece
    return bytes(found[:most])


class Beginnings:
    """Ends a download when as much came as is read of it."""

    def __init__(self, crawler: Crawler) -> None:
        crawler.signals.connect(self._receive, signal=signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Beginnings:
        """The beginnings that one crawl reads."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Count anew, also when *request* is tried again; ask for the packing of which a part can be read."""
        if MOST in request.meta:
            request.meta.update({_RECEIVED: 0, "download_maxsize": 0})
            request.headers["Accept-Encoding"] = "gzip"

    def _receive(self, data: bytes, request: Request) -> None:
        if MOST not in request.meta:
            return
        request.meta[_RECEIVED] += len(data)
        if request.meta[_RECEIVED] >= request.meta[MOST]:
            raise StopDownload(fail=False)
