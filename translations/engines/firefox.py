"""Models of Firefox Translations, run by ``fxtranslate`` in processes of their own.

The library holds the interpreter's lock while it translates, works only in the thread that loaded the model,
and panics past every ``except Exception``; so each core has a process with the model, and a sentence that
stops one is left as it is.
"""

import hashlib
import re
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

from dosvoces.core.child_processes import ChildDied, ChildProcess, ChildTimeout, Pool
from dosvoces.core.errors import EngineError, EngineMissing, SentenceError
from translations.engines.device import Device, read_device
from translations.engines.protocol import Translated
from translations.packages.firefox import FirefoxPackage, check_package, make_version

#: Pieces of one call: beyond 127 the model has no window, and its time grows with the square.
LONGEST = 100
#: Sentences that go to a process at once.
_AT_ONCE = 16
#: Seconds for loading a model and for one sentence of the greatest length, on a busy core.
_LOADING, _SLOWEST = 60.0, 5.0

#: What the process that others are forked from imports.
_PRELOADED = ("translations.engines.firefox", "sentencepiece")

_BYTES = re.compile(r"(?:<0x[0-9A-F]{2}>)+")

#: In a process of its own: the library's translator and the source's vocabulary.
_loaded: tuple[Any, Any] | None = None


class FirefoxEngine:
    """The engine of one installed Firefox model."""

    name = "firefox"

    def __init__(self, package: FirefoxPackage, device: Device | None = None) -> None:
        check_package(package)
        self.version = package.version
        self._package = package
        self._processes = (device or read_device()).cores
        self._pool: Pool | None = None
        #: What the library last said of a text that it could not translate.
        self._fault = ""

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
            pool.close()

    def _send(self, chunk: list[str]) -> Future[list[str] | None]:
        if self._pool is None:
            self._pool = Pool([ChildProcess(_PRELOADED, _begin) for _ in range(self._processes)])
        return self._pool.submit(partial(self._ask, chunk))

    def _ask(self, chunk: list[str], child: ChildProcess) -> list[str] | None:
        """The texts; None when the process ended or hung, or the library gave up."""
        seconds = _LOADING + _SLOWEST * sum(1 + len(sentence) // LONGEST for sentence in chunk)
        try:
            return child.call(_translate, self._package, chunk, seconds=seconds)
        except (ChildDied, ChildTimeout):
            return None
        except SentenceError as error:
            self._fault = f": {error}"
            return None

    def _read(self, future: Future[list[str] | None], chunk: list[str]) -> list[Translated]:
        """The answers to *chunk*; a sentence on which the library ends or hangs is left as it is."""
        texts = future.result()
        if texts is None and len(chunk) > 1:
            singly = ([sentence] for sentence in chunk)
            return [answer for one in singly for answer in self._read(self._send(one), one)]
        if texts is None:
            # Once more alone: it may have been the victim of something else that happened to the process.
            texts = self._send(chunk).result()
        if texts is None and self._send(["a"]).result() is None:
            raise EngineError(
                f"the model in {self._package.folder} does not run: it ends or hangs on any text{self._fault}"
            )
        return (
            [Translated(chunk[0], truncated=True)] if texts is None else [Translated(text) for text in texts]
        )


def _begin() -> None:
    """Nothing: the model is loaded with the first text, so that what is wrong with it can be said."""


def _translate(package: FirefoxPackage, sentences: list[str]) -> list[str]:
    """The translations, in a process of its own, in whose one thread the model is loaded."""
    global _loaded
    try:
        _loaded = _loaded or _load(package)
        translator, vocabulary = _loaded
        return [_translate_one(translator, vocabulary, sentence) for sentence in sentences]
    except EngineError:
        raise
    except BaseException as error:  # its panics are no exceptions of the ordinary kind
        raise SentenceError(f"{type(error).__name__}: {error}") from None


def _load(package: FirefoxPackage) -> tuple[Any, Any]:
    import sentencepiece
    from fxtranslate import Translator

    files = (package.model, package.source_vocabulary, package.target_vocabulary)
    try:
        parts = [Path(file).read_bytes() for file in files]
    except OSError as error:
        raise EngineError(
            f"{error.filename} was taken away while it was in use: {error.strerror}; install the model again"
        ) from error
    if make_version(hashlib.sha256(part).hexdigest() for part in parts) != package.version:
        # Records and memory would name a model that did not make what they hold.
        raise EngineError(
            f"the model in {package.folder} was replaced while it was in use; run the command again"
        )
    return Translator(*parts), sentencepiece.SentencePieceProcessor(model_proto=parts[1])


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
            # Marks that nobody sees have no pieces; for a text of none the library writes anything.
            if not count:
                continue
            if size + count > LONGEST:
                parts.append(piece)
                size = count
            else:
                parts[-1] += piece if start else f" {piece}"
                size += count
    return parts
