"""Crawls as users start them: in a process of their own, with warnings as errors."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from dosvoces.crawl import CrawlReport
from dosvoces.store import Store

ROOT = Path(__file__).parents[2]

#: What the tests turn off: waiting.
FAST = {"AUTOTHROTTLE_ENABLED": "0", "DOWNLOAD_DELAY": "0", "DOSVOCES_CRAWL_DELAY": "0"}


def command(*arguments: str, settings: Mapping[str, str] = {}) -> list[str]:
    pairs = [part for name, value in settings.items() for part in ("--set", f"{name}={value}")]
    return [sys.executable, "-W", "error", "-m", "dosvoces", "--json", "crawl", *arguments, *pairs]


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "DOSVOCES_HOME": str(home), "PYTHONPATH": str(ROOT)}


class Crawls:
    """Runs crawls into one store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store_path = folder / "store.sqlite"

    def __call__(self, *outlets: Path, settings: Mapping[str, str] = {}, options: tuple[str, ...] = ()) -> list[CrawlReport]:
        run = subprocess.run(
            command(
                *map(str, outlets), "--store", str(self.store_path), *options, settings={**FAST, **settings}
            ),
            env=environment(self.folder),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        reports = [msgspec.json.decode(line, type=CrawlReport) for line in run.stdout.splitlines()]
        assert reports, run.stderr
        sys.stderr.write(run.stderr)  # shown by pytest when the test fails
        return reports

    def one(self, outlet: Path, **more: Any) -> CrawlReport:
        return self(outlet, **more)[0]

    def store(self) -> Store:
        return Store(str(self.store_path))
