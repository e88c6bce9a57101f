"""Replaying archives: the whole way from a response to the store again, without a network."""

import asyncio
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace
from scrapy.settings import Settings

from dosvoces.core.addresses import clean_url, is_on_domains
from dosvoces.core.errors import PageError, StoreError
from dosvoces.core.outlets import Outlet, catalogue, is_article_url, owner_of
from dosvoces.core.record import Article, Page
from dosvoces.operations.crawl import make_settings
from dosvoces.store import Store
from pipelines.article import article_id
from pipelines.duplicates import digest_story, is_plausible_canonical, same_page
from pipelines.sharing import acquire_store_writer, acquire_workers, store_writers, workers
from pipelines.workers import WorkerError, build_article_in
from spiders.canonical import has_story
from spiders.follow_up import readdress
from spiders.replay import Recorded, find_archives, read_page, read_pages
from spiders.responses import refusal_of
from spiders.url_state import hash_body

#: Pages under way for each worker: one being read, one that waits.
_AHEAD = 2


class ReplayReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the records of some archives."""

    files: int
    #: Responses that were met, damaged ones included.
    records: int
    seconds: float
    #: Records by what became of them and why, named as a crawl's are: ``articles/new``, ``skipped/source``
    #: ...
    counts: dict[str, int]


class _Noncanonical(msgspec.Struct, frozen=True):
    """A page that declared another address to be the story's own."""

    path: Path
    offset: int
    outlet: Outlet
    canonical: str


class Whose:
    """Tells the outlet of a page: the one that is named, else the domain's, else one made for the host."""

    def __init__(self, outlets: Sequence[Outlet], *, known_only: bool = False) -> None:
        self._outlets = {outlet.key: outlet for outlet in outlets} or catalogue()
        self._known_only = known_only or bool(outlets)
        self._hosts: dict[str, Outlet | None] = {}

    def __call__(self, page: Page) -> Outlet | None:
        """The outlet of *page*; None when its pages are not wanted."""
        told = self._outlets.get(page.outlet)
        if told and is_on_domains(page.url, told.domains):
            return told
        host = (urlsplit(page.url).hostname or "").lower()
        if host not in self._hosts:
            owner = owner_of(page.url, self._outlets.values())
            self._hosts[host] = owner or (None if self._known_only else make_outlet(host))
        return self._hosts[host]


def make_outlet(host: str) -> Outlet:
    """An outlet for the pages of *host*, of which nothing else is known."""
    domain = host.removeprefix("www.")
    key = re.sub(r"[^a-z0-9]+", "-", domain).strip("-") or "unknown"
    return Outlet(
        name=domain, country="INT", zone="UTC", domains=(domain,), language="und", sources=(), key=key
    )


class _Replay:
    """One replay under way."""

    def __init__(self, settings: Settings, whose: Whose) -> None:
        self.counts: dict[str, int] = {}
        self.records = 0
        self._most = settings.getint("DOWNLOAD_MAXSIZE")
        self._whose = whose
        self._store_writer = acquire_store_writer(settings)
        self._workers = acquire_workers(settings)
        self._under_way: deque[tuple[asyncio.Task[Article], Page, Outlet, Path]] = deque()
        self._noncanonical: dict[tuple[str, str], _Noncanonical] = {}

    def _count(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1

    async def run(self, paths: Sequence[Path], progress: Callable[[int, int | None], None]) -> None:
        """Replay the files at *paths*, in their order."""
        run = await self._store_writer.run(Store.start_run, "replay")
        try:
            for path in paths:
                async for recorded in _iterate(read_pages(path, self._most)):
                    self.records += 1
                    progress(self.records, None)
                    await self._begin(recorded, path)
            while self._under_way:
                await self._end_oldest()
            for noncanonical in self._noncanonical.values():
                await self._decide(noncanonical)
            await self._store_writer.run(Store.finish_run, run, dict(sorted(self.counts.items())))
        finally:
            for task, *_ in self._under_way:
                task.cancel()
            await asyncio.to_thread(workers.release, self._workers)
            await asyncio.to_thread(store_writers.release, self._store_writer)

    async def _begin(self, recorded: Recorded, path: Path) -> None:
        reason = self._reason_to_skip(recorded)
        outlet = self._whose(recorded.page) if recorded.page and not reason else None
        if recorded.page and not reason:
            reason = "skipped/foreign" if outlet is None else ""
        if outlet and recorded.page and not is_article_url(outlet, recorded.page.url):
            reason = "skipped/denied"
        if reason or not outlet or not recorded.page:
            self._count(reason)
            return
        page = replace(recorded.page, outlet=outlet.key)
        task = asyncio.create_task(build_article_in(self._workers, page, outlet))
        self._under_way.append((task, page, outlet, path))
        # In their order: an edited story's versions must not overtake each other.
        while len(self._under_way) > _AHEAD * self._workers.count:
            await self._end_oldest()

    def _reason_to_skip(self, recorded: Recorded) -> str:
        if not recorded.page:
            return f"failed/{recorded.problem}"
        if recorded.role in ("source", "other", "unrendered"):
            return f"skipped/{recorded.role}"
        if 300 <= recorded.page.status < 400:
            return "skipped/redirect"
        refusal = refusal_of(recorded.page)
        return f"failed/{refusal}" if refusal else ""

    async def _end_oldest(self) -> None:
        task, page, outlet, path = self._under_way.popleft()
        article = await self._take(task)
        if article is None:
            return
        url = clean_url(page.url)
        if not same_page(article.canonical_url, url):
            if is_plausible_canonical(article.canonical_url, url):
                # Which of the two is kept shows only when all are read. A page fetched twice is one page.
                key, offset = (url, hash_body(page.body)), int((page.warc or ":0").rpartition(":")[2])
                self._noncanonical.pop(key, None)
                self._noncanonical[key] = _Noncanonical(path, offset, outlet, article.canonical_url)
                return
            article = readdress(article, url)
        await self._save(article)

    async def _take(self, building: "asyncio.Future[Article]") -> Article | None:
        try:
            return await building
        except PageError as error:
            self._count(f"not_article/{error.reason}")
        except WorkerError as error:
            self._count(f"failed/extract_{error.reason}")
        return None

    async def _save(self, article: Article) -> None:
        known = await self._store_writer.run(Store.article, article.id)
        if known and known.retrieved_at > article.retrieved_at:
            # The latest version is the latest state of the story; an older page cannot replace it.
            self._count("skipped/older")
            return
        try:
            saved = await self._store_writer.save(article)
        except StoreError:
            self._count("failed/store")
            raise
        self._count(f"articles/{saved.outcome}")

    async def _decide(self, noncanonical: _Noncanonical) -> None:
        """Keep a page that declared another canonical when that one is not stored, or has another story."""
        recorded = read_page(noncanonical.path, noncanonical.offset, self._most)
        if not recorded or not recorded.page:
            return
        page = replace(recorded.page, outlet=noncanonical.outlet.key)
        article = await self._take(
            asyncio.ensure_future(build_article_in(self._workers, page, noncanonical.outlet))
        )
        if article is None:
            return
        canonical = article_id(noncanonical.outlet.key, noncanonical.canonical)
        if await self._store_writer.run(has_story, canonical, digest_story(article)):
            self._count("skipped/twin")
        else:
            await self._save(readdress(article, clean_url(page.url)))


async def _iterate(pages: Iterable[Recorded]) -> AsyncIterator[Recorded]:
    """*pages*, read in a thread, so that what is under way is not held up."""
    iterator = iter(pages)
    while (recorded := await asyncio.to_thread(next, iterator, None)) is not None:
        yield recorded


def replay(
    paths: Sequence[Path],
    *,
    store: str = "",
    outlets: Sequence[Outlet] = (),
    known_only: bool = False,
    settings: Mapping[str, Any] = {},
    progress: Callable[[int, int | None], None] = lambda *_: None,
) -> ReplayReport:
    """Replays the WARC files that *paths* are or contain, into *store*.

    With *outlets* their pages alone are taken, else those of all known outlets and, unless *known_only*, of
    any other host, for which an outlet is made. Replaying again changes nothing: what is stored is
    recognised, and a page older than the latest version of its story is left alone.
    """
    begun = time.monotonic()
    files = [file for path in paths for file in find_archives(path)]
    overrides = {**({"DOSVOCES_STORE": store} if store else {}), **settings}

    async def run() -> _Replay:
        replaying = _Replay(make_settings(overrides), Whose(outlets, known_only=known_only))
        await replaying.run(files, progress)
        return replaying

    done = asyncio.run(run())
    return ReplayReport(
        files=len(files),
        records=done.records,
        seconds=round(time.monotonic() - begun, 3),
        counts=dict(sorted(done.counts.items())),
    )
