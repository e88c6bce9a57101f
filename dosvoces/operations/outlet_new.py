"""A new outlet: its site looked at, its file written and checked."""

import asyncio
import logging
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.utils.reactor import is_reactor_installed

from dosvoces.core.contact import require_contact
from dosvoces.core.errors import DosvocesError, OutletError, PageError
from dosvoces.core.files import make_private_folder
from dosvoces.core.outlets import Outlet, catalogue, known_keys, load, locate, owner_of, user_folder
from dosvoces.operations.crawl import make_settings
from dosvoces.operations.outlet_check import ROBOTS_LOG, write_report
from dosvoces.operations.outlet_draft import Draft, make_draft, sketch
from pipelines.sharing import acquire_workers, workers
from spiders.outlet_check import OutletCheckSpider
from spiders.politeness import pace_of
from spiders.site_survey import SiteSurveySpider
from spiders.source_check import LEAST_WORDS, OutletReport, explain

#: Why a page is no story although it could be read; anything else may be a wall or an outage.
_NO_STORY = frozenset({"listing", "too_short", "no_headline", "wrong_type", "not_article"})


class NewOutlet(msgspec.Struct, frozen=True, kw_only=True):
    """An outlet's file that was written, and what its check saw."""

    file: str
    draft: Draft
    report: OutletReport


class _Looking(AsyncCrawlerProcess):
    """The survey of a site and the check of the file made of it, one behind the other."""

    def __init__(self, settings: Settings, outlet: Outlet, url: str, key: str) -> None:
        super().__init__(settings)
        # A host that cannot be had is in the error.
        logging.getLogger(ROBOTS_LOG).setLevel(logging.CRITICAL)
        self._outlet = outlet
        self._url = url
        self._key = key
        self.made: tuple[Draft, OutletReport, str] | None = None
        #: Raised from the crawl, it would be lost with the reactor.
        self.failure: DosvocesError | None = None
        #: Whether Scrapy was told by a signal to end.
        self.is_stopped = False

    async def join(self) -> None:
        """Look; Scrapy runs this and then stops its reactor."""
        processes = acquire_workers(self.settings)
        try:
            self.made = await self._look()
        except DosvocesError as error:
            self.failure = error
        finally:
            await asyncio.to_thread(workers.release, processes)

    async def stop(self) -> None:
        """End what is under way, or, when nothing is, the reactor."""
        self.is_stopped = self.made is None and self.failure is None
        await super().stop()

    async def _look(self) -> tuple[Draft, OutletReport, str]:
        crawler: Crawler = self.create_crawler(SiteSurveySpider)
        await self.crawl(crawler, outlet=self._outlet, url=self._url)
        assert isinstance(crawler.spider, SiteSurveySpider)
        survey = crawler.spider.survey()
        if survey.site is None:
            raise PageError(self._say_unreached(survey.problem), url=self._url, reason=survey.problem)
        draft = make_draft(survey, self._outlet, self._key)
        _refuse_known_key(draft.key)
        with tempfile.TemporaryDirectory(prefix="dosvoces-") as folder:
            file = Path(folder) / f"{draft.key}.toml"
            file.write_text(draft.text, encoding="utf-8")
            outlet = load(file)
            # Its host was asked a moment ago.
            await asyncio.sleep(pace_of(outlet, self.settings))
            report = await self._check(outlet)
            write_report(file, report)
            return draft, report, file.read_text(encoding="utf-8")

    def _say_unreached(self, problem: str) -> str:
        said = f"{self._url} {explain(problem)}; nothing was written"
        if problem in ("robots_unavailable", "dns", "refused", "connection", "timeout"):
            return f"{said}. Is the address right, and is there a network?"
        return said

    async def _check(self, outlet: Outlet) -> OutletReport:
        crawler: Crawler = self.create_crawler(OutletCheckSpider)
        await self.crawl(crawler, outlet=outlet)
        assert isinstance(crawler.spider, OutletCheckSpider)
        report = crawler.spider.report(datetime.now(UTC).date())
        if report.stories and all(story.problem in _NO_STORY for story in report.stories):
            tried = "; ".join(f"{story.url} {explain(story.problem)}" for story in report.stories)
            raise OutletError(
                f"{self._url} seems to be no news site: what it announces are no stories of {LEAST_WORDS} "
                f"words or more ({tried}); nothing was written"
            )
        return report


def _refuse_known_key(key: str) -> None:
    if key in known_keys():
        raise OutletError(
            f"there is an outlet {key!r} already, in {locate(key)}; nothing was written. "
            "Name another key: --key"
        )


def make_outlet(url: str, key: str = "", *, settings: Mapping[str, Any] = {}) -> NewOutlet:
    """Looks at the site at *url*, writes the file of its outlet into the user's folder, and checks it.

    No file is ever overwritten. It blocks, and can be called once in a process: Twisted's reactor starts only
    once. Raises :exc:`~dosvoces.core.errors.OutletError` for a site that announces nothing or is followed
    already, and :exc:`~dosvoces.core.errors.PageError` when it cannot be had.
    """
    outlet = sketch(url)
    if key:
        _refuse_known_key(key)
    elif owner := owner_of(url, catalogue().values()):
        raise OutletError(
            f"{url} is followed already, as {owner.key} ({locate(owner.key)}); edit that file, or name "
            "another key: --key"
        )
    require_contact([outlet], settings.get("DOSVOCES_CONTACT"))
    if is_reactor_installed():
        raise DosvocesError("a process can look at one site only; start another process")
    quiet = {"LOG_LEVEL": "ERROR", "STATS_DUMP": False}
    looking = _Looking(make_settings({**quiet, **settings}), outlet, url, key)
    looking.start()
    if looking.failure and not looking.is_stopped:
        raise looking.failure
    if looking.made is None:
        raise KeyboardInterrupt
    draft, report, text = looking.made
    return NewOutlet(file=str(_write(draft.key, text)), draft=draft, report=report)


def _write(key: str, text: str) -> Path:
    file = user_folder() / f"{key}.toml"
    try:
        make_private_folder(file.parent)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise OutletError(f"{file} is there already; nothing was written. Name another key: --key") from error
    except OSError as error:
        raise OutletError(f"{file} cannot be written: {error.strerror or error}") from error
    return file
