"""Serving the reader on a port: in this process, or in several that share it."""

import multiprocessing
import os
import secrets
import signal
import socket
import sys
import threading
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from dosvoces.core.errors import SettingError
from dosvoces.reader.app import Options, make_app
from dosvoces.reader.cache import StoryCache
from dosvoces.reader.connections import BoundedProtocol
from dosvoces.store import Store
from dosvoces.store.browsing import Browser

#: Processes when nobody says how many: one for each core, but no more than a few dozen readers need.
_MOST = 4

#: Whether the system spreads connections over the processes that listen on one port.
_SHARES = sys.platform == "linux"


def count_workers(wanted: int = 0) -> int:
    """How many processes serve when *wanted* are asked for, 0 for as many as suit this machine."""
    # Containers are often given fewer cores than the machine has.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return wanted or min(_MOST, cores)


def _bind(family: int, address: Any, *, shared: bool = False) -> socket.socket:
    bound = socket.socket(family)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind(address)
    except BaseException:
        bound.close()
        raise
    return bound


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to *port*, or to a free one for 0; raises SettingError when that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        # One that is not to be shared is refused where anybody else listens, another reader too.
        with _bind(family, (host, port)) as alone:
            address = alone.getsockname()
        return _bind(family, address, shared=_SHARES)
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SettingError(f"cannot listen on {host}, port {port}: {reason}; name another --port") from error


class _SharedPort:
    """Becomes a socket of its own, on the port of *bound*, in each process that it is passed to.

    Of processes that share one socket, the first to wake up takes all the connections that came together.
    """

    def __init__(self, bound: socket.socket) -> None:
        self._family, self._address = bound.family, bound.getsockname()

    def __reduce__(self) -> Any:
        return partial(_bind, shared=True), (self._family, self._address)


def _end_with_parent() -> None:
    """Ends this process when the one that started it is gone, killed perhaps."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def make_worker(address: str, options: Options) -> Starlette:
    """The reader over the store at *address*, in a process that another one started."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return make_app(Store(address, mapped=True), options)


def serve(store: Store, address: str, options: Options, bound: socket.socket, log_level: str) -> None:
    """Answers on the socket *bound* until Ctrl-C or a signal; *address* is that of *store*."""
    settings: dict[str, Any] = {
        "log_level": log_level,
        "server_header": False,
        "limit_concurrency": 200,
        "http": BoundedProtocol,
        # A reader thinks longer than the five seconds that are usual.
        "timeout_keep_alive": 75,
        # Ctrl-C does not wait for a browser that leaves a download half read.
        "timeout_graceful_shutdown": 5,
        # Busy machines take many seconds to start a process: one that is slow is not one that hangs.
        "timeout_worker_healthcheck": 120,
        "ws": "none",
    }
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        if options.workers == 1:
            uvicorn.Server(uvicorn.Config(make_app(store, options), **settings)).run([bound])
            return
        folder = stack.enter_context(TemporaryDirectory(prefix="dosvoces-read-"))
        ended = str(Path(folder) / "ended")
        options = msgspec.structs.replace(options, key=secrets.token_bytes(32), ended=ended)
        app = partial(make_worker, address, options)
        # One process keeps the catalogue: this one, which answers nobody.
        cache = StoryCache(Browser(store), {})
        cache.start()
        try:
            config = uvicorn.Config(app, factory=True, workers=options.workers, **settings)
            ports: list[Any] = [_SharedPort(bound) if _SHARES else bound]
            Multiprocess(config, ports).run()
        finally:
            cache.stop()
