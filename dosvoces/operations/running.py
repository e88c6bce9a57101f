"""Crawling and translating side by side: two processes over one store that never wait for each other."""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec

from dosvoces.core import settings as own_settings
from dosvoces.core.errors import EngineError
from dosvoces.core.outlets import find
from dosvoces.operations.crawl import CrawlReport
from dosvoces.operations.crawl_process import CrawlProcess
from dosvoces.store import Store
from dosvoces.store.waiting import retry
from translations.batches import Counts, Progress, translate_store
from translations.counterparts import Linked, link_store

_log = logging.getLogger(__name__)

#: Seconds between two looks for articles to translate while the crawl goes on.
_PAUSE = 2.0

#: The longest of them, when all that waits has failed.
_LONGEST_PAUSE = 60.0


class RunReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did."""

    crawled: list[CrawlReport]
    translated: Counts
    linked: Linked
    #: Why no more was translated at some time; empty when nothing was in the way.
    failure: str = ""


def run_outlets(
    outlets: Sequence[str],
    *,
    store: str = "",
    engine: str | None = None,
    settings: Sequence[str] = (),
    json_logs: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> RunReport:
    """Crawls *outlets* (keys or files) in another process while this one translates; then pairs editions.

    *settings* are ``NAME=VALUE`` for the crawl, whose logs are JSON lines with *json_logs*. When this process
    is stopped, the crawl is told to end too. Every outlet has a report, in the order given; ``died`` is that
    of one whose crawl was killed. An engine that fails ends the translating alone, and the report says why.
    """
    keys = {find(name).key: name for name in outlets}
    translated: list[Counts] = []
    # What fails is tried once in a run, not at every look.
    began, failure = datetime.now(UTC), ""
    with Store(store) as opened:

        def translate() -> str:
            """Translate what waits; gives why the engine failed, if it did."""
            try:
                translated.append(translate_store(opened, engine, failed_before=began, progress=progress))
            except EngineError as error:
                # What is crawled meanwhile may be up for hours only; it can be translated at any time.
                _log.error("nothing more is translated: %s", error)
                return str(error)
            return ""

        crawling = CrawlProcess(keys, store=store, settings=settings, json_logs=json_logs)
        try:
            pause = _PAUSE
            while not crawling.ended:
                time.sleep(pause)
                # A translation is a run of its own in the store: none where nothing waits.
                if not failure and _is_waiting(opened, began):
                    failure = translate()
                    done = failure or translated[-1].articles
                    pause = _PAUSE if done else min(2 * pause, _LONGEST_PAUSE)
            failure = failure or translate()
            linked = link_store(opened)
        except BaseException:
            crawling.terminate()
            raise
    reports = {report.outlet: report for report in crawling.read_reports()}
    return RunReport(
        crawled=[reports[key] for key in keys], translated=add_up(translated), linked=linked, failure=failure
    )


def _is_waiting(store: Store, began: datetime) -> bool:
    """Whether anything waits to be translated; a database that is away is waited for, as translating does."""
    seconds = float(own_settings.get("DOSVOCES_STORE_SECONDS"))
    return bool(retry(lambda: store.untranslated(limit=1, failed_before=began), seconds))


def add_up(counts: Sequence[Counts]) -> Counts:
    """The sum of what several translations did."""

    def merge(tables: Sequence[dict[str, int]]) -> dict[str, int]:
        names = dict.fromkeys(name for table in tables for name in table)
        return {name: sum(table.get(name, 0) for table in tables) for name in names}

    return Counts(
        sum(each.articles for each in counts),
        sum(each.sentences for each in counts),
        merge([each.failed for each in counts]),
        merge([each.origins for each in counts]),
        merge([each.flags for each in counts]),
        sum(each.seconds for each in counts),
    )
