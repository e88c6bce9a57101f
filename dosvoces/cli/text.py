"""``dosvoces text``: the fragments and the translation of a text."""

import sys
from typing import Annotated

import msgspec
import typer
from rich.console import Group, RenderableType
from rich.text import Text

from dosvoces.cli import console
from dosvoces.cli.options import EngineOption

#: Colours of the languages on a terminal; any other language is magenta.
_COLOURS = {"es": "yellow", "en": "cyan"}


class FoundSpan(msgspec.Struct, frozen=True):
    """A stretch of the text in one language."""

    text: str
    start: int
    end: int
    language: str
    confidence: float


class TextReport(msgspec.Struct, frozen=True):
    """What ``dosvoces text`` has to say."""

    text: str
    language: str
    confidence: float
    spans: tuple[FoundSpan, ...]
    target_language: str | None
    translation: str | None


def text(
    words: Annotated[str, typer.Argument(metavar="TEXT", help="The text; `-` reads standard input.")],
    translate: Annotated[
        bool, typer.Option(help="Translate the text, when it is Spanish or English.")
    ] = True,
    engine: EngineOption = "",
) -> None:
    """Show which parts of a text are in which language, and its translation."""
    report = _report(sys.stdin.read() if words == "-" else words, translate, engine or None)
    console.show(report, lambda: _render(report))


def _report(words: str, translate: bool, engine: str | None) -> TextReport:
    from pipelines.languages import label, spans

    whole = label(words)
    found = tuple(
        FoundSpan(words[span.start : span.end], span.start, span.end, span.language, span.confidence)
        for span in spans(words)
    )
    target = {"es": "en", "en": "es"}.get(whole.language) if translate else None
    translation = None
    if target:
        from translations.texts import translate_text

        translation = translate_text(words, whole.language, target, engine)
    return TextReport(words, whole.language, whole.confidence, found, target, translation)


def _render(report: TextReport) -> RenderableType:
    coloured = Text(report.text)
    for span in report.spans:
        coloured.stylize(_COLOURS.get(span.language, "magenta"), span.start, span.end)
    lines = [coloured, Text(f"{report.language} ({report.confidence:.2f})", "dim")]
    for span in report.spans:
        mark = Text(f"  {span.language} {span.confidence:.2f} ", _COLOURS.get(span.language, "magenta"))
        lines.append(mark.append(f"{span.start}–{span.end} ", "dim").append(span.text))
    if report.translation is not None:
        lines += [Text(), Text(report.translation)]
    return Group(*lines)
