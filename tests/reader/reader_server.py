"""Servers of tests."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from dosvoces.reader.app import Options, make_app
from dosvoces.store import Store


@contextmanager
def run_server(server: uvicorn.Server) -> Iterator[int]:
    """*server* in a thread; gives its port."""
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


@contextmanager
def serve(store: Store, options: Options) -> Iterator[str]:
    """A reader on a free port; gives its address."""
    config = uvicorn.Config(make_app(store, options), port=0, log_level="warning", ws="none")
    with run_server(uvicorn.Server(config)) as port:
        yield f"http://127.0.0.1:{port}"
