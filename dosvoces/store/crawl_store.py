"""What a store remembers for crawls: addresses, runs, and what was taken down."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from dosvoces.core.record import Announced
from dosvoces.store import columns, fetch_log, moves, tombstones
from dosvoces.store.database import Database
from dosvoces.store.values import Removal, RemovedStory, Resource, Run, Sibling


class CrawlStore(Database):
    """What a crawl has to remember."""

    def resource(self, url: str) -> Resource | None:
        """What is known of the address *url*; None when it was never fetched."""
        with self._reading("reading what is known of an address") as connection:
            return fetch_log.load_resource(connection, url)

    def find_resources(self, urls: Sequence[str]) -> dict[str, Resource]:
        """What is known of those of *urls* that were fetched before, by address."""
        with self._reading("reading what is known of addresses") as connection:
            return {known.url: known for known in fetch_log.find_resources(connection, urls)}

    def find_siblings(self, urls: Sequence[str]) -> dict[str, list[Sibling]]:
        """For each of *urls* addresses of the same path that gave a story, some dozen at most."""
        with self._reading("reading what is known of addresses") as connection:
            return {url: fetch_log.find_siblings(connection, url) for url in urls}

    def tell_date(self, article_id: str, announced: Announced) -> None:
        """Has a story without a date read once more, with what was *announced* of a copy of its page."""
        with self._writing("noting when a story was published") as connection:
            fetch_log.tell_date(connection, article_id, announced)

    def due(self, outlet: str, now: datetime) -> list[Resource]:
        """The addresses of *outlet* that are to be asked again by *now*, the longest due first."""
        with self._reading("looking for addresses that are due") as connection:
            return fetch_log.find_due(connection, outlet, now)

    def resources(self, *, outlet: str | None = None) -> Iterator[Resource]:
        """Every address that was fetched, in order."""
        with self._reading("reading what is known of addresses") as connection:
            yield from fetch_log.read_resources(connection, outlet)

    def save_resource(self, resource: Resource) -> None:
        """Keeps what is known of an address."""
        self.save_resources([resource])

    def save_resources(self, seen: Sequence[Resource]) -> None:
        """Keeps what is known of several addresses, in one transaction."""
        with self._writing("keeping what is known of addresses") as connection:
            fetch_log.save_resources(connection, seen)

    def removed(self, since: datetime | None = None) -> list[RemovedStory]:
        """The articles that were taken down since then, by id; whoever has one of them is to drop it."""
        with self._reading("listing what was removed") as connection:
            return tombstones.list_removed(connection, since)

    def is_removed(self, article_id: str) -> bool:
        """Whether the article was taken down and may not come back."""
        if "\0" in article_id:
            return False
        with self._reading("looking for a removed story") as connection:
            kept = moves.find_kept(connection, article_id) or article_id
            return bool(tombstones.find_removed(connection, [kept]))

    def removed_outlet(self, outlet: str) -> Removal | None:
        """When and why the whole *outlet* was taken down; None when it was not."""
        with self._reading("looking for a removed outlet") as connection:
            return tombstones.find_outlet(connection, outlet)

    def addresses(self, ids: Collection[str]) -> set[str]:
        """The addresses at which the articles *ids* were met, whether or not they are still stored."""
        with self._reading("listing addresses") as connection:
            return columns.list_addresses(connection, ids) | tombstones.list_addresses(connection, ids)

    def removals(self) -> list[Removal]:
        """The log of everything that was taken down, last first."""
        with self._reading("reading what was removed") as connection:
            return tombstones.load_log(connection)

    def lift_removal(self, name: str) -> int | None:
        """Allows the story or outlet *name* again; gives how many articles may come back.

        None when it was not removed, or with a whole outlet alone.
        """
        with self._writing("allowing again what was removed", alone=True) as connection:
            return tombstones.lift(connection, name, self._clock())

    def start_run(self, kind: str) -> int:
        """Notes that a run of *kind* begins; gives its number."""
        with self._writing("noting a run") as connection:
            return fetch_log.start_run(connection, kind, self._clock())

    def finish_run(self, run: int, counts: dict[str, int]) -> None:
        """Notes that *run* ended and how many of what it did."""
        with self._writing("noting a run") as connection:
            fetch_log.finish_run(connection, run, counts, self._clock())

    def runs(self, *, kind: str | None = None, limit: int = 20) -> list[Run]:
        """The last runs, newest first."""
        with self._reading("reading the runs") as connection:
            return fetch_log.load_runs(connection, kind, limit)
