"""The store behind a thread: grouped, in order, and a bad article costs itself alone."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dosvoces.errors import StoreError
from dosvoces.record import Article
from dosvoces.store import Resource, Store
from pipelines.keeper import BATCH, Keeper


def make_article(number: int, headline: str = "A headline") -> Article:
    return Article(
        id=f"n-{number}",
        url=f"https://n.example/{number}",
        canonical_url=f"https://n.example/{number}",
        outlet="n",
        edition="en",
        headline=f"{headline} {number}",
        retrieved_at=datetime(2026, 5, 1, tzinfo=UTC),
        content_hash=f"{number:064}",
        extractor_version="1",
    )


def remembered(number: int) -> list[Resource]:
    return [Resource(url=f"https://n.example/{number}", outlet="n", article_id=f"n-{number}")]


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    keeper = Keeper(str(tmp_path / "store.sqlite"))
    yield keeper
    keeper.close()


def test_many_articles_at_once_are_all_stored_and_remembered(keeper: Keeper) -> None:
    async def save_all() -> list[str]:
        numbers = range(3 * BATCH + 1)
        saved = await asyncio.gather(*(keeper.save(make_article(n), remembered(n)) for n in numbers))
        again = await keeper.save(make_article(0), remembered(0))
        return [one.outcome for one in (*saved, again)]

    assert asyncio.run(save_all()) == ["new"] * (3 * BATCH + 1) + ["unchanged"]
    assert keeper.store.counts()["articles"] == keeper.store.counts()["resources"] == 3 * BATCH + 1


def test_an_article_that_cannot_be_stored_costs_itself_alone(keeper: Keeper) -> None:
    async def save_all() -> list[object]:
        good = [keeper.save(make_article(n), remembered(n)) for n in range(5)]
        bad = keeper.save(make_article(7, "half a character \ud83d"), remembered(7))
        return list(await asyncio.gather(*good, bad, return_exceptions=True))

    outcomes = asyncio.run(save_all())
    assert isinstance(outcomes.pop(), StoreError)
    assert all(one.outcome == "new" for one in outcomes)  # type: ignore[attr-defined]
    assert keeper.store.resource("https://n.example/7") is None


def test_other_work_runs_in_the_stores_thread_in_order(keeper: Keeper) -> None:
    async def work() -> Resource | None:
        await keeper.run(Store.save_resources, remembered(1))
        return await keeper.run(Store.resource, "https://n.example/1")

    assert asyncio.run(work()) == remembered(1)[0]
