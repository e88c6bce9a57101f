"""The store itself: one object that threads share, one file or database that processes share."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

import sqlalchemy as sa

from dosvoces.core.record import Article, BilingualRecord, Block, Segment
from dosvoces.store import (
    alternatives,
    articles,
    bilingual,
    clusters,
    corrected_text,
    fetch_log,
    picks,
    search,
    selection,
    tables,
    tombstones,
    translation_memory,
    translation_queue,
)
from dosvoces.store.articles import Outcome, Versions
from dosvoces.store.changes import Change, compare
from dosvoces.store.database import Database
from dosvoces.store.fields import FIELDS
from dosvoces.store.payloads import unpack
from dosvoces.store.selection import EVERY, Entry, Selection
from dosvoces.store.values import (
    Alternative,
    GivenUp,
    Hit,
    MemoryEntry,
    Removal,
    RemovedStory,
    Resource,
    Run,
    Translation,
    Upkeep,
)


class Saved(NamedTuple):
    """An article as it is stored, with its version, and what became of it."""

    article: Article
    outcome: Outcome


class Store(Database):
    """Articles with every version, their translations, and what a crawl has to remember.

    *url* is the path of a SQLite file, an URL (``sqlite:///…``, ``postgresql://…``) or empty for the default;
    tables are made or brought up to date on opening; without *create* a named store that is not there is
    refused. Every method is one transaction: it has happened as a
    whole or not at all, whenever the process is killed. Threads and processes may share a store; a writer
    waits at most *timeout* seconds for another. *mapped* is for those who search much: it reads a SQLite file
    as if it were memory. Everything raises :exc:`~dosvoces.core.errors.StoreError`.
    """

    def _stamp(self, connection: sa.Connection) -> datetime:
        """The time of what is stored now: later than all before, whatever the clocks of those who store say.

        Whoever asks for what came after some moment would miss what a slow clock puts before it.
        """
        now, last = self._clock(), selection.find_last_change(connection)
        return now if last is None or now > last else last + timedelta(microseconds=1)

    def save_article(self, article: Article) -> Saved:
        """Stores *article*; gives it as it is stored, and what became of it.

        It is ``new``, or ``changed``: other content than the latest version's is a version of its own. The
        same content is ``unchanged``, or ``refreshed`` where something else is told of it (dates, authors,
        rights ...), which takes its place in the latest version unless it was fetched earlier. The content of
        another article of the same outlet makes it a ``duplicate``: it is stored, linked to the first, and
        stays out of every listing. What was taken down is ``removed``: it is not stored.
        """
        return self.save_articles([article])[0]

    def save_articles(self, batch: Iterable[Article]) -> list[Saved]:
        """Stores articles in order, in one transaction; see :meth:`save_article`."""
        with self._writing("storing articles", alone=True) as connection:
            now = self._stamp(connection)
            return [Saved(*articles.save(connection, article, now)) for article in batch]

    def article(self, article_id: str, version: int | None = None) -> Article | None:
        """The article *article_id*, by default its latest version; None when there is none."""
        with self._reading("reading an article") as connection:
            return articles.load(connection, article_id, version)

    def articles(
        self,
        *,
        outlet: str | None = None,
        language: str | None = None,
        since: datetime | None = None,
        versions: Versions = "latest",
    ) -> Iterator[Article]:
        """Articles by outlet, day and id, duplicates left out; *since* is when they were stored.

        Memory does not grow with their number, and all belong to one moment, whatever is written meanwhile.
        """
        query = articles.select_in_order(outlet=outlet, language=language, versions=versions)
        if since is not None:
            query = query.where(tables.articles.c.stored_at >= since)
        with self._reading("reading articles") as connection:
            for rows in articles.read(connection, query):
                yield from (unpack(row.payload, Article) for row in rows)

    def untranslated(
        self,
        *,
        limit: int,
        chosen: Selection = EVERY,
        targets: Collection[str] = ("en", "es"),
        failed_before: datetime | None = None,
    ) -> list[tuple[Article, str]]:
        """Up to *limit* *chosen* articles to be translated into one of *targets*, and the language.

        Spanish waits for English and English for Spanish; duplicates, earlier versions and other languages
        never do. The oldest come first, those that failed behind them; those that failed since
        *failed_before* or too often do not come.
        """
        with self._reading("looking for untranslated articles") as connection:
            return translation_queue.load_pending(
                connection, chosen, limit=limit, targets=targets, failed_before=failed_before
            )

    def count_untranslated(self, chosen: Selection = EVERY, target: str | None = None) -> int:
        """How many *chosen* articles wait for a translation into *target*, those given up too."""
        with self._reading("counting untranslated articles") as connection:
            return translation_queue.count_pending(connection, chosen, target)

    def untranslated_shards(self, shards: int) -> list[int]:
        """Which of so many *shards* of the articles have some that wait for a translation."""
        with self._reading("looking for untranslated articles") as connection:
            return translation_queue.list_pending_shards(connection, shards)

    def outdated(
        self,
        *,
        limit: int,
        upkeep: Mapping[str, Upkeep],
        chosen: Selection = EVERY,
        failed_before: datetime | None = None,
    ) -> list[tuple[Article, str]]:
        """Up to *limit* *chosen* articles with a translation that is outdated, and the language.

        By *upkeep*, which says it for each target language, that is one by another engine or version of those
        that are replaced, or one that went through other checks. Their order is that of :meth:`untranslated`.
        """
        with self._reading("looking for outdated translations") as connection:
            return translation_queue.load_outdated(
                connection, chosen, limit=limit, upkeep=upkeep, failed_before=failed_before
            )

    def count_outdated(self, upkeep: Mapping[str, Upkeep], chosen: Selection = EVERY) -> int:
        """How many translations :meth:`outdated` would give."""
        with self._reading("counting outdated translations") as connection:
            return translation_queue.count_outdated(connection, chosen, upkeep)

    def alternatives(
        self, article_id: str, version: int, target_language: str
    ) -> dict[str, tuple[Alternative, ...]]:
        """What engines made of the sentences of a translation before, where it was kept, by segment id.

        What people wrote, and what reads as the translation does now, is left out.
        """
        with self._reading("reading other translations") as connection:
            return alternatives.load(connection, article_id, version, target_language)

    def save_translation_failures(self, failures: Mapping[tuple[str, int, str], str]) -> None:
        """Counts a failed try for each article, version and target language of *failures*, which say why."""
        if failures:
            with self._writing("storing failed translations", alone=True) as connection:
                translation_queue.record_failures(connection, failures, self._clock())

    def forget_translation_failures(self, chosen: Selection = EVERY) -> None:
        """Lets *chosen* articles that failed be tried as if they never had."""
        with self._writing("forgetting failed translations", alone=True) as connection:
            translation_queue.forget_failures(connection, chosen)

    def untranslatable(self) -> list[GivenUp]:
        """The articles that failed too often to be tried again, last first, and why."""
        with self._reading("looking for articles given up") as connection:
            return translation_queue.load_given_up(connection)

    def save_translations(
        self,
        translations: Sequence[Translation],
        made: Iterable[tuple[str, str, str, Iterable[tuple[str, MemoryEntry]]]] = (),
        *,
        keep_replaced: bool = False,
    ) -> None:
        """Stores translations, each in place of an earlier one of the same version into the same language.

        What people wrote for a sentence stands in it, whatever the engine made. With *keep_replaced* the
        earlier ones can be seen beside them, see :meth:`alternatives`.
        *made* is what engines made on the way, as for :meth:`remember`: both are kept or neither.
        """
        with self._writing("storing translations", alone=True) as connection:
            now = self._stamp(connection)
            # Somebody may have corrected a sentence while an engine had it.
            kept = corrected_text.keep_corrections(connection, translations)
            # Or taken the story down.
            kept, made = tombstones.leave_removed(connection, kept, made)
            if keep_replaced:
                alternatives.keep_replaced(connection, kept)
            bilingual.save_translations(connection, kept, now)
            for engine, source, target, pairs in made:
                translation_memory.remember(connection, engine, source, target, pairs)

    def save_counterpart(
        self,
        article_id: str,
        version: int,
        counterpart_id: str,
        counterpart_version: int,
        target_language: str,
        segments: Sequence[Segment],
    ) -> None:
        """Stores the outlet's own edition of an article in *target_language* and how they align."""
        with self._writing("storing a counterpart", alone=True) as connection:
            if tombstones.find_removed(connection, [article_id, counterpart_id]):
                return
            source, target = (article_id, version), (counterpart_id, counterpart_version)
            now = self._stamp(connection)
            bilingual.save_counterpart(connection, source, target, target_language, segments, now)

    def drop_counterpart(self, source: str, target: str) -> None:
        """Stores that article *target* is not the outlet's own edition of *source*."""
        with self._writing("dropping a counterpart", alone=True) as connection:
            bilingual.drop_counterpart(connection, source, target, self._stamp(connection))

    @contextmanager
    def editions(self) -> Iterator[sa.Connection]:
        """A transaction for the functions of :mod:`dosvoces.store.edition_features`."""
        with self._writing("finding editions") as connection:
            yield connection

    def records(
        self,
        *,
        outlet: str | None = None,
        language: str | None = None,
        since: datetime | None = None,
        translated_only: bool = True,
    ) -> Iterator[BilingualRecord]:
        """Bilingual records of the latest versions, in the order of :meth:`articles`.

        *since* is when the article, its translation or its counterpart was stored, whichever came last.
        """
        query = articles.select_in_order(outlet=outlet, language=language)
        with self._reading("reading records") as connection:
            found = bilingual.read_records(connection, query, since=since, translated_only=translated_only)
            yield from (record for _, record in found)

    def translation(self, article_id: str, version: int, target_language: str) -> tuple[Block, ...]:
        """The blocks of an article in *target_language*; empty when it is not translated into it."""
        with self._reading("reading a translation") as connection:
            return bilingual.load_translation(connection, article_id, version, target_language).translation

    def entries(self, chosen: Selection, *, skip: Collection[str] = ()) -> Iterator[Entry]:
        """The records that *chosen* describes, in the order of :meth:`articles`, and what else is known.

        Those of the outlets *skip* are left out; they count where of near-duplicates one is chosen.
        """
        with self._reading("reading records") as connection:
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
                record = selection.select_segments(whole, chosen)
                if anchors is not None and record is not None:
                    record = picks.select_picked(record, anchors[row.id, row.version])
                if record is not None:
                    yield Entry(record, row.cluster, row.first_day)

    def outlets(self, chosen: Selection | None = None) -> list[str]:
        """The outlets that have any of the articles that *chosen* describes, in order."""
        with self._reading("listing outlets") as connection:
            return selection.list_outlets(connection, chosen or Selection(translated_only=False))

    def left_out(self, chosen: Selection) -> dict[str, int]:
        """How many articles *chosen* leaves out, by reason: outlets' reservations, and ``untranslated``."""
        with self._reading("counting what is left out") as connection:
            counts = selection.count_reserved(connection, chosen)
            untranslated = selection.count_untranslated(connection, chosen)
        return counts | ({"untranslated": untranslated} if untranslated else {})

    def first_days(self, chosen: Selection) -> list[tuple[str, int]]:
        """How many clusters of *chosen* begin on each day, in order."""
        with self._reading("counting clusters") as connection:
            return selection.count_by_first_day(connection, chosen)

    def last_change(self) -> datetime | None:
        """When something was last stored that records are made of; None in an empty store."""
        with self._reading("reading the time of the last change") as connection:
            return selection.find_last_change(connection)

    def removed(self, since: datetime | None = None) -> list[RemovedStory]:
        """The articles that were taken down since then, by id; whoever has one of them is to drop it."""
        with self._reading("listing what was removed") as connection:
            return tombstones.list_removed(connection, since)

    def is_removed(self, article_id: str) -> bool:
        """Whether the article was taken down and may not come back."""
        if "\0" in article_id:
            return False
        with self._reading("looking for a removed story") as connection:
            return bool(tombstones.find_removed(connection, [article_id]))

    def removed_outlet(self, outlet: str) -> Removal | None:
        """When and why the whole *outlet* was taken down; None when it was not."""
        with self._reading("looking for a removed outlet") as connection:
            return tombstones.find_outlet(connection, outlet)

    def addresses(self, ids: Collection[str]) -> set[str]:
        """The addresses at which the articles *ids* were met, whether or not they are still stored."""
        with self._reading("listing addresses") as connection:
            return articles.list_addresses(connection, ids) | tombstones.list_addresses(connection, ids)

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

    def search(
        self,
        text: str,
        *,
        language: str | None = None,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int = 20,
        offset: int = 0,
        fields: Collection[str] = FIELDS,
    ) -> list[Hit]:
        """What *text* finds in articles and their translations, best first.

        Words find their other forms, with or without accents and capitals; all have to be there. ``"an exact
        phrase"`` finds these very words in one paragraph, ``-without`` and ``begin*`` work as in other search
        boxes. *fields* are parts of the page, by default all of :data:`~dosvoces.store.fields.FIELDS`, of
        which what the story itself says comes first. *language* is ``es`` or ``en``,
        the language of the text that is searched; *since* and *until* are days of publication as in
        ``2026-11-22``. Of words that more than a thousand texts hold, the thousand stored last are ranked.
        """
        with self._reading("searching") as connection:
            return search.search(
                connection,
                text,
                language=language,
                outlet=outlet,
                since=since,
                until=until,
                limit=limit,
                offset=offset,
                fields=fields,
            )

    def changes(self, article_id: str) -> list[tuple[int, tuple[Change, ...]]]:
        """What the outlet changed in each version after the first, with the version's number."""
        with self._reading("reading versions") as connection:
            versions = articles.load_versions(connection, article_id)
        return [(new.version, compare(old, new)) for old, new in pairwise(versions)]

    def cluster(self, article_id: str) -> list[str]:
        """The ids of the articles that say nearly the same, itself among them, first stored first."""
        with self._reading("reading a cluster") as connection:
            return clusters.load(connection, article_id)

    def resource(self, url: str) -> Resource | None:
        """What is known of the address *url*; None when it was never fetched."""
        with self._reading("reading what is known of an address") as connection:
            return fetch_log.load_resource(connection, url)

    def find_resources(self, urls: Sequence[str]) -> dict[str, Resource]:
        """What is known of those of *urls* that were fetched before, by address."""
        with self._reading("reading what is known of addresses") as connection:
            return {known.url: known for known in fetch_log.find_resources(connection, urls)}

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

    def recall(self, engine: str, source: str, target: str, texts: Sequence[str]) -> dict[str, MemoryEntry]:
        """What *engine* made of those of *texts* that it translated before, letter by letter the same."""
        with self._reading("recalling translations") as connection:
            return translation_memory.recall(connection, engine, source, target, texts)

    def remember(
        self, engine: str, source: str, target: str, pairs: Iterable[tuple[str, MemoryEntry]]
    ) -> None:
        """Keeps what *engine* made of each text."""
        with self._writing("remembering translations") as connection:
            translation_memory.remember(connection, engine, source, target, pairs)

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

    def counts(self) -> dict[str, int]:
        """How much of everything there is."""
        with self._reading("counting") as connection:
            return articles.count(connection) | {
                table.name: int(
                    connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                )
                for table in (tables.counterparts, tables.memory, tables.resources, tables.runs)
            }
