"""The translations of a store, the outlets' own editions, and what waits for them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from dosvoces.core.record import Article, Block, Segment
from dosvoces.store import (
    alternatives,
    bilingual,
    corrected_text,
    tombstones,
    translation_memory,
    translation_queue,
)
from dosvoces.store.database import Database
from dosvoces.store.selection import EVERY, Selection
from dosvoces.store.values import Alternative, GivenUp, MemoryEntry, Translation, Upkeep


class TranslationStore(Database):
    """Translations and counterparts of articles, and what engines made before."""

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
        *failed_before* or too often do not come. What is damaged fails here: :meth:`damaged` tells it.
        """
        with self._reading("looking for untranslated articles") as connection:
            self._damage.found = {}
            loaded = translation_queue.load_pending(
                connection, chosen, limit=limit, targets=targets, failed_before=failed_before
            )
        self.save_translation_failures(loaded.damaged)
        return loaded.articles

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
            self._damage.found = {}
            loaded = translation_queue.load_outdated(
                connection, chosen, limit=limit, upkeep=upkeep, failed_before=failed_before
            )
        self.save_translation_failures(loaded.damaged)
        return loaded.articles

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

    def requeue_damaged(self, chosen: Selection = EVERY) -> int:
        """Has *chosen* articles whose translation is damaged wait for one again; gives how many.

        It reads every translation, some thousand a second. What people corrected stays.
        """
        with self._reading("looking for damaged translations") as connection:
            found = bilingual.find_damaged(connection, translation_queue.are_wanted(chosen))
        if found:
            with self._writing("having damaged translations made anew", alone=True) as connection:
                bilingual.translate_anew(connection, found)
        return len(found)

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

    def translation(self, article_id: str, version: int, target_language: str) -> tuple[Block, ...]:
        """The blocks of an article in *target_language*; empty when it is not translated into it."""
        with self._reading("reading a translation") as connection:
            return bilingual.load_translation(connection, article_id, version, target_language).translation

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
