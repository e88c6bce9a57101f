"""Crawling and translating side by side: two processes over one store that never wait for each other."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

import msgspec

from dosvoces.core.outlets import find
from dosvoces.operations.crawl import CrawlReport
from dosvoces.operations.crawl_process import CrawlProcess
from dosvoces.store import Store
from translations.batches import Counts, Progress, translate_store
from translations.counterparts import Linked, link_store

#: Seconds between two looks for articles to translate while the crawl goes on.
_PAUSE = 2.0

#: The longest of them, when all that waits has failed.
_LONGEST_PAUSE = 60.0


class RunReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did."""

    crawled: list[CrawlReport]
    translated: Counts
    linked: Linked


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
    of one whose crawl was killed.
    """
    keys = {find(name).key: name for name in outlets}
    translated: list[Counts] = []
    # What fails is tried once in a run, not at every look.
    translate = partial(
        translate_store, engine_name=engine, failed_before=datetime.now(UTC), progress=progress
    )
    with Store(store) as opened:
        crawling = CrawlProcess(keys, store=store, settings=settings, json_logs=json_logs)
        try:
            pause = _PAUSE
            while not crawling.ended:
                time.sleep(pause)
                # A translation is a run of its own in the store: none where nothing waits.
                if opened.untranslated(limit=1):
                    translated.append(translate(opened))
                    pause = _PAUSE if translated[-1].articles else min(2 * pause, _LONGEST_PAUSE)
            translated.append(translate(opened))
            linked = link_store(opened)
        except BaseException:
            crawling.terminate()
            raise
    reports = {report.outlet: report for report in crawling.read_reports()}
    return RunReport(crawled=[reports[key] for key in keys], translated=add_up(translated), linked=linked)


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
