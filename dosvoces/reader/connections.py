"""Connections of the reader: bounded in time and, for each address, in number."""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Seconds for the head and the body of a request: a correction over the worst of telephones.
REQUEST_SECONDS = 20.0

#: Seconds that a download may stand still.
WRITE_SECONDS = 60.0

#: Connections of one address that wait for a request; a browser keeps six, a server in front a few dozen.
IDLE_CONNECTIONS = 50


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with limits that it lacks.

    Whoever is slower than the limits loses the connection. An address that keeps too many connections waiting
    loses the oldest, so that nobody takes the place of everybody else.
    """

    _reading: asyncio.TimerHandle | None = None
    _writing: asyncio.TimerHandle | None = None
    #: When it began to wait.
    _since = 0.0

    @property
    def is_idle(self) -> bool:
        """Whether a request is waited for."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._watch()
        self._make_room()

    def _make_room(self) -> None:
        host = self.client and self.client[0]
        idle = [
            each
            for each in self.connections
            if isinstance(each, BoundedProtocol) and each.is_idle and (each.client and each.client[0]) == host
        ]
        if len(idle) > IDLE_CONNECTIONS:
            min(idle, key=lambda each: each._since).transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take what was sent, and go on or stop waiting for the rest."""
        super().data_received(data)
        self._watch()

    def _watch(self) -> None:
        unfinished = self.conn.their_state in (h11.IDLE, h11.SEND_BODY)
        if not unfinished:
            _cancel(self._reading)
            self._reading = None
        elif self._reading is None and self.timeout_keep_alive_task is None:
            self._reading = self.loop.call_later(REQUEST_SECONDS, self.transport.abort)

    def on_response_complete(self) -> None:
        """Wait for the next request as long as uvicorn does."""
        _cancel(self._reading)
        self._reading = None
        self._since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The other side reads more slowly than we write: that may not last for ever."""
        super().pause_writing()
        self._writing = self._writing or self.loop.call_later(WRITE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The other side reads again."""
        super().resume_writing()
        _cancel(self._writing)
        self._writing = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        _cancel(self._reading)
        _cancel(self._writing)
        super().connection_lost(exc)


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
