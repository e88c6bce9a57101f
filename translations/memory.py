"""The translation memory: what was translated once is not computed again, and what a person corrected wins."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from dosvoces.store import Remembered, Store
from translations.engines.protocol import Engine, identify
from translations.quality import check
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


class Forgetful:
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
    """The memory in the store; counts its hits."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.hits = 0

    def recall_corrections(self, source: str, target: str, texts: Collection[str]) -> dict[str, Rendering]:
        """What people wrote for those of *texts* that they corrected."""
        return self._recall(CORRECTIONS, source, target, list(texts))

    def recall(self, engine: Engine, source: str, target: str, texts: Sequence[str]) -> dict[str, Rendering]:
        """What *engine*, in this version, made of those of *texts* that it has seen."""
        return self._recall(identify(engine), source, target, texts)

    def _recall(self, name: str, source: str, target: str, texts: Sequence[str]) -> dict[str, Rendering]:
        if not texts:
            return {}
        found = self._store.recall(name, source, target, texts)
        self.hits += len(found)
        return {
            text: Rendering(
                remembered.text,
                "memory",
                remembered.score,
                () if name == CORRECTIONS else check(text, remembered.text, source, target),
                remembered.links,
            )
            for text, remembered in found.items()
        }

    def remember(self, engine: Engine, source: str, target: str, made: Mapping[str, Rendering]) -> None:
        """Keep what *engine* made."""
        if made:
            self._store.remember(identify(engine), source, target, _pairs(made.items()))


def _pairs(made: Iterable[tuple[str, Rendering]]) -> list[tuple[str, Remembered]]:
    return [(text, Remembered(rendering.text, rendering.score, rendering.links)) for text, rendering in made]
