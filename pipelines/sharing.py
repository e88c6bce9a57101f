"""Resources that the crawls of one process share: the store's thread, the worker processes."""

from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar

from scrapy.settings import BaseSettings

from pipelines.store_writer import Keeper
from pipelines.workers import Workers


class _Closable(Protocol):
    def close(self) -> None: ...


T = TypeVar("T", bound=_Closable)


class Shared(Generic[T]):
    """One thing for each key, made when first borrowed and closed when last given back."""

    def __init__(self, make: Callable[..., T]) -> None:
        self._make = make
        self._borrowed: dict[Hashable, tuple[T, int]] = {}

    def borrow(self, *key: Hashable) -> T:
        """The thing made of *key*; to be given back once."""
        thing, count = self._borrowed.get(key) or (self._make(*key), 0)
        self._borrowed[key] = (thing, count + 1)
        return thing

    def give_back(self, thing: T) -> None:
        """One borrower less; the last one closes it, which may take a moment."""
        for key, (other, count) in self._borrowed.items():
            if other is thing:
                if count > 1:
                    self._borrowed[key] = (thing, count - 1)
                else:
                    del self._borrowed[key]
                    thing.close()
                return


keepers: Shared[Keeper] = Shared(Keeper)
workers: Shared[Workers] = Shared(Workers)


def borrow_keeper(settings: BaseSettings) -> Keeper:
    """The thread of the store that *settings* name."""
    return keepers.borrow(settings["DOSVOCES_STORE"], settings.getfloat("DOSVOCES_STORE_SECONDS"))


def borrow_workers(settings: BaseSettings) -> Workers:
    """The worker processes that *settings* ask for."""
    return workers.borrow(
        settings.getint("DOSVOCES_WORKERS"),
        settings.getfloat("DOSVOCES_PAGE_SECONDS"),
        settings.getint("DOSVOCES_WORKER_MEMORY_MB"),
    )
