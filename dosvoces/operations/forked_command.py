"""A command of dosvoces in a process forked from one that has imported what commands need."""

import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from dosvoces.core import settings
from dosvoces.core.forking import make_context


class ForkedCommand:
    """Runs ``dosvoces`` with *words* in *environment*, and prints into the file *out*.

    To be used like a ``subprocess.Popen``. It ends when this process does, or the one that it is forked from.
    """

    stdin = None

    def __init__(
        self, words: Sequence[str], environment: Mapping[str, str], out: int, *, own_session: bool
    ) -> None:
        # A connection is what finds its way to the other process.
        there = Connection(os.dup(out), readable=False)
        context: Any = make_context(["dosvoces.operations.preloaded"])
        with there:
            self._process = context.Process(target=_run, args=(words, environment, there, own_session))
            try:
                self._process.start()
            except EOFError as error:
                raise OSError("the server that processes are forked from ended") from error

    @property
    def returncode(self) -> int | None:
        """The exit status; None while it runs."""
        status: int | None = self._process.exitcode
        return status

    def poll(self) -> int | None:
        """The exit status; None while it runs."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, once there is one."""
        self._process.join(timeout)
        if (status := self.returncode) is None:
            raise subprocess.TimeoutExpired("dosvoces", timeout or 0)
        return status

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it runs."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    def terminate(self) -> None:
        """Tell it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def _run(words: Sequence[str], environment: Mapping[str, str], out: Connection, own_session: bool) -> None:
    os.dup2(out.fileno(), 1)
    out.close()
    if own_session:
        os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    settings.VALUES.update(settings.get_all())
    sys.argv = ["dosvoces", "--json", *words]
    with suppress(OSError):  # so that it has a name where processes are listed
        Path("/proc/self/comm").write_text(f"dosvoces {words[0]}")
    runpy.run_module("dosvoces", run_name="__main__")
