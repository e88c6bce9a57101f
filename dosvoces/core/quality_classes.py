"""How far a translation can be relied upon, as the reader and the exports say it."""

from collections.abc import Iterable
from typing import Literal

from dosvoces.core.record import Segment

#: ``human``: a person wrote it; ``readable``: it reads as a text does; ``gist``: it tells what a text is
#: about; ``unmeasured``: by an engine that nobody measured. The lowest comes first.
QualityClass = Literal["unmeasured", "gist", "readable", "human"]

_ORDER: tuple[QualityClass, ...] = ("unmeasured", "gist", "readable", "human")
#: docs/translation.md has the figures.
_ENGINES: dict[str, QualityClass] = {
    "apertium": "gist",
    "embedded": "gist",
    "argos": "readable",
    "firefox": "readable",
}


def find_engine_quality(engine: str) -> QualityClass:
    """The class of *engine*, named as in ``embedded 0.1``."""
    return _ENGINES.get(engine.replace(":", " ").partition(" ")[0], "unmeasured")


def find_quality(segment: Segment) -> QualityClass | None:
    """The class of a segment; None where nothing was translated, or by the list of fixed phrases."""
    if segment.origin == "human" or segment.is_corrected:
        return "human"
    return find_engine_quality(segment.engine) if segment.origin in ("machine", "memory") else None


def find_lowest_quality(segments: Iterable[Segment]) -> QualityClass | None:
    """The lowest class that any of *segments* has; None where none has one."""
    found = {find_quality(segment) for segment in segments}
    return next((each for each in _ORDER if each in found), None)
