"""The store behind a thread: grouped, in order, and a bad article costs itself alone."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dosvoces.core.errors import StoreError
from dosvoces.core.record import Article
from dosvoces.store import Resource, Saved, Store
from pipelines.store_writer import BATCH, StoreWriter


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


def remembered(number: int, outcome: str = "new") -> list[Resource]:
    url = f"https://n.example/{number}"
    return [Resource(url=url, outlet="n", article_id=f"n-{number}", reason=outcome)]


async def keep(store_writer: StoreWriter, number: int, headline: str = "A headline") -> Saved:
    return await store_writer.save(
        make_article(number, headline), lambda saved: remembered(number, saved.outcome)
    )


@pytest.fixture
def store_writer(tmp_path: Path) -> Iterator[StoreWriter]:
    store_writer = StoreWriter(str(tmp_path / "store.sqlite"))
    yield store_writer
    store_writer.close()


def test_many_articles_at_once_are_all_stored_and_remembered(store_writer: StoreWriter) -> None:
    async def save_all() -> list[str]:
        numbers = range(3 * BATCH + 1)
        saved = await asyncio.gather(*(keep(store_writer, n) for n in numbers))
        again = await keep(store_writer, 0)
        return [one.outcome for one in (*saved, again)]

    assert asyncio.run(save_all()) == ["new"] * (3 * BATCH + 1) + ["unchanged"]
    known = [store_writer.store.resource(f"https://n.example/{number}") for number in (0, 1)]
    assert [resource.reason for resource in known if resource] == ["unchanged", "new"]
    assert (
        store_writer.store.counts()["articles"] == store_writer.store.counts()["resources"] == 3 * BATCH + 1
    )


def test_an_article_that_cannot_be_stored_costs_itself_alone(store_writer: StoreWriter) -> None:
    async def save_all() -> list[object]:
        good = [keep(store_writer, n) for n in range(5)]
        bad = keep(store_writer, 7, "half a character \ud83d")
        return list(await asyncio.gather(*good, bad, return_exceptions=True))

    outcomes = asyncio.run(save_all())
    assert isinstance(outcomes.pop(), StoreError)
    assert all(one.outcome == "new" for one in outcomes)  # type: ignore[attr-defined]
    assert store_writer.store.resource("https://n.example/7") is None


def test_other_work_runs_in_the_stores_thread_in_order(store_writer: StoreWriter) -> None:
    async def work() -> Resource | None:
        await store_writer.run(Store.save_resources, remembered(1))
        return await store_writer.run(Store.resource, "https://n.example/1")

    assert asyncio.run(work()) == remembered(1)[0]


def test_those_who_wait_are_told_when_storing_is_cancelled(store_writer: StoreWriter) -> None:
    async def save_all() -> list[object]:
        saving = [asyncio.ensure_future(keep(store_writer, n)) for n in range(2 * BATCH)]
        while store_writer._saving is None:
            await asyncio.sleep(0)
        store_writer._saving.cancel()
        told = await asyncio.wait_for(asyncio.gather(*saving, return_exceptions=True), 10)
        return [*told, (await keep(store_writer, 0)).outcome]

    *told, later = asyncio.run(save_all())
    assert all(isinstance(one, StoreError) for one in told) and later == "new"


def test_a_mistake_in_what_is_remembered_costs_that_article_alone(store_writer: StoreWriter) -> None:
    def fail(saved: Saved) -> list[Resource]:
        raise KeyError("a bug")

    async def save_all() -> list[object]:
        good = [keep(store_writer, n) for n in range(5)]
        return list(
            await asyncio.gather(*good, store_writer.save(make_article(9), fail), return_exceptions=True)
        )

    *good, bad = asyncio.run(save_all())
    assert [one.outcome for one in good] == ["new"] * 5 and isinstance(bad, KeyError)  # type: ignore[attr-defined]
    assert store_writer.store.article("n-9") and store_writer.store.resource("https://n.example/4")
