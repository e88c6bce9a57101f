"""Crawls in processes of their own, with warnings as errors; what they import is imported once for all."""

import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

# Scripts use this too.
sys.path.append(str(Path(__file__).parents[1]))

from forked import forked

from dosvoces.core.outlets import load
from dosvoces.operations.crawl import CrawlReport, crawl
from dosvoces.store import Store

#: Known stories are due again in every crawl, however old they are: every 50 ms, and when they are 2% older.
ALWAYS = [*(0.05 / 3600 * 1.02**number for number in range(430)), 1e6]

#: What the tests turn off: waiting, and more than one reader of pages.
FAST = {
    "DOSVOCES_REVISIT_HOURS": ALWAYS,
    "AUTOTHROTTLE_ENABLED": False,
    "DOWNLOAD_DELAY": 0,
    "DOSVOCES_CRAWL_DELAY": False,
    "DOSVOCES_WORKERS": 1,
    "DOSVOCES_CONTACT": "https://tests.example.org/",
}


def _crawl(
    outlets: Sequence[str], settings: Mapping[str, Any], options: Mapping[str, Any], log: str, out: str
) -> None:
    warnings.simplefilter("error")
    with Path(log).open("w") as stream:
        os.dup2(stream.fileno(), sys.stderr.fileno())
        settings = {"LOG_LEVEL": "ERROR", "STATS_DUMP": False, **FAST, **settings}
        reports = crawl([load(path) for path in outlets], settings=settings, **options)
        Path(out).write_bytes(msgspec.json.encode(reports))


class Crawls:
    """Runs crawls into one store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store_path = folder / "store.sqlite"

    def __call__(self, *outlets: Path, settings: Mapping[str, Any] = {}, **options: Any) -> list[CrawlReport]:
        log, out = self.folder / "crawl.log", self.folder / "reports.json"
        out.unlink(missing_ok=True)
        if not self.store_path.exists():
            self.store().close()  # a copy, as tests of the store make one anew
        options = {"store": str(self.store_path), **options}
        crawling = forked(_crawl, [*map(str, outlets)], settings, options, str(log), str(out))
        crawling.start()
        crawling.join(300)
        assert crawling.exitcode == 0, log.read_text()
        sys.stderr.write(log.read_text())  # shown by pytest when the test fails
        return msgspec.json.decode(out.read_bytes(), type=list[CrawlReport])

    @property
    def log(self) -> str:
        """What the last crawls said on standard error."""
        return (self.folder / "crawl.log").read_text()

    def one(self, outlet: Path, **more: Any) -> CrawlReport:
        return self(outlet, **more)[0]

    def store(self) -> Store:
        return Store(str(self.store_path))
