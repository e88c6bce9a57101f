"""The newsstand's HTTP server: HTTP/1.1 over asyncio, ready-made replies, keep-alive.

It is written directly on :class:`asyncio.Protocol` so that it serves several times as many pages a
second as a crawler on the same machine can take; a framework would be what a crawl benchmark measures.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from email.utils import formatdate, parsedate_to_datetime
from typing import Any

from dosvoces.newsstand.replies import Reply, make_reply

#: Looks up the reply to a path (query included); None when there is nothing there.
Lookup = Callable[[str], Reply | None]

#: A request head longer than this is refused, as real servers do.
_LONGEST_HEAD = 65_536


class Log:
    """The requests served so far, in order."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []

    def note(self, site: str, method: str, path: str, status: int, headers: Mapping[str, str]) -> None:
        """Remembers one request and how it was answered."""
        self.requests.append(
            {
                "site": site,
                "method": method,
                "path": path,
                "status": status,
                "time": time.monotonic(),
                "user_agent": headers.get("user-agent", ""),
                "if_none_match": headers.get("if-none-match", ""),
                "if_modified_since": headers.get("if-modified-since", ""),
            }
        )


def _is_unchanged(reply: Reply, headers: Mapping[str, str]) -> bool:
    """Whether the client's validators say that it has this very reply (RFC 9110, 13.1)."""
    if not reply.etag:
        return False
    if match := headers.get("if-none-match"):
        tags = {tag.strip().removeprefix("W/") for tag in match.split(",")}
        return reply.etag in tags or "*" in tags
    if since := headers.get("if-modified-since"):
        try:
            return parsedate_to_datetime(reply.last_modified) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False
    return False


def answer(reply: Reply, method: str, headers: Mapping[str, str]) -> tuple[int, bytes, bytes]:
    """Status, head without date and body for a request that asks for *reply*."""
    if _is_unchanged(reply, headers):
        return 304, reply.unchanged_head, b""
    head, body = reply.head, reply.body
    if reply.compressed_head and "gzip" in headers.get("accept-encoding", ""):
        head, body = reply.compressed_head, reply.compressed_body
    return reply.status, head, b"" if method == "HEAD" else body


class Connection(asyncio.Protocol):
    """One client's connection to one site."""

    def __init__(self, site: str, lookup: Lookup, missing: Reply, log: Log) -> None:
        self._site, self._lookup, self._missing, self._log = site, lookup, missing, log
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the way back to the client."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answers every complete request received so far."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head, self._buffer = self._buffer[:end], self._buffer[end + 4 :]
            if not self._serve(head.decode("latin-1")):
                self._transport.close()
                return
        if len(self._buffer) > _LONGEST_HEAD:
            self._send(make_reply(b"", "text/plain", status=431), "GET", "", {})
            self._transport.close()

    def _serve(self, head: str) -> bool:
        """Answers one request; whether the connection stays open."""
        first, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        method, path, version = (*first.split(" "), "", "", "")[:3]
        if method not in ("GET", "HEAD") or not path.startswith("/") or "content-length" in headers:
            self._send(
                make_reply(b"", "text/plain", status=405, fields={"Allow": "GET, HEAD"}),
                method,
                path,
                headers,
            )
            return False
        self._send(self._lookup(path) or self._missing, method, path, headers)
        connection = headers.get("connection", "").lower()
        return connection != "close" and (version != "HTTP/1.0" or connection == "keep-alive")

    def _send(self, reply: Reply, method: str, path: str, headers: Mapping[str, str]) -> None:
        status, head, body = answer(reply, method, headers)
        date = formatdate(usegmt=True).encode()
        self._transport.write(head + b"Date: " + date + b"\r\n\r\n" + body)
        self._log.note(self._site, method, path, status, headers)


class Control(asyncio.Protocol):
    """The back door of a running newsstand: one line of JSON in, one out, per connection.

    ``{"do": "advance"}`` moves to the next edition, ``{"do": "log"}`` tells what was requested,
    ``{"do": "forget"}`` empties that record.
    """

    def __init__(self, advance: Callable[[], int], log: Log) -> None:
        self._advance, self._log = advance, log
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the way back to the client."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Does what one line asks for."""
        self._buffer += data
        if b"\n" not in self._buffer:
            return
        said: Any = None
        match json.loads(self._buffer)["do"]:
            case "advance":
                said = self._advance()
            case "log":
                said = self._log.requests
            case "forget":
                self._log.requests.clear()
            case unknown:
                said = {"error": f"cannot {unknown}"}
        self._transport.write(json.dumps(said).encode() + b"\n")
        self._transport.close()
