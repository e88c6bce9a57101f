"""Extraction of one WARC file: its articles, by the time at which they were fetched."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Literal

import msgspec

from dosvoces.bulk import storage
from dosvoces.bulk.parts import Made, PartWriter, Source, check_version
from dosvoces.core import settings
from dosvoces.core.language_tags import base_language
from dosvoces.core.outlets import Outlet
from dosvoces.operations.extraction import Extracted, Whose, extract_pages
from pipelines.extract import EXTRACTOR_VERSION
from pipelines.workers import Workers
from spiders.replay import read_pages


class Extract(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """All that the outputs of an extraction depend on, beside the input."""

    #: The extractor's.
    version: str
    #: Outlets whose pages are wanted; with *known_only* no others are.
    outlets: tuple[Outlet, ...]
    known_only: bool = False
    #: Languages of the articles, without regions; empty: every one.
    languages: tuple[str, ...] = ()
    #: Bytes of a page at most, seconds for reading it, and megabytes of memory.
    most: int
    seconds: float
    memory_mb: int
    #: The layout of the parts.
    layout: Literal[1] = 1

    def run(self, source: Source, out: Path) -> Made:
        """Extracts the WARC file *source* into the part *out*."""
        check_version(self.version, EXTRACTOR_VERSION)
        with storage.local_copy(source.pieces[0].address) as path:
            return extract_file(path, out, self)


def make_step(outlets: tuple[Outlet, ...], *, known_only: bool, languages: tuple[str, ...]) -> Extract:
    """An extraction of the pages of *outlets*, by the settings that hold here."""
    return Extract(
        version=EXTRACTOR_VERSION,
        outlets=tuple(sorted(outlets, key=lambda outlet: outlet.key)),
        known_only=known_only,
        languages=tuple(sorted(languages)),
        most=settings.get("DOWNLOAD_MAXSIZE"),
        seconds=settings.get("DOSVOCES_PAGE_SECONDS"),
        memory_mb=settings.get("DOSVOCES_WORKER_MEMORY_MB"),
    )


def extract_file(path: Path, out: Path, step: Extract) -> Made:
    """Writes the articles of the WARC file at *path* into the part *out*.

    Pure: the same file and *step* give the same bytes. Pages are read in another process, where none can
    hold up, hang or kill this one.
    """
    counts: Counter[str] = Counter()
    workers, writer = Workers(1, step.seconds, step.memory_mb), PartWriter(out)
    try:
        asyncio.run(_extract(path, writer, step, workers, counts))
    finally:
        workers.close()
    writer.close()
    damaged = sum(counts[f"failed/{reason}"] for reason in ("truncated", "damaged"))
    problems = [f"{damaged} damaged places, whose records are lost"] if damaged else []
    problems += [] if path.stat().st_size else ["the file is empty"]
    return Made(
        counts=dict(sorted(counts.items())), rows=writer.rows, first=writer.first, problems=tuple(problems)
    )


async def _extract(
    path: Path, writer: PartWriter, step: Extract, workers: Workers, counts: Counter[str]
) -> None:
    whose = Whose(step.outlets, known_only=step.known_only)
    async for page in extract_pages(read_pages(path, step.most), whose, workers):
        reason = page.reason or _reason_to_leave(page, step.languages)
        counts[reason or "articles"] += 1
        if page.article and not reason:
            writer.add(page.article.retrieved_at, page.place, page)


def _reason_to_leave(page: Extracted, languages: tuple[str, ...]) -> str:
    wanted = not languages or not page.article or base_language(page.article.in_language) in languages
    return "" if wanted else "skipped/language"
