"""Engines: what turns sentences of one language into sentences of the other."""

from translations.engines.choosing import NAMES, choose
from translations.engines.protocol import Engine, Translated, identify

__all__ = ["NAMES", "Engine", "Translated", "choose", "identify"]
