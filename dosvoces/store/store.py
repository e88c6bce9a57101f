"""The store itself: one object that threads share, one file or database that processes share."""

from collections.abc import Collection, Iterator
from datetime import datetime

import sqlalchemy as sa

from dosvoces.core.record import BilingualRecord
from dosvoces.store import articles, bilingual, picks, selection, tables
from dosvoces.store.article_store import ArticleStore
from dosvoces.store.crawl_store import CrawlStore
from dosvoces.store.selection import Entry, Selection
from dosvoces.store.translation_store import TranslationStore


class Store(ArticleStore, TranslationStore, CrawlStore):
    """Articles with every version, their translations, and what a crawl has to remember.

    *url* is the path of a SQLite file, an URL (``sqlite:///…``, ``postgresql://…``) or empty for the default;
    tables are made or brought up to date on opening; without *create* a named store that is not there is
    refused. Every method is one transaction: it has happened as a
    whole or not at all, whenever the process is killed. Threads and processes may share a store; a writer
    waits at most *timeout* seconds for another. *mapped* is for those who search much: it reads a SQLite file
    as if it were memory. Everything raises :exc:`~dosvoces.core.errors.StoreError`.
    """

    def records(
        self,
        *,
        outlet: str | None = None,
        language: str | None = None,
        since: datetime | None = None,
        translated_only: bool = True,
    ) -> Iterator[BilingualRecord]:
        """Bilingual records of the latest versions, in the order of :meth:`articles`.

        *since* is when the article, its translation or its counterpart was stored, whichever came last. Where
        some are damaged, all others come first and the error that names them last.
        """
        query = articles.select_in_order(outlet=outlet, language=language)
        with self._reading("reading records") as connection:
            self._damage.found = {}
            found = bilingual.read_records(connection, query, since=since, translated_only=translated_only)
            yield from (record for _, record in found)
            self._damage.complain()

    def entries(self, chosen: Selection, *, skip: Collection[str] = ()) -> Iterator[Entry]:
        """The records that *chosen* describes, in the order of :meth:`articles`, and what else is known.

        Those of the outlets *skip* are left out; they count where of near-duplicates one is chosen. What is
        damaged is left out, and :meth:`damaged` tells it afterwards.
        """
        with self._reading("reading records") as connection:
            self._damage.found = {}
            found = bilingual.read_records(
                connection,
                selection.select(chosen, skip),
                since=chosen.since,
                until=chosen.until,
                translated_only=chosen.translated_only,
                include_reserved=chosen.include_reserved,
            )
            anchors = picks.load_anchors(connection, chosen.collection) if chosen.collection else None
            for row, whole in found:
                # Sentences are picked by their number among all that the story has.
                picked = (
                    whole if anchors is None else picks.select_picked(whole, anchors[row.id, row.version])
                )
                record = selection.select_segments(picked, chosen)
                if record is not None:
                    yield Entry(record, row.cluster, row.first_day, whole.segments)

    def left_out(self, chosen: Selection) -> dict[str, int]:
        """How many articles *chosen* leaves out, by reason.

        Outlets' reservations, ``untranslated``, and of :attr:`Selection.once` ``near-duplicate``.
        """
        with self._reading("counting what is left out") as connection:
            counts = selection.count_reserved(connection, chosen)
            others = {
                "untranslated": selection.count_untranslated(connection, chosen),
                "near-duplicate": selection.count_copies(connection, chosen),
            }
        return dict(sorted((reason, number) for reason, number in (counts | others).items() if number))

    def counts(self) -> dict[str, int]:
        """How much of everything there is."""
        with self._reading("counting") as connection:
            return articles.count(connection) | {
                table.name: int(
                    connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                )
                for table in (tables.counterparts, tables.memory, tables.resources, tables.runs)
            }
