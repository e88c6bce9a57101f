"""Writes the published JSON Schema anew."""

from dosvoces.schema import PATH, render

PATH.write_text(render(), encoding="utf-8")
