"""Engines: what turns sentences of one language into sentences of the other."""

from translations.engines.choosing import NAMES, choose
from translations.engines.isolated import IsolatedEngine
from translations.engines.protocol import Engine, Translated, identify

__all__ = ["NAMES", "Engine", "IsolatedEngine", "Translated", "choose", "identify"]
