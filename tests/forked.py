"""Processes forked from one that has everything imported: real ones that start at once."""

import contextlib
import multiprocessing.forkserver as forking
import os
import runpy
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple, Self

import pytest

from dosvoces.core import settings
from dosvoces.core.forking import make_context
from dosvoces.operations.forked_command import ForkedCommand

#: What commands import, and what the modules of the tests do.
PRELOADED = ("dosvoces.operations.preloaded", "sqlite3", "pytest")

#: A process that has everything imported and nothing started: the one that others of this process may have
#: begun before has not.
_server = forking.ForkServer()
_server.set_forkserver_preload(["dosvoces.core.fork_server", *PRELOADED])


#: What a process must know of the server to have others forked from it; the key from Python 3.14 on.
_KNOWN = ("_forkserver_address", "_forkserver_authkey")


def start_server() -> dict[str, Any]:
    """Starts it for other processes of the tests, which :func:`use_server` with what comes back.

    What is forked from it writes into a file what it says on standard error.
    """
    terminal = os.dup(2)
    try:
        with Path(tempfile.gettempdir(), "said.log").open("a") as log:
            os.dup2(log.fileno(), 2)
        _server.ensure_running()
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)
    return {name: getattr(_server, name, None) for name in _KNOWN}


def use_server(known: dict[str, Any]) -> None:
    """Have processes forked from the server of another process, which outlives this one."""
    # Whoever has the real one keeps the server alive; a place in each message is for it.
    held = os.open(os.devnull, os.O_RDONLY)
    vars(_server).update(known, _forkserver_alive_fd=held, ensure_running=lambda: None)


@contextlib.contextmanager
def quick_starts() -> Iterator[None]:
    """Whatever is forked meanwhile is forked from the process that has everything imported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forking, "_forkserver", _server)
        patch.setattr(forking, "connect_to_new_process", _server.connect_to_new_process)
        yield


class _Process(make_context(PRELOADED).Process):  # type: ignore[misc]
    def start(self) -> None:
        with quick_starts():
            super().start()


def forked(target: Callable[..., object], *args: Any) -> BaseProcess:
    """A process that calls *target*, ready to be started; what it starts itself is forked as quickly."""
    return _Process(target=target, args=args)  # type: ignore[no-any-return]


class Done(NamedTuple):
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


class Command(ForkedCommand):
    """``dosvoces`` with *words*, to be used like a ``subprocess.Popen``; *variables* are of its environment.

    Its home is *home*; it has the environment of this process besides, or *instead* of that. It prints into
    files, so that it never waits for who reads them.
    """

    def __init__(
        self, *words: object, home: Path, instead: Mapping[str, str] | None = None, **variables: str
    ) -> None:
        said = Path(tempfile.mkdtemp(prefix="said-"))
        self._out, self._err = said / "out", said / "err"
        inherited = os.environ if instead is None else instead
        environment = {**inherited, "DOSVOCES_HOME": str(home), **variables}
        self._process = forked(_run, [*map(str, words)], environment, str(self._out), str(self._err))
        self._process.start()

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid  # type: ignore[no-any-return]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if failed:
            # Nobody else will tell it to end.
            self.kill()
        self.wait()

    @property
    def said(self) -> str:
        """What it has printed on standard error."""
        return self._err.read_text(encoding="utf-8") if self._err.exists() else ""

    def finish(self, seconds: float = 300) -> Done:
        """What it left behind, once it has ended."""
        status = self.wait(seconds)
        return Done(status, self._out.read_text(encoding="utf-8"), self.said)


def run_dosvoces(*words: object, home: Path, **more: Any) -> Done:
    """What ``dosvoces`` with *words* left behind; the rest is as of a :class:`Command`."""
    return Command(*words, home=home, **more).finish(600)


def _run(words: Sequence[str], environment: Mapping[str, str], out: str, err: str) -> None:
    for number, path in ((1, out), (2, err)):
        with Path(path).open("wb") as stream:
            os.dup2(stream.fileno(), number)
    os.chdir(environment["DOSVOCES_HOME"])
    os.environ.clear()
    os.environ.update(environment)
    warnings.simplefilter("error")
    settings.VALUES.update(settings.get_all())
    sys.argv = ["dosvoces", *words]
    runpy.run_module("dosvoces", run_name="__main__")
