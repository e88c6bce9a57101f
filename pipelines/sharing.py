"""Resources that the crawls of one process share: the store's thread, the worker processes."""

from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar

from scrapy.settings import BaseSettings

from pipelines.store_writer import StoreWriter
from pipelines.workers import Workers


class _Closable(Protocol):
    def close(self) -> None: ...


T = TypeVar("T", bound=_Closable)


class Shared(Generic[T]):
    """One thing for each key, made when first borrowed and closed when last given back."""

    def __init__(self, make: Callable[..., T]) -> None:
        self._make = make
        self._held: dict[Hashable, tuple[T, int]] = {}

    def acquire(self, *key: Hashable) -> T:
        """The thing made of *key*; to be given back once."""
        thing, count = self._held.get(key) or (self._make(*key), 0)
        self._held[key] = (thing, count + 1)
        return thing

    def release(self, thing: T) -> None:
        """One borrower less; the last one closes it, which may take a moment."""
        for key, (other, count) in self._held.items():
            if other is thing:
                if count > 1:
                    self._held[key] = (thing, count - 1)
                else:
                    del self._held[key]
                    thing.close()
                return


store_writers: Shared[StoreWriter] = Shared(StoreWriter)
workers: Shared[Workers] = Shared(Workers)


def acquire_store_writer(settings: BaseSettings) -> StoreWriter:
    """The thread of the store that *settings* name."""
    return store_writers.acquire(settings["DOSVOCES_STORE"], settings.getfloat("DOSVOCES_STORE_SECONDS"))


def acquire_workers(settings: BaseSettings) -> Workers:
    """The worker processes that *settings* ask for."""
    return workers.acquire(
        settings.getint("DOSVOCES_WORKERS"),
        settings.getfloat("DOSVOCES_PAGE_SECONDS"),
        settings.getint("DOSVOCES_WORKER_MEMORY_MB"),
    )
