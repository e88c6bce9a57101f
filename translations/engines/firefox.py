"""Models of Firefox Translations, run by ``fxtranslate`` in processes of their own.

The library holds the interpreter's lock while it translates, works only in the thread that loaded the model,
and panics past every ``except Exception``; so each core has a process with the model, and a sentence that
stops one is left as it is.
"""

import multiprocessing
import re
from collections.abc import Sequence
from concurrent.futures import TimeoutError as Overdue
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from pebble import ProcessExpired, ProcessPool

from dosvoces.core.errors import EngineError, EngineMissing
from translations.engines.device import Device, read_device
from translations.engines.protocol import Translated
from translations.packages.firefox import FirefoxPackage, check_package

#: Pieces of one call: beyond 127 the model has no window, and its time grows with the square.
LONGEST = 100
#: Sentences that go to a process at once.
_AT_ONCE = 16
#: Seconds for loading a model and for one sentence of the greatest length, on a busy core.
_LOADING, _SLOWEST = 60.0, 5.0

_BYTES = re.compile(r"(?:<0x[0-9A-F]{2}>)+")

#: In a worker process: the library's translator and the source's vocabulary.
_loaded: tuple[Any, Any] | None = None


class FirefoxEngine:
    """The engine of one installed Firefox model."""

    name = "firefox"

    def __init__(self, package: FirefoxPackage, device: Device | None = None) -> None:
        check_package(package)
        self.version = package.version
        self._package = package
        self._processes = (device or read_device()).cores
        self._pool: ProcessPool | None = None

    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        """The translations of *sentences*, without scores and links: the library gives none."""
        if (source, target) != (self._package.source, self._package.target):
            raise EngineMissing(f"the model in {self._package.folder} does not go from {source} to {target}")
        starts = range(0, len(sentences), _AT_ONCE)
        chunks = [list(sentences[start : start + _AT_ONCE]) for start in starts]
        futures = [self._send(chunk) for chunk in chunks]
        return [
            answer
            for future, chunk in zip(futures, chunks, strict=True)
            for answer in self._read(future, chunk)
        ]

    def close(self) -> None:
        """End the processes."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def _send(self, chunk: list[str]) -> Any:
        if self._pool is None or not self._pool.active:
            self._pool = ProcessPool(
                max_workers=self._processes,
                context=multiprocessing.get_context("spawn"),
                initializer=_load,
                initargs=tuple(
                    str(path)
                    for path in (
                        self._package.model,
                        self._package.source_vocabulary,
                        self._package.target_vocabulary,
                    )
                ),
            )
        seconds = _LOADING + _SLOWEST * sum(1 + len(sentence) // LONGEST for sentence in chunk)
        return self._pool.schedule(_translate, args=(chunk,), timeout=seconds)

    def _read(self, future: Any, chunk: list[str]) -> list[Translated]:
        """The answers to *chunk*; a sentence on which the library ends or hangs is left as it is."""
        texts = self._wait(future)
        if texts is None and len(chunk) > 1:
            singly = ([sentence] for sentence in chunk)
            return [answer for one in singly for answer in self._read(self._send(one), one)]
        if texts is None:
            # Once more alone: it may have been the victim of something else that happened to the process.
            texts = self._wait(self._send(chunk))
        if texts is None and self._wait(self._send(["a"])) is None:
            raise EngineError(
                f"the model in {self._package.folder} does not run: it ends or hangs on any text"
            )
        return (
            [Translated(chunk[0], truncated=True)] if texts is None else [Translated(text) for text in texts]
        )

    def _wait(self, future: Any) -> list[str] | None:
        """The texts; None when the process ended, hung or took the others with it."""
        try:
            texts: list[str] = future.result()
        except (Overdue, ProcessExpired):
            return None
        except BrokenProcessPool:
            self.close()
            return None
        except RuntimeError as error:
            raise EngineError(f"the model in {self._package.folder} failed: {error}") from error
        return texts


def _load(model: str, source: str, target: str) -> None:
    """Load the model, in the thread of a worker process that will use it."""
    global _loaded
    import sentencepiece
    from fxtranslate import Translator

    parts = []
    for name in (model, source, target):
        with open(name, "rb") as file:  # noqa: PTH123
            parts.append(file.read())
    _loaded = Translator(*parts), sentencepiece.SentencePieceProcessor(model_proto=parts[1])


def _translate(sentences: list[str]) -> list[str]:
    if _loaded is None:
        raise RuntimeError("the model is not loaded")
    translator, vocabulary = _loaded
    try:
        return [_translate_one(translator, vocabulary, sentence) for sentence in sentences]
    except BaseException as error:  # its panics are no exceptions of the ordinary kind
        raise RuntimeError(f"{type(error).__name__}: {error}") from None


def _translate_one(translator: Any, vocabulary: Any, sentence: str) -> str:
    # Half a pair of surrogates cannot be handed over.
    sentence = sentence.encode("utf-8", "replace").decode()
    # Text that looks like the name of a byte must not be taken for one.
    parts = _cut(vocabulary, sentence.replace("<0x", "< 0x"))
    return _BYTES.sub(_read_bytes, " ".join(translator.translate(part) for part in parts))


def _read_bytes(match: re.Match[str]) -> str:
    """The characters that the library writes as names of bytes."""
    digits = re.findall("<0x(..)>", match[0])
    return bytes(int(each, 16) for each in digits).decode("utf-8", "replace")


def _cut(vocabulary: Any, sentence: str) -> list[str]:
    """*sentence* in parts of at most so many pieces, cut at blanks, and inside words of endless length."""
    parts: list[str] = []
    size = LONGEST
    for word in sentence.split():
        # A letter is never more than four pieces, so that no long word is ever given to the vocabulary whole.
        for start in range(0, len(word), LONGEST // 4):
            piece = word[start : start + LONGEST // 4]
            count = len(vocabulary.encode(piece))
            if size + count > LONGEST:
                parts.append(piece)
                size = count
            else:
                parts[-1] += piece if start else f" {piece}"
                size += count
    return parts
