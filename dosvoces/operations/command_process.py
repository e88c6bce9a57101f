"""A command of dosvoces in a process of its own, which ends when the one that began it does."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from typing import IO

from dosvoces.core.lifeline import LIFELINE
from dosvoces.operations.forked_command import ForkedCommand

#: Seconds in which a command ends that is told to: a crawl makes the requests that it has taken up.
_GRACE = 90.0


class CommandProcess:
    """Runs ``dosvoces`` with *words*, its results as JSON lines; *variables* are added to the environment.

    Of *own_session*, Ctrl-C reaches this process alone. One that is *forked* starts at once, from a process
    that stays for all of them. Raises ``OSError`` when there is no room for another process or its output.
    """

    def __init__(
        self,
        words: Sequence[str],
        *,
        variables: Mapping[str, str] = {},
        own_session: bool = False,
        forked: bool = False,
    ) -> None:
        environment = {**os.environ, **variables}
        self._begun = time.monotonic()
        self._told: float | None = None
        # A file and no pipe: a command that nobody reads for a while must not wait.
        self._out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when all is read
        try:
            self._process: subprocess.Popen[bytes] | ForkedCommand
            if forked:
                self._process = ForkedCommand(words, environment, self._out.fileno(), own_session=own_session)
            else:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "dosvoces", "--json", *words],
                    stdin=subprocess.PIPE,
                    stdout=self._out,
                    start_new_session=own_session,
                    env={**environment, LIFELINE: "1"},
                )
        except BaseException:
            self._out.close()
            raise

    @property
    def ended(self) -> bool:
        """Whether the process is gone."""
        return self._process.poll() is not None

    @property
    def seconds(self) -> float:
        """How long ago it began, by a clock that nobody sets."""
        return time.monotonic() - self._begun

    @property
    def status(self) -> int:
        """The exit status; negative for the number of the signal that ended it."""
        return self._process.wait()

    def end(self, grace: float) -> None:
        """Tell it to end soon and whole, once; kill it when it was told *grace* seconds ago."""
        if self._told is None:
            self._told = time.monotonic()
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGINT)
        elif time.monotonic() - self._told > grace:
            self._process.kill()

    def terminate(self) -> None:
        """End it at once, and wait until it is gone; one that takes no notice is killed."""
        self._process.terminate()
        self.wait(time.monotonic() + _GRACE)

    def wait(self, until: float) -> None:
        """Wait for its end until the monotonic clock says *until*; then kill it."""
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """Give back what is held of a process that is gone."""
        self._out.close()
        if self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()


def explain(status: int) -> str:
    """What a process that ended with *status* left nothing for."""
    if status < 0:
        return f"its process was ended by signal {-status} ({signal.strsignal(-status)})"
    return f"its process ended with status {status} and without a report"
