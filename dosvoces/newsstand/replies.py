"""Replies of the newsstand: HTTP responses made ready to send."""

import gzip
import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus

import msgspec


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """A response without its date: heads as bytes up to the last field, and the body."""

    status: int
    head: bytes
    body: bytes
    etag: str = ""
    last_modified: str = ""
    unchanged_head: bytes = b""
    compressed_head: bytes = b""
    compressed_body: bytes = b""


def _head(status: int, fields: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{k}: {v}" for k, v in fields.items())]
    return ("\r\n".join(lines) + "\r\n").encode("latin-1")


def make_reply(
    body: bytes,
    content_type: str,
    *,
    status: int = 200,
    modified: datetime | None = None,
    fields: dict[str, str] | None = None,
    compress: bool = False,
) -> Reply:
    """A response with *body*; with a *modified* time it carries validators and can answer 304."""
    headers = {"Server": "newsstand", "Content-Type": content_type, **(fields or {})}
    etag = last_modified = ""
    if modified is not None:
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        last_modified = format_datetime(modified.astimezone(UTC), usegmt=True)
        headers |= {"ETag": etag, "Last-Modified": last_modified, "Cache-Control": "max-age=0"}
    squeezed = gzip.compress(body, 5, mtime=0) if compress else b""
    varied = headers | ({"Vary": "Accept-Encoding"} if compress else {})
    return Reply(
        status=status,
        head=_head(status, varied | {"Content-Length": str(len(body))}),
        body=body,
        etag=etag,
        last_modified=last_modified,
        unchanged_head=_head(304, {k: v for k, v in varied.items() if k != "Content-Type"}) if etag else b"",
        compressed_head=_head(
            status, varied | {"Content-Encoding": "gzip", "Content-Length": str(len(squeezed))}
        )
        if compress
        else b"",
        compressed_body=squeezed,
    )


def make_redirect(target: str, status: int = 301) -> Reply:
    """A response that sends the client on to *target*."""
    body = f'<html><body><a href="{target}">Moved</a></body></html>'.encode()
    return make_reply(body, "text/html; charset=utf-8", status=status, fields={"Location": target})
