"""Sentence alignment: which sentences of a text are which of its translation."""

from translations.alignment.beads import Bead, align

__all__ = ["Bead", "align"]
