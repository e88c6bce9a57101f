"""An engine in a process of its own, which is replaced when it crashes or hangs."""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

from dosvoces.core.errors import EngineError
from translations.engines.device import Device, read_device
from translations.engines.messages import LENGTH, Reply, Request, read_length, write_message
from translations.engines.protocol import Engine, Translated

#: Sentences of one request. They are sorted by length before, so a small request still makes full batches.
SENTENCES_AT_ONCE = 512
#: Seconds for loading a model, and characters a second below which an engine is taken for dead: large models
#: on one busy core still do five times as much. At first use the embedded engine compiles for 15 s of a core,
#: and a busy machine may give it a tenth of one.
LOADING, SLOWEST = 300.0, 200.0


class IsolatedEngine:
    """Runs *engine*'s like, the engine of its name, in another process.

    A request that kills it, or that takes longer than *patience* seconds and the text's own time, is cut into
    halves until the sentence at fault is alone; that one is left as it is and marked truncated.
    """

    def __init__(
        self,
        engine: Engine,
        source: str,
        target: str,
        *,
        device: Device | None = None,
        patience: float = LOADING,
        command: Sequence[str] = (),
    ) -> None:
        self.name = engine.name
        self.version = engine.version
        self._patience = patience
        worker = "translations.engines.worker"
        wanted = device or read_device()
        place = (wanted.name, str(wanted.threads), engine.version)
        # Without the current folder, whose modules are somebody else's.
        self._command = command or (sys.executable, "-P", "-m", worker, engine.name, source, target, *place)
        #: Why the last request was not answered, where it is known.
        self._fault = ""
        self._process: subprocess.Popen[bytes] | None = None

    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        """The translations of *sentences*, by the engine in the other process."""
        order = sorted(range(len(sentences)), key=lambda index: -len(sentences[index]))
        answers: list[Translated | None] = [None] * len(sentences)
        for start in range(0, len(order), SENTENCES_AT_ONCE):
            part = order[start : start + SENTENCES_AT_ONCE]
            request = Request([sentences[index] for index in part], source, target, greedy)
            for index, answer in zip(part, self._ask_or_cut(request), strict=True):
                answers[index] = answer
        return [answer for answer in answers if answer is not None]

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                if stream:
                    stream.close()

    def __del__(self) -> None:
        self.close()

    def _ask_or_cut(self, request: Request) -> list[Translated]:
        reply = self._ask(request)
        if reply is None:
            self._check_health(request)
            return self._cut(request)
        if reply.error:
            raise EngineError(reply.error)
        return reply.translated

    def _cut(self, request: Request) -> list[Translated]:
        """The answers to the halves of a *request* that ended the process, or left it silent."""
        if len(request.sentences) == 1:
            # Once more alone: it may have been the victim of something else that happened to the process.
            reply = self._ask(request)
            if reply is not None and not reply.error:
                return reply.translated
            return [Translated(request.sentences[0], truncated=True)]
        half = len(request.sentences) // 2
        answers: list[Translated] = []
        for part in (request.sentences[:half], request.sentences[half:]):
            smaller = msgspec.structs.replace(request, sentences=part)
            reply = self._ask(smaller)
            answers += reply.translated if reply and not reply.error else self._cut(smaller)
        return answers

    def _check_health(self, request: Request) -> None:
        """Raise :exc:`EngineError` when the engine fails at anything, not just at one sentence."""
        reply = self._ask(msgspec.structs.replace(request, sentences=["a"]))
        if reply is None or reply.error:
            self.close()
            why = (reply and reply.error) or self._fault or "it ends or hangs on any text"
            raise EngineError(
                f"the engine {self.name} does not run: {why}; "
                "`dosvoces packages verify` and `dosvoces doctor` say what may be missing"
            )

    def _ask(self, request: Request) -> Reply | None:
        """The reply to *request*; None when the process died, was silent for too long or left some out."""
        self._fault = ""
        process = self._start()
        assert process.stdin and process.stdout
        deadline = time.monotonic() + self._patience + sum(map(len, request.sentences)) / SLOWEST
        try:
            # Beside the reading: a worker that does not read must not stop the one who watches the time.
            threading.Thread(target=_write, args=(process.stdin, request), daemon=True).start()
            head = _read(process.stdout.fileno(), LENGTH.size, deadline)
            data = _read(process.stdout.fileno(), read_length(head), deadline)
            reply = msgspec.msgpack.decode(data, type=Reply)
        except (OSError, EOFError, TimeoutError, msgspec.MsgspecError):
            self.close()
            return None
        self._fault = reply.fault
        return reply if reply.error or len(reply.translated) == len(request.sentences) else None

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            # It imports from where this process does.
            paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
                env={**os.environ, "PYTHONPATH": paths},
            )
        return self._process


def _write(stream: IO[bytes], request: Request) -> None:
    with suppress(OSError, ValueError):
        write_message(stream, request)


def _read(descriptor: int, size: int, deadline: float) -> bytes:
    data = b""
    while len(data) < size:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            raise TimeoutError
        chunk = os.read(descriptor, min(size - len(data), 1 << 20))
        if not chunk:
            raise EOFError
        data += chunk
    return data
