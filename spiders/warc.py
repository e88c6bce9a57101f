"""WARC 1.1 records of what was asked and answered, written by warcio."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
from scrapy import Request
from scrapy.http import Response
from scrapy.http.headers import Headers
from twisted.web.http import RESPONSES
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dosvoces.core.version import __version__
from spiders.cdxj import index_line
from spiders.compression import OF_UNTOLD_LENGTH

#: Headers that told how the bytes came over the line; the archive has the bytes without that.
_TRANSPORT = frozenset({"transfer-encoding", "connection", "keep-alive"})

#: The content type of what a browser made of a page, in the archive and in the crawl.
RENDERED_TYPE = "text/html; charset=utf-8"

#: Scrapy's flag of an answer of which only the beginning was taken.
_STOPPED = "download_stopped"
#: What a server says instead of sending what we have: its body is empty by rule (ISO 28500, 6.7.3).
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


class _Head(StatusAndHeaders):  # type: ignore[misc]
    """HTTP headers as they came: warcio itself rewrites values that are not ASCII."""

    def compute_headers_buffer(self, header_filter: Any = None) -> None:
        self.headers_buff = self.to_str(header_filter).encode("latin-1") + b"\r\n"


class Archived(NamedTuple):
    """Where a response is archived, as ``file:offset``, and the moment it came."""

    place: str
    moment: datetime


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """The records of one exchange, ready to be appended: metadata, request, response, what was rendered."""

    data: bytes
    #: Where the response's record begins.
    offset: int
    #: How many bytes it has.
    length: int
    url: str
    date: str
    status: int
    kind: str
    digest: str

    def index_line(self, file: str, start: int) -> str:
        """The response's line in the index of *file*, where it begins at *start*."""
        kind = self.kind if self.status != 304 else "warc/revisit"
        return index_line(self.url, self.date, self.status, kind, self.digest, self.length, start, file)


def format_date(moment: datetime) -> str:
    """*moment* as a WARC-Date, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _list_headers(headers: Headers) -> list[tuple[str, str]]:
    return [
        # A line end in a header would begin another one.
        (name.decode("latin-1"), value.decode("latin-1").replace("\r", " ").replace("\n", " "))
        for name, values in headers.items()
        for value in values
        if name.decode("latin-1").lower() not in _TRANSPORT
    ]


def make_warcinfo(filename: str, operator: str) -> bytes:
    """The record that begins the file *filename*."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    fields = {
        "software": f"dosvoces/{__version__}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "classic",
        "operator": operator,
    }
    writer.write_record(writer.create_warcinfo_record(filename, fields))
    return out.getvalue()


def make_exchange(
    request: Request,
    response: Response,
    moment: datetime,
    fields: dict[str, str],
    rendered: bytes | None = None,
) -> Exchange:
    """The records of *request* and *response*; the metadata record, which holds *fields*, comes first.

    So a reader knows what a response is before it meets it. *rendered*, the HTML that a browser made of the
    response, becomes a conversion record right behind it.
    """
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    date, identity = format_date(moment), writer._make_warc_id()
    common = {"WARC-Date": date, "WARC-Concurrent-To": identity}
    text = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields.items()).encode()
    writer.write_record(
        writer.create_warc_record(
            response.url, "metadata", payload=BytesIO(text), length=len(text), warc_headers_dict=common
        )
    )
    writer.write_record(_make_request(writer, request, response.url, common))
    offset = out.tell()
    record = _make_response(writer, response, {"WARC-Date": date, "WARC-Record-ID": identity})
    writer.write_record(record)
    length = out.tell() - offset
    if rendered is not None:
        writer.write_record(_make_conversion(writer, response.url, rendered, date, identity))
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1").split(";")[0].strip()
    return Exchange(
        data=out.getvalue(),
        offset=offset,
        length=length,
        url=response.url,
        date=date,
        status=response.status,
        kind=kind or "unk",
        digest=(record.rec_headers.get_header("WARC-Payload-Digest") or "").removeprefix("sha1:"),
    )


def _make_request(writer: WARCWriter, request: Request, url: str, common: dict[str, str]) -> Any:
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = [("Host", parts.netloc), *_list_headers(request.headers)]
    head = _Head(f"{request.method} {target} HTTP/1.1", headers, is_http_request=True)
    body = request.body
    return writer.create_warc_record(
        url, "request", payload=BytesIO(body), length=len(body), http_headers=head, warc_headers_dict=common
    )


def _make_conversion(writer: WARCWriter, url: str, html: bytes, date: str, identity: str) -> Any:
    return writer.create_warc_record(
        url,
        "conversion",
        payload=BytesIO(html),
        length=len(html),
        warc_content_type=RENDERED_TYPE,
        warc_headers_dict={"WARC-Date": date, "WARC-Refers-To": identity},
    )


def _make_response(writer: WARCWriter, response: Response, about: dict[str, str]) -> Any:
    body = response.body
    headers = [
        (name, value) for name, value in _list_headers(response.headers) if name.lower() != "content-length"
    ]
    # Without one where none was told: a replay has to doubt it, too.
    if response.status != 304 and OF_UNTOLD_LENGTH not in response.flags:
        headers.append(("Content-Length", str(len(body))))
    phrase = RESPONSES.get(response.status, b"").decode()
    head = _Head(f"{response.status} {phrase}".rstrip() + " ", headers, protocol="HTTP/1.1")
    if response.ip_address:
        about = {**about, "WARC-IP-Address": str(response.ip_address)}
    if _STOPPED in response.flags:
        about = {**about, "WARC-Truncated": "length"}
    kind = "response"
    if response.status == 304:
        kind, about = "revisit", {**about, "WARC-Profile": _NOT_MODIFIED}
    return writer.create_warc_record(
        response.url,
        kind,
        payload=BytesIO(body),
        length=len(body),
        http_headers=head,
        warc_headers_dict=about,
    )
