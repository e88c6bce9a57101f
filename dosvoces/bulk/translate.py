"""Translation of some row groups of a dataset's articles."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Literal

import msgspec

from dosvoces.bulk.parts import NO_TIME, Made, PartWriter, Source, check_version
from dosvoces.bulk.records import Addition, key_of, read_article_rows
from dosvoces.core.errors import EngineError, EngineMissing
from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Article
from dosvoces.core.version import __version__
from dosvoces.exports.joining import read_article
from dosvoces.store.articles import TARGETS
from translations.article_batches import Failure, translate_batch
from translations.batches import ARTICLES_AT_ONCE
from translations.engines.device import read_device
from translations.pool import TranslatorPool

#: Failures that are told in words; all are counted.
_MOST_TOLD = 20


class Translate(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """All that the outputs of a translation depend on, beside the input."""

    #: Ours.
    version: str
    #: Digest of the dataset's manifest.
    dataset: str
    engine: str | None
    #: What translates into each language, with its version.
    identities: tuple[tuple[str, str], ...]
    #: The glossary's text.
    glossary: str = ""
    layout: Literal[1] = 1

    def run(self, source: Source, out: Path) -> Made:
        """Translates the articles of *source* that are not translated into the part *out*."""
        check_version(self.version, __version__)
        return translate_pieces(source, out, self, _open_pool(self))


@lru_cache(maxsize=1)
def _open_pool(step: Translate) -> TranslatorPool:
    """The engines of this process, which keeps them for its next job."""
    with tempfile.TemporaryDirectory() as folder:
        glossary = Path(folder) / "glossary.txt"
        glossary.write_text(step.glossary, encoding="utf-8")
        # Where it runs, and on how many threads, is this machine's own matter.
        pool = TranslatorPool(step.engine, read_device(), glossary if step.glossary else None)
    found = identify_engines(pool)
    if found != step.identities:
        raise EngineError(
            f"here the engines are {dict(found)}, and the work was begun with {dict(step.identities)}: "
            "install the same everywhere"
        )
    return pool


def identify_engines(pool: TranslatorPool) -> tuple[tuple[str, str], ...]:
    """Each target language that *pool* translates into, and the engine and version that do it."""
    found = []
    for source, target in TARGETS.items():
        try:
            found.append((target, pool.translator(source, target).identity))
        except EngineMissing:
            continue
    return tuple(found)


def make_step(dataset: str, engine: str | None, glossary: Path | None) -> Translate:
    """A translation of the dataset whose manifest has the digest *dataset*, by the engines that are here.

    Raises :exc:`~dosvoces.core.errors.EngineMissing` when there are none, and SettingError for a glossary
    that is wrong.
    """
    pool = TranslatorPool(engine, read_device(), glossary)
    pool.find_missing()
    try:
        return Translate(
            version=__version__,
            dataset=dataset,
            engine=engine,
            identities=identify_engines(pool),
            glossary=glossary.read_text(encoding="utf-8-sig") if glossary else "",
        )
    finally:
        pool.close()


def translate_pieces(source: Source, out: Path, step: Translate, pool: TranslatorPool) -> Made:
    """Writes the translations of the articles of *source* that have none into the part *out*.

    An article that cannot be translated is counted and told; an engine that fails at anything raises
    :exc:`~dosvoces.core.errors.EngineError`.
    """
    counts: Counter[str] = Counter()
    problems: list[str] = []
    writer, waiting = PartWriter(out), _find_waiting(source, step, counts)
    while batch := list(islice(waiting, ARTICLES_AT_ONCE)):
        for (article, target), made in zip(batch, translate_batch(pool, batch), strict=True):
            if isinstance(made, Failure):
                counts["failed"] += 1
                problems.append(f"{article.id} ({article.url}): {made}")
                continue
            counts["articles"] += 1
            counts["sentences"] += len(made.segments)
            addition = Addition(
                key=key_of(article, target), translation=made.translation, segments=made.segments
            )
            writer.add(NO_TIME, f"{writer.rows:09}", addition)
    writer.close()
    return Made(
        counts=dict(sorted(counts.items())),
        rows=writer.rows,
        first=writer.first,
        problems=tuple(problems[:_MOST_TOLD]),
    )


def _find_waiting(source: Source, step: Translate, counts: Counter[str]) -> Iterator[tuple[Article, str]]:
    for row in read_article_rows(source):
        target = TARGETS.get(base_language(row.language), "")
        if row.translation:
            counts["translated before"] += 1
        elif target in dict(step.identities):
            yield read_article(row), target
        else:
            counts["in other languages"] += 1
