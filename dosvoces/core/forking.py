"""Processes forked from a fork server, which has imported what they need and does nothing else.

They start at once, share its memory, and have none of the locks of the threads of whoever starts them. What
they start in turn comes from the same server. They end, at once, when the process that started them does, or
the server; they import nothing of its program.
"""

import multiprocessing
import multiprocessing.forkserver as forking
import os
import sys
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext, ForkServerContext, ForkServerProcess
from multiprocessing.util import get_temp_dir
from pathlib import Path
from types import ModuleType
from typing import Any

_SERVER = "dosvoces.core.fork_server"

#: What a process must know of its server to have others forked from it; the key from Python 3.14 on.
_KNOWN = ("_forkserver_address", "_forkserver_authkey")

#: How often a process is started whose server dies meanwhile, and the seconds in between.
_TRIES, _PAUSE = 20, 0.1

_lock = threading.Lock()


class _Process(ForkServerProcess):
    def start(self) -> None:
        for trial in range(1, _TRIES + 1):
            try:
                self._start()
                return
            except (ConnectionError, EOFError):
                # The server was killed; for a moment it still seems to be there.
                if trial == _TRIES:
                    raise
                time.sleep(_PAUSE)
            except FileNotFoundError:
                if trial == _TRIES:
                    raise
                _forget_server()

    def _start(self) -> None:
        server: Any = forking._forkserver
        server.ensure_running()
        self._server = {name: getattr(server, name, None) for name in _KNOWN}
        with _lock:
            main = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                super().start()
            finally:
                sys.modules["__main__"] = main

    def run(self) -> None:
        server: Any = forking._forkserver
        # By itself it would start a server of its own, which imports everything anew.
        vars(server).update(self._server, ensure_running=lambda: None)
        threading.Thread(target=_end_with_others, daemon=True).start()
        super().run()


def _forget_server() -> None:
    """Have another server started: whoever tidied up temporary files removed the address of this one."""
    vars(forking._forkserver)["_forkserver_pid"] = None
    Path(get_temp_dir()).mkdir(mode=0o700, exist_ok=True)


class _Context(ForkServerContext):
    Process = _Process


def make_context(modules: Sequence[str]) -> BaseContext:
    """How processes are started that need *modules*; those of the first call that starts one are imported."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = _Context()
    context.set_forkserver_preload([_SERVER, *modules])
    return context


def _end_with_others() -> None:
    parent, server = multiprocessing.parent_process(), sys.modules.get(_SERVER)
    ends = [parent.sentinel] if parent else []
    wait([*ends, server.alive] if server else ends)
    os._exit(1)
