"""Engines of other packages, by entry points: whatever they do becomes an error that says whose it is."""

import logging
from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint

from dosvoces.core.errors import DosvocesError, EngineMissing, SentenceError
from translations.engines.device import Device
from translations.engines.protocol import Engine, Translated

_log = logging.getLogger(__name__)

#: Entry points by which other packages bring engines: a name, and what makes the engine of a direction.
ENTRY_POINTS = "dosvoces.engines"

#: Makes the engine for a source, a target and a device; raises :exc:`EngineMissing` when it cannot.
Maker = Callable[[str, str, Device | None], Engine]


class BroughtEngine:
    """Another package's engine, under the name of its entry point, by which it is found again."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.name = name
        self.version = str(engine.version)
        self._engine = engine

    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        """What the engine makes of *sentences*; raises :exc:`SentenceError` when it is not one for each."""
        try:
            made = list(self._engine.translate(sentences, source, target, greedy=greedy))
        except DosvocesError:
            raise
        except Exception as error:
            raise SentenceError(f"the engine {self.name} failed: {_tell(error)}") from error
        if odd := next((each for each in made if not isinstance(each, Translated)), None):
            raise SentenceError(f"the engine {self.name} answers with {type(odd).__name__}, not Translated")
        if len(made) != len(sentences):
            raise SentenceError(
                f"the engine {self.name} gives {len(made)} answers to {len(sentences)} sentences"
            )
        return made

    def close(self) -> None:
        """Give back what the engine holds; when it fails at that, it is logged: what it made is made."""
        try:
            self._engine.close()
        except Exception as error:
            _log.warning("the engine %s failed at closing: %s", self.name, _tell(error))


def bring(point: EntryPoint, source: str, target: str, device: Device | None) -> Engine:
    """The engine that *point* names; raises :exc:`EngineMissing`, which says why, when there is none."""
    place = f"the engine {point.name} ({point.value})"
    try:
        maker: Maker = point.load()
        engine = maker(source, target, device)
        brought = BroughtEngine(engine, point.name) if isinstance(engine, Engine) else None
    except DosvocesError:
        raise
    except Exception as error:
        raise EngineMissing(f"{place} cannot be loaded: {_tell(error)}") from error
    if brought is None:
        raise EngineMissing(f"{place} is none: it lacks name, version, translate or close")
    return brought


def _tell(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
