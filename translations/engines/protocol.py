"""The protocol of translation engines: sentences in, translations out, in batches."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import msgspec

from dosvoces.core.record import WordLink


class Translated(msgspec.Struct, frozen=True):
    """An engine's translation of one sentence."""

    text: str
    #: 0 to 1, comparable within one engine only; None when the engine has no opinion.
    score: float | None = None
    #: Characters of the sentence that became characters of *text*; empty when the engine cannot tell.
    links: tuple[WordLink, ...] = ()
    #: Whether the engine stopped before the sentence's end.
    truncated: bool = False
    #: Whether a word of *text* is a guess of the engine's that may well be wrong.
    guessed: bool = False
    #: Characters of *text* that are guesses, where the engine can tell, doubtful or not.
    guesses: tuple[tuple[int, int], ...] = ()


@runtime_checkable
class Engine(Protocol):
    """A translation engine.

    It answers every sentence, in order, one to one, whatever the sentence holds; raises
    :exc:`~dosvoces.core.errors.SentenceError` when it fails at these, and
    :exc:`~dosvoces.core.errors.EngineError` when it cannot go on.
    """

    #: What it is chosen by, as ``argos`` or the name of a model that was added.
    name: str
    #: Version of the model or of the linguistic data.
    version: str

    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        """The translations of *sentences*; *greedy* asks for the engine's other way, where it has one."""
        ...

    def close(self) -> None:
        """Give back processes and memory; the engine may be used again."""
        ...


def identify(engine: Engine) -> str:
    """The engine and model version as records name them: ``embedded 0.1``."""
    return f"{engine.name} {engine.version}".strip()
