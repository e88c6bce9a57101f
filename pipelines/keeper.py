"""The store behind a thread, for code that must not wait: everything the crawl reads and writes goes through it."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from dosvoces.record import Article
from dosvoces.store import Resource, Store

P = ParamSpec("P")
T = TypeVar("T")


class Keeper:
    """One thread that alone talks to the store, so that writes keep the order in which they were asked for."""

    def __init__(self, url: str) -> None:
        self.store = Store(url)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    async def run(self, work: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What *work* returns, called with the store in its thread."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: work(self.store, *args, **kwargs)
        )

    def close(self) -> None:
        """Finish what was asked for, then close the store."""
        self._thread.shutdown(wait=True)
        self.store.close()


def keep_article(store: Store, article: Article, resources: Sequence[Resource]) -> tuple[Article, str]:
    """Store *article* and then, not before, remember its addresses as seen; gives it with its version and what it was.

    A kill between the two costs one more download, and storing is idempotent.
    """
    stored, outcome = store.save_article(article)
    for resource in resources:
        store.save_resource(resource)
    return stored, outcome
