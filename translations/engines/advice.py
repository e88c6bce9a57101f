"""Which engine translates each way, and the one command that would bring a better one."""

import importlib.util
from collections.abc import Sequence

import msgspec

from dosvoces.core.errors import EngineMissing
from dosvoces.core.quality_classes import QualityClass, find_engine_quality
from translations.engines.protocol import identify
from translations.engines.selection import choose

_DIRECTIONS = (("es", "en"), ("en", "es"))


class Choice(msgspec.Struct, frozen=True):
    """The engine that is taken for a direction when none is named."""

    source: str
    target: str
    #: Engine and model version as in ``embedded 0.1``; empty when there is none.
    engine: str
    quality: QualityClass

    def __str__(self) -> str:
        made = f"{self.engine} ({self.quality})" if self.engine else "no engine"
        return f"{self.source} to {self.target}: {made}"


def find_choices() -> tuple[Choice, ...]:
    """The engines that would translate now, Spanish to English first."""
    return tuple(_find_choice(source, target) for source, target in _DIRECTIONS)


def _find_choice(source: str, target: str) -> Choice:
    try:
        engine = choose(source, target)
    except EngineMissing:
        return Choice(source, target, "", "unmeasured")
    name = identify(engine)
    engine.close()
    return Choice(source, target, name, find_engine_quality(name))


def find_improvement(choices: Sequence[Choice]) -> str:
    """The command that gets a better engine where a *choice* gives no more than the gist; else empty."""
    weak = [f"{each.source}-{each.target}" for each in choices if not each.engine or each.quality == "gist"]
    if not weak:
        return ""
    # Firefox's models are better than Argos', whose library comes with dosvoces.
    prefix = "firefox:" if importlib.util.find_spec("fxtranslate") else ""
    return f"dosvoces packages install {' '.join(prefix + pair for pair in weak)}"
