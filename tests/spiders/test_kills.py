"""A crawl may be killed at any moment: nothing stored is lost or stored twice, and the next one goes on."""

import random
import time
from pathlib import Path

import pytest
from crawling import FAST
from forked import forked

from dosvoces.core.outlets import load
from dosvoces.newsstand import Newsstand
from dosvoces.operations.crawl import crawl
from dosvoces.store import Store

KILLS = 4

#: Outlets that one process crawls at once: one that changes what it printed, and another.
OUTLETS = ("la-ribera", "el-mirador")

#: A whole crawl of them makes a few more requests than this; the kills fall evenly over it.
REQUESTS = 60

Stored = set[tuple[str, int, str]]


def crawl_all(outlets: list[Path], store: str) -> None:
    reports = crawl([load(path) for path in outlets], store=store, settings={**FAST, "LOG_ENABLED": False})
    assert [report.ended for report in reports] == ["finished"] * len(outlets)


class Killer:
    """Starts crawls, and kills them after a number of requests."""

    def __init__(self, newsstand: Newsstand, store: Path) -> None:
        self._newsstand, self.store = newsstand, str(store)

    def crawl(self, *, kill_after: int | None = None, wait: float = 0.0) -> bool:
        """Crawl the outlets; whether it came to its end before it was killed."""
        self._newsstand.forget()
        outlets = [self._newsstand.outlets[key] for key in OUTLETS]
        process = forked(crawl_all, outlets, self.store)
        process.start()
        while kill_after is not None and process.is_alive() and len(self._newsstand.log) < kill_after:
            time.sleep(0.02)
        time.sleep(wait)
        if kill_after is not None:
            process.kill()
        process.join(300)
        if kill_after is None:
            assert process.exitcode == 0
        return process.exitcode == 0

    def stored(self) -> Stored:
        """What is stored; checks that no address is known as seen whose article is not there."""
        with Store(self.store) as store:
            rows = [(a.id, a.version, a.content_hash) for a in store.articles(versions="all")]
            seen = [resource for resource in store.resources() if resource.article_id]
            missing = [resource.url for resource in seen if store.article(resource.article_id or "") is None]
        assert not missing
        assert len(rows) == len(set(rows)) == len({row[:2] for row in rows})
        return set(rows)


@pytest.fixture
def rng() -> random.Random:
    return random.Random(12)


def test_kills_lose_and_double_nothing(newsstand: Newsstand, tmp_path: Path, rng: random.Random) -> None:
    whole, killed = (
        Killer(newsstand, tmp_path / "whole.sqlite"),
        Killer(newsstand, tmp_path / "killed.sqlite"),
    )
    finished = 0
    for edition in (1, 2):
        before: Stored = set()
        for part in range(KILLS // 2):
            at = REQUESTS * (part + rng.random()) / (KILLS // 2)
            finished += killed.crawl(kill_after=round(at), wait=rng.random() * 0.1)
            stored = killed.stored()
            assert before <= stored, "something that was stored is gone"
            before = stored
        killed.crawl()
        whole.crawl()
        assert killed.stored() == whole.stored()
        assert len({row for row in whole.stored() if row[1] == 1}) >= 45
        if edition == 1:
            newsstand.advance()
    assert any(version == 2 for _, version, _ in whole.stored())
    assert finished < KILLS // 2, "most crawls came to their end before they were killed"
