"""``dosvoces translate``: translate what is stored and not translated yet, or translated otherwise."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.table import Table

from dosvoces.cli import choices, console
from dosvoces.cli.options import EngineOption, OutletsOption, StoreOption
from dosvoces.core.errors import EngineError, SettingError

if TYPE_CHECKING:
    from dosvoces.store import Selection, Store
    from translations.batches import Counts


def translate(
    engine: EngineOption = "",
    outlet: OutletsOption = None,
    language: Annotated[
        list[str] | None, typer.Option(metavar="LANGUAGE", help="Only articles in this language; repeatable.")
    ] = None,
    published_from: Annotated[str, typer.Option("--from", help="First day of publication, 2026-11-22.")] = "",
    published_to: Annotated[str, typer.Option("--to", help="Last day of publication.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="The most articles to translate.")] = None,
    shard: Annotated[
        str, typer.Option(metavar="K/N", help="Only share K of N of the articles; the first is 0.")
    ] = "",
    glossary: Annotated[
        Path | None, typer.Option(help="A file of terms to keep or to render in a given way.")
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="Translate anew what no better engine, an older model, older checks or another glossary"
            " made; corrections stay.",
        ),
    ] = False,
    keep_replaced: Annotated[
        bool, typer.Option("--keep-replaced", help="With --again, keep what is replaced beside it.")
    ] = False,
    retry: Annotated[
        bool,
        typer.Option(
            "--retry",
            help="Try also articles that failed so often that they were given up, and those whose"
            " translation is damaged.",
        ),
    ] = False,
    device: Annotated[
        str | None, typer.Option(help="auto, cpu or cuda; the setting's when omitted.", show_default=False)
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=0, help="Threads on a processor; 0 means one for each core.")
    ] = None,
    store: StoreOption = "",
) -> None:
    """Translate the stored articles that are not translated yet; stopped, it goes on from there."""
    if keep_replaced and not again:
        raise SettingError("--keep-replaced keeps nothing without --again")
    from dosvoces.store import Store
    from translations.batches import Progress, translate_store
    from translations.engines.device import read_device

    wanted = read_device(device, threads)
    with Store(store, create=False) as opened, console.progress("translating articles") as advance:
        chosen = _choose(opened, outlet or [], language or [], published_from, published_to)
        chosen = msgspec.structs.replace(chosen, shard=choices.read_shard(shard))
        if retry:
            opened.forget_translation_failures(chosen)
            if damaged := opened.requeue_damaged(chosen):
                console.note(f"{console.number_of(damaged, 'damaged translation')} to be made anew")

        def report(progress: Progress) -> None:
            advance(progress.articles, progress.total)

        counts = translate_store(
            opened,
            engine or None,
            chosen=chosen,
            again=again,
            keep_replaced=keep_replaced,
            limit=limit,
            glossary=glossary,
            device=wanted,
            progress=report,
        )
    console.show(counts, lambda: render_counts(counts))
    for message, number in counts.failed.items():
        console.warn(f"{console.number_of(number, 'article')} not translated: {message}")
    if counts.failed:
        raise typer.Exit(EngineError.exit_code)


def _choose(
    store: "Store", outlets: list[str], languages: list[str], published_from: str, published_to: str
) -> "Selection":
    from dosvoces.store import EVERY

    first, last = choices.read_days(("--from", published_from), ("--to", published_to))
    return msgspec.structs.replace(
        EVERY,
        outlets=tuple(key for value in outlets if (key := choices.read_outlet(value, store))),
        languages=choices.read_languages(languages, translated_only=True),
        published_from=first,
        published_to=last,
    )


def render_counts(counts: "Counts") -> Table:
    """A table of what a translation did."""
    table = Table(box=None, header_style="dim")
    for title in ("articles", "sentences", "sentences/s", "flagged"):
        table.add_column(title, justify="right")
    table.add_column("origin")
    origins = ", ".join(f"{number} {origin}" for origin, number in sorted(counts.origins.items()))
    table.add_row(
        str(counts.articles),
        str(counts.sentences),
        f"{counts.sentences / counts.seconds:.0f}" if counts.seconds else "",
        str(sum(counts.flags.values())),
        origins,
    )
    return table
