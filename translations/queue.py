"""Which articles a run translates: those without a translation, or those to translate anew."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from dosvoces.core.record import Article
from dosvoces.store import Selection, Store, Upkeep
from dosvoces.store.waiting import retry


class Queue(Protocol):
    """Where a run takes its articles from; one that was translated is in it no more."""

    def load(self, limit: int) -> list[tuple[Article, str]]:
        """Up to *limit* of the articles, and the language each is to be translated into."""
        ...

    def count(self) -> int:
        """How many there are."""
        ...


class UntranslatedQueue:
    """The *chosen* articles that wait for a translation into one of *targets*.

    A database that is away is waited for, *seconds* at most.
    """

    def __init__(
        self,
        store: Store,
        chosen: Selection,
        targets: Collection[str],
        failed_before: datetime,
        seconds: float,
    ) -> None:
        self._store = store
        self._chosen = chosen
        self._targets = targets
        self._failed_before = failed_before
        self._seconds = seconds

    def load(self, limit: int) -> list[tuple[Article, str]]:
        """Up to *limit* of the articles, and the language each is to be translated into."""
        return retry(
            lambda: self._store.untranslated(
                limit=limit, chosen=self._chosen, targets=self._targets, failed_before=self._failed_before
            ),
            self._seconds,
        )

    def count(self) -> int:
        """How many there are, those given up among them."""
        return sum(self._store.count_untranslated(self._chosen, target) for target in self._targets)


class OutdatedQueue:
    """The *chosen* articles whose translation is outdated by *upkeep* for its language."""

    def __init__(
        self,
        store: Store,
        chosen: Selection,
        upkeep: Mapping[str, Upkeep],
        failed_before: datetime,
        seconds: float,
    ) -> None:
        self._store = store
        self._chosen = chosen
        self._upkeep = upkeep
        self._failed_before = failed_before
        self._seconds = seconds

    def load(self, limit: int) -> list[tuple[Article, str]]:
        """Up to *limit* of the articles, and the language each is to be translated into."""
        return retry(
            lambda: self._store.outdated(
                limit=limit,
                upkeep=self._upkeep,
                chosen=self._chosen,
                failed_before=self._failed_before,
            ),
            self._seconds,
        )

    def count(self) -> int:
        """How many there are."""
        return self._store.count_outdated(self._upkeep, self._chosen)
