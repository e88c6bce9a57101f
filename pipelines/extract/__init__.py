"""Extraction: HTML and URL in; metadata, blocks with roles, and the text as the outlet printed it out."""

from pipelines.extract.extraction import EXTRACTOR_VERSION, STORY_KINDS, Extraction, Kind
from pipelines.extract.page import extract

__all__ = ["EXTRACTOR_VERSION", "STORY_KINDS", "Extraction", "Kind", "extract"]
