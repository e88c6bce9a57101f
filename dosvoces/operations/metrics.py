"""``/metrics`` for Prometheus, served beside the schedule."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from dosvoces.core.errors import SettingError, StoreError
from dosvoces.health.review import Overview, load_other_alerts, render_prometheus
from dosvoces.store import Store


def parse_place(place: str) -> tuple[str, int]:
    """The host and port of *place*, as in ``127.0.0.1:9464`` or ``:9464``, which is this machine alone."""
    host, _, port = place.rpartition(":")
    if not port.isdigit() or not 0 <= int(port) < 65536:
        raise SettingError(f"{place} is no place to serve metrics at; give one like 127.0.0.1:9464")
    return host or "127.0.0.1", int(port)


@contextmanager
def serve_metrics(store: Store, place: str, more: Callable[[Store], str] = lambda _: "") -> Iterator[str]:
    """Serve ``/metrics`` at *place*, with what *more* gives, while the block lasts; gives the address."""
    overview, looking = Overview(store), Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.split("?")[0] != "/metrics":
                self.send_error(404)
                return
            try:
                with looking:
                    outlets = overview.look(datetime.now(UTC))
                    text = (render_prometheus(outlets, load_other_alerts(store)) + more(store)).encode()
            except StoreError:
                self.send_error(503)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text)

        do_HEAD = do_GET  # noqa: N815 - the library's name

        def log_message(self, *_: Any) -> None:
            pass

    try:
        server = ThreadingHTTPServer(parse_place(place), Handler)
    except OSError as error:
        raise SettingError(f"metrics cannot be served at {place}: {error}") from error
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{server.server_address[0]!s}:{server.server_port}/metrics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
