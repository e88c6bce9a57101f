"""Batch translation of what the store has not translated yet, across articles."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec

from dosvoces.core import settings
from dosvoces.core.errors import EngineError
from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Article
from dosvoces.store import Store, Translation
from dosvoces.store.waiting import retry
from translations.engines import Engine, IsolatedEngine, choose, identify
from translations.engines.device import Device, read_device
from translations.glossary import Glossary, load_glossary
from translations.memory import Memory, StoredMemory
from translations.renderings import Rendering
from translations.segments import LANGUAGES, Sentence, build_translation, split_article
from translations.sentences import split
from translations.translator import Translator

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


class _TranslatorPool:
    """The translators of one run, one for each direction, made when first needed."""

    def __init__(
        self,
        engine_name: str | None,
        device: Device,
        glossary: Path | None,
        memory: Memory | None,
        isolated: bool,
    ) -> None:
        self._engine_name = engine_name
        self._device = device
        self._isolated = isolated
        self._glossary = glossary
        self._memory = memory
        self._translators: dict[tuple[str, str], Translator] = {}

    def translator(self, source: str, target: str) -> Translator:
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
                glossary=load_glossary(self._glossary, source, target) if self._glossary else Glossary(),
                memory=self._memory,
            )
        return self._translators[key]

    def close(self) -> None:
        for translator in self._translators.values():
            translator.engine.close()


def translate_store(
    store: Store,
    engine_name: str | None = None,
    *,
    outlet: str | None = None,
    limit: int | None = None,
    glossary: Path | None = None,
    device: Device | None = None,
    articles_at_once: int = ARTICLES_AT_ONCE,
    isolated: bool = True,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Counts:
    """Translate what waits in *store*, at most *limit* articles, and say what was done.

    Every article is saved whole or not at all, so whoever is killed goes on where the last batch ended. An
    article that no attempt could translate stays untranslated and is counted. An *isolated* engine runs in a
    process of its own, so that its crash or hang costs one sentence, not the run. A model runs on *device*,
    by default the settings'. A database that goes away is waited for, ``DOSVOCES_STORE_SECONDS`` at most.
    """
    began, seconds = time.monotonic(), float(settings.get("DOSVOCES_STORE_SECONDS"))
    waiting = store.count_untranslated(outlet)
    total = waiting if limit is None else min(limit, waiting)
    memory = StoredMemory(store, seconds)
    pool = _TranslatorPool(engine_name, device or read_device(), glossary, memory, isolated)
    run = store.start_run("translate")
    done = sentences = 0
    failed: Counter[str] = Counter()
    skipped: list[str] = []
    origins: Counter[str] = Counter()
    flags: Counter[str] = Counter()
    progress(Progress(0, total, 0, 0.0))
    try:
        while size := min(
            articles_at_once, articles_at_once if limit is None else limit - done - len(skipped)
        ):
            batch = retry(partial(store.untranslated, limit=size, outlet=outlet, skip=skipped), seconds)
            if not batch:
                break
            translations = []
            for (article, _), made in zip(batch, _translate_batch(pool, batch), strict=True):
                if isinstance(made, Translation):
                    translations.append(made)
                else:
                    skipped.append(article.id)
                    failed[str(made)] += 1
            retry(partial(store.save_translations, translations, memory.take_made()), seconds)
            for translation in translations:
                origins.update(segment.origin for segment in translation.segments)
                flags.update(flag for segment in translation.segments for flag in segment.flags)
                sentences += len(translation.segments)
            done += len(translations)
            progress(Progress(done + len(skipped), max(total, done), sentences, time.monotonic() - began))
    finally:
        pool.close()
    counts = Counts(done, sentences, dict(failed), dict(origins), dict(flags), time.monotonic() - began)
    told = {"articles": done, "sentences": sentences, "failed": failed.total(), **counts.flags}
    retry(partial(store.finish_run, run, told), seconds)
    return counts


def _translate_batch(
    pool: _TranslatorPool, batch: Sequence[tuple[Article, str]]
) -> list[Translation | EngineError]:
    """The translations of a batch; when it fails as a whole, each article is tried by itself."""
    try:
        return list(_translate_articles(pool, batch))
    except EngineError as error:
        if len(batch) == 1:
            return [error]
    return [answer for entry in batch for answer in _translate_batch(pool, [entry])]


def _translate_articles(pool: _TranslatorPool, batch: Sequence[tuple[Article, str]]) -> list[Translation]:
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
            _name_engine(pool, article, target),
        )
        for index, (article, target) in enumerate(batch)
    ]


def _name_engine(pool: _TranslatorPool, article: Article, target: str) -> str:
    source = base_language(article.in_language)
    return pool.translator(source, target).identity if source in LANGUAGES and source != target else ""


def translate_article(article: Article, target: str, engine: Engine | None = None) -> Translation:
    """The translation of one *article*, by the best engine when none is given; pure but for that."""
    source = base_language(article.in_language)
    used = engine or choose(source, target)
    sentences = split_article(article, target)
    renderings = _render(sentences, Translator(used, source, target))
    if engine is None:
        used.close()
    return build_translation(article, target, sentences, renderings, identify(used))


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
