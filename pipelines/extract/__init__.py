"""Extraction: HTML and URL in; metadata, blocks with roles, and the text as the outlet printed it out."""

from typing import TYPE_CHECKING, Any

from pipelines.extract.extraction import EXTRACTOR_VERSION, STORY_KINDS, Extraction, Kind

if TYPE_CHECKING:
    from pipelines.extract.page import extract

__all__ = ["EXTRACTOR_VERSION", "STORY_KINDS", "Extraction", "Kind", "extract"]


def __getattr__(name: str) -> Any:
    # Imported late: a crawl takes times and JSON-LD from here and reads no page itself.
    if name == "extract":
        from pipelines.extract.page import extract

        return extract
    raise AttributeError(f"module 'pipelines.extract' has no attribute {name!r}")
