"""Checking outlets: whether they can be followed as their files say, written back into the files."""

import asyncio
import logging
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import tomlkit
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.utils.reactor import is_reactor_installed
from tomlkit.exceptions import TOMLKitError

from dosvoces.core.contact import require_contact
from dosvoces.core.errors import DosvocesError, OutletError
from dosvoces.core.outlets import Outlet
from dosvoces.operations.crawl import make_settings
from pipelines.sharing import acquire_workers, workers
from spiders.outlet_check import OutletCheckSpider
from spiders.source_check import OutletReport

#: Called with the number of outlets done so far, and of all.
Progress = Callable[[int, int], None]

#: Who tells of a robots.txt that cannot be had.
ROBOTS_LOG = "scrapy.downloadermiddlewares.robotstxt"


class _Checks(AsyncCrawlerProcess):
    """The checks of several outlets in one process, so many at a time."""

    def __init__(self, settings: Settings, outlets: Sequence[Outlet], progress: Progress | None) -> None:
        super().__init__(settings)
        # A host that cannot be had is in the report.
        logging.getLogger(ROBOTS_LOG).setLevel(logging.CRITICAL)
        self.reports: dict[str, OutletReport] = {}
        self._outlets = outlets
        self._progress = progress
        self._stopped = False

    async def join(self) -> None:
        """Check everything; Scrapy runs this and then stops its reactor."""
        processes = acquire_workers(self.settings)
        at_once = asyncio.Semaphore(max(1, self.settings.getint("DOSVOCES_OUTLETS_AT_ONCE")))
        try:
            await asyncio.gather(*(self._check_one(outlet, at_once) for outlet in self._outlets))
        finally:
            await asyncio.to_thread(workers.release, processes)

    async def _check_one(self, outlet: Outlet, at_once: asyncio.Semaphore) -> None:
        async with at_once:
            if self._stopped:
                return
            crawler: Crawler = self.create_crawler(OutletCheckSpider)
            await self.crawl(crawler, outlet=outlet)
            spider = crawler.spider
            assert isinstance(spider, OutletCheckSpider)
            self.reports[outlet.key] = spider.report(datetime.now(UTC).date())
            if self._progress:
                self._progress(len(self.reports), len(self._outlets))

    async def stop(self) -> None:
        """End the checks under way and begin no others."""
        self._stopped = True
        await super().stop()


def check(
    outlets: Sequence[Outlet], *, settings: Mapping[str, Any] = {}, progress: Progress | None = None
) -> list[OutletReport]:
    """What following each of *outlets* would meet, in their order; an interruption leaves the last ones out.

    It blocks until all are done and can be called once in a process: Twisted's reactor starts only once.
    *settings* override any setting of ours or Scrapy's.
    """
    if is_reactor_installed():
        raise DosvocesError(
            "a process can check only once; pass all outlets to one call, or start another process"
        )
    require_contact(outlets, settings.get("DOSVOCES_CONTACT"))
    process = _Checks(make_settings({"LOG_LEVEL": "ERROR", **settings}), outlets, progress)
    process.start()
    return [process.reports[outlet.key] for outlet in outlets if outlet.key in process.reports]


def write_report(file: Path, report: OutletReport) -> None:
    """Put what *report* saw into the outlet's *file*: its ``check`` table, each source's year or problem.

    Comments and order stay as they are, and the file changes whole or not at all. Nothing is written of an
    outlet that was not reached.
    """
    if not report.reached:
        return
    try:
        text = file.read_bytes().decode()
        document = tomlkit.parse(text)
        _note_sources(document, report)
        _note_check(document, report)
        changed = tomlkit.dumps(document)
        if changed != text:
            _replace(file, changed)
    except TOMLKitError as error:
        raise OutletError(f"{file}: not TOML: {error}") from error
    except OSError as error:
        raise OutletError(
            f"{file}: cannot be written: {error.strerror or error}; copy it into the folder outlets of "
            "DOSVOCES_HOME, where it takes the place of the bundled one"
        ) from error


def _note_sources(document: tomlkit.TOMLDocument, report: OutletReport) -> None:
    problems = {source.url: source.problem for source in report.sources}
    for source in document.get("sources", []):
        problem = problems.get(source.get("url"))
        if problem:
            source["problem"] = problem
        elif problem is not None:
            source.pop("problem", None)
            if source.get("seen") != report.at.year:
                source["seen"] = report.at.year


def _note_check(document: tomlkit.TOMLDocument, report: OutletReport) -> None:
    values: dict[str, bool | date | str] = {"at": report.at, "ok": report.ok}
    if report.newest:
        values["newest"] = report.newest.date()
    if message := "; ".join((*report.problems, *report.remarks)):
        values["message"] = message
    if "check" not in document:
        document.add(tomlkit.nl())
        document.append("check", tomlkit.table())
    table = document["check"]
    for key in ("at", "ok", "newest", "message"):
        if key in values:
            table[key] = values[key]
        elif key in table:
            del table[key]


def _replace(file: Path, text: str) -> None:
    """Give *file* the content *text* in one step, keeping its mode; a link stays a link."""
    target = file.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
