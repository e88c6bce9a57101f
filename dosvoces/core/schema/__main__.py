"""Writes the published JSON Schema anew."""

from dosvoces.core.schema import PATH, render

PATH.write_text(render(), encoding="utf-8")
