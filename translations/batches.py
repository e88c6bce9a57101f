"""Batch translation of what the store has not translated yet, across articles."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from dosvoces.core import settings
from dosvoces.core.record import Article
from dosvoces.store import EVERY, Selection, Store, Translation
from dosvoces.store.waiting import retry
from translations.article_batches import Failure, translate_batch
from translations.engines.device import Device, read_device
from translations.memory import StoredMemory
from translations.pool import TranslatorPool
from translations.queue import OutdatedQueue, UntranslatedQueue
from translations.segments import LANGUAGES
from translations.texts import translate_article, translate_lines, translate_text

__all__ = ["Counts", "Progress", "translate_article", "translate_lines", "translate_store", "translate_text"]

#: Articles of one batch: some 1,500 sentences, enough to fill a machine, and some seconds' work to lose at
#: most.
ARTICLES_AT_ONCE = 50


class Progress(msgspec.Struct, frozen=True):
    """How far a translation is."""

    articles: int
    #: Articles that are done or wait.
    total: int
    sentences: int
    #: Since the beginning.
    seconds: float

    @property
    def rate(self) -> float:
        """Sentences a second."""
        return self.sentences / self.seconds if self.seconds else 0.0


class Counts(msgspec.Struct, frozen=True):
    """What a translation did."""

    articles: int
    sentences: int
    #: Articles that could not be translated, by the message of the error.
    failed: dict[str, int]
    #: Sentences by origin, and by flag.
    origins: dict[str, int]
    flags: dict[str, int]
    seconds: float


def translate_store(
    store: Store,
    engine_name: str | None = None,
    *,
    chosen: Selection = EVERY,
    again: bool = False,
    keep_replaced: bool = False,
    limit: int | None = None,
    glossary: Path | None = None,
    device: Device | None = None,
    articles_at_once: int = ARTICLES_AT_ONCE,
    isolated: bool = True,
    failed_before: datetime | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Counts:
    """Translate what waits in *store*, at most *limit* of the *chosen* articles, and say what was done.

    With *again* those are translated that another engine, another version of it, other checks or another
    glossary translated, but by no better engine unless one is named;
    what people corrected stays, and with *keep_replaced* so does what was there, beside it
    (:meth:`Store.alternatives`).
    Every article is saved whole or not at all, so whoever is killed goes on where the last batch ended. An
    article at which anything fails stays untranslated, is counted, comes after all others, and is given up
    after some tries, which :meth:`Store.untranslatable` tells; those that failed since *failed_before*, by
    default now, wait for another run. An engine that fails at anything ends the run with
    :exc:`~dosvoces.core.errors.EngineError`. An *isolated* engine runs in a process of its own, so that its
    crash or hang costs one sentence, not the run. A model runs on *device*, by default the settings'. A
    database that goes away is waited for, ``DOSVOCES_STORE_SECONDS`` at most.
    """
    seconds = float(settings.get("DOSVOCES_STORE_SECONDS"))
    memory = StoredMemory(store, seconds)
    pool = TranslatorPool(engine_name, device or read_device(), glossary, memory, isolated)
    missing = pool.find_missing()
    targets = [target for target in LANGUAGES if target not in missing]
    before = failed_before or datetime.now(UTC)
    queue = (
        OutdatedQueue(store, chosen, pool.find_upkeep(targets), before, seconds)
        if again
        else UntranslatedQueue(store, chosen, targets, before, seconds)
    )
    tally = _Tally(limit, queue.count())
    for target, error in () if again else missing.items():
        waiting = store.count_untranslated(chosen, target)
        tally.failed.update({str(error): waiting} if waiting else {})

    def load_batch() -> list[tuple[Article, str]]:
        size = tally.size(articles_at_once)
        loaded = queue.load(size) if size else []
        # It cannot be translated for being damaged.
        tally.add((), list(store.damaged().values()) if size else ())
        return loaded

    batch = load_batch()
    progress(tally.progress())
    # A look at a store where nothing waits is no run.
    run = store.start_run("translate") if batch else None
    try:
        while batch:
            made = translate_batch(pool, batch)
            translations = [each for each in made if isinstance(each, Translation)]
            failures = {
                (article.id, article.version, target): str(each)
                for (article, target), each in zip(batch, made, strict=True)
                if isinstance(each, Failure)
            }
            save = partial(store.save_translations, keep_replaced=keep_replaced)
            retry(partial(save, translations, memory.take_made()), seconds)
            retry(partial(store.save_translation_failures, failures), seconds)
            tally.add(translations, failures.values())
            progress(tally.progress())
            batch = load_batch()
    finally:
        pool.close()
        if run is not None:
            retry(partial(store.finish_run, run, tally.counts_of_run()), seconds)
    return tally.counts()


class _Tally:
    """What a run has done so far."""

    def __init__(self, limit: int | None, waiting: int) -> None:
        self._limit = limit
        self._total = waiting if limit is None else min(limit, waiting)
        self._began = time.monotonic()
        self._articles = self._sentences = self._tried = 0
        self.failed: Counter[str] = Counter()
        self._origins: Counter[str] = Counter()
        self._flags: Counter[str] = Counter()

    def size(self, most: int) -> int:
        """How many articles the next batch may have."""
        return most if self._limit is None else min(most, self._limit - self._tried)

    def add(self, translations: Sequence[Translation], failures: Collection[str]) -> None:
        self._articles += len(translations)
        self._tried += len(translations) + len(failures)
        self.failed.update(failures)
        for translation in translations:
            self._sentences += len(translation.segments)
            self._origins.update(segment.origin for segment in translation.segments)
            self._flags.update(flag for segment in translation.segments for flag in segment.flags)

    def progress(self) -> Progress:
        seconds = time.monotonic() - self._began
        return Progress(self._tried, max(self._total, self._tried), self._sentences, seconds)

    def counts(self) -> Counts:
        seconds = time.monotonic() - self._began
        tables = dict(self.failed), dict(self._origins), dict(self._flags)
        return Counts(self._articles, self._sentences, *tables, seconds)

    def counts_of_run(self) -> dict[str, int]:
        told = {"articles": self._articles, "sentences": self._sentences, "failed": self.failed.total()}
        return told | dict(self._flags)
