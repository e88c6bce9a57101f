"""Debian's rule-based Apertium, kept running, for machines where no model is wanted.

The pipeline is that of ``/usr/share/apertium/modes``, each stage in null-flush mode: a sentence ends with a
null byte, and so does its answer, which keeps sentences and answers one to one whatever they hold.
"""

import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from queue import Empty, SimpleQueue

from dosvoces.core.errors import EngineError, EngineMissing
from translations.engines.protocol import Translated

#: The pair's name in Apertium for each direction.
MODES = {("en", "es"): "eng-spa", ("es", "en"): "spa-eng"}
#: Folder of the modes where Debian puts them; ``APERTIUM_DATADIR`` overrides it, as it does for Apertium
#: itself.
DATA_FOLDER = "/usr/share/apertium"
#: Seconds to wait for the next answer. A long sentence takes hundredths of a second, starting half a second.
PATIENCE = 20.0
#: Characters of the stream format, which a backslash makes harmless.
_SPECIAL = re.compile(r"[\^$\[\]{}/\\@<>]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
#: White space of every kind and control characters: one blank. Apertium must see neither nulls nor line ends.
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b\ufeff]+")
#: An end of sentence that Apertium's own deformatter adds too; without it the last word has no right context.
_END = ".[]\0"
_ADDED_END = re.compile(r"\.?\s*\[\]\s*$")
#: Marks of words that Apertium did not know (*), could not carry over (@) or could not inflect (#).
_MARK = re.compile(r"(?<![\w*@#])[*@#]+(?=[^\W_])")


class ApertiumEngine:
    """Apertium's ``apertium-eng-spa`` in both directions, one process group for each that is used."""

    name = "apertium"

    def __init__(self, *, patience: float = PATIENCE) -> None:
        """*patience*: seconds without an answer after which the pipeline is started anew."""
        self._patience = patience
        self._pipelines: dict[tuple[str, str], _Pipeline] = {}
        find_mode("en", "es")
        self.version = read_version()

    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        """The translations of *sentences*; rules have no other way, so *greedy* makes no difference.

        A sentence at which the pipeline dies or hangs is left as it is and marked truncated; the rest go on.
        """
        cleaned = [_BLANKS.sub(" ", sentence).strip() for sentence in sentences]
        waiting = [index for index, sentence in enumerate(cleaned) if sentence]
        answers = [Translated(text="")] * len(sentences)
        suspect = -1
        while waiting:
            pipeline = self._start(source, target)
            texts = list(pipeline.ask([cleaned[index] for index in waiting]))
            for index, text in zip(waiting, texts, strict=False):
                answers[index] = Translated(_remove_marks(text, cleaned[index]))
            waiting = waiting[len(texts) :]
            if waiting:
                self._stop(source, target)
                # The first without an answer may be what killed the pipeline, or its victim: it gets a second
                # try.
                if waiting[0] == suspect:
                    answers[suspect] = Translated(cleaned[suspect], truncated=True)
                    waiting = waiting[1:]
                else:
                    suspect = waiting[0]
        return answers

    def close(self) -> None:
        """End the processes."""
        for key in list(self._pipelines):
            self._stop(*key)

    def _start(self, source: str, target: str) -> "_Pipeline":
        key = (source, target)
        if key not in self._pipelines or not self._pipelines[key].alive:
            self._stop(source, target)
            self._pipelines[key] = _Pipeline(find_mode(source, target), self._patience)
        return self._pipelines[key]

    def _stop(self, source: str, target: str) -> None:
        pipeline = self._pipelines.pop((source, target), None)
        if pipeline:
            pipeline.stop()

    def __del__(self) -> None:
        self.close()


class _Pipeline:
    """A running pipeline: texts in, texts out, in order."""

    def __init__(self, mode: Path, patience: float) -> None:
        self._patience = patience
        stages = _ask(["apertium-wblank-mode", "-z", str(mode)])
        # A group of its own, so that all stages can be ended together and Ctrl-C does not reach them.
        self._process = subprocess.Popen(
            ["bash", "-c", stages, "apertium", "-n", ""],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        self._chunks: SimpleQueue[bytes] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not list(self.ask(["a"])):
            self.stop()
            raise EngineError(
                f"Apertium does not answer; `echo hello | apertium {mode.stem}` shows why, "
                "or choose another engine with --engine"
            )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, texts: Sequence[str]) -> Iterator[str]:
        """The answers to *texts*, as they come.

        They end early when the pipeline dies or is silent for too long.
        """
        data = "".join(_SPECIAL.sub(r"\\\g<0>", text) + _END for text in texts).encode("utf-8", "replace")
        # Written beside the reading: a full pipe must not stop the one who would empty it.
        threading.Thread(target=self._write, args=(data,), daemon=True).start()
        rest, given = b"", 0
        while given < len(texts):
            try:
                chunk = self._chunks.get(timeout=self._patience)
            except Empty:
                return
            if not chunk:
                return
            *whole, rest = (rest + chunk).split(b"\0")
            for answer in whole:
                given += 1
                yield answer.decode("utf-8", "replace")

    def stop(self) -> None:
        """End all stages at once."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join(timeout=1)
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if stream:
                    stream.close()

    def _write(self, data: bytes) -> None:
        # When nobody reads any more, whoever waits for the answers finds out.
        with suppress(OSError, ValueError):
            assert self._process.stdin
            self._process.stdin.write(data)
            self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout
        with suppress(OSError):
            while chunk := os.read(self._process.stdout.fileno(), 1 << 16):
                self._chunks.put(chunk)
        self._chunks.put(b"")


def find_mode(source: str, target: str) -> Path:
    """The file that tells Apertium's pipeline for a direction.

    Raises :exc:`EngineMissing` when it is not installed.
    """
    pair = MODES.get((source, target))
    if pair is None:
        raise EngineMissing(f"Apertium has no pair from {source} to {target} here, only between en and es")
    mode = Path(os.environ.get("APERTIUM_DATADIR", DATA_FOLDER)) / "modes" / f"{pair}.mode"
    if not mode.is_file() or not shutil.which("apertium-wblank-mode"):
        raise EngineMissing(
            "Apertium is not installed; on Debian and Ubuntu: `apt-get install apertium-eng-spa`, "
            "or leave out --engine: the embedded engine needs no installation"
        )
    return mode


@cache
def read_version() -> str:
    """The version of the linguistic data: Debian's, else the beginning of the digest of its dictionary."""
    if version := _ask(["dpkg-query", "-W", "-f", "${Version}", "apertium-eng-spa"]):
        return version
    dictionary = find_mode("en", "es").parent.parent / "apertium-eng-spa" / "eng-spa.autobil.bin"
    return sha256(dictionary.read_bytes()).hexdigest()[:12] if dictionary.is_file() else "unknown"


def _ask(command: list[str]) -> str:
    """What *command* prints; empty when it cannot be run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def _remove_marks(answer: str, sentence: str) -> str:
    """The text of an *answer* in the stream format, without marks that were not in the *sentence*."""
    text = _ESCAPED.sub(r"\1", _ADDED_END.sub("", answer)).strip()
    return _MARK.sub(lambda mark: mark[0] if mark[0] in sentence else "", text)
