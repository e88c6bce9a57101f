"""The store behind a thread, for code that must not wait: all a crawl reads and writes goes through it."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from dosvoces.core.errors import StoreAway, StoreError
from dosvoces.core.record import Article
from dosvoces.store import Resource, Saved, Store
from dosvoces.store.waiting import retry

P = ParamSpec("P")
T = TypeVar("T")

#: Articles stored in one transaction at most: beyond some twenty there is nothing more to gain, and a kill
#: costs the pages of one transaction.
BATCH = 20

#: Seconds an article waits for others to share its transaction; storing ten together takes two thirds of the
#: time of storing them singly, and nobody waits for an article.
BATCH_SECONDS = 0.1

#: Seconds that one transaction waits for a lock: longer than any of ours takes.
_LOCK_SECONDS = 30.0

#: What is to be remembered of addresses, given what storing their article was.
Remember = Callable[[Saved], Sequence[Resource]]

_Waiting = tuple[Article, Remember, "asyncio.Future[Saved]"]


class StoreWriter:
    """One thread that alone talks to the store, so that writes keep the order they were asked for in.

    While the database is away, it waits, for *seconds* at most, and so does all that is asked for meanwhile.
    """

    def __init__(self, url: str, seconds: float = 0.0) -> None:
        self.store = Store(url, timeout=min(seconds, _LOCK_SECONDS) or _LOCK_SECONDS)
        #: Set when the database stayed away for longer than that.
        self.lost = asyncio.Event()
        #: What the store said when it failed last.
        self.problem = ""
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._waiting: list[_Waiting] = []
        #: Those that are being stored.
        self._batch: list[_Waiting] = []
        self._saving: asyncio.Task[None] | None = None

    async def run(self, work: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What *work* returns, called with the store in its thread."""
        loop = asyncio.get_running_loop()

        def attempt() -> T:
            # Once is enough: what is asked for after that fails at once.
            seconds = 0.0 if self.lost.is_set() else self._seconds
            return retry(lambda: work(self.store, *args, **kwargs), seconds)

        try:
            return await loop.run_in_executor(self._thread, attempt)
        except StoreError as error:
            self.problem = str(error)
            if isinstance(error, StoreAway):
                self.lost.set()
            raise

    async def save(self, article: Article, remember: Remember = lambda _: ()) -> Saved:
        """Store *article* and then remember its addresses as seen; says what it was.

        Articles that come while others are being stored go into one transaction, the next.
        """
        future: asyncio.Future[Saved] = asyncio.get_running_loop().create_future()
        self._waiting.append((article, remember, future))
        if self._saving is None or self._saving.done():
            self._saving = asyncio.create_task(self._save_waiting())
            self._saving.add_done_callback(self._tell_left)
        return await future

    async def _save_waiting(self) -> None:
        while self._waiting:
            if len(self._waiting) < BATCH:
                await asyncio.sleep(BATCH_SECONDS)
            self._batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            await self._save_batch(self._batch)

    def _tell_left(self, task: "asyncio.Task[None]") -> None:
        """Whoever ends the crawl may cancel the *task* that stores; nobody may be left waiting for ever."""
        if not task.cancelled():
            return
        left = self._batch
        if self._saving is task:
            left, self._waiting = [*left, *self._waiting], []
        for article, _, future in left:
            _resolve(future, StoreError(f"{article.url} was not stored: the crawl was ended"))

    async def _save_batch(self, batch: Sequence[_Waiting]) -> None:
        try:
            outcomes = await self.run(_save, [(article, remember) for article, remember, _ in batch])
        except StoreAway as error:
            outcomes = [error] * len(batch)
        except Exception as error:
            if len(batch) > 1:
                # What could not be stored together is stored one by one: one bad article costs itself alone.
                for one in batch:
                    await self._save_batch([one])
                return
            outcomes = [error]
        for (_, _, future), outcome in zip(batch, outcomes, strict=True):
            _resolve(future, outcome)

    def close(self) -> None:
        """Finish what was asked for, then close the store."""
        self._thread.shutdown(wait=True)
        self.store.close()


def _resolve(future: "asyncio.Future[Saved]", outcome: Saved | Exception) -> None:
    if future.done():  # whoever waited was cancelled
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


def _save(store: Store, batch: Sequence[tuple[Article, Remember]]) -> "list[Saved | Exception]":
    """Store the articles and then, not before, remember their addresses as seen.

    A kill between the two costs a few more downloads; storing is idempotent. An article whose addresses
    cannot be told is stored all the same, and gives the error.
    """
    outcomes: list[Saved | Exception] = []
    seen: list[Resource] = []
    for (_, remember), saved in zip(batch, store.save_articles([one for one, _ in batch]), strict=True):
        try:
            seen += remember(saved)
        except Exception as error:  # a mistake of ours costs this article alone
            outcomes.append(error)
        else:
            outcomes.append(saved)
    store.save_resources(seen)
    return outcomes
