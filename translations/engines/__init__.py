"""Translation engines behind one protocol."""

from translations.engines.isolated import IsolatedEngine
from translations.engines.protocol import Engine, Translated, identify
from translations.engines.selection import NAMES, choose

__all__ = ["NAMES", "Engine", "IsolatedEngine", "Translated", "choose", "identify"]
