"""Argos Translate packages: reading, installing, removing and verifying them."""

from translations.packages.format import Package, read_package

__all__ = ["Package", "read_package"]
