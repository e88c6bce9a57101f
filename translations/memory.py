"""The translation memory: nothing is computed twice, and what a person corrected wins."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from dosvoces.store import MemoryEntry, Store
from dosvoces.store.waiting import retry
from translations.engines.protocol import Engine, identify
from translations.quality import CHECKS_VERSION
from translations.renderings import Rendering

#: Under this name the store keeps what people wrote; whatever the engine, it comes first.
CORRECTIONS = "human"


class Memory(Protocol):
    """Where translations are looked up and kept."""

    def recall_corrections(self, source: str, target: str, texts: Collection[str]) -> dict[str, Rendering]:
        """What people wrote for those of *texts* that they corrected."""
        ...

    def recall(self, engine: Engine, source: str, target: str, texts: Sequence[str]) -> dict[str, Rendering]:
        """What *engine*, in this version, made of those of *texts* that it has seen."""
        ...

    def remember(self, engine: Engine, source: str, target: str, made: Mapping[str, Rendering]) -> None:
        """Keep what *engine* made."""
        ...


class NullMemory:
    """A memory that keeps nothing."""

    def recall_corrections(self, source: str, target: str, texts: Collection[str]) -> dict[str, Rendering]:
        """Nothing."""
        return {}

    def recall(self, engine: Engine, source: str, target: str, texts: Sequence[str]) -> dict[str, Rendering]:
        """Nothing."""
        return {}

    def remember(self, engine: Engine, source: str, target: str, made: Mapping[str, Rendering]) -> None:
        """Nothing is kept."""


class StoredMemory:
    """The memory in the store; counts its hits.

    What is made is kept back until :meth:`take_made`, so that it can be stored together with the translations
    that it was made for: whoever is killed in between repeats the same, and ends with the same. A database
    that is away is waited for, *seconds* at most.
    """

    def __init__(self, store: Store, seconds: float = 0.0) -> None:
        self._store = store
        self._seconds = seconds
        self.hits = 0
        self._made: dict[tuple[str, str, str], dict[str, Rendering]] = {}

    def recall_corrections(self, source: str, target: str, texts: Collection[str]) -> dict[str, Rendering]:
        """What people wrote for those of *texts* that they corrected."""
        return {
            text: Rendering(entry.text, "memory", entry.score, (), entry.links)
            for text, entry in self._recall(CORRECTIONS, source, target, texts).items()
        }

    def recall(self, engine: Engine, source: str, target: str, texts: Sequence[str]) -> dict[str, Rendering]:
        """What *engine*, in this version and with these checks, made of those of *texts* it has seen."""
        return {
            text: Rendering(entry.text, "memory", entry.score, entry.flags, entry.links, entry.repairs)
            for text, entry in self._recall(_key(engine), source, target, texts).items()
        }

    def remember(self, engine: Engine, source: str, target: str, made: Mapping[str, Rendering]) -> None:
        """Keep what *engine* made, until it is taken; what was cut off is not worth keeping."""
        whole = {text: rendering for text, rendering in made.items() if "truncated" not in rendering.flags}
        self._made.setdefault((_key(engine), source, target), {}).update(whole)

    def take_made(self) -> list[tuple[str, str, str, list[tuple[str, MemoryEntry]]]]:
        """What was made since the last call, as the store takes it."""
        made, self._made = self._made, {}
        return [(*key, _pairs(renderings.items())) for key, renderings in made.items()]

    def _recall(self, name: str, source: str, target: str, texts: Collection[str]) -> dict[str, MemoryEntry]:
        if not texts:
            return {}
        found = retry(lambda: self._store.recall(name, source, target, list(texts)), self._seconds)
        self.hits += len(found)
        return found


def _key(engine: Engine) -> str:
    """The name under which the store keeps what *engine* made and today's repairs and checks left of it."""
    return f"{identify(engine)} checks {CHECKS_VERSION}"


def _pairs(renderings: Iterable[tuple[str, Rendering]]) -> list[tuple[str, MemoryEntry]]:
    return [
        (text, MemoryEntry(made.text, made.score, made.links, made.flags, made.repairs))
        for text, made in renderings
    ]
