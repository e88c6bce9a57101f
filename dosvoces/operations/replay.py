"""Replaying archives: the whole way from a response to the store again, without a network."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from scrapy.settings import Settings

from dosvoces.core.errors import PageError
from dosvoces.core.logs import hide_credentials
from dosvoces.core.outlets import Outlet, catalogue
from dosvoces.operations.crawl import make_settings
from dosvoces.operations.extraction import Extracted, Whose, extract_pages
from dosvoces.operations.settling import Noncanonical, decide, settle
from dosvoces.store import Store
from pipelines.sharing import acquire_store_writer, acquire_workers, store_writers, workers
from spiders.remote_archive import fetched, is_remote, list_remote
from spiders.replay import Recorded, find_archives, read_pages

#: Pages stored in one transaction.
_AT_ONCE = 50


class ReplayReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the records of some archives."""

    files: int
    #: Responses that were met, damaged ones included.
    records: int
    seconds: float
    #: Records by what became of them and why, named as a crawl's are: ``articles/new``, ``skipped/source``
    #: ...
    counts: dict[str, int]
    #: What is wrong with files, by their names.
    problems: dict[str, str] = {}


class _Replay:
    """One replay under way."""

    def __init__(self, settings: Settings, whose: Whose) -> None:
        self.counts: Counter[str] = Counter()
        self.records = 0
        self.problems: dict[str, str] = {}
        self._most = settings.getint("DOWNLOAD_MAXSIZE")
        self._whose = whose
        self._store_writer = acquire_store_writer(settings)
        self._workers = acquire_workers(settings)
        self._noncanonical = Noncanonical()

    async def run(self, paths: Sequence[str], progress: Callable[[int, int | None], None]) -> None:
        """Replay the files at *paths*, in their order."""
        run = await self._store_writer.run(Store.start_run, "replay")
        try:
            await self._store_all(self._read(paths, progress))
            for page in self._noncanonical:
                self.counts.update(await self._store_writer.run(decide, page))
            await self._store_writer.run(Store.finish_run, run, dict(sorted(self.counts.items())))
        finally:
            self._noncanonical.close()
            await asyncio.to_thread(workers.release, self._workers)
            await asyncio.to_thread(store_writers.release, self._store_writer)

    def _read(self, paths: Sequence[str], progress: Callable[[int, int | None], None]) -> Iterator[Recorded]:
        for address in paths:
            try:
                yield from self._read_file(address, progress)
            except (PageError, OSError) as error:
                # One that is gone, or cannot be fetched, costs its own pages alone.
                name = address.partition("?")[0].rpartition("/")[2]
                self.problems[name] = f"it cannot be read: {hide_credentials(str(error))}"

    def _read_file(self, address: str, progress: Callable[[int, int | None], None]) -> Iterator[Recorded]:
        with fetched(address) as path:
            damaged = 0
            for recorded in read_pages(path, self._most):
                self.records += 1
                damaged += recorded.is_damage
                progress(self.records, None)
                yield recorded
            if damaged:
                self.problems[path.name] = f"{damaged} damaged places, whose records are lost"
            elif not path.stat().st_size:
                self.problems[path.name] = "the file is empty"

    async def _store_all(self, pages: Iterator[Recorded]) -> None:
        batch: list[Extracted] = []
        # In their order: an edited story's versions must not overtake each other.
        async for page in extract_pages(pages, self._whose, self._workers):
            batch.append(page)
            if len(batch) == _AT_ONCE:
                self.counts += await self._store_writer.run(settle, self._noncanonical, batch)
                batch = []
        self.counts += await self._store_writer.run(settle, self._noncanonical, batch)


def _find(address: str) -> list[str]:
    return list_remote(address) if is_remote(address) else [*map(str, find_archives(Path(address)))]


def replay(
    paths: Sequence[Path | str],
    *,
    store: str = "",
    outlets: Sequence[Outlet] = (),
    known_only: bool = False,
    settings: Mapping[str, Any] = {},
    progress: Callable[[int, int | None], None] = lambda *_: None,
) -> ReplayReport:
    """Replays the WARC files that *paths*, or S3 addresses, are or contain, into *store*.

    With *outlets* their pages alone are taken, else those of all known outlets and, unless *known_only*, of
    any other host, for which an outlet is made. Replaying again changes nothing: what is stored is
    recognised, and a page older than the latest version of its story is left alone.
    """
    begun = time.monotonic()
    files = [file for path in paths for file in _find(str(path))]
    overrides = {**({"DOSVOCES_STORE": store} if store else {}), **settings}

    async def run() -> _Replay:
        whose = Whose(outlets or catalogue().values(), known_only=known_only or bool(outlets))
        replaying = _Replay(make_settings(overrides), whose)
        await replaying.run(files, progress)
        return replaying

    done = asyncio.run(run())
    return ReplayReport(
        files=len(files),
        records=done.records,
        seconds=round(time.monotonic() - begun, 3),
        counts=dict(sorted(done.counts.items())),
        problems=done.problems,
    )
