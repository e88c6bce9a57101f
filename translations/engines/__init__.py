"""Engines: what turns sentences of one language into sentences of the other."""

from translations.engines.isolated import IsolatedEngine
from translations.engines.protocol import Engine, Translated, identify
from translations.engines.selection import NAMES, choose

__all__ = ["NAMES", "Engine", "IsolatedEngine", "Translated", "choose", "identify"]
