"""Batch translation of what the store has not translated yet, across articles."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import permutations
from pathlib import Path

import msgspec

from dosvoces.core import settings
from dosvoces.core.errors import DosvocesError, EngineMissing
from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Article
from dosvoces.store import EVERY, Selection, Store, Translation, Upkeep
from dosvoces.store.waiting import retry
from translations.engines import Engine, IsolatedEngine, choose
from translations.engines.device import Device, read_device
from translations.engines.selection import find_replaced
from translations.glossary import Glossary, load_glossary
from translations.memory import Memory, StoredMemory
from translations.queue import OutdatedQueue, UntranslatedQueue
from translations.renderings import Rendering
from translations.segments import LANGUAGES, Sentence, build_translation, split_article
from translations.sentences import split
from translations.translator import Translator

_log = logging.getLogger(__name__)

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


class TranslatorPool:
    """The translators of one run, one for each direction, made when first needed."""

    def __init__(
        self,
        engine_name: str | None,
        device: Device,
        glossary: Path | None = None,
        memory: Memory | None = None,
        isolated: bool = True,
    ) -> None:
        self._engine_name = engine_name
        self._device = device
        self._isolated = isolated
        # Read now, that a wrong file is known before anything is translated.
        self._glossaries = {
            pair: load_glossary(glossary, *pair) if glossary else Glossary()
            for pair in permutations(LANGUAGES)
        }
        self._memory = memory
        self._translators: dict[tuple[str, str], Translator] = {}

    def translator(self, source: str, target: str) -> Translator:
        """The translator of a direction; raises :exc:`EngineMissing` when nothing translates it."""
        key = (source, target)
        if key not in self._translators:
            engine = choose(source, target, self._engine_name, self._device)
            self._translators[key] = Translator(
                # Apertium and Firefox's models are in processes of their own already.
                IsolatedEngine(engine, source, target, device=self._device)
                if self._isolated and engine.name not in ("apertium", "firefox")
                else engine,
                source,
                target,
                glossary=self._glossaries.get(key),
                memory=self._memory,
            )
        return self._translators[key]

    def find_missing(self) -> dict[str, EngineMissing]:
        """The target languages that nothing translates into; raises when these are all."""
        missing = {}
        for source, target in permutations(LANGUAGES):
            try:
                self.translator(source, target)
            except EngineMissing as error:
                missing[target] = error
        if len(missing) == len(LANGUAGES):
            raise next(iter(missing.values()))
        return missing

    def find_upkeep(self, targets: Collection[str]) -> dict[str, Upkeep]:
        """What translates into each of *targets*, and whose work it replaces: if it was named, all."""
        found = {}
        for source, target in permutations(LANGUAGES):
            if target in targets:
                made = self.translator(source, target)
                replaced = None if self._engine_name else find_replaced(made.engine.name)
                found[target] = Upkeep(made.identity, made.checks, replaced)
        return found

    def check_health(self) -> None:
        """Raise :exc:`EngineError` when an engine fails at anything, not just at one article."""
        for (source, target), translator in self._translators.items():
            translator.engine.translate(["a"], source, target)

    def close(self) -> None:
        """End the engines."""
        for translator in self._translators.values():
            translator.engine.close()


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
    batch = queue.load(tally.size(articles_at_once))
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
            size = tally.size(articles_at_once)
            batch = queue.load(size) if size else []
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


class Failure(msgspec.Struct, frozen=True):
    """Why an article was not translated."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def translate_batch(
    pool: TranslatorPool, batch: Sequence[tuple[Article, str]]
) -> list[Translation | Failure]:
    """The translations of a batch; when it fails as a whole, each article is tried by itself.

    Whatever is wrong with an article must not stop the others; an engine that fails at anything does.
    """
    try:
        return list(_translate_articles(pool, batch))
    except Exception as error:
        pool.check_health()
        if len(batch) == 1:
            _log.warning("article %s was not translated", batch[0][0].id, exc_info=not _is_told(error))
            return [Failure(str(error) if _is_told(error) else f"{type(error).__name__}: {error}")]
    return [answer for entry in batch for answer in translate_batch(pool, [entry])]


def _is_told(error: Exception) -> bool:
    """Whether *error* was raised to tell somebody something, and is no fault of the program."""
    return isinstance(error, DosvocesError)


def _translate_articles(pool: TranslatorPool, batch: Sequence[tuple[Article, str]]) -> list[Translation]:
    """All sentences of a direction go to the engine together, whatever article they are from."""
    split_up = [split_article(article, target) for article, target in batch]
    places: dict[tuple[str, str], list[tuple[int, int]]] = {}
    renderings: list[list[Rendering | None]] = []
    for index, sentences in enumerate(split_up):
        renderings.append([])
        for number, sentence in enumerate(sentences):
            renderings[index].append(None if sentence.translatable else Rendering(sentence.text, "copied"))
            if sentence.translatable:
                direction = (base_language(sentence.language), batch[index][1])
                places.setdefault(direction, []).append((index, number))
    for (source, target), found in places.items():
        texts = [split_up[index][number].text for index, number in found]
        for (index, number), rendering in zip(
            found, pool.translator(source, target).translate(texts), strict=True
        ):
            renderings[index][number] = rendering
    return [
        build_translation(
            article,
            target,
            split_up[index],
            [rendering for rendering in renderings[index] if rendering],
            **_name_makers(pool, article, target),
        )
        for index, (article, target) in enumerate(batch)
    ]


def _name_makers(pool: TranslatorPool, article: Article, target: str) -> dict[str, str]:
    source = base_language(article.in_language)
    if source not in LANGUAGES or source == target:
        return {"engine": "", "checks": ""}
    translator = pool.translator(source, target)
    return {"engine": translator.identity, "checks": translator.checks}


def translate_article(article: Article, target: str, engine: Engine | None = None) -> Translation:
    """The translation of one *article*, by the best engine when none is given; pure but for that."""
    source = base_language(article.in_language)
    used = engine or choose(source, target)
    sentences = split_article(article, target)
    translator = Translator(used, source, target)
    renderings = _render(sentences, translator)
    if engine is None:
        used.close()
    return build_translation(
        article, target, sentences, renderings, engine=translator.identity, checks=translator.checks
    )


def _render(sentences: Sequence[Sentence], translator: Translator) -> list[Rendering]:
    texts = [sentence.text for sentence in sentences if sentence.translatable]
    made = iter(translator.translate(texts))
    return [
        next(made) if sentence.translatable else Rendering(sentence.text, "copied") for sentence in sentences
    ]


def translate_lines(
    lines: Sequence[str], source: str, target: str, engine: Engine | str | None = None
) -> list[str]:
    """Each of *lines*, of one sentence or of several, in the *target* language, in order."""
    named = engine if isinstance(engine, str) else None
    used = choose(source, target, named) if engine is None or isinstance(engine, str) else engine
    try:
        return _translate_lines(lines, Translator(used, source, target))
    finally:
        if used is not engine:
            used.close()


def _translate_lines(lines: Sequence[str], translator: Translator) -> list[str]:
    spans = [split(line, translator.source) for line in lines]
    texts = [line[start:end] for line, found in zip(lines, spans, strict=True) for start, end in found]
    renderings = iter(translator.translate(texts))
    translated = []
    for line, found in zip(lines, spans, strict=True):
        text, position = "", 0
        for start, end in found:
            text += line[position:start] + next(renderings).text
            position = end
        translated.append(text + line[position:])
    return translated


def translate_text(text: str, source: str, target: str, engine_name: str | None = None) -> str:
    """A *text* of any length in the *target* language; its paragraphs and spacing stay."""
    return "\n".join(translate_lines(text.split("\n"), source, target, engine_name))
