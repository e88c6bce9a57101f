"""Translating a batch of articles: the sentences of all go to an engine together."""

import logging
from collections.abc import Sequence

import msgspec

from dosvoces.core.errors import DosvocesError
from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Article
from dosvoces.store import Translation
from translations.pool import TranslatorPool
from translations.renderings import Rendering
from translations.segments import LANGUAGES, build_translation, split_article

_log = logging.getLogger(__name__)


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
