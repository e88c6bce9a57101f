"""Connections that never end their request take nobody's place."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
import uvicorn
from reader_server import run_server
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from dosvoces.reader import connections
from dosvoces.reader.connections import BoundedProtocol

#: The connections of the server on a port.
connections_of: dict[int, set[Any]] = {}


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    size = 20_000_000 if scope["path"] == "/large" else 1
    await PlainTextResponse("x" * size)(scope, receive, send)


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """A small server with small limits."""
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.2)
    monkeypatch.setattr(connections, "WRITE_SECONDS", 0.2)
    monkeypatch.setattr(connections, "IDLE_CONNECTIONS", 3)
    config = uvicorn.Config(answer, port=0, log_level="error", ws="none", http=BoundedProtocol)
    server = uvicorn.Server(config)
    with run_server(server) as port:
        connections_of[port] = server.server_state.connections
        yield "127.0.0.1", port


def is_closed(opened: socket.socket) -> bool:
    opened.settimeout(30)
    try:
        return opened.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n"]
)
def test_a_request_that_never_ends_ends_its_connection(address: tuple[str, int], sent: bytes) -> None:
    with socket.create_connection(address) as opened:
        opened.sendall(sent)
        assert is_closed(opened)


def test_an_address_that_keeps_many_waiting_loses_the_oldest(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 600)
    with ExitStack() as stack:
        opened = [stack.enter_context(socket.create_connection(address)) for _ in range(4)]
        assert is_closed(opened[0])
        opened[3].sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert opened[3].recv(12) == b"HTTP/1.1 200"


def test_a_download_that_nobody_reads_ends(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as opened:
        opened.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        assert opened.recv(1) == b"H"
        end = time.monotonic() + 300
        while connections_of[address[1]]:
            assert time.monotonic() < end
            time.sleep(0.01)


def test_connections_are_kept_for_the_next_request(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 600)
    with httpx.Client(base_url=f"http://127.0.0.1:{address[1]}") as client:
        first = client.get("/").extensions["network_stream"].get_extra_info("client_addr")
        second = client.get("/").extensions["network_stream"].get_extra_info("client_addr")
    assert first == second
