"""Translating one article, lines or a text, without a store."""

from collections.abc import Sequence

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Article
from dosvoces.store import Translation
from translations.engines import Engine, choose
from translations.renderings import Rendering
from translations.segments import Sentence, build_translation, split_article
from translations.sentences import split
from translations.translator import Translator


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
